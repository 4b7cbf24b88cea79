"""Freezes what contracts were to earn, what they earned, and how their claims stand. Amounts in whole pence."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from district.funding.models import Contract, Milestone, MilestoneClaim, MilestoneRule, ProfileMonth
from district.funding.models.contract import PROFILED
from district.reports.models import Fact, Snapshot, month_of

CLAIMS = (Path(__file__).parents[1] / "sql" / "take_claims.sql").read_text(encoding="utf-8")


def freeze(snapshot: Snapshot) -> None:
    contracts = Contract.objects.filter(state__in=PROFILED, starts_on__lte=snapshot.as_at)
    listed = list(contracts.select_related("organisation", "programme").order_by("id"))
    facts = [_contract(snapshot, each) for each in listed]
    facts += _months(snapshot, {each.pk for each in listed})
    Fact.objects.bulk_create(facts)
    with connection.cursor() as cursor:
        ids = [each.pk for each in listed]
        cursor.execute(CLAIMS, {"snapshot": snapshot.pk, "as_at": snapshot.as_at, "contracts": ids})


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


def pence(amount: Decimal) -> int:
    return int(amount * 100)
