"""What is held while money is counted: enrolments, then a fund before its allocations, contracts, and claims last."""

from collections.abc import Iterable

from django.db.models import Q

from district.funding.models import Allocation, Contract, Fund, MilestoneClaim
from programmes.models import Enrolment


def hold_fund(fund_id: int) -> Fund:
    return Fund.objects.select_for_update(no_key=True).get(pk=fund_id)


def hold_allocation(allocation_id: int) -> Allocation:
    rows = Allocation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("fund", "programme").get(pk=allocation_id)


def hold_contract(contract_id: int) -> Contract:
    rows = Contract.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation", "programme", "allocation").get(pk=contract_id)


def hold_enrolments(ids: Iterable[int]) -> None:
    """These and all others of the same people at the same provider: how they stand is not changed meanwhile. They are
    held before any contract, as those who teach hold them.
    """
    chosen = Enrolment.objects.filter(pk__in=set(ids))
    people = chosen.filter(learner__isnull=False)
    same = Q(learner__in=people.values("learner"), organisation__in=people.values("organisation"))
    rows = Enrolment.objects.filter(Q(pk__in=chosen.values("pk")) | same)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))


def hold_claims(ids: Iterable[int]) -> list[MilestoneClaim]:
    """As they stand now. Their contracts are held already."""
    rows = MilestoneClaim.objects.filter(pk__in=set(ids)).with_the_one_before()
    held = rows.select_for_update(of=("self",), no_key=True).select_related("contract", "rule", "enrolment")
    return list(held.order_by("enrolment_id", "number"))
