"""Growth, reduction and new rates of contracts: proposed by one person, decided by another."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.funding import access, locks
from district.funding.models import Contract, ContractChange, ProfileMonth
from district.funding.profiles import changed, months_between
from district.funding.services import claims, funds, milestones
from district.partners.actor import Actor
from district.web.errors import Refused
from district.web.templatetags.district import day, money

State = ContractChange.State


@transaction.atomic
def propose(
    *,
    contract: Contract,
    from_month: date,
    reason: str,
    amount: Decimal = Decimal(0),
    starts: int = 0,
    rate: Decimal | None = None,
    by: Actor,
) -> ContractChange:
    access.require_staff(by)
    current = locks.hold_contract(contract.pk)
    if current.state not in {Contract.State.APPROVED, Contract.State.LIVE, Contract.State.PAUSED}:
        raise Refused("Only a contract that is agreed and goes on can grow or shrink.", code="state")
    if not reason.strip():
        raise Refused("Say why: whoever decides reads it.", field="reason")
    if amount == 0 and rate is None:
        raise Refused("Enter an amount, a new rate, or both.", field="amount")
    if from_month not in months_between(current.starts_on, current.ends_on):
        raise Refused(
            f"Choose a month of the contract, from {day(current.starts_on)} to {day(current.ends_on)}.",
            field="from_month",
        )
    _check_room(current, amount, from_month)
    try:
        with transaction.atomic():
            return ContractChange.objects.create(
                contract=current,
                amount=amount,
                starts=starts,
                rate=rate,
                from_month=from_month,
                reason=reason.strip(),
                proposed_by=by.person,
            )
    except IntegrityError as fault:
        if "funding_one_change_waits" not in str(fault):
            raise
        raise Refused(
            "A change of this contract waits for a decision already. Decide on it first.", code="waits"
        ) from fault


def _check_room(contract: Contract, amount: Decimal, from_month: date) -> None:
    """Growth fits the allocation; a reduction takes no more than the months have, and nothing that is promised."""
    if amount > 0:
        allocation = contract.allocation
        left = allocation.amount - funds.contracted(allocation)
        if amount > left:
            raise Refused(f"The allocation has {money(left)} left. Enter that or less.", field="amount")
    if amount < 0:
        rest = sum((row.amount for row in contract.profile.filter(month__gte=from_month)), Decimal(0))
        spent = claims.spent(contract)
        most = min(rest, contract.value - spent, contract.value - Decimal("0.01"))
        if -amount > most:
            raise Refused(
                f"The months from then on have {money(rest)}, and {money(spent)} is promised or paid. "
                f"Take away {money(max(most, Decimal(0)))} or less.",
                field="amount",
            )


@transaction.atomic
def approve(*, change: ContractChange, note: str = "", by: Actor) -> ContractChange:
    """By somebody other than who proposed it. The months that are left change in proportion."""
    access.require_deciding(by)
    locks.hold_fund(change.contract.allocation.fund_id)
    locks.hold_allocation(change.contract.allocation_id)
    contract, current = _hold(change)
    if current.state == State.APPROVED:
        return current
    _decide(current, State.APPROVED, note, by)
    _check_room(contract, current.amount, current.from_month)
    _spread(contract, current)
    contract.value += current.amount
    contract.version += 1
    try:
        with transaction.atomic():
            contract.save(update_fields=["value", "version"])
    except IntegrityError as fault:
        raise Refused("There is less money left than this. Look at it again.", field="amount") from fault
    if current.rate is not None:
        milestones.promise(contract.pk)
    return current


def _spread(contract: Contract, change: ContractChange) -> None:
    rows = list(contract.profile.filter(month__gte=change.from_month).order_by("month"))
    after = changed([(row.amount, row.starts) for row in rows], change.amount, change.starts)
    for row, (amount, starts) in zip(rows, after, strict=True):
        row.amount, row.starts = amount, starts
    ProfileMonth.objects.bulk_update(rows, ["amount", "starts"])


@transaction.atomic
def reject(*, change: ContractChange, note: str, by: Actor) -> ContractChange:
    access.require_deciding(by)
    _, current = _hold(change)
    if current.state == State.REJECTED:
        return current
    if not note.strip():
        raise Refused("Say why: it is kept with the contract.", field="note")
    return _decide(current, State.REJECTED, note, by)


@transaction.atomic
def withdraw(*, change: ContractChange, by: Actor) -> ContractChange:
    """By whoever proposed it."""
    access.require_staff(by)
    _, current = _hold(change)
    if current.state == State.WITHDRAWN:
        return current
    if current.proposed_by_id != by.person.pk:
        raise Refused("Only who proposed this can take it back. Reject it instead.", code="other person")
    current.state = _to(current, State.WITHDRAWN)
    current.save(update_fields=["state"])
    return current


def _hold(change: ContractChange) -> tuple[Contract, ContractChange]:
    contract = locks.hold_contract(change.contract_id)
    return contract, ContractChange.objects.select_for_update().get(pk=change.pk)


def _decide(change: ContractChange, to: str, note: str, by: Actor) -> ContractChange:
    change.state = _to(change, to)
    access.require_other(by, change.proposed_by_id, "You proposed this. Somebody else has to decide on it.")
    change.decided_by, change.decided_at = by.person, timezone.now()
    change.decision_note = note.strip()[:500]
    change.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    return change


def _to(change: ContractChange, to: str) -> str:
    if to not in ContractChange.TRANSITIONS[State(change.state)]:
        raise Refused(f"This change is {change.get_state_display().lower()} already.", code="state")
    return to
