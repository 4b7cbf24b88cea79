"""Places of a course run: taken and given back under the lock of its row, and nowhere else."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone
from psycopg2.errors import LockNotAvailable

from district.web import reads
from district.web.errors import Refused
from programmes.models import Application, CourseRun, DurationUnit, Enrolment
from programmes.services import letters, states

DAYS = {
    DurationUnit.MINUTES: 0,
    DurationUnit.HOURS: 0,
    DurationUnit.DAYS: 1,
    DurationUnit.WEEKS: 7,
    DurationUnit.MONTHS: 30,
    DurationUnit.YEARS: 365,
}
OFFER_FIELDS = (
    "state",
    "holds_place",
    "offered_at",
    "offer_ends_at",
    "decided_at",
    "decided_by",
    "reminded_at",
)


def lock(run_id: int) -> CourseRun:
    """The run as it is now. Whoever counts its places, or changes an application for them, holds this first."""
    try:
        rows = _locked(run_id)
    except OperationalError as fault:
        if isinstance(fault.__cause__, LockNotAvailable):
            raise Refused(
                "Many people are applying at this moment. Press the button again.", code="busy"
            ) from fault
        raise
    for run in rows:
        return run
    raise CourseRun.DoesNotExist("This course run is gone.")


@reads.kept
def _locked(run_id: Any) -> QuerySet[CourseRun]:
    return (
        CourseRun.objects.filter(pk=run_id)
        .select_for_update(of=("self",), no_key=True)
        .select_related("course__organisation", "intake")
        .defer("course__search")
    )


def lock_many(run_ids: Iterable[int]) -> dict[int, CourseRun]:
    """The same for many, in the order of their numbers, by number."""
    rows = CourseRun.objects.filter(pk__in=set(run_ids)).select_for_update(of=("self",), no_key=True)
    found = rows.select_related("course__organisation", "intake").defer("course__search").order_by("id")
    return {run.pk: run for run in found}


def are_left(run: CourseRun) -> bool:
    return run.places_left is None or run.places_left > 0


def may_be_offered(run: CourseRun) -> bool:
    """Until the run starts; a closed one takes no new applications, but goes on with those it has."""
    return run.state in {CourseRun.State.OPEN, CourseRun.State.CLOSED} and not run.has_started


def take(run: CourseRun, holder: Application | Enrolment) -> None:
    """Keep a place of a locked run for somebody who holds none yet. The caller saves both."""
    if holder.holds_place:
        return
    if not are_left(run):
        raise Refused("All places on this course run are taken.", code="full")
    holder.holds_place = True
    run.places_taken += 1


def give_back(run: CourseRun, holder: Application | Enrolment) -> None:
    """The opposite. Places that were counted before the portal knew who held them never fall below none."""
    if holder.holds_place:
        holder.holds_place = False
        run.places_taken = max(0, run.places_taken - 1)


def save(run: CourseRun) -> None:
    """Neither a version nor a mark of the catalogue: places change all the time, and pages read them each time."""
    run.save(update_fields=["places_taken"])


def save_many(runs: Sequence[CourseRun]) -> None:
    states.write_many(runs, ["places_taken"])


def offer(run: CourseRun, application: Application) -> None:
    """Take a place for an application and offer it. The caller saves both."""
    take(run, application)
    states.move(application, Application.State.OFFERED)
    application.offered_at = application.decided_at = timezone.now()
    application.offer_ends_at = offer_end(run, application.offered_at)
    application.reminded_at = None
    letters.promise(application, letters.Act.OFFERED)


def offer_end(run: CourseRun, since: datetime) -> datetime:
    """When the offer runs out: after the run's own hours, and in any case as its first day begins."""
    end = since + timedelta(hours=run.offer_hours)
    if run.starts_on is None:
        return end
    first_day = timezone.make_aware(datetime.combine(run.starts_on, time.min))
    return min(end, first_day)


def days(run: CourseRun) -> DateRange | None:
    """The days a run keeps somebody busy, both included; nothing for runs that start at any time."""
    if run.starts_on is None:
        return None
    return DateRange(run.starts_on, last_day(run), "[]")


def last_day(run: CourseRun) -> date:
    """Its end, or as long after its start as it is said to take."""
    if run.starts_on is None:
        raise ValueError("A run that starts at any time has no last day.")
    if run.ends_on:
        return run.ends_on
    length = (run.duration or 0) * DAYS.get(DurationUnit(run.duration_unit), 0) if run.duration_unit else 0
    return run.starts_on + timedelta(days=max(length - 1, 0))


def keep_busy(run: CourseRun, application: Application) -> None:
    """Write down the days of an accepted place and save it; refused if they are promised to another course."""
    application.busy = days(run)
    try:
        with transaction.atomic():
            states.save(application, "state", "accepted_at", "busy")
    except IntegrityError as fault:
        if "programmes_no_overlapping_places" not in str(fault):
            raise
        raise _overlap(application) from fault


def _overlap(application: Application) -> Refused:
    busy = application.busy
    others = Application.objects.filter(learner=application.learner_id, busy__overlap=busy)
    other = (
        others.exclude(pk=application.pk).select_related("run__course").defer("run__course__search").first()
    )
    if other is None or other.run.starts_on is None:
        return Refused(
            "There is a place on another course on the same days. Withdraw from it first.", code="overlap"
        )
    starts = other.run.starts_on
    return Refused(
        f"The days overlap with {other.run.course.title}, which starts on {starts.day} {starts:%B}. "
        "To take this place, withdraw from the other course first.",
        code="overlap",
    )


def free_busy(applications: Iterable[Application]) -> None:
    """Their days are their own again."""
    for application in applications:
        if application.busy is not None:
            application.busy = None
            states.save(application, "busy")


def move_days(run: CourseRun) -> None:
    """After the dates of a locked run have changed: those who hold a place are busy on the new ones."""
    held = run.applications.filter(state__in=[Application.State.ACCEPTED, Application.State.ENROLLED])
    try:
        with transaction.atomic():
            held.filter(busy__isnull=False).update(busy=days(run))
    except IntegrityError as fault:
        raise Refused(
            "Somebody who has a place here has a place on another course on the new days. Talk to them first.",
            field="starts_on",
            code="overlap",
        ) from fault
