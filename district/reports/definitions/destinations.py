"""R7: where people are when their course is over, three and six months later, and how soon they got there."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import connection

from district.figures import measures as formulae
from district.reports.counting import ENDED, from_frozen
from district.reports.definitions import dimensions, measures
from district.reports.models import Snapshot
from district.reports.parts import (
    TOTAL,
    Count,
    Definition,
    Derived,
    Dimension,
    Figure,
    Picture,
    Rate,
    Rows,
    Table,
    Told,
)
from district.reports.scope import Scope
from programmes.codes import DestinationType

UNKNOWN = "unknown"
KINDS = {**dict(DestinationType.choices), UNKNOWN: "Not known"}
MOMENTS = {"0": "On completion", "3": "Three months later", "6": "Six months later"}
DESTINATIONS = """
SELECT moment.months, coalesce(nullif(moment.kind, ''), 'unknown'), count(*)
FROM reports_enrolmentrow kept
CROSS JOIN LATERAL (VALUES ('0', at_0, 0), ('3', at_3, 3), ('6', at_6, 6)) moment (months, kind, number)
WHERE snapshot_id = %(snapshot)s AND is_completer AND {ended} AND {narrowed}
    AND ended_on + make_interval(months => moment.number) <= %(as_at)s
GROUP BY 1, 2
"""
TIMES = """
SELECT programme_id::text, grouping(programme_id),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY outcome_days), avg(outcome_days)
FROM reports_enrolmentrow
WHERE snapshot_id = %(snapshot)s AND is_completer AND is_outcome AND {ended} AND {narrowed}
GROUP BY GROUPING SETS ((programme_id), ())
"""


def _moments(snapshot: Snapshot, scope: Scope) -> Rows:
    """Only of those for whom the moment has come."""
    found = {(moment,): dict.fromkeys(("people", *KINDS), 0) for moment in MOMENTS}
    for moment, kind, number in _read(DESTINATIONS, snapshot, scope):
        found[moment,][kind] += number
        found[moment,]["people"] += number
    return list(found.items())


def _with_times(snapshot: Snapshot, scope: Scope) -> Rows:
    times = {
        TOTAL if summed else code or "": (middle, mean)
        for code, summed, middle, mean in _read(TIMES, snapshot, scope)
    }
    rows = from_frozen(BY_PROGRAMME, snapshot, scope)
    return [
        (codes, counts | dict(zip(("median", "mean"), times.get(codes[0], (None, None)), strict=True)))
        for codes, counts in rows
    ]


def _read(statement: str, snapshot: Snapshot, scope: Scope) -> list[Any]:
    narrowed, values = scope.sql()
    first, last = scope.days
    values |= {"snapshot": snapshot.pk, "as_at": snapshot.as_at, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(narrowed=narrowed, ended=ENDED), values)
        return cursor.fetchall()


def _share(kind: str) -> Rate:
    return Rate(
        f"{kind}_share", f"{KINDS[kind]}, share", f"{KINDS[kind]}, of completers.", "F7", kind, "people"
    )


MOMENT = Dimension("moment", "When", "", MOMENTS)
BY_MOMENT = Table(
    "moments",
    "Where people are",
    (MOMENT,),
    (
        Count("people", "Completers", "Completers for whom this moment has come."),
        *(Count(kind, label, f"Of them: {label.lower()}.") for kind, label in KINDS.items()),
        _share("EMP"),
        _share(UNKNOWN),
    ),
    ("people", "EMP"),
    opens="",
    rows=_moments,
    has_total=False,
)
COMPLETERS = measures.COMPLETERS
OUTCOMES = Count(
    "found",
    "Positive outcomes",
    measures.OUTCOMES.meaning,
    "is_completer AND is_outcome AND {ended}",
)
SUSTAINED = Count(
    "sustained",
    "Sustained",
    measures.SUSTAINED.meaning,
    "is_completer AND is_outcome AND is_sustained AND {ended}",
)
WENT_ON = Count(
    "went_on",
    "Went on learning",
    "Of the completers, those who have begun another course with us since.",
    "is_completer AND went_on AND {ended}",
)
BY_PROGRAMME = Table(
    "programme",
    "Outcomes by programme",
    (dimensions.PROGRAMME,),
    (
        *(COMPLETERS, OUTCOMES, SUSTAINED, WENT_ON),
        Rate("found_rate", "Outcome rate", "Positive outcomes, of completers.", "F7", "found", "completers"),
        Rate(
            "sustained_rate",
            "Sustained rate",
            "Sustained, of positive outcomes.",
            "F17",
            "sustained",
            "found",
        ),
        Rate("went_on_rate", "Went on learning, share", "Of completers.", "F7", "went_on", "completers"),
        Derived(
            "median",
            "Median days to outcome",
            "Half of the outcomes began at most so many days after completing.",
            "F16",
            ("found", "median"),
            lambda counts: _days(counts.get("median")),
            "days",
        ),
        Derived(
            "mean",
            "Mean days to outcome",
            "Days from completing to the outcome, on average; one that began before counts as none.",
            "F16",
            ("found", "mean"),
            lambda counts: _days(counts.get("mean")),
            "days",
        ),
    ),
    ("completers", "found", "sustained"),
    rows=_with_times,
)


def _days(value: Any) -> Any:
    return None if value is None else formulae.rounded(Decimal(str(value)))


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    table = told["moments"]
    rates = [(row["cells"][0], table.figure(row, "EMP_share")) for row in table.parts()]
    known = [(label, float(rate)) for label, rate in rates if isinstance(rate, str) and rate[0].isdigit()]
    return [Picture("bars", "Completers in paid work, in per cent", known, unit="percent")] if known else []


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["programme"]
    if table.total is None:
        return []
    wanted = ("completers", "found_rate", "sustained_rate", "median")
    labels = {column["key"]: column["label"] for column in table.columns}
    return [(labels[name], table.figure(table.total, name)) for name in wanted if name in labels]


R7 = Definition(
    "R7",
    "Destinations",
    "Where people are when their course is over, three and six months later, how soon they found work, and who is "
    "still unaccounted for.",
    "Completers whose last day of all falls in the period.",
    "each quarter",
    ("period", "programme", "provider", "council", "cohort"),
    (BY_MOMENT, BY_PROGRAMME),
    _pictures,
    _headline,
)
