"""Freezes what contracts were to earn, what they earned, and how their claims stand. Amounts in whole pence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from district.funding.models import Contract, Milestone, MilestoneClaim, MilestoneRule, ProfileMonth
from district.funding.models.contract import PROFILED
from district.reports.models import Fact, Snapshot, month_of

WAITING = ("claimed", "queried")
AGES = (("0", 30), ("31", 60), ("61", 90), ("91", None))


def freeze(snapshot: Snapshot) -> int:
    contracts = Contract.objects.filter(state__in=PROFILED, starts_on__lte=snapshot.as_at)
    listed = list(contracts.select_related("organisation", "programme").order_by("id"))
    facts = [_contract(snapshot, each) for each in listed]
    facts += _months(snapshot, {each.pk for each in listed})
    facts += _claims(snapshot, {each.pk for each in listed})
    Fact.objects.bulk_create(facts)
    return len(facts)


def _contract(snapshot: Snapshot, contract: Contract) -> Fact:
    rule = (
        MilestoneRule.objects.of_programme(contract.programme_id)
        .filter(applies_from__lte=snapshot.as_at)
        .first()
    )
    last_month_over = month_of(snapshot.as_at) - date.resolution
    tolerance = rule.tolerance_at(month_of(last_month_over), ends_on=contract.ends_on) if rule else None
    return Fact(
        snapshot=snapshot,
        subject="contract",
        keys={
            "contract": contract.pk,
            "reference": contract.reference,
            "provider": str(contract.organisation_id),
            "provider_name": contract.organisation.name,
            "programme": str(contract.programme_id),
            "programme_name": contract.programme.name,
            "tolerance": str(tolerance.percent) if tolerance else "",
            "return": tolerance.code if tolerance else "",
        },
        counts={"value": pence(contract.value)},
    )


def _months(snapshot: Snapshot, contracts: set[int]) -> list[Fact]:
    found: dict[tuple[int, date], dict[str, int]] = {}
    for planned in ProfileMonth.objects.filter(contract__in=contracts):
        found[planned.contract_id, planned.month] = {
            "profile": pence(planned.amount),
            "starts": planned.starts,
        }
    earned = (
        MilestoneClaim.objects.earned()
        .filter(contract__in=contracts, due_on__lte=snapshot.as_at)
        .annotate(month=TruncMonth("due_on"))
        .order_by("contract", "month")
        .values("contract", "month")
        .annotate(total=Sum("amount"), people=Count("pk", filter=Q(number=Milestone.START)))
    )
    for row in earned:
        counts = found.setdefault((row["contract"], row["month"]), {})
        counts |= {"earned": pence(row["total"]), "people": row["people"]}
    return [
        Fact(snapshot=snapshot, subject="money", month=month, keys={"contract": contract}, counts=counts)
        for (contract, month), counts in sorted(found.items())
    ]


def _claims(snapshot: Snapshot, contracts: set[int]) -> list[Fact]:
    """By contract, milestone, state and how long they have waited for an answer; without who they are about."""
    found: dict[tuple[Any, ...], list[int]] = {}
    rows = MilestoneClaim.objects.filter(contract__in=contracts).exclude(state=MilestoneClaim.State.NOT_DUE)
    for row in rows.values("contract", "number", "state", "is_shown", "amount", "claimed_at").order_by("id"):
        age = _age(row, snapshot.as_at) if row["state"] in WAITING else ""
        sums = found.setdefault((row["contract"], row["number"], row["state"], row["is_shown"], age), [0, 0])
        sums[0] += 1
        sums[1] += pence(row["amount"])
    return [
        Fact(
            snapshot=snapshot,
            subject="claims",
            keys=dict(zip(("contract", "milestone", "state", "is_shown", "age"), key, strict=True)),
            counts={"claims": claims, "amount": amount},
        )
        for key, (claims, amount) in found.items()
    ]


def _age(row: Mapping[str, Any], as_at: date) -> str:
    days = (as_at - row["claimed_at"].date()).days if row["claimed_at"] else 0
    return next(name for name, most in AGES if most is None or days <= most)


def pence(amount: Decimal) -> int:
    return int(amount * 100)
