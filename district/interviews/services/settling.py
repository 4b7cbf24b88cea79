"""Free interview slots and those who are owed one: paired by the portal, or offered by hand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef
from django.utils import timezone

from district.interviews import locks, pairing
from district.interviews.models import (
    HELD,
    DeclineReason,
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewSlot,
    Meet,
)
from district.interviews.services import letters
from district.partners.actor import Actor
from district.skills.models import SkillState
from district.web.errors import Refused
from district.web.working_days import after_working_days
from employers.models import VacancySkill
from learners.models import HeldSkill
from programmes.access import require_roster
from programmes.models import Enrolment

State = InterviewOffer.State
ANSWER_WITHIN = 5  # working days
NOTICE = timedelta(hours=24)  # nobody is offered a slot that is nearer
MOST_OFFERS = 3  # to somebody who says no, or nothing
BATCH = 500
NO_MORE = {DeclineReason.HAVE_WORK, DeclineReason.STUDY}


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
    fits = fits_of([row.enrolment for row in owed], {slot.commitment for slot in slots})
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


def fits_of(enrolments: Iterable[Enrolment], commitments: set[int]) -> dict[tuple[int, int], int]:
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
    require_free(held)
    fits = fits_of([enrolment], {held.commitment_id})
    return _offer(held, enrolment, fit=fits.get((enrolment.pk, held.commitment_id), 0))


def require_free(slot: InterviewSlot) -> None:
    if not InterviewSlot.objects.free().filter(pk=slot.pk).exists():
        raise Refused("Somebody else has this time already. Choose another.", field="slot", code="taken")
