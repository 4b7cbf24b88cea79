"""Money in the demo world: a fund of five million pounds, contracts that go well, badly and not yet, and claims in
every state.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
from django.db.models import Count, Q, Sum
from django.utils import timezone

from district.accounts.models import User
from district.figures import measures
from district.funding.models import (
    Allocation,
    Contract,
    ContractChange,
    Fund,
    Milestone,
    MilestoneClaim,
    MilestoneRule,
    ProfileMonth,
)
from district.funding.profiles import first_of_month, months_between, spread
from district.funding.services import milestones
from district.partners.models import Membership, Organisation
from programmes.models import Destination, Programme, ProgrammeKind

APPROVER, DRAFTER = "alex@authority.example", "jo@authority.example"
RETURNS = [["R04", 12, "15"], ["R08", 4, "10"], ["R12", 7, "5"], ["R14", 10, "0"]]
SOURCE = "Technical funding guidance for Skills Bootcamps"
State = MilestoneClaim.State
# The sums are what the services would let through; here they are written at once.
CAPS = ("funding.MilestoneClaim:payments_within_contract",)


@dataclass(frozen=True)
class Deal:
    """A contract. `pace`: delivered to date as a part of its profile; none where it has only begun."""

    provider: str
    kind: str
    reference: str
    rate: str
    pace: str = ""
    state: str = Contract.State.LIVE


DEALS = (
    Deal("Aston Lock College", ProgrammeKind.SKILLS_BOOTCAMP, "WM-SB-101", "3000.00", "0.79"),
    Deal("Three Spires Digital College", ProgrammeKind.SKILLS_BOOTCAMP, "WM-SB-102", "3200.00", "1.08"),
    Deal("Tipton Locks Training", ProgrammeKind.SKILLS_BOOTCAMP, "WM-SB-103", "2800.00", "0.95"),
    Deal("Aston Lock College", ProgrammeKind.ADULT_SKILLS, "WM-AS-201", "1150.50", "1.01"),
    Deal("Wulfrun Institute of Digital", ProgrammeKind.SKILLS_BOOTCAMP, "WM-SB-104", "3000.00"),
    Deal(
        *("Netherton Community Learning", ProgrammeKind.ADULT_SKILLS, "WM-AS-202", "900.00"),
        state=Contract.State.SUBMITTED,
    ),
)


def load() -> None:
    """After the years that are past: what they delivered decides what was planned."""
    approver, drafter = User.objects.get(email=APPROVER), User.objects.get(email=DRAFTER)
    programmes = {
        programme.kind: programme
        for programme in Programme.objects.filter(is_fictional=True, kind__in=[deal.kind for deal in DEALS])
    }
    begins = date(measures.academic_year(timezone.localdate()) - 1, 8, 1)
    fund = Fund.objects.create(
        name="West Midlands digital training fund",
        source="Department for Work and Pensions",
        source_document="Grant determination of the demo world",
        amount=Decimal("5000000.00"),
        starts_on=begins,
        ends_on=date(begins.year + 2, 7, 31),
        made_by=approver,
        is_fictional=True,
    )
    parts = {ProgrammeKind.SKILLS_BOOTCAMP: "3600000.00", ProgrammeKind.ADULT_SKILLS: "900000.00"}
    allocations: dict[str, Allocation] = {
        kind: Allocation.objects.create(
            fund=fund,
            programme=programmes[kind],
            amount=Decimal(amount),
            reason="As the board decided in June, by what employers ask for.",
            made_by=approver,
        )
        for kind, amount in parts.items()
    }
    for programme in programmes.values():
        _rules(programme, begins, approver)
    for deal in DEALS:
        _contract(deal, allocations[deal.kind], approver, drafter)
    _evidence_that_went(drafter)
    growing = Contract.objects.get(reference="WM-SB-102")
    ContractChange.objects.create(
        contract=growing,
        amount=Decimal("96000.00"),
        starts=30,
        from_month=measures.months_later(first_of_month(timezone.localdate()), 1),
        reason="More people apply than there are places, and two employers ask for another group.",
        proposed_by=drafter,
        proposed_at=timezone.now() - timedelta(days=3),
    )


def _rules(programme: Programme, begins: date, approver: User) -> None:
    """Those of the bootcamps in force, and a local version to come."""
    is_bootcamp = programme.kind == ProgrammeKind.SKILLS_BOOTCAMP
    usual: dict[str, Any] = {
        "programme": programme,
        "start_share": Decimal("0.45"),
        "completion_share": Decimal("0.35"),
        "outcome_share": Decimal("0.20"),
        "needs_interview": is_bootcamp,
        "returns": RETURNS,
        "made_by": approver,
    }
    MilestoneRule.objects.create(
        **usual,
        applies_from=begins - timedelta(days=365),
        qualifying_days=5 if is_bootcamp else 14,
        qualifying_hours=5 if is_bootcamp else 0,
        source=SOURCE if is_bootcamp else "Adult skills: local funding rules of the demo world",
        is_confirmed=is_bootcamp,
    )
    if is_bootcamp:
        MilestoneRule.objects.create(
            **usual,
            applies_from=date(timezone.localdate().year + 1, 4, 1),
            qualifying_days=14,
            qualifying_hours=10,
            source="Local scheme, drafted for the next wave",
        )


def _contract(deal: Deal, allocation: Allocation, approver: User, drafter: User) -> None:
    provider = Organisation.objects.get(name=deal.provider, is_fictional=True)
    is_new = not deal.pace
    today = timezone.localdate()
    starts_on = first_of_month(today) if is_new else allocation.fund.starts_on
    is_agreed = deal.state == Contract.State.LIVE
    contract = Contract(
        allocation=allocation,
        organisation=provider,
        programme=allocation.programme,
        reference=deal.reference,
        value=Decimal("600000.00"),
        rate=Decimal(deal.rate),
        starts_on=starts_on,
        ends_on=allocation.fund.ends_on if is_new else date(starts_on.year + 2, 3, 31),
        state=deal.state,
        made_by=drafter,
        submitted_by=drafter,
        approved_by=approver if is_agreed else None,
        approved_at=timezone.now() - timedelta(days=40) if is_agreed else None,
        is_fictional=True,
    )
    contract.save()
    months = months_between(contract.starts_on, contract.ends_on)
    if is_agreed:
        milestones.work_out(contract_id=contract.pk)
    over = [month for month in months if month < first_of_month(today)]
    earned = MilestoneClaim.objects.earned().filter(contract=contract, due_on__lt=first_of_month(today))
    found = earned.aggregate(sum=Sum("amount"), people=Count("pk", filter=Q(number=Milestone.START)))
    if deal.pace and found["sum"] and over:
        planned = round(found["sum"] / Decimal(deal.pace), -2)
        people = int(found["people"] / Decimal(deal.pace))
        amounts = spread(planned, [Decimal(1)] * len(over))
        later = len(months) - len(over)
        amounts += spread(round(planned * later / len(over), -2), [Decimal(1)] * later)
        contract.value = sum(amounts, Decimal(0))
        contract.save(update_fields=["value"])
    else:
        amounts, people = spread(contract.value, [Decimal(1)] * len(months)), 200
    a_month = max(1, people // max(1, len(over) or len(months)))
    ProfileMonth.objects.bulk_create(
        ProfileMonth(contract=contract, month=month, amount=amount, starts=a_month)
        for month, amount in zip(months, amounts, strict=True)
    )
    if is_agreed:
        _claims(contract, approver, drafter)


def _claims(contract: Contract, approver: User, drafter: User) -> None:
    """The older a milestone, the further it has come; some were asked about, turned down or paid back."""
    member = Membership.objects.live().filter(organisation=contract.organisation).order_by("pk").first()
    claimant = member.user if member else None
    settled: set[tuple[int, int]] = set()
    left = contract.value
    for number in Milestone:
        rows = []
        due = contract.claims.filter(number=number, state=State.DUE).order_by("due_on", "id")
        for place, row in enumerate(due):
            if number > 1 and (row.enrolment_id, number - 1) not in settled:
                continue
            state = _state_of(row.due_on, place, is_last=number == Milestone.OUTCOME)
            if state in {State.APPROVED, State.PAID, State.RECOVERED} and left < row.amount:
                state = State.CLAIMED
            if state == State.DUE:
                continue
            _stage(row, state, place, claimant=claimant, approver=approver, drafter=drafter)
            left -= row.payable if state != State.RECOVERED else Decimal(0)
            if state in MilestoneClaim.COUNTING:
                settled.add((row.enrolment_id, number))
            rows.append(row)
        with pgtrigger.ignore(*CAPS):
            MilestoneClaim.objects.bulk_create(  # four times as quick as bulk_update
                rows, update_conflicts=True, unique_fields=["id"], update_fields=STAGED
            )


def _evidence_that_went(drafter: User) -> None:
    """Jobs that ended too early, as was heard later: of a claim that is approved, of one that is paid, and of one whose
    money one person asks back.
    """
    outcomes = MilestoneClaim.objects.filter(number=Milestone.OUTCOME, contract__is_fictional=True)
    outcomes = outcomes.order_by("contract", "-due_on", "id")
    gone = [*outcomes.filter(state=State.PAID)[:2], *outcomes.filter(state=State.APPROVED)[:1]]
    jobs = list(Destination.objects.filter(enrolment__in=[row.enrolment_id for row in gone], ends_on=None))
    for job in jobs:
        job.ends_on = job.starts_on + timedelta(days=61)
    Destination.objects.bulk_update(jobs, ["ends_on"])
    for row in gone:
        milestones.work_out(contract_id=row.contract_id, only=[row.enrolment_id])
    asked = gone[0]
    asked.recovery_asked_by, asked.recovery_asked_at = drafter, timezone.now() - timedelta(days=2)
    asked.recovery_reason = ENDED_EARLY
    asked.save(update_fields=["recovery_asked_by", "recovery_asked_at", "recovery_reason"])


STAGED = (
    *("state", "claim_count", "claimed_by", "claimed_at", "words", "decided_by", "decided_at", "answer"),
    *("payable", "paid_on", "paid_by", "recovered_on", "recovered_by"),
    *("recovery_asked_by", "recovery_asked_at", "recovery_reason"),
)


def _state_of(due_on: date | None, place: int, *, is_last: bool) -> str:
    age = (timezone.localdate() - due_on).days if due_on else 0
    if age > 100:
        odd = {7: State.QUERIED, 19: State.REJECTED}
        if is_last and place % 23 == 5:
            return State.RECOVERED
        return odd.get(place % 29, State.CLAIMED if place % 31 == 30 else State.PAID)
    if age > 45:
        if place % 11 == 4:
            return State.CLAIMED
        return State.APPROVED if place % 3 == 1 else State.PAID
    return State.CLAIMED if age > 25 and place % 4 else State.DUE


ASKED = (
    "Which employer offered the interview, and for which job?",
    "The register of the second week is missing. Please add it.",
    "The letter names another person. Please look again.",
)


ENDED_EARLY = "The job ended in its ninth week, as the employer told us since."


def _stage(
    row: MilestoneClaim, state: str, place: int, *, claimant: User | None, approver: User, drafter: User
) -> None:
    claimed = (row.due_on or timezone.localdate()) + timedelta(days=8 + place % 6)
    row.state, row.claim_count, row.claimed_by, row.claimed_at = state, 1, claimant, _at(claimed)
    if state == State.CLAIMED:
        return
    row.decided_by, row.decided_at = approver, _at(claimed + timedelta(days=9))
    if state in {State.QUERIED, State.REJECTED}:
        row.answer = ASKED[place % len(ASKED)]
        return
    row.payable = row.amount
    if state != State.APPROVED:
        row.paid_on, row.paid_by = claimed + timedelta(days=20), approver
    if state == State.RECOVERED:
        row.recovery_asked_by, row.recovery_asked_at = drafter, timezone.now() - timedelta(days=15)
        row.recovered_by, row.recovered_on = approver, timezone.localdate() - timedelta(days=12)
        row.answer = row.recovery_reason = ENDED_EARLY


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(min(day, timezone.localdate()), time(9, 30)))
