"""For WMCA staff: how evenly the lists of each run are shared among jobs, and the switch of fair sharing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from district.matching import queries
from district.matching.forms import SharingForm
from district.matching.models import RunExposure
from district.matching.services import sharing
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.web import charts
from district.web.errors import Refused
from district.web.tables import Column, Table
from district.web.templatetags.district import moment


def _gini(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}"


def _per_cent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}%"


def _coverage(row: RunExposure) -> str:
    if row.vacancy_count is None:
        return "Not counted yet"
    return f"{row.listed_count:,} of {row.vacancy_count:,}"


COLUMNS = (
    Column[RunExposure]("started", "Run", lambda row: row.run.started_at, kind="moment"),
    Column[RunExposure]("is_on", "Fair sharing", lambda row: "On" if row.is_on else "Off"),
    Column[RunExposure]("before", "Gini without it", lambda row: _gini(row.gini_before)),
    Column[RunExposure]("after", "Gini", lambda row: _gini(row.gini)),
    Column[RunExposure]("lost", "Score given up", lambda row: _per_cent(row.score_lost)),
    Column[RunExposure]("coverage", "Jobs in a list", _coverage),
    Column[RunExposure]("median", "Lists of the middle job", lambda row: row.median, kind="number"),
    Column[RunExposure]("most", "Lists of the top job", lambda row: row.most, kind="number"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def sharing_show(request: ActorRequest) -> HttpResponse:
    form = SharingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_on = form.cleaned_data["wanted"] == "on"
        try:
            sharing.switch(is_on=is_on, reason=form.cleaned_data["reason"], by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = f"Fair sharing is {'on' if is_on else 'off'}. The lists follow with a run that has begun."
            messages.success(request, words)
            return redirect("sharing_show")
    switches, measured = queries.switches(), queries.measured_runs()
    is_on = bool(switches and switches[0].is_on)
    context: dict[str, Any] = {
        "form": form,
        "is_on": is_on,
        "wanted": "off" if is_on else "on",
        "button": "Switch it off" if is_on else "Switch it on",
        "switches": switches,
        "table": Table("The last ten runs", COLUMNS, measured),
        "chart": _chart(measured[0]) if measured and measured[0].tenths else None,
    }
    return render(request, "matching/sharing_show.html", context)


def _chart(row: RunExposure) -> charts.Chart:
    """Of a hundred places on lists, those of each tenth of the jobs."""
    after = [count / 10 for count in row.tenths]
    before = [count / 10 for count in row.tenths_before]
    title = (
        f"After the run of {moment(row.run.started_at)}, the tenth of the jobs that are listed most "
        f"had {after[-1]:.0f} of every 100 places on lists"
    )
    labels = ["Least listed tenth", *(f"Tenth {number}" for number in range(2, 10)), "Most listed tenth"]
    note = "Jobs in order of how many lists they are in, in tenths. Were all alike, each bar would be 10."
    if not before:
        return charts.bars(f"{title}.", zip(labels, after, strict=True), note=note)
    return charts.grouped_bars(
        f"{title}; without fair sharing it would have had {before[-1]:.0f}.",
        ["without", "with"],
        [(label, pair) for label, pair in zip(labels, zip(before, after, strict=True), strict=True)],
        note=note,
    )
