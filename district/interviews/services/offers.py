"""Offers of interview slots: answered, moved once, recorded, called off."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.interviews import locks, signals
from district.interviews.models import (
    OUTCOMES,
    DeclineReason,
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewPreference,
    InterviewSlot,
)
from district.interviews.services import letters, settling
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from programmes.models import Enrolment

State = InterviewOffer.State


# The person's -----------------------------------------------------------------------------------------


@transaction.atomic
def prefer(
    *, enrolment: Enrolment, meet: str, choices: Sequence[InterviewCommitment], by: Actor
) -> InterviewPreference:
    """Which employers first, and how to meet. Said again it replaces what was said."""
    if enrolment.learner is None or not by.is_signed_in or enrolment.learner.user_id != by.user.pk:
        raise NotAllowed("Only the person themselves can say what they prefer.")
    if len({choice.pk for choice in choices}) != len(choices):
        raise Refused("Choose each employer once.", field="second")
    names = dict(zip(("first", "second", "third"), choices, strict=False))
    values = {name: names.get(name) for name in ("first", "second", "third")}
    said, _ = InterviewPreference.objects.update_or_create(
        enrolment=enrolment, defaults={"meet": meet, "said_at": timezone.now(), **values}
    )
    return said


@transaction.atomic
def accept(*, offer: InterviewOffer, by: Actor) -> InterviewOffer:
    """The employer learns who comes only now."""
    current = _own(offer, by)
    if current.state == State.ACCEPTED:
        return current
    _require_ahead(current)
    if current.answer_by < timezone.now():
        raise Refused("The time to answer has run out. You will be offered another if there is one.")
    move_to(current, State.ACCEPTED)
    current.answered_at = timezone.now()
    current.save(update_fields=["state", "answered_at"])
    letters.promise(current, letters.Act.ACCEPTED)
    return current


@transaction.atomic
def decline(*, offer: InterviewOffer, reason: str, note: str = "", by: Actor) -> InterviewOffer:
    """With a reason, before the interview. The slot goes to somebody else."""
    current = _own(offer, by)
    if current.state == State.DECLINED:
        return current
    if reason not in DeclineReason.values:
        raise Refused("Choose a reason.", field="reason")
    _require_ahead(current)
    was_accepted = current.state == State.ACCEPTED
    move_to(current, State.DECLINED)
    current.decline_reason, current.decline_note = reason, note.strip()[:300]
    current.answered_at = timezone.now()
    current.save(update_fields=["state", "decline_reason", "decline_note", "answered_at"])
    if was_accepted:
        letters.promise(current, letters.Act.DECLINED)
    settle_again(current)
    return current


@transaction.atomic
def move(*, offer: InterviewOffer, slot: InterviewSlot, by: Actor) -> InterviewOffer:
    """To another free time of the same employer, once; it counts as accepted."""
    held = locks.hold_slots([offer.slot_id, slot.pk])
    current = locks.hold_offer(offer)
    _require_person(current, by)
    if current.slot_id == slot.pk and current.moved_from_id is not None:
        return current
    if not current.may_move:
        raise Refused("An interview can be moved once. You can still decline it.", code="state")
    _require_ahead(current)
    target = held[slot.pk]
    if target.commitment_id != current.slot.commitment_id:
        raise Refused("Choose another time of the same employer.", field="slot")
    settling.require_free(target)
    current.moved_from, current.slot, current.during = current.slot, target, settling.during(target)
    current.state, current.answered_at, current.reminded_at = State.ACCEPTED, timezone.now(), None
    try:
        with transaction.atomic():
            current.save(
                update_fields=["slot", "during", "moved_from", "state", "answered_at", "reminded_at"]
            )
    except IntegrityError as fault:
        raise settling.taken(fault) from fault
    letters.promise(current, letters.Act.MOVED)
    settle_again(current)
    return current


def _own(offer: InterviewOffer, by: Actor) -> InterviewOffer:
    locks.hold_slots([offer.slot_id])
    current = locks.hold_offer(offer)
    _require_person(current, by)
    return current


def _require_person(offer: InterviewOffer, by: Actor) -> None:
    if offer.learner is None or not by.is_signed_in or offer.learner.user_id != by.user.pk:
        raise NotAllowed("Only the person who is invited can answer.")


def _require_ahead(offer: InterviewOffer) -> None:
    if offer.slot.starts_at <= timezone.now():
        raise Refused("The time of this interview has passed.", code="state")


def move_to(offer: InterviewOffer, to: str) -> None:
    if to not in InterviewOffer.TRANSITIONS[State(offer.state)]:
        was = State(offer.state).label.lower()
        raise Refused(
            f"This interview stands at “{was}” now. Open it again to see what you can do.", code="state"
        )
    offer.state = to


def settle_again(offer: InterviewOffer) -> None:
    programme_id = offer.slot.commitment.programme_id
    tasks.enqueue(
        name="interviews.settle",
        args={"programme_id": programme_id},
        key=f"interviews of programme {programme_id}",
    )


# The employer's ---------------------------------------------------------------------------------------


@transaction.atomic
def record(*, offer: InterviewOffer, outcome: str, by: Actor) -> InterviewOffer:
    """What came of it, once the time of the interview has begun."""
    locks.hold_slots([offer.slot_id])
    current = locks.hold_offer(offer)
    own = by.acts_for(current.slot.commitment.organisation_id) and by.acts_as(Role.EMPLOYER)
    if not (own or by.is_staff_admin):
        raise NotAllowed("Only the employer says how an interview went.")
    if outcome not in OUTCOMES:
        raise Refused("Choose what came of it.", field="outcome")
    if current.state == outcome:
        return current
    if current.slot.starts_at > timezone.now():
        raise Refused("This interview has not begun yet.", field="outcome")
    move_to(current, outcome)
    current.recorded_at = timezone.now()
    current.save(update_fields=["state", "recorded_at"])
    if outcome in {State.JOB_OFFER, State.NOT_SELECTED}:
        letters.promise(current, letters.Act.RECORDED)
    if outcome == State.JOB_OFFER:
        signals.job_offered.send(InterviewOffer, offer_id=current.pk)
    return current


def call_off(offer: InterviewOffer) -> None:
    """The employer cannot keep it: it does not count any more. The caller holds the slot."""
    current = locks.hold_offer(offer)
    if not current.is_live:
        return
    move_to(current, State.CANCELLED)
    current.save(update_fields=["state"])
    counting = InterviewOffer.objects.counting().filter(enrolment=current.enrolment_id)
    if current.learner_id is not None and not counting.exists():
        InterviewGuarantee.objects.filter(enrolment=current.enrolment_id).update(kept_on=None)
    letters.promise(current, letters.Act.CALLED_OFF)
    settle_again(current)
