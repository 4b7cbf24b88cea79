"""R4: how groups of people fare. Every figure of it is protected before anybody reads it, WMCA staff too."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Sum

from district.figures import measures as formulae
from district.reports.definitions import dimensions, measures
from district.reports.models import EqualityCount, Snapshot
from district.reports.parts import TOTAL, Definition, Derived, Dimension, Figure, Picture, Rows, Table, Told
from district.reports.scope import Scope
from learners.models import EqualityAnswers

UNKNOWN = "unknown"
COUNTED = ("starts", "completed", "outcomes")
_YES_NO = {"Y": "Yes", "N": "No", UNKNOWN: "Not known"}


def _from_answers(question: str, snapshot: Snapshot, scope: Scope) -> Rows:
    """Of the whole region, or of one programme, provider or council; never of two of them together."""
    cut, key = next(
        (
            (name, getattr(scope, name))
            for name in ("programme", "provider", "council")
            if getattr(scope, name)
        ),
        ("", ""),
    )
    found = EqualityCount.objects.filter(snapshot=snapshot, question=question, cut=cut, key=key)
    if scope.year is not None:
        found = found.filter(year=scope.year)
    sums = {name: Sum(name) for name in COUNTED}
    counted: list[Any] = list(found.order_by().values("answer").annotate(**sums))
    rows: Rows = [((row["answer"] or UNKNOWN,), {name: row[name] for name in COUNTED}) for row in counted]
    whole = {name: sum(counts[name] for _, counts in rows) for name in COUNTED}
    return [*rows, ((TOTAL,), whole)]


def _ratio(counts: Mapping[str, Any]) -> Any:
    return _parity(counts).ratio


def _gap(counts: Mapping[str, Any]) -> Any:
    return _parity(counts).gap


def _parity(counts: Mapping[str, Any]) -> formulae.Parity:
    """Beside everybody else."""
    others = {name: counts[f"{name}*"] - counts[name] for name in ("starts", "outcomes")}
    if counts["starts"] <= 0 or others["starts"] <= 0 or others["outcomes"] < 0:
        return formulae.Parity(None, None, None)
    return formulae.parity(counts["outcomes"], counts["starts"], others["outcomes"], others["starts"])


MEASURES = (
    *measures.OF_STARTS,
    Derived(
        "parity",
        "Beside all others",
        "The group's outcomes of starts, divided by those of everybody else; below 0.80 is a reason to look into it.",
        "F14",
        ("starts", "outcomes"),
        _ratio,
        "ratio",
        2,
    ),
    Derived(
        "gap",
        "Gap in points",
        "Percentage points by which the group's outcomes of starts are behind those of everybody else.",
        "F14",
        ("starts", "outcomes"),
        _gap,
        "points",
    ),
)
QUESTIONS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("sex", "Sex", {**dict(EqualityAnswers.Sex.choices), UNKNOWN: "Not known"}),
    ("ethnicity", "Ethnic group", {**dict(EqualityAnswers.Ethnicity.choices), UNKNOWN: "Not known"}),
    ("disability", "Disability or learning difficulty", _YES_NO),
    ("care", "Been in care", _YES_NO),
)


def _asked(key: str, label: str, labels: Mapping[str, str]) -> Table:
    dimension = Dimension(key, label, "", labels, is_sensitive=True, unknown=UNKNOWN)
    rows = partial(_from_answers, key)
    return Table(key, label, (dimension,), MEASURES, measures.CHAIN, opens="", rows=rows)


def _frozen(dimension: Dimension) -> Table:
    return Table(dimension.key, dimension.label, (dimension,), MEASURES, measures.CHAIN, opens="")


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    found = []
    for key, title in (
        ("sex", "Outcomes of starts in per cent, by sex"),
        ("ethnicity", "Outcomes of starts in per cent, by ethnic group"),
        ("age_group", "Outcomes of starts in per cent, by age"),
    ):
        table = told[key]
        rates = [(row["cells"][0], table.figure(row, "outcome_of_starts")) for row in table.parts()]
        shown = [(label, float(rate or 0)) for label, rate in rates if _is_number(rate)]
        if len(shown) > 1:
            found.append(Picture("bars", title, shown, unit="percent"))
    return found


def _is_number(figure: Figure) -> bool:
    return isinstance(figure, int) or (isinstance(figure, str) and figure.replace(".", "", 1).isdigit())


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["age_group"]
    if table.total is None:
        return []
    return [(column["label"], table.figure(table.total, column["key"])) for column in table.columns[1:4]]


R4 = Definition(
    "R4",
    "Groups of people",
    "Whether groups of people start, complete and find work alike. Small groups are hidden, counts are rounded.",
    "Enrolments. Answers to the equality questions count where the person agreed to it; all others are not known.",
    "each quarter",
    ("period", "programme", "provider", "council"),
    (
        *(_asked(*question) for question in QUESTIONS),
        *(_frozen(each) for each in (dimensions.AGE_GROUP, dimensions.PRIOR_LEVEL, dimensions.WORK)),
    ),
    _pictures,
    _headline,
    is_always_protected=True,
    notes=(
        "A ratio below 0.80 is no proof of unfairness: in small groups chance alone can bring it about.",
        "Answers are never kept beside a person here: they are counted in groups when the month is frozen.",
    ),
)
