"""Contracts: drafted, profiled, approved by a second person, live, paused and closed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.funding import access, locks
from district.funding.models import Allocation, Contract, MilestoneRule, ProfileMonth
from district.funding.profiles import first_of_month, months_between, spread
from district.funding.services import funds, milestones
from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from district.web.errors import Refused
from district.web.templatetags.district import money

State = Contract.State


@transaction.atomic
def draft(
    *,
    allocation: Allocation,
    organisation: Organisation,
    reference: str,
    value: Decimal,
    rate: Decimal,
    starts_on: date,
    ends_on: date,
    by: Actor,
) -> Contract:
    """Out of an allocation, its value spread evenly over its months to begin with."""
    access.require_staff(by)
    locks.hold_fund(allocation.fund_id)
    source = locks.hold_allocation(allocation.pk)
    if ends_on < starts_on:
        raise Refused("The last day is before the first. Change one of them.", field="ends_on")
    if not (source.fund.starts_on <= starts_on and ends_on <= source.fund.ends_on):
        raise Refused("The fund does not last as long. Choose days within it.", field="ends_on")
    is_provider = OrganisationRole.objects.filter(
        organisation=organisation, role=Role.PROVIDER, state=OrganisationRole.State.APPROVED
    )
    if not is_provider.exists():
        raise Refused("Choose a provider that is approved.", field="organisation")
    left = source.amount - funds.contracted(source)
    if value > left:
        raise Refused(f"The allocation has {money(left)} left. Enter that or less.", field="value")
    try:
        with transaction.atomic():
            made = Contract.objects.create(
                allocation=source,
                organisation=organisation,
                programme=source.programme,
                reference=" ".join(reference.split()),
                value=value,
                rate=rate,
                starts_on=starts_on,
                ends_on=ends_on,
                made_by=by.person,
            )
    except IntegrityError as fault:
        raise _refusal(fault) from fault
    months = months_between(starts_on, ends_on)
    parts = spread(value, [Decimal(1)] * len(months))
    ProfileMonth.objects.bulk_create(
        ProfileMonth(contract=made, month=month, amount=amount)
        for month, amount in zip(months, parts, strict=True)
    )
    return made


@transaction.atomic
def set_profile(
    *, contract: Contract, months: Sequence[tuple[date, Decimal, int]], version: int, by: Actor
) -> Contract:
    """What each month is expected to earn and how many people start. May be half done while it is a draft."""
    access.require_staff(by)
    current = locks.hold_contract(contract.pk)
    if current.state != State.DRAFT:
        raise Refused(
            "The months of a contract that is sent for approval change by growth and reduction.", code="state"
        )
    _check_version(current, version)
    wanted = {month: (amount, starts) for month, amount, starts in months}
    if set(wanted) != set(months_between(current.starts_on, current.ends_on)):
        raise Refused("Give each month of the contract once.", code="months")
    rows = list(current.profile.all())
    for row in rows:
        row.amount, row.starts = wanted[row.month]
    ProfileMonth.objects.bulk_update(rows, ["amount", "starts"])
    return _save(current)


@transaction.atomic
def submit(*, contract: Contract, by: Actor) -> Contract:
    """For a second person to approve."""
    access.require_staff(by)
    current = locks.hold_contract(contract.pk)
    if not _may_move(current, State.SUBMITTED):
        return current
    planned = sum((row.amount for row in current.profile.all()), Decimal(0))
    if planned != current.value:
        raise Refused(
            f"The months add up to {money(planned)}, the contract is worth {money(current.value)}. "
            "Change the months until both are the same.",
            code="profile",
        )
    rules = MilestoneRule.objects.of_programme(current.programme_id)
    if not rules.filter(applies_from__lte=current.starts_on).exists():
        raise Refused(
            "No rule for milestones is laid down for this programme from the first day of the contract. Add one.",
            code="rule",
        )
    current.submitted_by, current.note = by.person, ""
    return _save(current, "submitted_by", "note")


@transaction.atomic
def send_back(*, contract: Contract, note: str, by: Actor) -> Contract:
    access.require_staff(by)
    current = locks.hold_contract(contract.pk)
    if _may_move(current, State.DRAFT):
        current.note = _reason(note)
        current = _save(current, "note")
    return current


@transaction.atomic
def approve(*, contract: Contract, by: Actor) -> Contract:
    """By somebody other than who sent it."""
    access.require_deciding(by)
    current = locks.hold_contract(contract.pk)
    if _may_move(current, State.APPROVED):
        access.require_other(
            by, current.submitted_by_id, "You sent this for approval. Somebody else has to approve it."
        )
        current.approved_by, current.approved_at = by.person, timezone.now()
        current = _save(current, "approved_by", "approved_at")
    return current


@transaction.atomic
def go_live(*, contract: Contract, by: Actor) -> Contract:
    """Learners count from now on, those included who have begun since its first day."""
    access.require_deciding(by)
    current = locks.hold_contract(contract.pk)
    if _may_move(current, State.LIVE):
        current = _save(current)
        milestones.promise(current.pk)
    return current


@transaction.atomic
def pause(*, contract: Contract, note: str, by: Actor) -> Contract:
    """Nothing new is claimed until it goes on. What is claimed can still be decided on."""
    return _stop(contract, State.PAUSED, note, by)


@transaction.atomic
def close(*, contract: Contract, note: str, by: Actor) -> Contract:
    """Claims can be made for some months yet, by the rule."""
    return _stop(contract, State.CLOSED, note, by)


def _stop(contract: Contract, to: str, note: str, by: Actor) -> Contract:
    access.require_deciding(by)
    current = locks.hold_contract(contract.pk)
    if _may_move(current, to):
        current.note = _reason(note)
        current = _save(current, "note")
    return current


@transaction.atomic
def archive(*, contract: Contract, by: Actor) -> Contract:
    """Once nothing waits any more."""
    access.require_deciding(by)
    current = locks.hold_contract(contract.pk)
    if _may_move(current, State.ARCHIVED):
        waiting = current.claims.filter(state__in=["claimed", "queried", "approved"])
        if waiting.exists() or current.claims.asked_back().exists():
            raise Refused(
                "Claims of this contract still wait. Decide on them, pay them, or recover what is asked back first.",
                code="claims",
            )
        current = _save(current)
    return current


@transaction.atomic
def withdraw(*, contract: Contract, note: str, by: Actor) -> Contract:
    """Before it is approved. Its money is free again."""
    access.require_staff(by)
    current = locks.hold_contract(contract.pk)
    if _may_move(current, State.WITHDRAWN):
        current.note = _reason(note)
        current = _save(current, "note")
    return current


def _may_move(contract: Contract, to: str) -> bool:
    """Whether there is anything to do: it is no fault that somebody was faster."""
    if contract.state == to:
        return False
    if to not in Contract.TRANSITIONS[State(contract.state)]:
        raise Refused(
            f"This contract stands at “{contract.get_state_display().lower()}”. That is not possible from there.",
            code="state",
        )
    contract.state = to
    return True


def _save(contract: Contract, *names: str) -> Contract:
    contract.version += 1
    try:
        with transaction.atomic():
            contract.save(update_fields=["state", "version", *names])
    except IntegrityError as fault:
        raise _refusal(fault) from fault
    return contract


def _check_version(contract: Contract, version: int) -> None:
    if contract.version != version:
        raise Refused(
            "Somebody else has changed this contract in the meantime. Look at it and save again.",
            code="version",
        )


def _reason(note: str) -> str:
    if not note.strip():
        raise Refused("Say why: it is kept with the contract.", field="note")
    return note.strip()[:500]


def _refusal(fault: IntegrityError) -> Exception:
    text = str(fault)
    if "contracts_within_allocation" in text:
        return Refused("The allocation has less left than this. Look at it again.", field="value")
    if "funding_one_contract_at_a_time" in text:
        return Refused(
            "This provider has a contract for this programme at that time already. Change that one by growth.",
            code="overlap",
        )
    if "funding_contract_reference" in text:
        return Refused("There is a contract with this reference already.", field="reference")
    return fault


def this_month() -> date:
    return first_of_month(timezone.localdate())
