"""A provider's courses as the 24-column file: uploaded again as it is, it changes nothing."""

from collections.abc import Callable, Iterator

from django.db.models import Q
from django.utils import timezone

from district.imports.reading import formats
from district.imports.reading.courses import TEXTS
from district.imports.reading.rows import AT_A_VENUE
from district.partners.models import Organisation
from district.web.tables import Column
from programmes.models import Course, CourseRun, DeliveryMode

MODES = {
    DeliveryMode.CLASSROOM: "Classroom based",
    DeliveryMode.ONLINE: "Online",
    DeliveryMode.BLENDED: "Blended learning",
    DeliveryMode.WORK_BASED: "Work based",
}


def rows(provider: Organisation) -> Iterator[CourseRun]:
    """The open runs of live courses with a learning aim; of each course, first the runs that bear its title."""
    ahead = Q(is_flexible=True) | Q(starts_on__gte=timezone.localdate())
    return (
        CourseRun.objects.filter(ahead, course__organisation=provider, state=CourseRun.State.OPEN)
        .filter(course__state=Course.State.LIVE)
        .filter(Q(course__source="") | Q(course__source__startswith="lars:"))
        .exclude(course__learning_aim="")
        .select_related("course", "venue")
        .defer("course__search")
        .order_by("course_id", "name", "id")
        .iterator(chunk_size=500)
    )


def _text(field: str) -> Callable[[CourseRun], str]:
    return lambda run: getattr(run.course, field)


def _national(run: CourseRun) -> str:
    if run.mode != DeliveryMode.WORK_BASED:
        return ""
    return "Yes" if run.is_national else "No"


VALUES: dict[str, Callable[[CourseRun], str]] = {
    "LARS_QAN": lambda run: run.course.learning_aim,
    **{column: _text(field) for column, (field, _) in TEXTS.items()},
    "COURSE_NAME": lambda run: run.name or run.course.title,
    "YOUR_REFERENCE": lambda run: run.reference,
    "DELIVERY_MODE": lambda run: MODES[DeliveryMode(run.mode)],
    "START_DATE": lambda run: f"{run.starts_on:%d/%m/%Y}" if run.starts_on else "",
    "FLEXIBLE_START_DATE": lambda run: "Yes" if run.is_flexible else "No",
    "VENUE_NAME": lambda run: run.venue.name if run.venue else "",
    "YOUR_VENUE_REFERENCE": lambda run: run.venue.reference if run.venue else "",
    "NATIONAL_DELIVERY": _national,
    "SUB_REGION": lambda run: run.regions,
    "COURSE_WEBPAGE": lambda run: run.webpage,
    "COST": lambda run: "" if run.cost is None else f"{run.cost:f}",
    "COST_DESCRIPTION": lambda run: run.cost_note,
    "DURATION": lambda run: str(run.duration or ""),
    "DURATION_UNIT": lambda run: run.duration_unit.capitalize(),
    "STUDY_MODE": lambda run: run.get_study_mode_display() if run.mode in AT_A_VENUE else "",
    "ATTENDANCE_PATTERN": lambda run: run.get_pattern_display() if run.mode in AT_A_VENUE else "",
}
COLUMNS = [Column[CourseRun](name, name, VALUES[name]) for name in formats.LARS.columns]
