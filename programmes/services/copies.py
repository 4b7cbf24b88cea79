"""A course run taught again: the same in everything but its dates, with its sessions."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from programmes.access import require_teaching
from programmes.models import Admission, Course, CourseRun, RunSession

COPIED = (
    *(
        "course_id",
        "venue_id",
        "name",
        "mode",
        "study_mode",
        "pattern",
        "is_flexible",
        "duration",
        "duration_unit",
    ),
    *("is_national", "regions", "cost", "cost_note", "webpage", "capacity", "offer_hours"),
)
TERM_STARTS = ((1, 4), (4, 15), (9, 1))  # month and day from which the Monday is looked for
MOST_AT_ONCE = 200


def next_term(after: date) -> date:
    """The first Monday of the next term that begins after a day."""
    for year in (after.year, after.year + 1):
        for month, number in TERM_STARTS:
            first = date(year, month, number)
            monday = first + timedelta(days=-first.weekday() % 7)
            if monday > after:
                return monday
    raise AssertionError("A year has three terms.")


@transaction.atomic
def copy(*, run: CourseRun, starts_on: date | None, by: Actor) -> CourseRun:
    """A draft that starts on another day; its end and its sessions move along. Nobody is on it. The same start again
    is the copy that there is.
    """
    Course.objects.select_for_update(of=("self",)).only("id").get(pk=run.course_id)
    source = CourseRun.objects.select_related("course").defer("course__search").get(pk=run.pk)
    require_teaching(by, source.course.organisation_id)
    if not source.is_flexible:
        if starts_on is None:
            raise Refused("Enter the start date of the copy.", field="starts_on")
        if starts_on < timezone.localdate():
            raise Refused("The start date of the copy cannot be in the past.", field="starts_on")
    known = _copies(source, starts_on).first()
    if known is not None:
        return known
    new = CourseRun(starts_on=None if source.is_flexible else starts_on)
    for name in COPIED:
        setattr(new, name, getattr(source, name))
    # an intake is of one time: the copy of its run decides on each application until it is put in another
    new.admission = Admission.DECISION if source.admission == Admission.INTAKE else source.admission
    moved = timedelta()
    if source.starts_on and starts_on:
        moved = starts_on - source.starts_on
        new.ends_on = source.ends_on + moved if source.ends_on else None
    new.save()
    if moved:
        _copy_sessions(source, new, moved)
    return new


def _copies(source: CourseRun, starts_on: date | None) -> QuerySet[CourseRun]:
    same = CourseRun.objects.filter(course=source.course_id, starts_on=starts_on, state=CourseRun.State.DRAFT)
    return same.filter(venue=source.venue_id, mode=source.mode, pattern=source.pattern).order_by("id")


def _copy_sessions(source: CourseRun, new: CourseRun, moved: timedelta) -> None:
    """At the same time of the day, whatever the clock did between."""
    rows = []
    for session in source.sessions.held().order_by("starts_at"):
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        rows.append(
            RunSession(
                run=new,
                starts_at=timezone.make_aware(starts.replace(tzinfo=None) + moved),
                ends_at=timezone.make_aware(ends.replace(tzinfo=None) + moved),
                title=session.title,
                venue_id=session.venue_id,
                link=session.link,
            )
        )
    RunSession.objects.bulk_create(rows)


@transaction.atomic
def roll_over(*, course: Course, by: Actor) -> list[CourseRun]:
    """Every dated run of a course that is open or closed, once more in the term after it."""
    require_teaching(by, course.organisation_id)
    today = timezone.localdate()
    recent = course.runs.filter(
        state__in=[CourseRun.State.OPEN, CourseRun.State.CLOSED],
        is_flexible=False,
        starts_on__gt=today - timedelta(days=200),
    )
    runs = list(recent.order_by("starts_on", "id")[:MOST_AT_ONCE])
    if not runs:
        raise Refused("There is no course run of the last terms to take over. Add one instead.")
    last = max(run.starts_on for run in runs if run.starts_on)
    first = next_term(max(today, last))
    start = min(run.starts_on for run in runs if run.starts_on)
    weeks = timedelta(weeks=-(-(first - start).days // 7))
    return [copy(run=run, starts_on=run.starts_on + weeks, by=by) for run in runs if run.starts_on]
