"""The one way along a TRANSITIONS table."""

from django.utils import timezone

from district.web.errors import Refused
from programmes.models import Course, CourseRun


def move(thing: Course | CourseRun, to: str) -> bool:
    """Set the state; False if it is so already, Refused if the table does not lead there."""
    if thing.state == to:
        return False
    if to not in thing.TRANSITIONS[thing.State(thing.state)]:
        was, wanted = thing.State(thing.state).label.lower(), thing.State(to).label.lower()
        noun = "course" if isinstance(thing, Course) else "course run"
        raise Refused(f"This {noun} is {was} and cannot become {wanted}.", code="state")
    thing.state = to
    return True


def check_version(thing: Course | CourseRun, version: int | None) -> None:
    """Refuse to write over what somebody else has changed since the page was opened."""
    if version is not None and version != thing.version:
        raise Refused("Somebody has changed this since you opened the page.", code="stale")


def save(thing: Course | CourseRun, *fields: str) -> None:
    """Write the fields and count the change."""
    thing.version += 1
    names = {*fields, "version"}
    if isinstance(thing, Course):
        thing.changed_at = timezone.now()
        names.add("changed_at")
    thing.save(update_fields=names)
