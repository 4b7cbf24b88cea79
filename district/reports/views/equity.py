"""How far people of each group come, beside the others and beside who lives here: for WMCA staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from district.figures import evidence
from district.figures.disclosure.cubes import TOTAL
from district.figures.evidence import Part
from district.figures.symbols import Symbol
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.reports import population
from district.reports.models.equity import Asked, EquityFigure, EquityStage, Finding
from district.reports.services.equity import GROUPS, LEAST_PEOPLE
from district.web import charts, pages
from district.web.tables import Table, simple_table

SHORT = {
    "A": "Asian",
    "B": "Black",
    "M": "Mixed",
    "W": "White",
    "O": "Other",
    "2": "Most deprived",
    "5": "In between",
    "10": "Less deprived",
}
STEPS = list(EquityStage)[1:]


@dataclass(frozen=True)
class Told:
    """The figures of one question in one month, as they were kept."""

    question: Asked
    people: Mapping[tuple[str, int], int | None]
    findings: Mapping[tuple[str, int], str]

    def step(self, group: str, stage: EquityStage) -> Part | None:
        """Of those who had come to the stage before; None where one of the two is hidden or too few."""
        whole, part = self.people.get((group, stage - 1)), self.people.get((group, stage))
        if whole is None or part is None or whole < LEAST_PEOPLE:
            return None
        return Part(min(part, whole), whole)

    @property
    def groups(self) -> dict[str, str]:
        return dict(GROUPS[self.question])


@require_safe
@staff_only
def equity_show(request: ActorRequest) -> HttpResponse:
    chosen = request.GET.get("question", "")
    question = Asked(chosen) if chosen in Asked.values else Asked.SEX
    rows = list(EquityFigure.objects.newest().filter(question=question).order_by("id"))
    told = Told(
        question,
        {(row.group, row.stage): row.people for row in rows},
        {(row.group, row.stage): row.finding for row in rows if row.finding},
    )
    tabs = [
        {
            "label": label,
            "href": pages.query_string(request, question=value),
            "is_current": value == question,
        }
        for value, label in Asked.choices
    ]
    context = {
        "tabs": tabs,
        "question": question,
        "month": rows[0].month if rows else None,
        "day": rows[0].counted_on if rows else None,
        "sentences": _sentences(told),
        "panels": _panels(told) if rows else [],
        "counts": _counts(told),
        "rates": _rates(told),
        "sources": sorted(
            {share.source for (asked, _), share in population.shares().items() if asked == question}
        ),
    }
    return render(request, "reports/equity_show.html", context)


def _name(told: Told, group: str) -> str:
    return SHORT.get(group, told.groups.get(group, "Everybody"))


def _sentences(told: Told) -> list[str]:
    """What the numbers bear out, the lower ones first."""
    found = []
    for (group, stage), finding in sorted(
        told.findings.items(), key=lambda item: (item[1] != "lower", item[0][1])
    ):
        name, than = told.groups.get(group, group), "less" if finding == Finding.LOWER else "more"
        if stage == EquityStage.REACHED:
            found.append(f"{name}: {than} often among those we reach than among residents.")
        else:
            before, after = EquityStage(stage - 1).label.lower(), EquityStage(stage).label.lower()
            found.append(f"{name}: go on {than} often than others from “{before}” to “{after}”.")
    return found


def _panels(told: Told) -> list[charts.Chart]:
    """A small picture a step, all on the same scale."""
    return [chart for stage in STEPS if (chart := _panel(told, stage)) is not None]


def _panel(told: Told, stage: EquityStage) -> charts.Chart | None:
    values = []
    for group in told.groups:
        part = told.step(group, stage)
        if part is not None:
            low, high = evidence.interval(part)
            values.append((_name(told, group), 100 * part.share, 100 * low, 100 * high))
    title = f"From “{EquityStage(stage - 1).label.lower()}” to “{stage.label.lower()}”"
    return charts.rates(title, values) if values else None


def _counts(told: Told) -> Table[Any]:
    rows = []
    for group in (*told.groups, TOTAL):
        share = population.share(told.question, group)
        label = told.groups.get(group, _name(told, group))
        counts = [_people(told.people.get((group, stage))) for stage in EquityStage]
        rows.append((label, f"{share.per_cent}%" if share else Symbol.NOT_AVAILABLE.value, *counts))
    labels = ["Group", "Of residents", *(stage.label for stage in EquityStage)]
    return simple_table("How many people came so far", labels, rows)


def _people(count: int | None) -> str:
    return Symbol.HIDDEN.value if count is None else f"{count:,}"


def _rates(told: Told) -> Table[Any]:
    rows = [
        (told.groups.get(group, _name(told, group)), *(_rate(told, group, stage) for stage in STEPS))
        for group in (*told.groups, TOTAL)
    ]
    labels = ["Group", *(f"To “{stage.label.lower()}”" for stage in STEPS)]
    return simple_table("Of 100 who had come to the stage before", labels, rows)


def _rate(told: Told, group: str, stage: EquityStage) -> str:
    part = told.step(group, stage)
    if part is None:
        is_hidden = None in (told.people.get((group, stage - 1)), told.people.get((group, stage)))
        return Symbol.HIDDEN.value if is_hidden else Symbol.UNRELIABLE.value
    low, high = evidence.interval(part)
    finding = told.findings.get((group, stage), "")
    words = f", {finding}" if finding else ""
    return f"{100 * part.share:.0f} ({100 * low:.0f} to {100 * high:.0f}){words}"
