"""Counts what the pictures on the desk of WMCA staff show, and whose destination is not known, so that the desk reads
one row.

Each is counted by the rules of its report: money as contracts tell it, people as R6 and places as R5 do, over the last
month that is frozen.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from district.figures import measures
from district.funding import queries
from district.funding.models import Contract
from district.funding.profiles import Delivery
from district.home.models import DeskFigures
from district.reports import counting
from district.reports.definitions.funnel import PEOPLE_TABLE
from district.reports.definitions.place import BY_COUNCIL
from district.reports.models import Snapshot
from district.reports.scope import Scope
from district.returns import quality
from programmes.models import Enrolment

KEPT = timedelta(days=1)
SILENT_FOR = timedelta(days=60)


@transaction.atomic
def take() -> DeskFigures:
    """Count, keep the counts as one row, and drop rows that are older than a day."""
    found = DeskFigures.objects.create(figures=_figures())
    DeskFigures.objects.filter(taken_at__lt=timezone.now() - KEPT).delete()
    return found


def latest() -> DeskFigures | None:
    return DeskFigures.objects.order_by("-taken_at").first()


def _figures() -> dict[str, Any]:
    unknown = sum(provider["destination"] for provider in quality.counts().values())
    running = [queries.delivery(contract) for contract in queries.running()]
    red = sum(each.light == "red" for each in running)
    found = {"unknown": unknown, "money": _money(running), "red": red, "silent": _silent()}
    snapshot = Snapshot.objects.newest().first()
    if snapshot is None:
        return found
    return found | {"unfrozen": _unfrozen(snapshot)} | _people(snapshot)


def _silent() -> int:
    """Contracts that run, whose provider has changed nothing in its record for two months."""
    lately = timezone.now() - SILENT_FOR
    running = Contract.objects.filter(state=Contract.State.LIVE, ends_on__gte=timezone.localdate())
    spoken = Enrolment.objects.filter(organisation=OuterRef("organisation"), changed_at__gte=lately)
    return running.filter(~Exists(spoken), approved_at__lt=lately).count()


def _unfrozen(snapshot: Snapshot) -> int:
    """Months that are over and not frozen yet, so that reports do not tell of them."""
    last = timezone.localdate().replace(day=1)
    first = snapshot.month
    return max(0, (last.year - first.year) * 12 + last.month - first.month - 1)


def _people(snapshot: Snapshot) -> dict[str, Any]:
    """Of the last academic year that is over, for of the present one little can be said yet."""
    year = measures.academic_year(snapshot.as_at) - 1
    scope = Scope(period=str(year))
    funnel = counting.count(PEOPLE_TABLE, snapshot, scope)
    councils = counting.count(BY_COUNCIL, snapshot, scope)
    return {
        "year": measures.year_name(year),
        "as_at": snapshot.as_at.isoformat(),
        "funnel": [[row["cells"][0], funnel.figure(row, "people")] for row in funnel.parts()],
        "starts": {row["codes"][0]: councils.figure(row, "starts") for row in councils.parts()},
    }


def _money(running: Sequence[Delivery]) -> list[list[Any]]:
    """Of all contracts that run, by month, in whole pounds: planned so far, delivered so far if the month is over, and
    the least that is tolerated.
    """
    planned: dict[date, Decimal] = defaultdict(Decimal)
    actual: dict[date, Decimal] = defaultdict(Decimal)
    least: dict[date, Decimal] = defaultdict(Decimal)
    for told in running:
        for line in told.months:
            planned[line.month] += line.profile
            actual[line.month] += line.actual
            least[line.month] += line.profile * (100 - (told.tolerance or 0)) / 100
    this_month = timezone.localdate().replace(day=1)
    sums = [Decimal(0), Decimal(0), Decimal(0)]
    rows = []
    for month in sorted(planned):
        sums = [sums[0] + planned[month], sums[1] + actual[month], sums[2] + least[month]]
        plan, came, lowest = (int(measures.rounded(each, 0)) for each in sums)
        rows.append([month.isoformat(), plan, came if month < this_month else None, lowest])
    return rows
