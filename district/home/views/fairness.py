"""For WMCA staff: whether groups of people fare alike in matching. Rounded figures of groups that are large enough."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.figures import measures
from district.figures.disclosure.profiles import DESK
from district.figures.measures import Group
from district.home.services import fairness
from district.home.services.fairness import Question
from district.matching.models import MatchRun
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.web.tables import Column, Table
from district.web.templatetags.district import moment

HIDDEN = "Hidden"
FINDINGS = {True: "Kept", False: "Broken: look into it", None: "Too close to tell"}
type Row = tuple[str, Group | None, int | None, str]


COLUMNS = (
    Column[Row]("group", "Group", lambda row: row[0]),
    Column[Row]("people", "People", lambda row: f"{row[1].people:,}" if row[1] else HIDDEN),
    Column[Row]("share", "With a job listed", lambda row: f"{row[1].percent}%" if row[1] else ""),
    Column[Row](
        "ratio", "Beside the best-off group", lambda row: "" if row[2] is None else f"{row[2] / 100:.2f}"
    ),
    Column[Row]("finding", "Four-fifths rule", lambda row: row[3]),
)


@require_safe
@staff_only
def fairness_show(request: ActorRequest) -> HttpResponse:
    latest = fairness.runs_told()
    run = _wanted(latest, request.GET.get("run", ""))
    figures = fairness.figures_of(run) if run else {}
    context: dict[str, Any] = {
        "run": run,
        "tables": [_table(each, figures[each.asked]) for each in fairness.QUESTIONS if each.asked in figures],
        "runs": [
            {
                "href": f"{reverse('fairness_show')}?run={each.public_id}",
                "words": moment(each.started_at),
                "is_current": each == run,
            }
            for each in latest
        ],
        "least": DESK.sensitive.threshold,
        "base": DESK.base,
    }
    return render(request, "home/fairness_show.html", context)


def _wanted(latest: Sequence[MatchRun], name: str) -> MatchRun | None:
    if not name:
        return next(iter(latest), None)
    try:
        wanted = UUID(name)
    except ValueError as fault:
        raise Http404 from fault
    found = next((run for run in latest if run.public_id == wanted), None)
    if found is None:
        raise Http404
    return found


def _table(question: Question, figures: Mapping[str, Group | None]) -> Table[Row]:
    ratios = measures.parity_of_rounded(figures)
    best = next((figures[group] for group, ratio in ratios.items() if ratio == 100), None)
    rows: list[Row] = []
    for group, words in question.groups.items():
        count, ratio = figures.get(group), ratios.get(group)
        finding = ""
        if count and best and ratio is not None:
            finding = FINDINGS[measures.is_parity_kept(count, best, base=DESK.base)]
        rows.append((words, count, ratio, finding))
    return Table(question.asked.label, COLUMNS, rows)
