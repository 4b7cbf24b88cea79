"""Funds, and what is set aside of them for programmes."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from district.funding import access, locks
from district.funding.models import Allocation, Contract, Fund
from district.partners.actor import Actor
from district.web.errors import Refused
from district.web.templatetags.district import money
from programmes.models import Programme


@transaction.atomic
def create(
    *,
    name: str,
    source: str,
    source_document: str,
    amount: Decimal,
    starts_on: date,
    ends_on: date,
    source_url: str = "",
    by: Actor,
) -> Fund:
    access.require_deciding(by)
    if ends_on < starts_on:
        raise Refused("The last day is before the first. Change one of them.", field="ends_on")
    facts = {
        "name": " ".join(name.split()),
        "source": source.strip(),
        "source_document": source_document.strip(),
        "source_url": source_url,
        "amount": amount,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    try:
        with transaction.atomic():
            return Fund.objects.create(**facts, made_by=by.person)
    except IntegrityError as fault:
        raise _refusal(fault) from fault


@transaction.atomic
def allocate(*, fund: Fund, programme: Programme, amount: Decimal, reason: str, by: Actor) -> Allocation:
    """Set a part aside. Never more than the fund still has, whoever else does so at the same moment."""
    access.require_deciding(by)
    held = locks.hold_fund(fund.pk)
    left = held.amount - allocated(held)
    if amount > left:
        raise _too_much(left)
    try:
        with transaction.atomic():
            return Allocation.objects.create(
                fund=held, programme=programme, amount=amount, reason=reason.strip(), made_by=by.person
            )
    except IntegrityError as fault:
        raise _refusal(fault) from fault


@transaction.atomic
def change_allocation(
    *, allocation: Allocation, amount: Decimal, reason: str, version: int, by: Actor
) -> Allocation:
    access.require_deciding(by)
    fund = locks.hold_fund(allocation.fund_id)
    current = locks.hold_allocation(allocation.pk)
    if current.version != version:
        raise Refused(
            f"Somebody has changed this to {money(current.amount)} in the meantime. Look at it and save again.",
            code="version",
        )
    left = fund.amount - allocated(fund) + current.amount
    if amount > left:
        raise _too_much(left)
    given = contracted(current)
    if amount < given:
        raise Refused(f"{money(given)} is under contract already. Enter at least that.", field="amount")
    if (current.amount, current.reason) != (amount, reason.strip()):
        current.amount, current.reason = amount, reason.strip()
        current.version += 1
        _save(current, ["amount", "reason", "version"])
    return current


def _save(row: Any, names: list[str]) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=names)
    except IntegrityError as fault:
        raise _refusal(fault) from fault


def allocated(fund: Fund) -> Decimal:
    return fund.allocations.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def contracted(allocation: Allocation) -> Decimal:
    standing = allocation.contracts.exclude(state=Contract.State.WITHDRAWN)
    return standing.aggregate(sum=Sum("value"))["sum"] or Decimal(0)


def _too_much(left: Decimal) -> Refused:
    return Refused(f"The fund has {money(left)} left. Enter that or less.", field="amount")


def _refusal(fault: IntegrityError) -> Exception:
    """What the database turned down, in words; other faults are ours."""
    text = str(fault)
    if "allocations_within_fund" in text:
        return Refused("The fund has less left than this. Look at it again.", field="amount")
    if "funding_programme_once_in_a_fund" in text:
        return Refused("This programme has a part of this fund already. Change that one.", field="programme")
    if "funding_fund_name" in text:
        return Refused("There is a fund with this name already.", field="name")
    return fault
