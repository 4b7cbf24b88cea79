"""Offers of interview slots: paired, answered, moved once, recorded, and closed by the clock."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from district.interviews import locks, pairing
from district.interviews.models import (
    HELD,
    OUTCOMES,
    DeclineReason,
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewPreference,
    InterviewSlot,
    Meet,
)
from district.interviews.services import letters
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.partners.models import OrganisationRole, Role
from district.skills.models import SkillState
from district.web.errors import NotAllowed, Refused
from district.web.working_days import after_working_days
from employers.models import VacancySkill
from learners.models import HeldSkill
from programmes.access import require_roster
from programmes.models import Enrolment

State = InterviewOffer.State
ANSWER_WITHIN = 5  # working days
NOTICE = timedelta(hours=24)  # nobody is offered a slot that is nearer
REMIND_BEFORE = timedelta(days=2)
RECORD_WITHIN = 10  # working days
MOST_OFFERS = 3  # to somebody who says no, or nothing
BATCH = 500
NO_MORE = {DeclineReason.HAVE_WORK, DeclineReason.STUDY}


# Pairing ----------------------------------------------------------------------------------------------


@transaction.atomic
def settle(*, programme_id: int) -> int:
    """Offer the free slots of a programme to those who are owed one, then to those who could not take theirs. How many
    were offered. Safe to do twice, and by two at once.
    """
    locks.hold_programme(programme_id)
    free = (
        InterviewSlot.objects.free()
        .filter(
            commitment__programme=programme_id,
            commitment__is_mock=False,
            starts_at__gt=timezone.now() + NOTICE,
        )
        .values_list("pk", flat=True)
    )
    held = locks.hold_slots(free)
    still_free = set(InterviewSlot.objects.free().filter(pk__in=held).values_list("pk", flat=True))
    slots = [_opening(slot) for slot in held.values() if slot.pk in still_free]
    had_or_has = InterviewOffer.objects.filter(is_mock=False, state__in=[*InterviewOffer.LIVE, *HELD])
    owed = list(
        InterviewGuarantee.objects.standing()
        .filter(programme=programme_id, enrolment__learner__user__is_active=True)
        .exclude(Exists(had_or_has.filter(enrolment=OuterRef("enrolment"))))
        .select_related("enrolment__learner", "enrolment__interview_preference")
        .order_by("due_on", "pk")[:BATCH]
    )
    seekers = _seekers(owed)
    fits = _fits([row.enrolment for row in owed], {slot.commitment for slot in slots})
    made = 0
    for is_first in (True, False):
        asking = [
            seekers[row.enrolment_id]
            for row in owed
            if (row.kept_on is None) is is_first and row.enrolment_id in seekers
        ]
        pairs = pairing.pair(asking, slots, fits)
        slots = [slot for slot in slots if slot.id not in set(pairs.values())]
        by_enrolment = {row.enrolment_id: row for row in owed}
        for enrolment_id, slot_id in sorted(pairs.items()):
            slot, row = held[slot_id], by_enrolment[enrolment_id]
            choices = seekers[enrolment_id].choices
            choice = choices.index(slot.commitment_id) + 1 if slot.commitment_id in choices else None
            try:
                _offer(
                    slot, row.enrolment, fit=fits.get((enrolment_id, slot.commitment_id), 0), choice=choice
                )
                made += 1
            except Refused:  # an interview of another programme came in between; next time another slot
                continue
    return made


def _opening(slot: InterviewSlot) -> pairing.Opening:
    ends = slot.starts_at + timedelta(minutes=slot.minutes)
    return pairing.Opening(slot.pk, slot.commitment_id, slot.starts_at, ends, slot.is_online)


def _seekers(owed: Sequence[InterviewGuarantee]) -> dict[int, pairing.Seeker]:
    """Those who still want one, with what they like and what they have said no to."""
    had: dict[int, list[InterviewOffer]] = defaultdict(list)
    past = InterviewOffer.objects.filter(enrolment__in=[row.enrolment_id for row in owed], is_mock=False)
    for offer in past.select_related("slot"):
        had[offer.enrolment_id].append(offer)
    busy: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    learners = [row.enrolment.learner_id for row in owed]
    for learner_id, during in (
        InterviewOffer.objects.live().filter(learner__in=learners).values_list("learner", "during")
    ):
        busy[learner_id].append((during.lower, during.upper))
    found = {}
    for row in owed:
        answers = had[row.enrolment_id]
        own = [offer for offer in answers if offer.state in {State.DECLINED, State.EXPIRED}]
        if len(own) >= MOST_OFFERS or any(offer.decline_reason in NO_MORE for offer in own):
            continue
        likes = getattr(row.enrolment, "interview_preference", None)
        found[row.enrolment_id] = pairing.Seeker(
            id=row.enrolment_id,
            completed_on=row.enrolment.ended_on or row.due_on,
            choices=tuple(likes.choices) if likes else (),
            meet=likes.meet if likes else Meet.ANY,
            passed=frozenset(
                offer.slot.commitment_id for offer in own if offer.decline_reason == DeclineReason.JOB
            ),
            refused=frozenset(offer.slot_id for offer in own),
            busy=tuple(busy[row.enrolment.learner_id or 0]),
        )
    return found


def _fits(enrolments: Iterable[Enrolment], commitments: set[int]) -> dict[tuple[int, int], int]:
    """Per cent of the essential skills of the job that the person has at the level asked. None are counted for people
    who have switched matching off, nor for jobs without a vacancy here.
    """
    vacancies = dict(
        InterviewCommitment.objects.filter(pk__in=commitments, vacancy__isnull=False).values_list(
            "pk", "vacancy"
        )
    )
    asked: dict[int, list[tuple[int, int]]] = defaultdict(list)
    needed = VacancySkill.objects.filter(
        vacancy__in=vacancies.values(), need=VacancySkill.Need.ESSENTIAL, state=SkillState.ACCEPTED
    )
    for vacancy, skill, level in needed.values_list("vacancy", "skill", "level"):
        asked[vacancy].append((skill, level))
    people = {
        row.learner_id: row.pk for row in enrolments if row.learner is not None and row.learner.matching_on
    }
    skills = {skill for rows in asked.values() for skill, _ in rows}
    has: dict[int, dict[int, int]] = defaultdict(dict)
    for learner, skill, level in HeldSkill.objects.filter(learner__in=people, skill__in=skills).values_list(
        "learner", "skill", "level"
    ):
        has[people[learner]][skill] = level
    return {
        (enrolment, commitment): 100
        * sum(levels.get(skill, 0) >= level for skill, level in asked[vacancy])
        // len(asked[vacancy])
        for enrolment, levels in has.items()
        for commitment, vacancy in vacancies.items()
        if asked[vacancy]
    }


def _offer(
    slot: InterviewSlot, enrolment: Enrolment, *, fit: int = 0, choice: int | None = None
) -> InterviewOffer:
    """The caller holds the slot."""
    now = timezone.now()
    last = timezone.make_aware(
        datetime.combine(after_working_days(timezone.localdate(), ANSWER_WITHIN), datetime.max.time())
    )
    offer = InterviewOffer(
        enrolment=enrolment,
        learner_id=enrolment.learner_id,
        slot=slot,
        during=during(slot),
        is_mock=slot.commitment.is_mock,
        fit=fit,
        choice=choice,
        offered_at=now,
        answer_by=max(now, min(last, slot.starts_at - timedelta(hours=2))),
    )
    try:
        with transaction.atomic():
            offer.save()
    except IntegrityError as fault:
        raise taken(fault) from fault
    if not offer.is_mock:
        InterviewGuarantee.objects.filter(enrolment=enrolment, kept_on=None).update(
            kept_on=timezone.localdate()
        )
    letters.promise(offer, letters.Act.OFFERED)
    return offer


def during(slot: InterviewSlot) -> DateTimeTZRange:
    return DateTimeTZRange(slot.starts_at, slot.starts_at + timedelta(minutes=slot.minutes))


def taken(fault: IntegrityError) -> Exception:
    """A constraint of the database in words."""
    words = {
        "interviews_slot_held_once": "Somebody else has this time already. Choose another.",
        "interviews_one_live_offer": "This person has an interview ahead already.",
        "interviews_no_two_at_once": "There is another interview at that time. Choose another.",
    }
    return next(
        (Refused(said, field="slot", code="taken") for name, said in words.items() if name in str(fault)),
        fault,
    )


@transaction.atomic
def offer_by_hand(*, guarantee: InterviewGuarantee, slot: InterviewSlot, by: Actor) -> InterviewOffer:
    """The provider or WMCA staff mend what the pairing could not. Clicked twice it is one offer."""
    enrolment = guarantee.enrolment
    require_roster(by, enrolment.organisation_id)
    if enrolment.learner_id is None:
        raise Refused("This person has left the portal and cannot be offered anything here.")
    held = locks.hold_slots([slot.pk])[slot.pk]
    same = InterviewOffer.objects.live().filter(enrolment=enrolment, slot=held).first()
    if same is not None:
        return same
    _require_free(held)
    fits = _fits([enrolment], {held.commitment_id})
    return _offer(held, enrolment, fit=fits.get((enrolment.pk, held.commitment_id), 0))


def _require_free(slot: InterviewSlot) -> None:
    if not InterviewSlot.objects.free().filter(pk=slot.pk).exists():
        raise Refused("Somebody else has this time already. Choose another.", field="slot", code="taken")


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
    _move_to(current, State.ACCEPTED)
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
    _move_to(current, State.DECLINED)
    current.decline_reason, current.decline_note = reason, note.strip()[:300]
    current.answered_at = timezone.now()
    current.save(update_fields=["state", "decline_reason", "decline_note", "answered_at"])
    if was_accepted:
        letters.promise(current, letters.Act.DECLINED)
    _settle_again(current)
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
    _require_free(target)
    current.moved_from, current.slot, current.during = current.slot, target, during(target)
    current.state, current.answered_at, current.reminded_at = State.ACCEPTED, timezone.now(), None
    try:
        with transaction.atomic():
            current.save(
                update_fields=["slot", "during", "moved_from", "state", "answered_at", "reminded_at"]
            )
    except IntegrityError as fault:
        raise taken(fault) from fault
    letters.promise(current, letters.Act.MOVED)
    _settle_again(current)
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


def _move_to(offer: InterviewOffer, to: str) -> None:
    if to not in InterviewOffer.TRANSITIONS[State(offer.state)]:
        was = State(offer.state).label.lower()
        raise Refused(
            f"This interview stands at “{was}” now. Open it again to see what you can do.", code="state"
        )
    offer.state = to


def _settle_again(offer: InterviewOffer) -> None:
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
    _move_to(current, outcome)
    current.recorded_at = timezone.now()
    current.save(update_fields=["state", "recorded_at"])
    if outcome in {State.JOB_OFFER, State.NOT_SELECTED}:
        letters.promise(current, letters.Act.RECORDED)
    return current


def call_off(offer: InterviewOffer) -> None:
    """The employer cannot keep it: it does not count any more. The caller holds the slot."""
    current = locks.hold_offer(offer)
    if not current.is_live:
        return
    _move_to(current, State.CANCELLED)
    current.save(update_fields=["state"])
    counting = InterviewOffer.objects.counting().filter(enrolment=current.enrolment_id)
    if current.learner_id is not None and not counting.exists():
        InterviewGuarantee.objects.filter(enrolment=current.enrolment_id).update(kept_on=None)
    letters.promise(current, letters.Act.CALLED_OFF)
    _settle_again(current)


# The clock --------------------------------------------------------------------------------------------


@transaction.atomic
def expire() -> int:
    """Offers nobody has answered in time; how many."""
    late = InterviewOffer.objects.filter(state=State.OFFERED, answer_by__lte=timezone.now())
    rows = list(_claim(late.select_related("slot__commitment")))
    for row in rows:
        row.state = State.EXPIRED
        row.save(update_fields=["state"])
        letters.promise(row, letters.Act.EXPIRED)
        _settle_again(row)
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
        _move_to(current, State.DECLINED)
        current.decline_reason = DeclineReason.OTHER
        current.save(update_fields=["state", "decline_reason"])
        _settle_again(current)
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
        call_off(row)
    return len(rows)


def _claim(rows: QuerySet[InterviewOffer]) -> QuerySet[InterviewOffer]:
    """Locked, the next batch, without what another worker has in hand."""
    return rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH]
