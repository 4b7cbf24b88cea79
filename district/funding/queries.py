"""What the pages about money read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, Lower, TruncMonth
from django.http import Http404
from django.utils import timezone

from district.figures import measures
from district.funding.models import (
    Allocation,
    Contract,
    Evidence,
    Fund,
    Milestone,
    MilestoneClaim,
    MilestoneRule,
    ProfileMonth,
    Tolerance,
)
from district.funding.models.contract import ContractQuerySet
from district.funding.models.milestone import MilestoneClaimQuerySet
from district.funding.profiles import Delivery, MonthLine, first_of_month
from district.partners.actor import Actor

State = MilestoneClaim.State
NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=2))
WORTH = Case(When(state__in=MilestoneClaim.COUNTING, then=F("payable")), default=F("amount"))
CLAIMED = (State.CLAIMED, State.QUERIED, *MilestoneClaim.COUNTING)


def _sum(rows: QuerySet[Any], amount: Any) -> Coalesce:
    """Of the rows that belong to each outer row (their `.values()` says by what)."""
    return Coalesce(Subquery(rows.annotate(total=Sum(amount)).values("total")), NOTHING)


# Funds ------------------------------------------------------------------------------------------------


def funds(actor: Actor) -> QuerySet[Fund]:
    """With what is allocated, contracted, claimed and paid of each; each is a part of the one before."""
    own = Allocation.objects.filter(fund=OuterRef("pk")).order_by().values("fund")
    contracts = Contract.objects.filter(allocation__fund=OuterRef("pk")).exclude(
        state=Contract.State.WITHDRAWN
    )
    claims = MilestoneClaim.objects.filter(contract__allocation__fund=OuterRef("pk"))
    by_fund = claims.order_by().values("contract__allocation__fund")
    return (
        Fund.objects.visible_to(actor)
        .annotate(
            allocated=_sum(own, "amount"),
            contracted=_sum(contracts.order_by().values("allocation__fund"), "value"),
            claimed=_sum(by_fund.filter(state__in=CLAIMED), WORTH),
            paid=_sum(by_fund.filter(state=State.PAID), "payable"),
        )
        .order_by("-starts_on", Lower("name"))
    )


def fund(actor: Actor, public_id: UUID) -> Any:
    found = funds(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404("There is no such fund.")
    return found


def allocations(fund_id: int) -> QuerySet[Allocation]:
    standing = Contract.objects.filter(allocation=OuterRef("pk")).exclude(state=Contract.State.WITHDRAWN)
    return (
        Allocation.objects.filter(fund=fund_id)
        .select_related("programme")
        .annotate(contracted=_sum(standing.order_by().values("allocation"), "value"))
        .order_by(Lower("programme__name"))
    )


# Contracts --------------------------------------------------------------------------------------------


def contracts(actor: Actor) -> QuerySet[Contract]:
    """With their months, what they have earned in each, what waits, and how their returns are tolerated."""
    return _with_money(Contract.objects.visible_to(actor))


def running() -> QuerySet[Contract]:
    """All that are live today, as `contracts` tells them."""
    today = timezone.localdate()
    live = Contract.objects.filter(state=Contract.State.LIVE, starts_on__lte=today, ends_on__gte=today)
    return _with_money(live)


def _with_money(rows: ContractQuerySet) -> QuerySet[Contract]:
    months = ProfileMonth.objects.filter(contract=OuterRef("pk")).order_by("month")
    earned = (
        MilestoneClaim.objects.earned()
        .filter(contract=OuterRef("pk"))
        .annotate(month=TruncMonth("due_on"))
        .order_by()
        .values("month")
        .annotate(total=Sum("amount"), people=Count("pk", filter=Q(number=Milestone.START)))
    )
    rule = MilestoneRule.objects.filter(
        programme=OuterRef("programme"), applies_from__lte=timezone.localdate()
    )
    claims = MilestoneClaim.objects.filter(contract=OuterRef("pk")).order_by().values("contract")
    return (
        rows.for_list()
        .annotate(
            planned=ArraySubquery(
                months.values(
                    row=JSONObject(month="month", amount=Cast("amount", CharField()), starts="starts")
                )
            ),
            earned=ArraySubquery(
                earned.values(
                    row=JSONObject(month="month", amount=Cast("total", CharField()), starts="people")
                )
            ),
            returns=Subquery(rule.order_by("-applies_from").values("returns")[:1]),
            claimed=_sum(claims.filter(state__in=CLAIMED), WORTH),
            paid=_sum(claims.filter(state=State.PAID), "payable"),
            asked_count=Coalesce(
                Subquery(claims.filter(state=State.QUERIED).annotate(number_=Count("pk")).values("number_")),
                0,
            ),
        )
        .order_by(Lower("organisation__name"), "starts_on", "id")
    )


def contract(actor: Actor, public_id: UUID) -> Any:
    found = (
        contracts(actor)
        .select_related("made_by", "submitted_by", "approved_by")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404("There is no such contract.")
    return found


def delivery(contract: Any, *, until: date | None = None) -> Delivery:
    """How a contract of `contracts` stands, worked out from what came with it; `until`: as on that day."""
    this_month = first_of_month(until + timedelta(days=1) if until else timezone.localdate())
    planned = _by_month(contract.planned)
    earned = _by_month(contract.earned)
    lines: list[MonthLine] = []
    plan, actual = Decimal(0), Decimal(0)
    for month in sorted({*planned, *earned}):
        amount, starts = planned.get(month, (Decimal(0), 0))
        came, people = earned.get(month, (Decimal(0), 0))
        plan, actual = plan + amount, actual + came
        is_over = month < this_month
        lines.append(MonthLine(month, amount, starts, came, people, plan, actual, is_over))
    tolerance = _tolerance(contract, lines)
    return Delivery(
        months=lines,
        value=contract.value,
        tolerance=tolerance.percent if tolerance else None,
        tolerance_code=tolerance.code if tolerance else "",
    )


def _by_month(rows: Sequence[dict[str, Any]]) -> dict[date, tuple[Decimal, int]]:
    return {date.fromisoformat(row["month"][:10]): (Decimal(row["amount"]), row["starts"]) for row in rows}


def _tolerance(contract: Any, lines: Sequence[MonthLine]) -> Tolerance | None:
    over = [line.month for line in lines if line.is_over]
    if not over or not contract.returns:
        return None
    return MilestoneRule(returns=contract.returns).tolerance_at(over[-1], ends_on=contract.ends_on)


def rules(programme_id: int) -> list[MilestoneRule]:
    return list(MilestoneRule.objects.of_programme(programme_id))


# Claims -----------------------------------------------------------------------------------------------

AGES = {"0-30": (0, 30), "31-60": (31, 60), "61-90": (61, 90), "90+": (91, 36500)}
AGE_WORDS = {
    "0-30": "0 to 30 days",
    "31-60": "31 to 60 days",
    "61-90": "61 to 90 days",
    "90+": "over 90 days",
}


def at_age(age: str) -> Q:
    """Days since it was claimed last."""
    youngest, oldest = AGES[age]
    return Q(claimed_at__gte=_midnight(oldest), claimed_at__lt=_midnight(youngest - 1))


def _midnight(days_ago: int) -> datetime:
    day = timezone.localdate() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time()))


def claims(actor: Actor) -> MilestoneClaimQuerySet:
    """What has ever been claimed; the longest waiting first."""
    seen = MilestoneClaim.objects.visible_to(actor).filter(claimed_at__isnull=False)
    return seen.order_by("claimed_at", "id")


def ageing(actor: Actor) -> list[tuple[str, int, Decimal]]:
    """What waits for a decision, by how long: (age, how many, how much)."""
    waiting = MilestoneClaim.objects.visible_to(actor).filter(state=State.CLAIMED)
    counts = {f"n{place}": Count("pk", filter=at_age(age)) for place, age in enumerate(AGES)}
    sums = {
        f"s{place}": Sum("amount", filter=at_age(age), default=Decimal(0)) for place, age in enumerate(AGES)
    }
    found = waiting.aggregate(**counts, **sums)
    return [(age, found[f"n{place}"], found[f"s{place}"]) for place, age in enumerate(AGES)]


def ready(contract_ids: Sequence[int]) -> list[Any]:
    """Of each of these contracts that has any: how many milestones can be claimed, and for how much."""
    rows: Any = MilestoneClaim.objects.filter(contract__in=contract_ids).claimable().order_by()
    counted = rows.values("contract__public_id", "contract__reference").annotate(
        number_=Count("pk"), total=Sum("amount")
    )
    return list(counted.order_by("contract__reference"))


def listed_claims(ids: Sequence[int]) -> list[MilestoneClaim]:
    rows = MilestoneClaim.objects.filter(pk__in=ids).select_related(
        "contract__organisation", "contract__programme", "enrolment__run__course"
    )
    known = {row.pk: row for row in rows.defer("enrolment__run__course__search")}
    return [known[each] for each in ids if each in known]


def chosen_claims(actor: Actor, ids: Sequence[str]) -> list[MilestoneClaim]:
    """Of a bulk form, those that the actor may see."""
    rows = MilestoneClaim.objects.visible_to(actor).with_the_one_before().filter(public_id__in=ids)
    found = rows.select_related(
        "contract__organisation", "enrolment__run__course", "enrolment__learner__user"
    )
    return list(
        found.defer("enrolment__run__course__search").order_by("contract_id", "enrolment_id", "number")
    )


# Learners of a contract -------------------------------------------------------------------------------

SHOWN = {
    "claim": "To be claimed",
    "query": "A question to answer",
    "waiting": "With WMCA",
    "missing": "Something is missing",
    "paid": "All three paid",
}


def learner_ids(contract_id: int, show: str = "") -> QuerySet[MilestoneClaim]:
    """The first milestone of each learner who counts; the latest to begin first."""
    rows = MilestoneClaim.objects.filter(contract=contract_id, number=Milestone.START)
    same = MilestoneClaim.objects.filter(contract=OuterRef("contract"), enrolment=OuterRef("enrolment"))
    narrowed = {
        "claim": Exists(same.claimable()),
        "query": Exists(
            same.filter(
                Q(state=State.QUERIED) | Q(state=State.REJECTED, claim_count__lt=MilestoneClaim.MOST_CLAIMS)
            )
        ),
        "waiting": Exists(same.filter(state__in=[State.CLAIMED, State.APPROVED])),
        "missing": Exists(same.filter(state=State.NOT_DUE)),
        "paid": ~Exists(same.exclude(state=State.PAID)),
    }
    if show in narrowed:
        rows = rows.filter(narrowed[show])
    return rows.order_by("-enrolment__starts_on", "id")


def learners(ids: Sequence[int]) -> list[list[MilestoneClaim]]:
    """For each of these first milestones all three, with the learner and the course."""
    firsts = MilestoneClaim.objects.filter(pk__in=ids)
    rows = (
        MilestoneClaim.objects.filter(enrolment__in=firsts.values("enrolment"))
        .with_the_one_before()
        .select_related("enrolment__learner__user", "enrolment__run__course")
        .defer("enrolment__run__course__search")
        .order_by("enrolment_id", "number")
    )
    by_first: dict[int, list[MilestoneClaim]] = {}
    first = 0
    for row in rows:
        if row.number == Milestone.START:
            first = row.pk
        by_first.setdefault(first, []).append(row)
    return [by_first[each] for each in ids if each in by_first]


def milestones(actor: Actor, enrolment_id: UUID) -> list[MilestoneClaim]:
    """All three of one learner, with what a page about them shows."""
    rows = (
        MilestoneClaim.objects.visible_to(actor)
        .filter(enrolment__public_id=enrolment_id)
        .with_the_one_before()
        .select_related("contract__organisation", "contract__programme", "rule")
        .select_related("enrolment__learner__user", "enrolment__run__course", "claimed_by", "decided_by")
        .select_related("recovery_asked_by", "recovered_by")
        .defer("enrolment__run__course__search")
    )
    found = list(rows.order_by("number"))
    if not found:
        raise Http404("No milestones of this learner are here.")
    return found


def evidence(enrolment_pk: int) -> list[Evidence]:
    rows = Evidence.objects.standing().filter(enrolment=enrolment_pk)
    return list(rows.select_related("recorded_by").order_by("happened_on", "id"))


@dataclass(frozen=True)
class Tally:
    """Of a contract: how many milestones stand where, and how much that is."""

    counts: dict[str, int]
    sums: dict[str, Decimal]
    claimable: int
    claimable_sum: Decimal
    stopped: int  # claimed and not paid yet, and the evidence has gone since
    to_recover: int  # paid, and the evidence has gone since
    asked_back: int


def tally(contract_id: int) -> Tally:
    rows: Any = MilestoneClaim.objects.filter(contract=contract_id).with_the_one_before()
    gone = Q(is_shown=False)
    waiting = Q(state__in=[State.CLAIMED, State.QUERIED, State.APPROVED])
    asked = Q(state=State.PAID, recovery_asked_at__isnull=False)
    found = list(
        rows.order_by()
        .values("state", "is_next")
        .annotate(
            number_=Count("pk"),
            total=Sum(WORTH),
            stopped=Count("pk", filter=gone & waiting),
            to_recover=Count("pk", filter=gone & Q(state=State.PAID, recovery_asked_at=None)),
            asked_back=Count("pk", filter=asked),
        )
    )
    counts: dict[str, int] = dict.fromkeys(State.values, 0)
    sums: dict[str, Decimal] = dict.fromkeys(State.values, Decimal(0))
    for row in found:
        counts[row["state"]] += row["number_"]
        sums[row["state"]] += row["total"]
    ready = [row for row in found if row["state"] == State.DUE and row["is_next"]]
    return Tally(
        counts=counts,
        sums=sums,
        claimable=sum(row["number_"] for row in ready),
        claimable_sum=sum((row["total"] for row in ready), Decimal(0)),
        stopped=sum(row["stopped"] for row in found),
        to_recover=sum(row["to_recover"] for row in found),
        asked_back=sum(row["asked_back"] for row in found),
    )


def claims_until(contract: Contract, rule: MilestoneRule | None) -> date | None:
    return measures.months_later(contract.ends_on, rule.claim_months) if rule else None
