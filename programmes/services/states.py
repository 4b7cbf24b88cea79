"""The one way along a TRANSITIONS table."""

from django.utils import timezone

from district.web.errors import Refused
from programmes.models import Application, Course, CourseRun, Enrolment

type Stateful = Course | CourseRun | Application | Enrolment

NOUNS: dict[type, str] = {
    Course: "course",
    CourseRun: "course run",
    Application: "application",
    Enrolment: "enrolment",
}
STAMPED = (Course, Application, Enrolment)


def move(thing: Stateful, to: str) -> bool:
    """Set the state; False if it is so already, Refused if the table does not lead there."""
    if thing.state == to:
        return False
    if to not in thing.TRANSITIONS[thing.State(thing.state)]:
        raise refusal(thing, to)
    thing.state = to
    return True


def refusal(thing: Stateful, to: str) -> Refused:
    was, wanted = thing.State(thing.state).label.lower(), thing.State(to).label.lower()
    noun = NOUNS[type(thing)]
    if isinstance(thing, Application | Enrolment):
        return Refused(
            f"The {noun} stands at “{was}” now, and cannot become “{wanted}”. Open it again to see what you can do.",
            code="state",
        )
    return Refused(f"This {noun} is {was} and cannot become {wanted}.", code="state")


def check_version(thing: Stateful, version: int | None) -> None:
    """Refuse to write over what somebody else has changed since the page was opened."""
    if version is not None and version != thing.version:
        raise Refused("Somebody has changed this since you opened the page.", code="stale")


def save(thing: Stateful, *fields: str) -> None:
    """Write the fields and count the change."""
    thing.version += 1
    names = {*fields, "version"}
    if isinstance(thing, STAMPED):
        thing.changed_at = timezone.now()
        names.add("changed_at")
    thing.save(update_fields=names)
