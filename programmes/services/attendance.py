"""Registers: a whole session in one go. Two absences in a row make a task for the tutor."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from district.web.wording import UNREADABLE
from programmes.access import require_roster
from programmes.models import Attendance, AttendanceMark, Enrolment, RunSession, TutorTask
from programmes.services import states, tutor_tasks

THERE = {Attendance.PRESENT, Attendance.LATE}
IN_A_ROW = 2
LONGEST_NOTE = 200


@transaction.atomic
def take_register(
    *, session: RunSession, marks: Mapping[UUID, tuple[str, str]], version: int | None = None, by: Actor
) -> RunSession:
    """Mark many at once: public id of the enrolment → mark and note. Who is not named keeps their mark. Somebody who
    comes for the first time is on the course from that day.
    """
    current = (
        RunSession.objects.select_for_update(of=("self",))
        .select_related("run__course")
        .defer("run__course__search")
        .get(pk=session.pk)
    )
    require_roster(by, current.run.course.organisation_id)
    if version is not None and version != current.version:
        raise Refused(
            "Somebody else has taken this register meanwhile. Check it, then save again.", code="stale"
        )
    if current.cancelled_at:
        raise Refused("This session is cancelled, so it has no register.", code="state")
    if current.starts_at > timezone.now():
        raise Refused("This session has not begun. Take its register when it has.", code="early")
    roster = {
        row.public_id: row for row in on_register(current).select_for_update(of=("self",)).order_by("id")
    }
    if not marks.keys() <= roster.keys():
        raise Refused(
            "Somebody in this register is not on the course run any more. Open it again.", code="roster"
        )
    if any(mark not in Attendance.values for mark, _ in marks.values()):
        raise Refused("Mark each person as here, late, away or excused.", code="mark")
    for _, note in marks.values():
        if len(note.strip()) > LONGEST_NOTE:
            raise Refused(f"A note has at most {LONGEST_NOTE} characters. Shorten it.", code="note")
        if UNREADABLE.search(note):
            raise Refused("Remove the hidden characters from the note: type it again.", code="note")
    _write(current, roster, marks, by)
    _begin(current, [roster[key] for key, (mark, _) in marks.items() if mark in THERE])
    current.register_taken_at, current.register_taken_by = timezone.now(), by.person
    current.version += 1
    current.save(update_fields=["register_taken_at", "register_taken_by", "version"])
    away = [roster[key] for key, (mark, _) in marks.items() if mark == Attendance.ABSENT]
    _raise_tasks(current, away)
    return current


def on_register(session: RunSession) -> QuerySet[Enrolment]:
    """Those who were on the run on the day of the session, or were due to come."""
    day = timezone.localdate(session.starts_at)
    return (
        Enrolment.objects.filter(run=session.run_id, starts_on__lte=day)
        .exclude(state__in=[Enrolment.State.CANCELLED, Enrolment.State.NO_SHOW])
        .exclude(ended_on__lt=day)
    )


def _write(
    session: RunSession,
    roster: Mapping[UUID, Enrolment],
    marks: Mapping[UUID, tuple[str, str]],
    by: Actor,
) -> None:
    """Only what is new or different is written, so that the history says who changed what."""
    known = {row.enrolment_id: row for row in session.marks.all()}
    rows = []
    for key, (mark, note) in marks.items():
        row = known.get(roster[key].pk)
        if row is None or (row.mark, row.note) != (mark, note.strip()):
            rows.append(
                AttendanceMark(
                    session=session,
                    enrolment=roster[key],
                    mark=mark,
                    note=note.strip(),
                    marked_by=by.person,
                )
            )
    AttendanceMark.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["mark", "note", "marked_by", "marked_at"],
    )


def _begin(session: RunSession, there: Iterable[Enrolment]) -> None:
    day = timezone.localdate(session.starts_at)
    for enrolment in there:
        if enrolment.state == Enrolment.State.ENROLLED:
            states.move(enrolment, Enrolment.State.IN_LEARNING)
            enrolment.starts_on = day
            enrolment.planned_end_on = max(enrolment.planned_end_on, day)
            states.save(enrolment, "state", "starts_on", "planned_end_on")


def _raise_tasks(session: RunSession, away: list[Enrolment]) -> None:
    """For those whose last two marks, up to this session, are absences."""
    before: dict[int, list[str]] = defaultdict(list)
    marks = AttendanceMark.objects.filter(
        enrolment__in=away, session__starts_at__lte=session.starts_at, session__cancelled_at=None
    )
    for enrolment_id, mark in marks.order_by("-session__starts_at").values_list("enrolment_id", "mark"):
        before[enrolment_id].append(mark)
    for enrolment in away:
        last = before[enrolment.pk][:IN_A_ROW]
        if last == [Attendance.ABSENT] * IN_A_ROW and enrolment.is_current:
            tutor_tasks.raise_for(enrolment=enrolment, cause=TutorTask.Cause.ABSENCES)
