"""How courses and their runs are put into words: when, where, how long, what it costs, what is left."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from programmes.models import Course, CourseRun, DeliveryMode, ProgrammeKind

MODES = {
    DeliveryMode.CLASSROOM: "in a classroom",
    DeliveryMode.ONLINE: "online",
    DeliveryMode.BLENDED: "classroom and online",
    DeliveryMode.WORK_BASED: "at work",
}
PATTERNS = {
    "daytime": "Daytime",
    "evening": "Evenings",
    "weekend": "Weekends",
    "block": "Day or block release",
}


def level(course: Course) -> str:
    return {"": "", "E": "Entry level"}.get(course.level, f"Level {course.level}")


def level_beside_title(course: Course) -> str:
    """Nothing where the title says it already: "Digital administration Level 2"."""
    said = level(course)
    return "" if course.title.casefold().endswith(said.casefold()) else said


def starts(run: CourseRun) -> str:
    """Starts 4 May; the year only when it is far."""
    if run.is_flexible or run.starts_on is None:
        return "Start at any time"
    return f"Starts {_day(run.starts_on)}"


def start_day(run: CourseRun) -> str:
    """The same in a column that says "Starts"."""
    return day_of_start(None if run.is_flexible else run.starts_on)


def day_of_start(starts_on: date | None) -> str:
    return "At any time" if starts_on is None else _day(starts_on)


def _day(day: date) -> str:
    is_far = (day - timezone.localdate()).days >= 300
    return f"{day.day} {day:%B}{f' {day:%Y}' if is_far else ''}"


def how(run: CourseRun) -> str:
    """Evenings, online."""
    mode = MODES[DeliveryMode(run.mode)]
    words = ", ".join(filter(None, (PATTERNS.get(run.pattern, ""), mode)))
    return words[:1].upper() + words[1:]


def places(run: CourseRun) -> str:
    """6 places left, Full; nothing where no number was told."""
    left = run.places_left
    if left is None:
        return ""
    if left == 0:
        return "This start is full"
    return "1 place left" if left == 1 else f"{left} places left"


def apply(run: CourseRun) -> str:
    """What its link says, for runs that take applications here; empty for the others."""
    is_open = run.state == CourseRun.State.OPEN and not run.has_started
    if not (run.takes_applications and is_open):
        return ""
    return "Join the waiting list" if run.places_left == 0 else "Apply"


def cost(run: CourseRun, course: Course) -> str:
    """What the learner pays: funded courses are free to some, vendors' to all."""
    programme = course.programme
    if programme and programme.is_free and programme.kind != ProgrammeKind.VENDOR:
        return "Free if eligible"
    if run.cost is None:
        return run.cost_note or "Ask the provider what it costs"
    return "Free" if run.cost == 0 else pounds(run.cost)


def pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}".removesuffix(".00")


def length(run: CourseRun) -> str:
    """10 weeks, 1 hour."""
    if not run.duration:
        return ""
    unit = run.duration_unit
    return f"{run.duration} {unit.removesuffix('s') if run.duration == 1 else unit}"


def where(run: CourseRun) -> str:
    """The venue with its town, or how the course comes to the learner."""
    if run.venue:
        town = run.venue.town
        return run.venue.name if not town or town in run.venue.name else f"{run.venue.name}, {town}"
    if run.mode == DeliveryMode.WORK_BASED:
        return "At work, anywhere in England" if run.is_national else f"At work in {run.regions}"
    return "Online"


def distance(metres: float | None) -> str:
    return "" if metres is None else f"{metres / 1609.344:.1f} miles"
