"""Placement agreements: written by the employer, signed by all three sides, reported at the end, closed by time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import OrganisationRole, Role
from district.web.errors import NotAllowed, Refused
from district.workplace import locks
from district.workplace.models import (
    MOST_T_LEVEL_EMPLOYERS,
    Placement,
    PlacementKind,
    PlacementSignature,
    Side,
)
from district.workplace.services import agreement_terms, letters
from employers.models import JobApplication
from employers.models.vacancy import VacancyKind
from learners.models import Learner
from learners.services import held_skills
from programmes.models import Enrolment

State = Placement.State
KINDS = {
    VacancyKind.WORK_EXPERIENCE: PlacementKind.WORK_EXPERIENCE,
    VacancyKind.PLACEMENT: PlacementKind.T_LEVEL,
}
ALL_SIDES = 3
LEARNED_LATELY = timedelta(days=365)
WRITE_WITHIN = timedelta(days=60)
SIGN_WITHIN = timedelta(days=14)  # after the first day
REPORT_WITHIN = timedelta(days=28)  # after the last day
BATCH = 200
LEFT = "Somebody who has left the portal"


@transaction.atomic
def begin(application: JobApplication) -> Placement:
    """The application for a placement ended with a yes: the employer writes the agreement."""
    learner, vacancy = application.learner, application.vacancy
    held_skills.lock_many(learner_ids=[learner.pk])
    known = Placement.objects.filter(application=application).first()
    if known is not None:
        return known
    placement = Placement.objects.create(
        organisation=vacancy.organisation,
        learner=learner,
        application=application,
        kind=KINDS[VacancyKind(vacancy.kind)],
        title=vacancy.title[:120],
    )
    letters.about_placement(placement, "begun", to=[Side.EMPLOYER])
    return placement


# Who is who -------------------------------------------------------------------------------------------


def side_of(placement: Placement, by: Actor) -> Side | None:
    """For which side the actor speaks; none for everybody else."""
    if by.acts_for(placement.organisation_id) and by.acts_as(Role.EMPLOYER):
        return Side.EMPLOYER
    enrolment = placement.enrolment
    if enrolment is not None and by.acts_for(enrolment.organisation_id) and by.acts_as(Role.PROVIDER):
        return Side.PROVIDER
    learner = placement.learner
    if learner is not None and by.is_signed_in and learner.user_id == by.user.pk:
        return Side.LEARNER
    return None


def _held(placement: Placement, by: Actor) -> tuple[Placement, Side]:
    current = locks.hold_placement(placement)
    side = side_of(current, by)
    if side is None:
        raise NotAllowed("Only the employer, the learner and their provider can do something here.")
    return current, side


def may_be_with(learner: Learner) -> QuerySet[Enrolment]:
    """What they learn, or learned within a year, with providers that act here: one of these provides the placement."""
    withheld = OrganisationRole.objects.withheld(Role.PROVIDER).values("organisation")
    lately = timezone.localdate() - LEARNED_LATELY
    rows = learner.enrolments.filter(Q(state__in=Enrolment.CURRENT) | Q(ended_on__gte=lately))
    rows = rows.exclude(organisation__in=withheld).exclude(state__in=Enrolment.WITHOUT_PLACE)
    related = rows.filter(organisation__is_active=True).select_related("organisation", "run__course")
    return related.defer("run__course__search").order_by("-starts_on", "id")


# The terms --------------------------------------------------------------------------------------------


@transaction.atomic
def write(*, placement: Placement, terms: Mapping[str, Any], seen: int | None = None, by: Actor) -> Placement:
    """The terms as they are to be signed. A change voids every signature, and all sides are asked again."""
    current, side = _held(placement, by)
    if side != Side.EMPLOYER:
        raise NotAllowed("Only the employer writes the agreement. Ask for a change instead.")
    if current.state not in {State.DRAFT, State.OPEN, State.SIGNED}:
        raise _refusal(current)
    if seen is not None and seen != current.terms_number:
        raise Refused(
            "Somebody has changed the agreement since you opened it. Look at it again.", code="stale"
        )
    agreement_terms.check(placement=current, terms=terms)
    was_draft = current.state == State.DRAFT
    changed = [name for name in Placement.TERMS if getattr(current, name) != terms[name]]
    if not changed and not was_draft:
        return current
    for name in changed:
        setattr(current, name, terms[name])
    if not was_draft:
        current.terms_number += 1
        _void(current)
    current.state, current.ask, current.ask_by = State.OPEN, "", ""
    current.save()
    others = [Side.LEARNER, Side.PROVIDER]
    letters.about_placement(current, "written" if was_draft else "changed", to=others)
    return current


def _void(placement: Placement) -> None:
    placement.signature_count, placement.signed_at = 0, None
    placement.signatures.filter(voided_at=None).update(voided_at=timezone.now())


@transaction.atomic
def ask_for_change(*, placement: Placement, words: str, by: Actor) -> Placement:
    """Learner or provider would like something else written. Nothing changes until the employer changes it."""
    current, side = _held(placement, by)
    if side == Side.EMPLOYER:
        raise Refused("You wrote the agreement: change it yourself.", code="state")
    if current.state not in {State.OPEN, State.SIGNED}:
        raise _refusal(current)
    if not words.strip():
        raise Refused("Say what should be different.", field="words")
    if (current.ask, current.ask_by) != (words.strip()[:500], side):
        current.ask, current.ask_by = words.strip()[:500], side
        current.save()
        letters.about_placement(current, "asked", to=[Side.EMPLOYER], count=f"{timezone.now():%Y%m%d%H%M%S}")
    return current


# Signatures -------------------------------------------------------------------------------------------


@transaction.atomic
def sign(
    *, placement: Placement, name: str, terms_number: int, enrolment: Enrolment | None = None, by: Actor
) -> Placement:
    """By one side, under the terms it has read. The learner signs first and says with which provider they learn. The
    third signature puts it in force.
    """
    current, side = _held(placement, by)
    if terms_number != current.terms_number:
        raise Refused(
            "The agreement has changed since you opened it. Read it again, then sign.", code="stale"
        )
    if current.signatures.filter(side=side, terms_number=terms_number).exists():
        return current
    if current.state != State.OPEN:
        raise _refusal(current)
    if not name.strip():
        raise Refused("Type your name.", field="name")
    if current.enrolment is None:
        _name_provider(current, side, enrolment)
    PlacementSignature.objects.create(
        placement=current, side=side, terms_number=terms_number, name=name.strip()[:120], signed_by=by.person
    )
    current.signature_count += 1
    if current.signature_count == ALL_SIDES:
        current.state, current.signed_at = State.SIGNED, timezone.now()
    current.save()
    if current.state == State.SIGNED:
        letters.about_placement(current, "signed", to=list(Side))
    else:
        signed = set(current.signatures.filter(terms_number=terms_number).values_list("side", flat=True))
        waiting = [each for each in Side if each not in signed]
        letters.about_placement(current, "to_sign", to=waiting)
    return current


def _name_provider(placement: Placement, side: Side, enrolment: Enrolment | None) -> None:
    if side != Side.LEARNER or placement.learner is None:
        raise Refused("The learner signs first, and says with which provider they learn.", code="state")
    if enrolment is None or not may_be_with(placement.learner).filter(pk=enrolment.pk).exists():
        raise Refused("Choose what you learn: your provider signs, too.", field="enrolment")
    placement.enrolment = enrolment
    if placement.kind == PlacementKind.T_LEVEL:
        placement.employer_number = _number_of_employer(placement, enrolment)


def employers_besides(placement: Placement, enrolment: Enrolment) -> list[int]:
    """Whom else this T Level has placements with, that stand or have had hours."""
    rows = _counted_with(enrolment).exclude(organisation=placement.organisation_id)
    return list(rows.order_by("organisation").values_list("organisation", flat=True).distinct())


def _counted_with(enrolment: Enrolment) -> QuerySet[Placement]:
    return Placement.objects.filter(enrolment=enrolment, employer_number__isnull=False)


def _number_of_employer(placement: Placement, enrolment: Enrolment) -> int:
    """The first or the second: the learner is locked, and there is no third."""
    others = employers_besides(placement, enrolment)
    if len(others) >= MOST_T_LEVEL_EMPLOYERS:
        raise Refused(
            "You have placements with two employers for this T Level already, and two is the most. Choose another "
            "course, or call one of the others off first.",
            field="enrolment",
            code="employers",
        )
    if not others:
        return 1
    rows = _counted_with(enrolment)
    own = (
        rows.filter(organisation=placement.organisation_id).values_list("employer_number", flat=True).first()
    )
    if own is not None:
        return own
    rows.update(employer_number=1)  # all with the one other employer, however they came to be so
    return 2


# Its end ----------------------------------------------------------------------------------------------


@transaction.atomic
def cancel(*, placement: Placement, reason: str, by: Actor) -> Placement:
    """By any side, with its reason, until it has ended."""
    current, side = _held(placement, by)
    if current.state == State.CANCELLED:
        return current
    if not current.may_become(State.CANCELLED):
        raise _refusal(current)
    if not reason.strip():
        raise Refused("Say why: the others are told.", field="reason")
    was_draft = current.state == State.DRAFT
    current.state, current.ended_at = State.CANCELLED, timezone.now()
    current.cancelled_by, current.cancelled_because = side, reason.strip()[:300]
    _free(current)
    current.save()
    others = [each for each in Side if each != side and not (was_draft and each == Side.PROVIDER)]
    letters.about_placement(current, "cancelled", to=others)
    return current


@transaction.atomic
def report(*, placement: Placement, words: str, never_came: bool = False, by: Actor) -> Placement:
    """How it went, by the employer. The confirmed hours tell whether it is completed: nobody chooses that."""
    current, side = _held(placement, by)
    if side != Side.EMPLOYER:
        raise NotAllowed("Only the employer reports on a placement.")
    if current.state in {State.COMPLETED, State.PARTLY, State.NO_SHOW}:
        return current
    if not current.may_be_reported:
        raise Refused("It can be reported once it is signed by all and has begun.", code="state")
    if current.days.filter(confirmed_at=None).exists():
        raise Refused("Some hours wait for you. Confirm them or put them right, then report.", code="hours")
    if current.confirmed_minutes == 0 and not never_came:
        raise Refused("Confirm the hours they were there first, or say that they never came.", code="hours")
    if not words.strip():
        raise Refused("Say how it went: the learner and the provider read it.", field="words")
    current.hours_done, current.report = current.confirmed_hours, words.strip()[:2000]
    if current.confirmed_minutes == 0:
        current.state = State.NO_SHOW
        _free(current)
    else:
        is_done = current.confirmed_hours >= current.least_hours
        current.state = State.COMPLETED if is_done else State.PARTLY
    current.reported_at = current.ended_at = timezone.now()
    current.save()
    letters.about_placement(current, "reported", to=[Side.LEARNER, Side.PROVIDER])
    return current


def _free(placement: Placement) -> None:
    """What has ended without an hour does not count as one of the two employers of a T Level."""
    if not placement.confirmed_minutes and not placement.days.filter(confirmed_at=None).exists():
        placement.employer_number = None


# The clock --------------------------------------------------------------------------------------------


def lapse() -> int:
    """What nobody wrote, or not all signed, in time; how many."""
    now, today = timezone.now(), timezone.localdate()
    rows = claim(
        Placement.objects.filter(
            Q(state=State.DRAFT, created_at__lt=now - WRITE_WITHIN)
            | Q(state=State.OPEN, starts_on__lt=today - SIGN_WITHIN)
        )
    )
    for row in rows:
        was_open = row.state == State.OPEN
        row.state, row.ended_at = State.LAPSED, now
        _free(row)
        row.save()
        letters.about_placement(row, "lapsed", to=list(Side) if was_open else [Side.EMPLOYER])
    return len(rows)


def ask_for_reports() -> int:
    """Once, on the day after the last."""
    over = Placement.objects.filter(
        state=State.SIGNED, report_asked_at=None, ends_on__lt=timezone.localdate()
    )
    rows = claim(over)
    for row in rows:
        row.report_asked_at = timezone.now()
        row.save()
        letters.about_placement(row, "report", to=[Side.EMPLOYER])
    return len(rows)


def close_unreported() -> int:
    """Four weeks after the last day. It can still be reported."""
    rows = claim(
        Placement.objects.filter(state=State.SIGNED, ends_on__lt=timezone.localdate() - REPORT_WITHIN)
    )
    for row in rows:
        row.state, row.ended_at = State.UNREPORTED, timezone.now()
        row.save()
        letters.about_placement(row, "unreported", to=list(Side))
    return len(rows)


def claim(rows: QuerySet[Placement]) -> list[Placement]:
    related = rows.select_related("learner__user", "organisation", "enrolment__organisation")
    return list(related.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])


def end_all(*, learner_id: int) -> None:
    """Of somebody whose profile goes: what is open is called off, and what names them is wiped."""
    own = Placement.objects.filter(learner=learner_id)
    for row in own.filter(state__in=[State.DRAFT, State.OPEN, State.SIGNED]).order_by("pk"):
        current = locks.hold_placement(row)
        current.state, current.ended_at = State.CANCELLED, timezone.now()
        current.cancelled_by, current.cancelled_because = Side.LEARNER, f"{LEFT}."
        _free(current)
        current.save()
        letters.about_placement(current, "cancelled", to=[Side.EMPLOYER, Side.PROVIDER])
    own.update(ask="", report="")
    PlacementSignature.objects.filter(placement__in=own, side=Side.LEARNER).update(name=LEFT)


def _refusal(placement: Placement) -> Refused:
    stands = State(placement.state).label.lower()
    return Refused(f"This placement stands at “{stands}” now. Look at it again.", code="state")
