"""What came after the courses of two years: interviews with employers, offers of work, and destinations."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from district.home.demo import years
from district.home.demo.calendar import at
from district.home.demo.past_people import Person
from district.interviews.models import (
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewSlot,
)
from district.interviews.services import settling
from district.partners.models import Organisation, Role
from district.web.working_days import after_working_days
from programmes.models import Destination, Enrolment

COMMITTED = 6  # employers whose past interviews are told
INTERVIEW_DAYS = 15
COLLECTED_AFTER = timedelta(days=40)
Stage = Enrolment.State
Interview = InterviewOffer.State

type Learnt = Sequence[tuple[Enrolment, Person]]


def interviews(past: Learnt, chance: Random, today: date) -> dict[int, date]:
    """Every bootcamp completer was promised one, nearly all were offered it. Returns the first day of work of the hired,
    by the id of their enrolment.
    """
    completed = [
        (enrolment, person)
        for enrolment, person in past
        if enrolment.programme_type and enrolment.state in Enrolment.COMPLETERS
    ]
    commitments = _commitments(completed, today)
    guarantees, rows, hired = [], [], {}
    for number, (enrolment, person) in enumerate(completed):
        programme, ended = enrolment.run.course.programme, enrolment.ended_on
        if programme is None or ended is None:
            continue
        due = after_working_days(ended, INTERVIEW_DAYS)
        is_kept = chance.random() < 0.985 or due > today
        meets = ended + timedelta(days=7 + chance.randrange(14))
        is_ahead = meets >= today - timedelta(days=2)
        guarantees.append(
            InterviewGuarantee(
                enrolment=enrolment,
                programme=programme,
                due_on=due,
                kept_on=min(due, meets) - timedelta(days=5) if is_kept and not is_ahead else None,
            )
        )
        if is_kept and not is_ahead:
            state = _came_of(chance, person)
            rows.append((commitments[programme.pk][number % COMMITTED], enrolment, number, meets, state))
            if state == Interview.JOB_OFFER:
                hired[enrolment.pk] = meets + timedelta(days=6 + chance.randrange(30))
    InterviewGuarantee.objects.bulk_create(guarantees)
    _offers(rows)
    return hired


def _came_of(chance: Random, person: Person) -> str:
    luck = chance.randrange(100)
    if luck < 50 - person.drag:
        return Interview.JOB_OFFER
    if luck < 82:
        return Interview.NOT_SELECTED
    return Interview.NO_SHOW if luck < 90 else Interview.DECLINED


def _commitments(completed: Learnt, today: date) -> dict[int, list[InterviewCommitment]]:
    """By programme: of the first employers of the demo world, all ended."""
    employers = list(
        Organisation.objects.with_role(Role.EMPLOYER).filter(is_fictional=True).order_by("id")[:COMMITTED]
    )
    programmes = {row.run.course.programme_id for row, _ in completed if row.run.course.programme_id}
    return {
        programme_id: InterviewCommitment.objects.bulk_create(
            InterviewCommitment(
                organisation=employer,
                programme_id=programme_id,
                job_title="Junior digital roles",
                promised=200,
                ends_on=today - timedelta(days=1),
                state=InterviewCommitment.State.ENDED,
                made_at=at(today - timedelta(days=900), 9),
                is_fictional=True,
            )
            for employer in employers
        )
        for programme_id in sorted(programmes)
    }


def _offers(rows: Sequence[tuple[InterviewCommitment, Enrolment, int, date, str]]) -> None:
    slots = InterviewSlot.objects.bulk_create(
        InterviewSlot(
            commitment=commitment,
            starts_at=at(meets, 9 + number % 8) + timedelta(minutes=number % 2 * 30),
            place="At the employer's, reception",
        )
        for commitment, _, number, meets, _ in rows
    )
    InterviewOffer.objects.bulk_create(
        InterviewOffer(
            enrolment=enrolment,
            learner_id=enrolment.learner_id,
            slot=slot,
            during=settling.during(slot),
            state=state,
            fit=60 + number % 5 * 8,
            decline_reason="have_work" if state == Interview.DECLINED else "",
            offered_at=slot.starts_at - timedelta(days=5),
            answer_by=slot.starts_at - timedelta(days=2),
            answered_at=slot.starts_at - timedelta(days=3),
            recorded_at=slot.starts_at + timedelta(hours=3),
        )
        for slot, (_, enrolment, number, _, state) in zip(slots, rows, strict=True)
    )


def destinations(past: Learnt, hired: dict[int, date], chance: Random, today: date) -> None:
    rows = [
        destination
        for enrolment, person in past
        if enrolment.ended_on and enrolment.ended_on + COLLECTED_AFTER < today
        for destination in _destination(enrolment, person, hired.get(enrolment.pk), chance, today)
    ]
    Destination.objects.bulk_create(rows)


def _destination(
    enrolment: Enrolment, person: Person, hired_on: date | None, chance: Random, today: date
) -> Iterator[Destination]:
    """Nobody could say what became of one in eight who completed, and of half of those who left."""
    ended = enrolment.ended_on or today
    has_left = enrolment.state == Stage.WITHDRAWN
    if hired_on is None and chance.random() < (0.5 if has_left else 0.12):
        return
    table = years.AFTER_LEAVING if has_left else years.AFTER_COMPLETION
    kind, code = ("EMP", "1") if hired_on else years.drawn(chance, table)
    if kind == "EMP" and hired_on is None and chance.randrange(100) < person.drag:
        kind, code = "NPE", "1"
    begins = hired_on or ended + timedelta(days=2 + int(120 * chance.random() ** 2))
    if begins >= today:
        return
    is_short = kind == "EMP" and chance.random() < 0.08
    last = begins + timedelta(days=20 + chance.randrange(50))
    yield Destination(
        enrolment=enrolment,
        kind=kind,
        code=code,
        starts_on=begins,
        ends_on=last if is_short and last < today else None,
        collected_on=min(today, max(begins, ended + COLLECTED_AFTER)),
        note="Rang them." if chance.random() < 0.6 else "From their employer.",
    )
