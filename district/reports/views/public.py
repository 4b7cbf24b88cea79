"""Figures for everybody. Nothing here knows of a publication before its time."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from district.reports import files
from district.reports.models import Publication
from district.reports.parts import read_back
from district.reports.scope import WHOLE
from district.reports.views.desk import definition_context
from district.web import pages
from district.web.access import public

PER_PAGE = 20
ROUNDED = "Counts are rounded, so totals may not be the sum of what is shown for each part."


@require_safe
@public
def figure_list(request: HttpRequest) -> HttpResponse:
    """The newest of each series."""
    newest = Publication.objects.out().order_by("series", "-number").distinct("series").values("pk")
    listed = Publication.objects.filter(pk__in=newest).order_by("-publish_at", "-id")
    page = pages.paginate(
        request, listed.select_related("run").defer("result", "html", "run__result"), PER_PAGE
    )
    return render(request, "reports/figure_list.html", {"page": page})


@require_safe
@public
def figure_show(request: HttpRequest, series: UUID) -> HttpResponse:
    """The newest that is out, with what it revised."""
    return _show(request, _out(series))


@require_safe
@public
def figure_revision(request: HttpRequest, series: UUID, number: int) -> HttpResponse:
    return _show(request, _out(series), number)


def _show(request: HttpRequest, history: list[Publication], number: int | None = None) -> HttpResponse:
    chosen = _chosen(history, number)
    context: dict[str, Any] = {
        "publication": chosen,
        "drawn": mark_safe(chosen.html),  # noqa: S308 (drawn by a template)
        "newest": history[0],
        "history": history if len(history) > 1 else [],
        "formats": files.FORMATS,
    }
    return render(request, "reports/figure_show.html", context)


@require_safe
@public
def figure_definition(request: HttpRequest, series: UUID, number: int) -> HttpResponse:
    chosen = _chosen(_out(series), number)
    context = definition_context(chosen.run.definition) | {"publication": chosen}
    return render(request, "reports/figure_definition.html", context)


@require_safe
@public
def figure_file(request: HttpRequest, series: UUID, number: int, form: str) -> HttpResponse:
    if form not in files.FORMATS:
        raise Http404
    chosen = _chosen(_out(series, with_result=True), number)
    run = chosen.run
    return files.response(
        form=form,
        title=chosen.title[:80],
        tables=list(read_back(chosen.result["tables"]).values()),
        facts=files.facts_of(
            scope=run.scope_words,
            as_at=run.as_at,
            version=str(run.definition),
            provisional=chosen.is_provisional,
        ),
        notes=[*files.notes_of(run.definition), ROUNDED],
        year=files.year_of(run.scope.get("period", WHOLE), run.as_at),
        made_on=chosen.publish_at.date(),
    )


def _out(series: UUID, *, with_result: bool = False) -> list[Publication]:
    """Those of a series that are out, newest first."""
    found: QuerySet[Publication] = Publication.objects.out().filter(series=series).order_by("-number")
    found = found.select_related("run__definition", "run__snapshot").defer("run__result")
    history = list(found if with_result else found.defer("result", "run__result"))
    if not history:
        raise Http404("There are no such figures.")
    return history


def _chosen(history: list[Publication], number: int | None) -> Publication:
    if number is None:
        return history[0]
    for each in history:
        if each.number == number:
            return each
    raise Http404("There is no such revision.")
