"""A hire as what came of a course: opened for the provider, recorded in the national record's terms, or refused."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from district.workplace import locks
from district.workplace.models import Hire, HireKind, OutcomeProposal
from district.workplace.services import letters
from programmes.models import Enrolment
from programmes.services import enrolments

State = OutcomeProposal.State
AFTER_COURSE = timedelta(days=365)  # the work begins within a year of the course's end
LESS_THAN = 16  # hours a week, the other of the two codes of paid work
REMIND_AFTER = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=60)
BATCH = 200


def code_of(hire: Hire) -> tuple[str, str]:
    """The destination as the national record codes it."""
    if hire.kind == HireKind.APPRENTICESHIP:
        return ("EDU", "2")
    return ("EMP", "1" if (hire.weekly_hours or 0) >= LESS_THAN else "2")


# Opened, taken back -----------------------------------------------------------------------------------


def propose(hire: Hire) -> None:
    """To each provider whose course this person completed. What was recorded or refused of it before is asked again.
    The caller holds the hire.
    """
    _open(Hire.objects.filter(pk=hire.pk))
    again = OutcomeProposal.objects.filter(hire=hire).exclude(state__in=[State.WITHDRAWN])
    for proposal in again.select_for_update(of=("self",)).order_by("pk"):
        if proposal.state != State.WAITING:
            proposal.state, proposal.why_not = State.WAITING, ""
            proposal.asked_at, proposal.reminded_at = timezone.now(), None
            proposal.save()
        _tell(proposal, hire, "asked")


def open_due() -> int:
    """For people who completed a course after they were taken on; how many are new."""
    lately = timezone.localdate() - AFTER_COURSE
    made = _open(Hire.objects.filter(state__in=Hire.STANDING, starts_on__gte=lately))
    for proposal in made:
        _tell(proposal, proposal.hire, "asked")
    return len(made)


def _open(hires: QuerySet[Hire]) -> list[OutcomeProposal]:
    known = OutcomeProposal.objects.filter(hire=OuterRef("outcome_hire"), enrolment=OuterRef("pk"))
    completed = (
        Enrolment.objects.filter(state__in=Enrolment.COMPLETERS, learner__hires__in=hires)
        .annotate(outcome_hire=F("learner__hires"), first_day=F("learner__hires__starts_on"))
        .filter(Q(ended_on__gte=F("first_day") - AFTER_COURSE))
        .exclude(Exists(known))
        .order_by("pk")
    )
    pairs = list(completed.values_list("outcome_hire", "pk")[:BATCH])
    rows = [OutcomeProposal(hire_id=hire, enrolment_id=enrolment) for hire, enrolment in pairs]
    OutcomeProposal.objects.bulk_create(rows, ignore_conflicts=True)
    made = OutcomeProposal.objects.filter(public_id__in=[row.public_id for row in rows])
    return list(made.select_related("hire__organisation").order_by("pk"))


def take_back(hire: Hire) -> None:
    """The work never began. Who has recorded it is told. The caller holds the hire."""
    tell_recorded(hire, "withdrawn")
    open_ones = OutcomeProposal.objects.filter(
        hire=hire, state__in=[State.WAITING, State.RECORDED, State.CLOSED]
    )
    for proposal in open_ones.select_for_update(of=("self",)).order_by("pk"):
        proposal.state = State.WITHDRAWN
        proposal.save()


def tell_recorded(hire: Hire, act: str) -> None:
    for proposal in OutcomeProposal.objects.filter(hire=hire, state=State.RECORDED).order_by("pk"):
        _tell(proposal, hire, act)


def _tell(proposal: OutcomeProposal, hire: Hire, act: str) -> None:
    rows = Enrolment.objects.select_related("run__course").defer("run__course__search")
    proposal.hire, proposal.enrolment = hire, rows.get(pk=proposal.enrolment_id)
    letters.about_outcome(proposal, act)


# The provider's ---------------------------------------------------------------------------------------


@transaction.atomic
def record(*, proposal: OutcomeProposal, kind: str, code: str, starts_on: date, by: Actor) -> OutcomeProposal:
    """As the destination of the enrolment, as proposed or put right. What was recorded of this hire before goes."""
    current = _own(proposal, by)
    if current.state == State.RECORDED and _is_same(current, kind, code, starts_on):
        return current
    if current.hire.state not in Hire.STANDING:
        raise Refused(
            "The employer and the person do not agree about it now. You are asked again when they do.",
            code="state",
        )
    if current.state != State.RECORDED:
        _require(current, State.RECORDED)
    before = current.destination
    proposed = (*code_of(current.hire), current.hire.starts_on)
    made = enrolments.record_destination(
        enrolment=current.enrolment,
        kind=kind,
        code=code,
        starts_on=starts_on,
        note=f"From the employer, {current.hire.organisation.name}"[:300],
        by=by,
    )
    current.destination = made
    current.is_put_right = (kind, code, starts_on) != proposed
    current.state, current.why_not = State.RECORDED, ""
    current.answered_at, current.answered_by = timezone.now(), by.person
    current.save()
    if before is not None and before.pk != made.pk and not before.proposals.exists():
        enrolments.remove_destination(destination=before, by=by)
    return current


def _is_same(proposal: OutcomeProposal, kind: str, code: str, starts_on: date) -> bool:
    known = proposal.destination
    return known is not None and (known.kind, known.code, known.starts_on) == (kind, code, starts_on)


@transaction.atomic
def refuse(*, proposal: OutcomeProposal, why_not: str, by: Actor) -> OutcomeProposal:
    """It is not so, or not theirs to record: with the reason."""
    current = _own(proposal, by)
    if current.state == State.REFUSED:
        return current
    if not why_not.strip():
        raise Refused("Say why not: the person will read it.", field="why_not")
    _require(current, State.REFUSED)
    current.state, current.why_not = State.REFUSED, why_not.strip()[:300]
    current.answered_at, current.answered_by = timezone.now(), by.person
    current.save()
    return current


def _own(proposal: OutcomeProposal, by: Actor) -> OutcomeProposal:
    current = locks.hold_proposal(proposal)
    if not (by.acts_for(current.enrolment.organisation_id) and by.acts_as(Role.PROVIDER)):
        raise NotAllowed("Only the provider who taught this person records what came of it.")
    return current


def _require(proposal: OutcomeProposal, to: str) -> None:
    if not proposal.may_become(to):
        stands = State(proposal.state).label.lower()
        raise Refused(f"It stands at “{stands}” now. Open it again to see what you can do.", code="state")


# The clock --------------------------------------------------------------------------------------------


def remind() -> int:
    now = timezone.now()
    late = OutcomeProposal.objects.filter(
        state=State.WAITING, reminded_at=None, asked_at__lt=now - REMIND_AFTER, hire__state__in=Hire.STANDING
    )
    rows = _claim(late)
    for row in rows:
        row.reminded_at = now
        row.save()
        _tell(row, row.hire, "reminded")
    return len(rows)


def close() -> int:
    """Those that no provider answered for 60 days. They can still be recorded."""
    rows = _claim(
        OutcomeProposal.objects.filter(state=State.WAITING, asked_at__lt=timezone.now() - ANSWER_WITHIN)
    )
    for row in rows:
        row.state = State.CLOSED
        row.save()
    return len(rows)


def _claim(rows: QuerySet[OutcomeProposal]) -> list[OutcomeProposal]:
    related = rows.select_related("hire__organisation")
    return list(related.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])
