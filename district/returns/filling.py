"""The lines of a report, worked out from rows as they were on a day."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from district.funding import evidence_of
from district.funding.models import Contract, Milestone, MilestoneClaim
from district.funding.queries import CLAIMED, WORTH
from district.returns.models import Measure
from programmes.models import Enrolment


def figures(contract: Contract, until: date) -> dict[str, Decimal]:
    """Of the learners who count under the contract; days after `until` are left out."""
    people = {
        Measure.LEARNING: 0,
        Measure.WITHDRAWN: 0,
        Measure.COMPLETED: 0,
    }
    for chain in evidence_of.counted(contract):
        if chain.starts_on > until:
            continue
        ended = chain.spells[-1].ended_on
        if ended is None or ended > until:
            people[Measure.LEARNING] += 1
        elif chain.state in Enrolment.COMPLETERS:
            people[Measure.COMPLETED] += 1
        elif chain.state == Enrolment.State.WITHDRAWN:
            people[Measure.WITHDRAWN] += 1
    return {name: Decimal(count) for name, count in people.items()} | _money(contract, until)


def _money(contract: Contract, until: date) -> dict[str, Decimal]:
    rows = MilestoneClaim.objects.filter(contract=contract)
    earned = rows.earned().filter(due_on__lte=until)
    delivered = earned.aggregate(
        sum=Sum("amount", default=Decimal(0)),
        **{f"m{number}": Count("pk", filter=Q(number=number)) for number in Milestone.values},
    )
    asked = rows.filter(state__in=CLAIMED, claimed_at__date__lte=until)
    paid = rows.filter(state=MilestoneClaim.State.PAID, paid_on__lte=until)
    return {
        Measure.STARTS: Decimal(delivered["m1"]),
        Measure.EVIDENCED: Decimal(delivered["m2"]),
        Measure.OUTCOMES: Decimal(delivered["m3"]),
        Measure.DELIVERED: delivered["sum"],
        Measure.CLAIMED: asked.aggregate(sum=Sum(WORTH, default=Decimal(0)))["sum"],
        Measure.PAID: paid.aggregate(sum=Sum("payable", default=Decimal(0)))["sum"],
    }
