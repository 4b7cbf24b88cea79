"""The meetings of a course run: planned, moved, cancelled."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from programmes.access import require_teaching
from programmes.models import CourseRun, RunSession, Venue
from programmes.services import letters, places

FIELDS = ("starts_at", "ends_at", "title", "venue", "link")
MOST = 400
LONGEST = timedelta(hours=14)


@transaction.atomic
def plan(
    *,
    run: CourseRun,
    weekdays: Collection[int],
    starts: time,
    ends: time,
    without: Collection[date] = (),
    by: Actor,
) -> list[RunSession]:
    """A session at the same time on these days of each week (0 is Monday), from the run's first day to its last. Those
    that are planned already stay. Returns the new ones.
    """
    require_teaching(by, run.course.organisation_id)
    if run.starts_on is None:
        raise Refused("A run that starts at any time has no timetable. Add its sessions one by one.")
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise Refused("Choose the days of the week.", field="weekdays")
    if ends <= starts:
        raise Refused("The session ends before it starts.", field="ends")
    first, last = run.starts_on, places.last_day(run)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    moments = [
        (_at(day, starts), _at(day, ends)) for day in days if day.weekday() in weekdays and day not in without
    ]
    if len(moments) > MOST:
        raise Refused(f"That makes {len(moments)} sessions, more than {MOST}. Check the dates of the run.")
    known = set(run.sessions.values_list("starts_at", flat=True))
    new = [
        RunSession(run=run, starts_at=begin, ends_at=end, venue_id=run.venue_id)
        for begin, end in moments
        if begin not in known
    ]
    return RunSession.objects.bulk_create(new)


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


@transaction.atomic
def add(*, run: CourseRun, values: dict[str, Any], by: Actor) -> RunSession:
    require_teaching(by, run.course.organisation_id)
    session = RunSession(run=run, **{name: values[name] for name in FIELDS if name in values})
    _check(session, run.course.organisation_id)
    _save(session)
    return session


@transaction.atomic
def change(
    *, session: RunSession, values: dict[str, Any], version: int | None = None, by: Actor
) -> RunSession:
    """Those on the run are told of another time or place."""
    current = _locked(session, by)
    if version is not None and version != current.version:
        raise Refused("Somebody has changed this since you opened the page.", code="stale")
    if current.cancelled_at:
        raise Refused("This session is cancelled. Add a new one instead.", code="state")
    changed = [name for name in FIELDS if name in values and getattr(current, name) != values[name]]
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    _check(current, current.run.course.organisation_id)
    _save(current, *changed)
    if set(changed) - {"title"} and current.starts_at > timezone.now():
        letters.promise_session(current)
    return current


@transaction.atomic
def cancel(*, session: RunSession, by: Actor) -> RunSession:
    current = _locked(session, by)
    if current.cancelled_at is None:
        if current.register_taken_at:
            raise Refused("The register of this session has been taken, so it did take place.", code="state")
        current.cancelled_at = timezone.now()
        _save(current, "cancelled_at")
        if current.starts_at > timezone.now():
            letters.promise_session(current)
    return current


def _locked(session: RunSession, by: Actor) -> RunSession:
    current = (
        RunSession.objects.select_for_update(of=("self",))
        .select_related("run__course")
        .defer("run__course__search")
        .get(pk=session.pk)
    )
    require_teaching(by, current.run.course.organisation_id)
    return current


def _check(session: RunSession, organisation_id: int) -> None:
    if session.ends_at <= session.starts_at:
        raise Refused("The session ends before it starts.", field="ends_at")
    if session.ends_at - session.starts_at > LONGEST:
        raise Refused("A session lasts at most 14 hours. Check its times.", field="ends_at")
    if (
        session.venue_id
        and not Venue.objects.filter(pk=session.venue_id, organisation=organisation_id).exists()
    ):
        raise Refused("Choose one of your own venues.", field="venue")


def _save(session: RunSession, *fields: str) -> None:
    try:
        with transaction.atomic():
            if session.pk is None:
                session.save()
            else:
                session.version += 1
                session.changed_at = timezone.now()
                session.save(update_fields=[*fields, "version", "changed_at"])
    except IntegrityError as fault:
        if "programmes_session_once" not in str(fault):
            raise
        raise Refused("There is a session at this time already.", field="starts_at") from fault
