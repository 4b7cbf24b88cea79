"""The one way along a TRANSITIONS table."""

from collections.abc import Sequence

from django.db.models import Model
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
BATCH = 500


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


def save_many[Thing: Stateful](things: Sequence[Thing], *fields: str) -> None:
    """The same for many of one kind, all read before with all their columns: one statement for each five hundred."""
    names = {*fields, "version"}
    for thing in things:
        thing.version += 1
        if isinstance(thing, STAMPED):
            thing.changed_at = timezone.now()
            names.add("changed_at")
    write_many(things, sorted(names))


def write_many(things: Sequence[Model], fields: Sequence[str]) -> None:
    """Write fields of rows that are there: an INSERT that always meets its own row, many times faster than an UPDATE
    with a case for each.
    """
    if things:
        type(things[0])._default_manager.bulk_create(
            things, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
