"""R6: how many people come from a profile here to a positive outcome, and where they are lost."""

from collections.abc import Mapping, Sequence
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
    ("reached", "Reached"),
    ("begun", "Began an application"),
    ("sent", "Sent it"),
    ("offered", "Were offered a place"),
    ("enrolled", "Enrolled"),
    ("started", "Started"),
    ("completed", "Completed"),
    ("outcome", "Reached a positive outcome"),
)
DAYS = {name: f"{name}_on" for name, _ in STAGES}
APPLICATION_STAGES = STAGES[1:]
PEOPLE = """
SELECT count(*), {counts}, {medians}
FROM (
    SELECT * FROM reports_reachrow
    WHERE snapshot_id = %(snapshot)s AND {met} AND reached_on BETWEEN %(first)s AND %(last)s
) reached LEFT JOIN (
    SELECT person, {firsts}
    FROM reports_applicationrow
    WHERE snapshot_id = %(snapshot)s AND {narrowed}
    GROUP BY person
) applied USING (person)
"""
ENDED = "state IN ('unsuccessful', 'ineligible', 'declined', 'offer_expired', 'offer_withdrawn', 'withdrawn')"
ENDS = """
SELECT CASE WHEN reason = '' THEN state ELSE reason END, count(*)
FROM reports_applicationrow
WHERE snapshot_id = %(snapshot)s AND {narrowed} AND begun_on BETWEEN %(first)s AND %(last)s AND {ended}
GROUP BY 1
"""


def met(scope: Scope) -> tuple[str, dict[str, Any]]:
    """Narrows those who were reached: to people with a course of the provider or programme, or of both."""
    words, values = Scope(council=scope.council).sql()
    wanted = [
        (column, name, int(value))
        for column, name in (("provider_id", "provider"), ("programme_id", "programme"))
        if (value := getattr(scope, name))
    ]
    if wanted:
        same = " AND ".join(f"{column} = %({name})s" for column, name, _ in wanted)
        pairs = "unnest(provider_ids, programme_ids) course (provider_id, programme_id)"
        words += f" AND EXISTS (SELECT FROM {pairs} WHERE {same})"
    return words, values | {name: value for _, name, value in wanted}


def _narrowed(scope: Scope) -> tuple[str, dict[str, Any]]:
    words, values = Scope(
        period=scope.period, programme=scope.programme, provider=scope.provider, council=scope.council
    ).sql()
    first, last = scope.days
    return words, values | {"first": first, "last": last}


def _people(snapshot: Snapshot, scope: Scope) -> Rows:
    """Everybody once a stage. Who reached a stage reached those before it, recorded or not."""
    days = [DAYS[name] for name, _ in APPLICATION_STAGES]
    narrowed, values = _narrowed(scope)
    who, more = met(scope)
    steps = list(zip([DAYS["reached"], *days], days, strict=False))
    statement = PEOPLE.format(
        counts=", ".join(
            f"count(*) FILTER (WHERE coalesce({', '.join(days[at:])}) IS NOT NULL)" for at in range(len(days))
        ),
        medians=", ".join(
            f"percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(0, {after} - {before})) "
            f"FILTER (WHERE {after} IS NOT NULL AND {before} IS NOT NULL)"
            for before, after in steps
        ),
        firsts=", ".join(f"min({name}) AS {name}" for name in days),
        narrowed=narrowed,
        met=who,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values | more | {"snapshot": snapshot.pk})
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
        cursor.execute(ENDS.format(narrowed=narrowed, ended=ENDED), values | {"snapshot": snapshot.pk})
        found: Rows = [((code,), {"ended": number}) for code, number in cursor.fetchall()]
    return [*found, ((TOTAL,), {"ended": sum(counts["ended"] for _, counts in found)})]


STAGE = Dimension("stage", "Stage", "", dict(STAGES))
PEOPLE_TABLE = Table(
    "people",
    "From a profile to a positive outcome",
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
            "Of everybody who was reached.",
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


def picture(title: str, steps: Sequence[tuple[str, int]]) -> Picture:
    """The funnel, for this report and wherever else it is shown: each stage with its share of the first, where that is
    told.
    """
    if not steps or steps[0][0] != STAGES[0][1]:
        return Picture("bars", title, steps, note="Everybody counts once a stage.")
    shares = formulae.funnel([people for _, people in steps])
    named = [
        (label if share.of_first is None else f"{label} ({share.of_first}%)", people)
        for (label, people), share in zip(steps, shares, strict=True)
    ]
    return Picture(
        "bars", title, named, note="In brackets: of those who were reached. Everybody counts once a stage."
    )


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    people, ends = told["people"], told["ends"]
    found = []
    if steps := _numbers(people, "people"):
        found.append(picture("How many people reached each stage", steps))
    if reasons := _numbers(ends, "ended"):
        found.append(Picture("bars", "Why applications came to nothing", reasons))
    return found


def _numbers(table: Told, column: str) -> list[tuple[str, int]]:
    shown = [(row["cells"][0], table.figure(row, column)) for row in table.parts()]
    return [(label, number) for label, number in shown if isinstance(number, int)]


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["people"]
    by_stage = {row["codes"][0]: table.figure(row, "people") for row in table.parts()}
    last = next((row for row in table.parts() if row["codes"][0] == "outcome"), None)
    shown = ("reached", "begun", "enrolled", "outcome")
    found = [(label, by_stage.get(name, 0)) for name, label in STAGES if name in shown]
    return [*found, ("Of the first stage", table.figure(last, "whole"))] if last else found


R6 = Definition(
    "R6",
    "From a first step to an outcome",
    "How many people come from a profile here to a positive outcome, where they are lost, and how long steps take.",
    "People whom the portal reached in the period, followed to the day the figures know of; everybody counts once a "
    "stage. Reached: they made a profile here, and count on that day, or on that of an earlier application. Of one "
    "provider or programme: those of them who had a course of it among their matches when the month was frozen, or "
    "began to apply for one.",
    "each week",
    ("period", "programme", "provider", "council"),
    (PEOPLE_TABLE, ENDS_TABLE),
    _pictures,
    _headline,
    method=2,
    notes=(
        "Who looks at a course is not recorded about anybody, so a profile is the first stage.",
        "People whom a provider enrolled without an application here count as reached alone, and only if they have a "
        "profile.",
    ),
)
