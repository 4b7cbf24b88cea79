"""An employer's commitments and their slots."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from district.interviews import locks
from district.interviews.models import InterviewCommitment, InterviewOffer, InterviewSlot
from district.interviews.models.commitment import LEAST_WEEKS
from district.interviews.services import offers
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from employers.models import Vacancy
from programmes.models import Programme

LONGEST_AHEAD = timedelta(days=365)
MOST_IN_A_ROW = 20
State = InterviewCommitment.State


@transaction.atomic
def commit(
    *,
    programme: Programme,
    job_title: str,
    promised: int,
    ends_on: date,
    job_weeks: int | None = None,
    vacancy: Vacancy | None = None,
    is_mock: bool = False,
    by: Actor,
) -> InterviewCommitment:
    """Give a word: so many interviews for a programme, by a day."""
    if not by.acts_as(Role.EMPLOYER):
        raise NotAllowed("Only employers that WMCA staff have approved commit interviews.")
    own, today = by.own_organisation, timezone.localdate()
    if not today <= ends_on <= today + LONGEST_AHEAD:
        raise Refused("Enter a last day from today to a year from now.", field="ends_on")
    if not is_mock and job_weeks is not None and job_weeks < LEAST_WEEKS:
        raise Refused(
            f"A guaranteed interview is for a job of {LEAST_WEEKS} weeks or longer. Say that it is for practice, "
            "or leave it out.",
            field="job_weeks",
        )
    if vacancy is not None and vacancy.organisation_id != own.pk:
        raise Refused("Choose one of your own vacancies.", field="vacancy")
    return InterviewCommitment.objects.create(
        organisation=own,
        programme=programme,
        job_title=" ".join(job_title.split()),
        promised=promised,
        ends_on=ends_on,
        job_weeks=job_weeks,
        vacancy=vacancy,
        is_mock=is_mock,
        made_by=by.person,
    )


@transaction.atomic
def add_slots(
    *,
    commitment: InterviewCommitment,
    starts_at: datetime,
    minutes: int,
    count: int,
    is_online: bool,
    place: str,
    by: Actor,
) -> list[InterviewSlot]:
    """One or more in a row. A second click at the same times adds nothing. People are offered them at once."""
    current = _own(commitment, by)
    if current.state != State.OPEN:
        raise Refused("This commitment has ended. Make a new one.", code="state")
    if starts_at <= timezone.now():
        raise Refused("Enter a time in the future.", field="on")
    if not 1 <= count <= MOST_IN_A_ROW:
        raise Refused(f"Enter 1 to {MOST_IN_A_ROW} interviews.", field="count")
    last = starts_at + timedelta(minutes=minutes * count)
    if timezone.localdate(last) > current.ends_on:
        raise Refused("This is after the last day you have committed to.", field="on")
    starts = [starts_at + timedelta(minutes=minutes * number) for number in range(count)]
    there = set(
        current.slots.filter(
            starts_at__in=starts, place=place.strip(), state=InterviewSlot.State.OPEN
        ).values_list("starts_at", flat=True)
    )
    made = InterviewSlot.objects.bulk_create(
        InterviewSlot(
            commitment=current, starts_at=start, minutes=minutes, is_online=is_online, place=place.strip()
        )
        for start in starts
        if start not in there
    )
    if made:
        tasks.enqueue(
            name="interviews.settle",
            args={"programme_id": current.programme_id},
            key=f"interviews of programme {current.programme_id}",
        )
    return made


@transaction.atomic
def cancel_slot(*, slot: InterviewSlot, reason: str, by: Actor) -> InterviewSlot:
    """Call a slot off. Whoever had it is told, and is offered another."""
    current = locks.hold_slots([slot.pk])[slot.pk]
    _require_own(current.commitment, by)
    if current.state == InterviewSlot.State.CANCELLED:
        return current
    if not reason.strip():
        raise Refused("Say why: the person is told.", field="reason")
    if current.starts_at <= timezone.now():
        raise Refused("This interview has begun or is over. Say how it went instead.", code="state")
    current.state, current.cancelled_because = InterviewSlot.State.CANCELLED, reason.strip()[:200]
    current.save(update_fields=["state", "cancelled_because"])
    for offer in InterviewOffer.objects.live().filter(slot=current):
        offers.call_off(offer)
    return current


@transaction.atomic
def end(*, commitment: InterviewCommitment, by: Actor) -> InterviewCommitment:
    """No more slots are given away. Interviews that people hold take place as agreed."""
    current = _own(commitment, by)
    if current.state == State.OPEN:
        current.state = State.ENDED
        current.save(update_fields=["state"])
    return current


def end_past() -> int:
    """Those whose last day has passed; how many."""
    late = InterviewCommitment.objects.filter(state=State.OPEN, ends_on__lt=timezone.localdate())
    return late.update(state=State.ENDED)


def _own(commitment: InterviewCommitment, by: Actor) -> InterviewCommitment:
    current = InterviewCommitment.objects.select_for_update().get(pk=commitment.pk)
    _require_own(current, by)
    return current


def _require_own(commitment: InterviewCommitment, by: Actor) -> None:
    if not (by.acts_for(commitment.organisation_id) and by.acts_as(Role.EMPLOYER)):
        raise NotAllowed("Only the employer who made this commitment may change it.")
