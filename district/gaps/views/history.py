"""How the gap of one skill has changed from month to month, and the counts that each month's number is made of, for
WMCA staff.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Min, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.gaps.filters import MonthFilter, days_counted
from district.matching.models import GapCell, Place
from district.matching.models.gap import FIGURES, METHOD, gap
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.web import charts, pages
from district.web.tables import Column, Table

type Month = dict[str, Any]


@require_safe
@staff_only
def authority_gap_history(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A month in which nothing of the skill was counted stands with noughts."""
    skill = get_object_or_404(Skill.objects.only("id", "public_id", "label"), public_id=public_id)
    days = sorted(days_counted())
    chosen = MonthFilter(request.GET or None, queryset=GapCell.objects.filter(skill=skill), days=days[::-1])
    sums = {name: Sum(name, default=0) for name in FIGURES} | {"method": Min("method")}
    counted = {row["day"]: row for row in chosen.qs.order_by().values("day").annotate(**sums)}
    months = [counted.get(day, dict.fromkeys(FIGURES, 0) | {"day": day, "method": METHOD}) for day in days]
    query = request.GET.urlencode()
    opened = chosen.day
    kept = _kept(chosen.qs.filter(day=opened)) if opened else []
    context = {
        "skill": skill,
        "filter": chosen,
        "months": months,
        "has_older_method": any(month["method"] < METHOD for month in months),
        "chart": _picture(months) if len(months) > 1 else None,
        "table": _table(request, months),
        "opened": opened,
        "kept": kept,
        "cells": _cells(opened, kept) if opened else None,
        "back_href": reverse("authority_gap_show", args=[public_id]) + (f"?{query}" if query else ""),
    }
    return render(request, "gaps/authority_gap_history.html", context)


def _picture(months: Sequence[Month]) -> charts.Chart:
    first, last = months[0], months[-1]
    was, now = first["demand"], last["demand"]
    change = f"from {was:,} to {now:,}" if was != now else f"at {now:,}"
    moved = "rose" if now > was else "fell" if now < was else "stands"
    title = f"What is asked of it {moved} {change} since {first['day']:%B %Y}"
    series = {"asked": "demand", "held": "supply", "in training": "in_training"}
    return charts.line(
        title,
        [f"{month['day']:%b %y}" for month in months],
        {name: [month[figure] for month in months] for name, figure in series.items()},
    )


FIGURE_LABELS = {
    "demand": "Asked",
    "posted": "Of them posted here",
    "needed": "Of them needs",
    "supply": "Held",
    "in_training": "In training",
    "seats": "Places left",
}


def _figures() -> list[Column[Month]]:
    def number(name: str) -> Column[Month]:
        return Column(name, FIGURE_LABELS[name], lambda row: row[name], kind="number")

    return [Column("gap", "Gap", gap, kind="number"), *(number(name) for name in FIGURE_LABELS)]


def _table(request: ActorRequest, months: Sequence[Month]) -> Table[Month]:
    """The latest month first; each opens the counts that it is made of."""

    def href(month: Month) -> str:
        return pages.query_string(request, month=f"{month['day']:%Y-%m}") + "#cells"

    first = Column[Month]("month", "Month", lambda month: f"{month['day']:%B %Y}", href=href)
    return Table("By month", [first, *_figures()], list(reversed(months)))


def _kept(cells: QuerySet[GapCell]) -> list[Month]:
    """One row a level and place, which together are the month's numbers."""
    rows = cells.order_by("level", "place", "council__name").values(
        "level", "place", "council__name", *FIGURES
    )
    return [row for row in rows if any(row[name] for name in FIGURES)]


def _cells(day: date, kept: Sequence[Month]) -> Table[Month]:
    columns = [
        Column[Month]("level", "Level", lambda row: Level(row["level"]).label),
        Column[Month]("place", "Where", lambda row: row["council__name"] or Place(row["place"]).label),
        *_figures(),
    ]
    return Table(f"What {day:%B %Y} is made of: level by level, place by place", columns, kept)
