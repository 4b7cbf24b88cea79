"""R16: whether matching serves groups of people alike. Protected before anybody reads it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from district.figures import measures as formulae
from district.reports.definitions.groups import QUESTIONS, UNKNOWN
from district.reports.models import Fact, Snapshot
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

COUNTED = ("people", "listed", "applied")


def _answers(question: str, snapshot: Snapshot, scope: Scope) -> Rows:
    facts = Fact.objects.filter(snapshot=snapshot, subject="matching", keys__question=question)
    rows: Rows = [
        ((keys["answer"] or UNKNOWN,), _within(counts))
        for keys, counts in facts.order_by("id").values_list("keys", "counts")
    ]
    return [*rows, ((TOTAL,), {name: sum(row[name] for _, row in rows) for name in COUNTED})]


def _within(counts: Mapping[str, int]) -> dict[str, int]:
    """Each among those before it: who applied without a list counts as on none."""
    found = {name: counts[name] for name in COUNTED}
    found["applied"] = min(found["applied"], found["listed"])
    return found


def _ratio(counts: Mapping[str, Any]) -> Any:
    """The group's share with a job listed, beside that of everybody else."""
    people, listed = counts["people*"] - counts["people"], counts["listed*"] - counts["listed"]
    if counts["people"] <= 0 or people <= 0 or listed < 0:
        return None
    return formulae.parity(counts["listed"], counts["people"], listed, people).ratio


MEASURES = (
    Count("people", "People", "People with matching on who agreed that their answers are counted."),
    Count("listed", "With a job listed", "Of them, those with at least one job on their list."),
    Count("applied", "Applied", "Of those, people who have sent a job application."),
    Rate("listed_rate", "Listed, share", "With a job listed, of people.", "F14", "listed", "people"),
    Rate(
        "applied_rate", "Applied, share", "Applied, of those with a job listed.", "F14", "applied", "listed"
    ),
    Derived(
        "parity",
        "Beside all others",
        "The share with a job listed, divided by that of everybody else; below 0.80 is a reason to look into it.",
        "F14",
        ("people", "listed"),
        _ratio,
        "ratio",
        2,
    ),
)


def _table(key: str, label: str, labels: Mapping[str, str]) -> Table:
    dimension = Dimension(key, label, "", labels, is_sensitive=True, unknown=UNKNOWN)
    rows = partial(_answers, key)
    return Table(key, label, (dimension,), MEASURES, COUNTED, opens="", rows=rows)


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    table = told["sex"]
    rates = [(row["cells"][0], table.figure(row, "listed_rate")) for row in table.parts()]
    known = [
        (label, float(rate))
        for label, rate in rates
        if isinstance(rate, int) or (isinstance(rate, str) and rate[0].isdigit())
    ]
    title = "People with a job on their list in per cent, by sex"
    return [Picture("bars", title, known, unit="percent")] if len(known) > 1 else []


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["sex"]
    if table.total is None:
        return []
    return [(column["label"], table.figure(table.total, column["key"])) for column in table.columns[1:4]]


R16 = Definition(
    "R16",
    "Matching and groups of people",
    "Whether matching, which cannot read who people are, serves groups of people alike.",
    "People with matching on, each once, as things stood when the month was frozen; the period does not matter.",
    "each quarter",
    (),
    tuple(_table(*question) for question in QUESTIONS),
    _pictures,
    _headline,
    is_always_protected=True,
    notes=("A ratio below 0.80 is no proof of unfairness: in small groups chance alone can bring it about.",),
)
