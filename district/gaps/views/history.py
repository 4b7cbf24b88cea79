"""How the gap of one skill has changed from month to month, for WMCA staff."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Min, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.gaps.filters import PlaceFilter, days_counted
from district.matching.models import GapCell
from district.matching.models.gap import FIGURES, METHOD, gap
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.skills.models import Skill
from district.web import charts
from district.web.tables import Table, simple_table

type Month = dict[str, Any]


@require_safe
@staff_only
def authority_gap_history(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A month in which nothing of the skill was counted stands with noughts."""
    skill = get_object_or_404(Skill.objects.only("id", "public_id", "label"), public_id=public_id)
    chosen = PlaceFilter(request.GET or None, queryset=GapCell.objects.filter(skill=skill))
    days = sorted(days_counted())
    sums = {name: Sum(name, default=0) for name in FIGURES} | {"method": Min("method")}
    counted = {row["day"]: row for row in chosen.qs.order_by().values("day").annotate(**sums)}
    months = [counted.get(day, dict.fromkeys(FIGURES, 0) | {"day": day, "method": METHOD}) for day in days]
    query = request.GET.urlencode()
    context = {
        "skill": skill,
        "filter": chosen,
        "months": months,
        "has_older_method": any(month["method"] < METHOD for month in months),
        "chart": _picture(months) if len(months) > 1 else None,
        "table": _table(months),
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


def _table(months: Sequence[Month]) -> Table[Any]:
    """The latest month first."""
    rows = [
        (
            f"{month['day']:%B %Y}",
            gap(month),
            *(month[name] for name in ("demand", "posted", "needed", "supply", "in_training", "seats")),
        )
        for month in reversed(months)
    ]
    labels = [
        "Month",
        "Gap",
        "Asked",
        "Of them posted here",
        "Of them needs",
        "Held",
        "In training",
        "Places left",
    ]
    return simple_table("By month", labels, rows)
