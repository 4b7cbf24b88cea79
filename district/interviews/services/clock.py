"""Interviews and time: offers that run out, reminders, what nobody has recorded, and people and employers who go."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from district.interviews import locks
from district.interviews.models import (
    DeclineReason,
    InterviewOffer,
)
from district.interviews.services import letters, offers
from district.partners.models import OrganisationRole, Role
from district.web.working_days import after_working_days

State = InterviewOffer.State
REMIND_BEFORE = timedelta(days=2)
RECORD_WITHIN = 10  # working days
BATCH = 500


@transaction.atomic
def expire() -> int:
    """Offers nobody has answered in time; how many."""
    late = InterviewOffer.objects.filter(state=State.OFFERED, answer_by__lte=timezone.now())
    rows = list(_claim(late.select_related("slot__commitment")))
    for row in rows:
        row.state = State.EXPIRED
        row.save(update_fields=["state"])
        letters.promise(row, letters.Act.EXPIRED)
        offers.settle_again(row)
    return len(rows)


@transaction.atomic
def close_unrecorded() -> int:
    """Interviews of which nobody has said how they went, ten working days later; it can still be said. How many."""
    today = timezone.localdate()
    past = InterviewOffer.objects.filter(state=State.ACCEPTED, slot__starts_at__lt=timezone.now())
    rows = [
        row
        for row in _claim(past.select_related("slot__commitment"))
        if after_working_days(timezone.localdate(row.slot.starts_at), RECORD_WITHIN) < today
    ]
    for row in rows:
        row.state = State.UNRECORDED
        row.save(update_fields=["state"])
        letters.promise(row, letters.Act.UNRECORDED)
    return len(rows)


@transaction.atomic
def remind() -> int:
    """Those whose interview is two days ahead, once; how many."""
    now = timezone.now()
    soon = InterviewOffer.objects.filter(
        state=State.ACCEPTED,
        reminded_at=None,
        slot__starts_at__gt=now,
        slot__starts_at__lte=now + REMIND_BEFORE,
    )
    rows = list(_claim(soon))
    for row in rows:
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        letters.promise(row, letters.Act.REMINDED)
    return len(rows)


@transaction.atomic
def ask_how_it_went() -> int:
    """Employers are asked on the day after; each interview once."""
    now = timezone.now()
    over = InterviewOffer.objects.filter(
        state=State.ACCEPTED,
        slot__starts_at__lt=now - timedelta(hours=20),
        slot__starts_at__gt=now - timedelta(days=4),
    )
    rows = list(over.order_by("pk")[:BATCH])
    for row in rows:
        letters.promise(row, letters.Act.TO_RECORD)
    return len(rows)


def end_all(*, learner_id: int) -> None:
    """Of somebody whose profile goes: what they held goes to others, and their words are wiped."""
    own = InterviewOffer.objects.filter(learner=learner_id)
    for offer in own.live().order_by("slot_id", "pk"):
        locks.hold_slots([offer.slot_id])
        current = locks.hold_offer(offer)
        if current.state == State.ACCEPTED:
            letters.promise(current, letters.Act.DECLINED)
        offers.move_to(current, State.DECLINED)
        current.decline_reason = DeclineReason.OTHER
        current.save(update_fields=["state", "decline_reason"])
        offers.settle_again(current)
    own.filter(state=State.DECLINED).update(decline_reason=DeclineReason.OTHER, decline_note="")


@transaction.atomic
def call_off_gone() -> int:
    """Of employers that may not act here any more, and of people who have left; how many."""
    withheld = OrganisationRole.objects.withheld(Role.EMPLOYER).values("organisation")
    gone = InterviewOffer.objects.live().filter(
        Q(learner=None)
        | Q(slot__commitment__organisation__in=withheld)
        | Q(slot__commitment__organisation__is_active=False)
    )
    rows = list(gone.order_by("slot_id", "pk")[:BATCH])
    for row in rows:
        locks.hold_slots([row.slot_id])
        offers.call_off(row)
    return len(rows)


def _claim(rows: QuerySet[InterviewOffer]) -> QuerySet[InterviewOffer]:
    """Locked, the next batch, without what another worker has in hand."""
    return rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH]
