"""Funds, allocations, contracts with their months, rules for milestones, and claims."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

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
from district.funding.profiles import months_between, spread
from district.funding.services import milestones
from district.partners.models import Organisation
from learners.models import Learner
from programmes.models import Enrolment, Programme
from tests.factories.accounts import make_user
from tests.factories.programmes import make_course, make_enrolment, make_programme, make_provider, make_run

_numbers = count(1)
RETURNS = [["R04", 12, "15"], ["R08", 4, "10"], ["R12", 7, "5"], ["R14", 10, "0"]]


def make_fund(**fields: Any) -> Fund:
    """A million pounds, from a year ago to a year from now."""
    today = timezone.localdate()
    usual = {
        "name": f"Digital fund {next(_numbers)}",
        "source": "The department",
        "source_document": "Grant letter of 1 March",
        "amount": Decimal("1000000.00"),
        "starts_on": today - timedelta(days=400),
        "ends_on": today + timedelta(days=400),
    }
    return Fund.objects.create(**usual | fields)


def make_allocation(*, fund: Fund | None = None, **fields: Any) -> Allocation:
    """All of the fund, unless `amount` says otherwise."""
    fund = fund or make_fund()
    programme = fields.pop("programme", None) or make_programme()
    usual = {"amount": fund.amount, "reason": "All of it."}
    return Allocation.objects.create(fund=fund, programme=programme, **usual | fields)


def make_milestone_rule(*, programme: Programme, **fields: Any) -> MilestoneRule:
    """45, 35 and 20 per cent; five days and no hours; since two years ago."""
    usual = {
        "applies_from": timezone.localdate() - timedelta(days=730),
        "start_share": Decimal("0.45"),
        "completion_share": Decimal("0.35"),
        "outcome_share": Decimal("0.20"),
        "qualifying_days": 5,
        "qualifying_hours": 0,
        "returns": RETURNS,
        "source": "The funding rules",
    }
    return MilestoneRule.objects.create(programme=programme, **usual | fields)


@transaction.atomic
def make_contract(
    *,
    organisation: Organisation | None = None,
    programme: Programme | None = None,
    allocation: Allocation | None = None,
    state: str = Contract.State.LIVE,
    **fields: Any,
) -> Contract:
    """Live, over £120,000 at £3,000 a learner, from half a year ago to half a year from now; its rule is there."""
    today = timezone.localdate()
    allocation = allocation or make_allocation(programme=programme)
    if not allocation.programme.milestone_rules.exists():
        make_milestone_rule(programme=allocation.programme)
    usual: dict[str, Any] = {
        "reference": f"WM-{next(_numbers):04}",
        "value": Decimal("120000.00"),
        "rate": Decimal("3000.00"),
        "starts_on": today - timedelta(days=180),
        "ends_on": today + timedelta(days=180),
        "state": state,
        "submitted_by": None if state == Contract.State.DRAFT else make_user(),
    }
    made = Contract.objects.create(
        allocation=allocation,
        organisation=organisation or make_provider(),
        programme=allocation.programme,
        **usual | fields,
    )
    months = months_between(made.starts_on, made.ends_on)
    ProfileMonth.objects.bulk_create(
        ProfileMonth(contract=made, month=month, amount=amount, starts=3)
        for month, amount in zip(months, spread(made.value, [Decimal(1)] * len(months)), strict=True)
    )
    return made


def make_contract_change(*, contract: Contract | None = None, **fields: Any) -> ContractChange:
    """Growth by £12,000 from this month on, that waits."""
    usual = {
        "amount": Decimal("12000.00"),
        "starts": 4,
        "from_month": timezone.localdate().replace(day=1),
        "reason": "Two more groups.",
        "proposed_by": make_user(),
    }
    return ContractChange.objects.create(contract=contract or make_contract(), **usual | fields)


def make_counted(
    contract: Contract,
    *,
    state: str = "in_learning",
    began: int = 60,
    learner: Learner | None = None,
    **fields: Any,
) -> Enrolment:
    """Somebody who counts under the contract, and began so many days ago. Milestones are not worked out yet."""
    today = timezone.localdate()
    starts_on = fields.pop("starts_on", today - timedelta(days=began))
    course = make_course(organisation=contract.organisation, programme=contract.programme)
    run = make_run(course=course, starts_on=starts_on, ends_on=starts_on + timedelta(days=90))
    fields = {"learner_reference": f"R{next(_numbers):05}"} | fields
    return make_enrolment(run=run, learner=learner, state=state, starts_on=starts_on, **fields)


def make_claim(
    contract: Contract, *, state: str = MilestoneClaim.State.DUE, number: int = Milestone.START, **fields: Any
) -> MilestoneClaim:
    """The milestone of somebody new, in any state, with what belongs to it. Those before it are paid."""
    enrolment = fields.pop("enrolment", None) or make_counted(contract)
    milestones.work_out(contract_id=contract.pk, only=[enrolment.pk])
    for before in range(1, number):
        _set(enrolment, before, MilestoneClaim.State.PAID, {})
    return _set(enrolment, number, state, fields)


def _set(enrolment: Enrolment, number: int, state: str, fields: dict[str, Any]) -> MilestoneClaim:
    now, today = timezone.now(), timezone.localdate()
    row = MilestoneClaim.objects.get(enrolment=enrolment, number=number)
    facts: dict[str, Any] = {"state": state, "due_on": row.due_on or today}
    if state == MilestoneClaim.State.NOT_DUE:
        facts["due_on"] = None
    elif state != MilestoneClaim.State.DUE:
        facts |= {
            "is_shown": True,
            "reasons": [],
            "claimed_at": now,
            "claimed_by": make_user(),
            "claim_count": 1,
        }
    if state in {"queried", "rejected", "recovered"}:
        facts["answer"] = "Which employer was it?"
    if state in {"approved", "paid", "recovered"}:
        facts |= {"payable": row.amount, "decided_by": make_user(), "decided_at": now}
    if state in {"paid", "recovered"}:
        facts["paid_on"] = today
    if state == "recovered":
        facts |= {
            "recovery_asked_by": make_user(),
            "recovery_asked_at": now,
            "recovery_reason": facts["answer"],
            "recovered_by": make_user(),
            "recovered_on": today,
        }
    for name, value in (facts | fields).items():
        setattr(row, name, value)
    row.save()
    return row


def some_month(months: int = 0) -> date:
    """The first of this month, or of one so many months away."""
    first = timezone.localdate().replace(day=1)
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
