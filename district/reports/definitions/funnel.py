"""R6: how many people come from a first step to a positive outcome, and where they are lost."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from district.figures import measures as formulae
from district.reports.models import Snapshot
from district.reports.parts import (
    TOTAL,
    Count,
    Definition,
    Derived,
    Dimension,
    Figure,
    Picture,
    Rows,
    Table,
    Told,
)
from district.reports.scope import Scope
from programmes.models import Application
from programmes.models.application import Reason

STAGES = (
    ("begun", "Began an application"),
    ("sent", "Sent it"),
    ("offered", "Were offered a place"),
    ("enrolled", "Enrolled"),
    ("started", "Started"),
    ("completed", "Completed"),
    ("outcome", "Reached a positive outcome"),
)
DAYS = {name: f"{name}_on" for name, _ in STAGES}
PEOPLE = """
SELECT count(*), {counts}, {medians}
FROM (
    SELECT person, min(begun_on) AS begun_on, {firsts}
    FROM reports_applicationrow
    WHERE snapshot_id = %(snapshot)s AND {narrowed}
    GROUP BY person
    HAVING min(begun_on) BETWEEN %(first)s AND %(last)s
) people
"""
ENDS = """
SELECT CASE WHEN reason = '' THEN state ELSE reason END, count(*)
FROM reports_applicationrow
WHERE snapshot_id = %(snapshot)s AND {narrowed} AND begun_on BETWEEN %(first)s AND %(last)s
    AND state IN ('unsuccessful', 'ineligible', 'declined', 'offer_expired', 'offer_withdrawn', 'withdrawn')
GROUP BY 1
"""


def _narrowed(scope: Scope) -> tuple[str, dict[str, Any]]:
    words, values = Scope(
        period=scope.period, programme=scope.programme, provider=scope.provider, council=scope.council
    ).sql()
    first, last = scope.days
    return words, values | {"first": first, "last": last}


def _people(snapshot: Snapshot, scope: Scope) -> Rows:
    """Everybody once a stage. Who reached a stage reached those before it, recorded or not."""
    later = [DAYS[name] for name, _ in STAGES[1:]]
    narrowed, values = _narrowed(scope)
    steps = list(zip(DAYS.values(), later, strict=False))
    statement = PEOPLE.format(
        counts=", ".join(
            f"count(*) FILTER (WHERE coalesce({', '.join(later[at:])}) IS NOT NULL)"
            for at in range(len(later))
        ),
        medians=", ".join(
            f"percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(0, {after} - {before}))"
            for before, after in steps
        ),
        firsts=", ".join(f"min({name}) AS {name}" for name in later),
        narrowed=narrowed,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"snapshot": snapshot.pk})
        found = cursor.fetchone()
    counts, medians = found[: len(STAGES)], found[len(STAGES) :]
    rows: Rows = []
    for at, (name, _) in enumerate(STAGES):
        row = {"people": counts[at], "before": counts[at - 1] if at else 0, "first": counts[0] if at else 0}
        rows.append(((name,), row | {"days": (medians[at - 1] if at else None)}))
    return rows


def _ends(snapshot: Snapshot, scope: Scope) -> Rows:
    narrowed, values = _narrowed(scope)
    with connection.cursor() as cursor:
        cursor.execute(ENDS.format(narrowed=narrowed), values | {"snapshot": snapshot.pk})
        found: Rows = [((code,), {"ended": number}) for code, number in cursor.fetchall()]
    return [*found, ((TOTAL,), {"ended": sum(counts["ended"] for _, counts in found)})]


STAGE = Dimension("stage", "Stage", "", dict(STAGES))
PEOPLE_TABLE = Table(
    "people",
    "From a first step to a positive outcome",
    (STAGE,),
    (
        Count("people", "People", "People who reached the stage; each counts once."),
        Derived(
            "step",
            "Of the stage before",
            "Of the people of the stage before.",
            "F13",
            ("people", "before"),
            lambda counts: formulae.percent(counts["people"], counts["before"]),
            "percent",
        ),
        Derived(
            "whole",
            "Of the first stage",
            "Of everybody who began an application.",
            "F13",
            ("people", "first"),
            lambda counts: formulae.percent(counts["people"], counts["first"]),
            "percent",
        ),
        Derived(
            "days",
            "Median days",
            "Half of the people took at most so many days from the stage before.",
            "F13",
            ("people",),
            lambda counts: counts.get("days"),
            "number",
            0,
        ),
    ),
    ("people",),
    opens="",
    rows=_people,
    has_total=False,
    is_chain=True,
)
ENDS_TABLE = Table(
    "ends",
    "Why applications came to nothing",
    (
        Dimension(
            "reason",
            "Reason",
            "",
            {**dict(Reason.choices), **dict(Application.State.choices)},
        ),
    ),
    (Count("ended", "Applications", "Applications begun in the period that ended for this reason."),),
    ("ended",),
    opens="",
    rows=_ends,
)


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    found = []
    for key, column, title in (
        ("people", "people", "How many people reached each stage"),
        ("ends", "ended", "Why applications came to nothing"),
    ):
        table = told[key]
        shown = [(row["cells"][0], table.figure(row, column)) for row in table.parts()]
        numbers = [(label, number) for label, number in shown if isinstance(number, int)]
        if numbers:
            found.append(Picture("bars", title, numbers))
    return found


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["people"]
    by_stage = {row["codes"][0]: table.figure(row, "people") for row in table.parts()}
    last = next((row for row in table.parts() if row["codes"][0] == "outcome"), None)
    found = [(label, by_stage.get(name, 0)) for name, label in (STAGES[0], STAGES[3], STAGES[6])]
    return [*found, ("Of the first stage", table.figure(last, "whole"))] if last else found


R6 = Definition(
    "R6",
    "From application to outcome",
    "How many people come from a first step to a positive outcome, where they are lost, and how long each step takes.",
    "People who began an application through this portal in the period, followed to the day the figures know of; "
    "everybody counts once a stage.",
    "each week",
    ("period", "programme", "provider", "council"),
    (PEOPLE_TABLE, ENDS_TABLE),
    _pictures,
    _headline,
    notes=(
        "Who looks at a course is not recorded about anybody, so the first stage is beginning an application.",
        "People whom a provider enrolled without an application here are not among them.",
    ),
)
