"""Every change to a course run: dates, places, and whether people may join."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from programmes import signals
from programmes.access import require_teaching
from programmes.models import Course, CourseRun, DeliveryMode, DurationUnit, Reason, StudyMode, Venue
from programmes.services import places, states, waiting

FIELDS = {
    "venue",
    "mode",
    "study_mode",
    "pattern",
    "is_flexible",
    "starts_on",
    "ends_on",
    "duration",
    "duration_unit",
    "cost",
    "cost_note",
    "webpage",
    "capacity",
}
DATES = {"is_flexible", "starts_on", "ends_on", "duration", "duration_unit"}
LEAST_FULL_TIME_HOURS = 6  # one full day
HOURS = {DurationUnit.MINUTES: 1 / 60, DurationUnit.HOURS: 1}
AT_A_VENUE = {DeliveryMode.CLASSROOM, DeliveryMode.BLENDED}


@transaction.atomic
def create(*, course: Course, values: dict[str, Any], by: Actor) -> CourseRun:
    """A draft run; people may join once it is opened."""
    course = Course.objects.select_for_update(of=("self",)).defer("search").get(pk=course.pk)
    require_teaching(by, course.organisation_id)
    run = CourseRun(course=course, **_own(values))
    _check(run)
    run.save()
    return run


@transaction.atomic
def change(*, run: CourseRun, values: dict[str, Any], by: Actor, version: int | None = None) -> CourseRun:
    run = _locked(run)
    require_teaching(by, run.course.organisation_id)
    states.check_version(run, version)
    if run.state == CourseRun.State.CANCELLED:
        raise Refused("This course run is cancelled. Add a new one instead.", code="state")
    changed = {name: value for name, value in _own(values).items() if getattr(run, name) != value}
    if not changed:
        return run
    for name, value in changed.items():
        setattr(run, name, value)
    _check(run)
    if "starts_on" in changed and not run.has_started:
        run.curriculum = None  # it will begin with the version in force then
    states.save(run, *changed, "curriculum")
    if DATES & changed.keys():
        places.move_days(run)
    if "capacity" in changed:
        waiting.move_on(run)
    _tell(run)
    return run


@transaction.atomic
def open_(*, run: CourseRun, by: Actor) -> CourseRun:
    """Let people join, from a draft or again after it was closed."""
    run = _locked(run)
    require_teaching(by, run.course.organisation_id)
    if not run.is_flexible and run.starts_on and run.starts_on < timezone.localdate():
        raise Refused(
            "This course run has started. Change its start date before you open it.", code="started"
        )
    if states.move(run, CourseRun.State.OPEN):
        states.save(run, "state")
        _tell(run)
    return run


@transaction.atomic
def close(*, run: CourseRun, by: Actor) -> CourseRun:
    """Nobody more may join; people keep the places they hold."""
    run = _locked(run)
    require_teaching(by, run.course.organisation_id)
    if states.move(run, CourseRun.State.CLOSED):
        states.save(run, "state")
        signals.run_closed.send(CourseRun, course_ids=[run.course_id])
    return run


@transaction.atomic
def cancel(*, run: CourseRun, by: Actor) -> CourseRun:
    """It will not take place. Refused while people hold places: they have to be told first. Those who applied and hold
    none are told now.
    """
    run = _locked(run)
    require_teaching(by, run.course.organisation_id)
    if run.places_taken:
        held = "1 person holds a place" if run.places_taken == 1 else f"{run.places_taken} people hold places"
        raise Refused(f"{held} on this course run. Move them to another before you cancel it.", code="taken")
    if states.move(run, CourseRun.State.CANCELLED):
        states.save(run, "state")
        waiting.end_the_rest(run, Reason.RUN_CANCELLED)
        signals.run_closed.send(CourseRun, course_ids=[run.course_id])
    return run


@transaction.atomic
def close_started() -> int:
    """Close the open runs whose first day has passed; how many there were."""
    started = list(
        CourseRun.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=CourseRun.State.OPEN, is_flexible=False, starts_on__lt=timezone.localdate())
        .order_by("id")
        .values_list("id", "course_id")
    )
    if started:
        CourseRun.objects.filter(id__in=[run_id for run_id, _ in started]).update(
            state=CourseRun.State.CLOSED
        )
        signals.run_closed.send(CourseRun, course_ids=sorted({course_id for _, course_id in started}))
    return len(started)


def _own(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _locked(run: CourseRun) -> CourseRun:
    return (
        CourseRun.objects.select_for_update(of=("self",))
        .select_related("course")
        .defer("course__search")
        .get(pk=run.pk)
    )


def _tell(run: CourseRun) -> None:
    """Matching hears of what people can see."""
    if run.state == CourseRun.State.OPEN and run.course.state == Course.State.LIVE:
        signals.run_opened.send(CourseRun, course_ids=[run.course_id])


def _check(run: CourseRun) -> None:
    """The rules between fields, each with the field it is mended in."""
    if run.is_flexible:
        run.starts_on = None
    elif run.starts_on is None:
        raise Refused("Enter the start date, or say that people can start at any time.", field="starts_on")
    if run.ends_on and run.starts_on and run.ends_on < run.starts_on:
        raise Refused("The end date is before the start date. Change one of them.", field="ends_on")
    if run.capacity is not None and run.capacity < run.places_taken:
        held = "1 place is" if run.places_taken == 1 else f"{run.places_taken} places are"
        raise Refused(f"{held} taken. Enter {run.places_taken} or more places.", field="capacity")
    if run.mode not in AT_A_VENUE:
        run.venue = None
    elif run.venue is None:
        raise Refused("Choose the venue where people meet.", field="venue")
    elif not Venue.objects.filter(pk=run.venue.pk, organisation_id=run.course.organisation_id).exists():
        raise Refused("Choose one of your own venues.", field="venue")
    if run.study_mode == StudyMode.FULL_TIME and run.duration and _hours(run) < LEAST_FULL_TIME_HOURS:
        raise Refused(
            f"{run.duration} {run.get_duration_unit_display()} in all is not full time. Change how much of the "
            "week, or how long it takes.",
            field="study_mode",
        )
    if bool(run.duration) != bool(run.duration_unit):
        raise Refused("Enter how long it takes, as a number and its unit.", field="duration")


def _hours(run: CourseRun) -> float:
    """At least so many in all: a day and anything longer may be full time."""
    unit = HOURS.get(DurationUnit(run.duration_unit)) if run.duration_unit else None
    return LEAST_FULL_TIME_HOURS if unit is None else (run.duration or 0) * unit
