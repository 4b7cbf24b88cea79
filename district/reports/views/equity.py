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
from district.reports.definitions.equity import GROUPS, MEANINGS
from district.reports.models.equity import Asked, EquityFigure, EquityStage, Finding
from district.reports.services.equity import LEAST_PEOPLE
from district.web import charts, pages
from district.web.tables import Column, Table, simple_table

NAMES: dict[tuple[str, str], tuple[str, str]] = {
    (Asked.SEX, "F"): ("Women", "Women"),
    (Asked.SEX, "M"): ("Men", "Men"),
    (Asked.ETHNICITY, "A"): ("Asian", "Asian or Asian British people"),
    (Asked.ETHNICITY, "B"): ("Black", "Black, Black British, Caribbean or African people"),
    (Asked.ETHNICITY, "M"): ("Mixed", "People of mixed or multiple ethnic groups"),
    (Asked.ETHNICITY, "W"): ("White", "White people"),
    (Asked.ETHNICITY, "O"): ("Other", "People of other ethnic groups"),
    (Asked.DISABILITY, "Y"): ("Disabled", "Disabled people"),
    (Asked.DISABILITY, "N"): ("Not disabled", "People who are not disabled"),
    (Asked.CARE, "Y"): ("In care once", "People who have been in care"),
    (Asked.CARE, "N"): ("Never in care", "People who have never been in care"),
    (Asked.DEPRIVATION, "2"): ("Most deprived", "People from the most deprived fifth of neighbourhoods"),
    (Asked.DEPRIVATION, "5"): ("In between", "People from the next three tenths of neighbourhoods"),
    (Asked.DEPRIVATION, "10"): ("Less deprived", "People from the less deprived half of neighbourhoods"),
}
"""Of a group: its name beside a bar, and in a sentence."""
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
    newest = EquityFigure.objects.newest().filter(question=question).select_related("snapshot", "definition")
    rows = list(newest.order_by("id"))
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
        "snapshot": rows[0].snapshot if rows else None,
        "definition": rows[0].definition if rows else None,
        "meanings": [(stage.label, MEANINGS[stage]) for stage in EquityStage],
        "sentences": _sentences(told),
        "panels": _panels(told) if rows else [],
        "counts": _counts(told),
        "rates": _rates(told),
        "sources": population.sources(question),
    }
    return render(request, "reports/equity_show.html", context)


def _short(told: Told, group: str) -> str:
    return NAMES.get((told.question, group), (told.groups.get(group, "Everybody"), ""))[0]


def _people_of(told: Told, group: str) -> str:
    if told.question == Asked.AGE and group in told.groups:
        return f"People aged {told.groups[group]}"
    return NAMES.get((told.question, group), ("", "Everybody"))[1]


def _sentences(told: Told) -> list[str]:
    """Where a group falls behind and the numbers bear it out; where one does better, another falls behind."""
    found = []
    for (group, stage), finding in sorted(told.findings.items(), key=lambda item: item[0][1]):
        if finding != Finding.LOWER:
            continue
        who = _people_of(told, group)
        if stage == EquityStage.REACHED:
            found.append(f"{who} are fewer among those we reach than among residents.")
        else:
            before, after = EquityStage(stage - 1).label.lower(), EquityStage(stage).label.lower()
            found.append(f"{who} go on less often than others from “{before}” to “{after}”.")
    return found


def _panels(told: Told) -> list[charts.Chart]:
    """A small picture a step, all on the same scale; none where only one group can be shown."""
    return [chart for stage in STEPS if (chart := _panel(told, stage)) is not None]


def _panel(told: Told, stage: EquityStage) -> charts.Chart | None:
    values = []
    for group in told.groups:
        part = told.step(group, stage)
        if part is not None:
            low, high = evidence.interval(part)
            values.append((_short(told, group), 100 * part.share, 100 * low, 100 * high))
    title = f"From “{EquityStage(stage - 1).label.lower()}” to “{stage.label.lower()}”"
    return charts.rates(title, values) if len(values) > 1 else None


def _counts(told: Told) -> Table[str]:
    def people(stage: EquityStage) -> Column[str]:
        return Column(
            stage.name, stage.label, lambda group: _people(told.people.get((group, stage))), "number"
        )

    return Table(
        "How many people came so far",
        [
            Column("group", "Group", lambda group: _people_of(told, group)),
            Column("residents", "Of residents", lambda group: _residents(told, group), "number"),
            *(people(stage) for stage in EquityStage),
        ],
        [*told.groups, TOTAL],
    )


def _residents(told: Told, group: str) -> str:
    if group == TOTAL:
        is_known = any(question == told.question for question, _ in population.shares())
        return "100%" if is_known else Symbol.NOT_AVAILABLE.value
    share = population.share(told.question, group)
    return f"{share.per_cent}%" if share else Symbol.NOT_AVAILABLE.value


def _people(count: int | None) -> str:
    return Symbol.HIDDEN.value if count is None else f"{count:,}"


def _rates(told: Told) -> Table[Any]:
    rows = [
        (_people_of(told, group), *(_rate(told, group, stage) for stage in STEPS))
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
