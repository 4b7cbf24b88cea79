"""The gap board, for WMCA staff: small counts of learners never leave these pages."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, OrderBy, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from district.gaps.filters import ORDERS, USUAL_ORDER, BoardFilter, days_counted
from district.matching.models import GapCell
from district.matching.models.gap import FIGURES, confidence, gap, said_per_cent
from district.matching.services import gaps
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.web import charts, marks
from district.web.pages import paginate
from district.web.tables import Column, Table
from district.web.templatetags.district import as_title, plural

IN_PICTURE = 8
COUNCILS = {code: name for code, name, *_ in marks.COUNCIL_CELLS}
ELSEWHERE = "elsewhere"
type Row = dict[str, Any]


@require_safe
@staff_only
def authority_gap_list(request: ActorRequest) -> HttpResponse:
    chosen = BoardFilter(request.GET or None, queryset=GapCell.objects.all(), days=days_counted())
    cells = chosen.qs.filter(day=chosen.day) if chosen.day else chosen.qs.none()
    order = _order(request)
    page = paginate(request, cells.by_skill().order_by(*order, "lower", "skill__public_id"))
    rows = list(page.object_list)
    to_skill = _to_skill(request, month=None if chosen.is_newest else chosen.day)
    widest = [row for row in rows if row["demand"]][:IN_PICTURE]
    caption = plural(page.paginator.count, "skill")
    sorted_by = request.GET.get("sort") or USUAL_ORDER
    context: dict[str, Any] = {
        "filter": chosen,
        "page": page,
        "day": chosen.day,
        "is_newest": chosen.is_newest,
        "table": Table(caption, _columns(request, to_skill), rows, request, sorted_by=sorted_by),
        "by_council": None if request.GET.get("place") else _by_council(cells, rows, to_skill),
        "chart": _picture(widest) if widest and page.number == 1 and "-gap" in order else None,
    }
    return render(request, "gaps/authority_gap_list.html", context)


def _order(request: ActorRequest) -> list[OrderBy | str]:
    """The widest gap first, unless told; what nobody asks stands after everything that somebody does."""
    wanted = request.GET.get("sort") or USUAL_ORDER
    name = ORDERS.get(wanted.removeprefix("-"))
    own = f"{'-' * wanted.startswith('-')}{name}" if name else USUAL_ORDER
    return [F("is_asked").desc(), own] if own == USUAL_ORDER else [own]


def _kept(request: ActorRequest) -> dict[str, str]:
    """What was chosen, carried from the board to a skill."""
    return {name: request.GET[name] for name in ("place", "level") if request.GET.get(name)}


def _to_skill(request: ActorRequest, *, month: date | None) -> Callable[..., str]:
    """Where a number opens: the newest its rows, that of an earlier month the counts that were kept of it."""
    name = "authority_gap_history" if month else "authority_gap_show"
    kept = _kept(request) | ({"month": f"{month:%Y-%m}"} if month else {})

    def href(row: Row, part: str = "", place: str = "") -> str:
        query = urlencode(kept | ({"place": place} if place else {}))
        anchor = "#cells" if month else f"#{part}" if part else ""
        return reverse(name, args=[row["skill__public_id"]]) + (f"?{query}" if query else "") + anchor

    return href


def _columns(request: ActorRequest, to_skill: Callable[..., str]) -> list[Column[Row]]:
    def number(name: str, label: str, sort: str, part: str) -> Column[Row]:
        return Column[Row](
            name,
            label,
            lambda row: row[name],
            kind="number",
            sort=sort,
            href=(lambda row: to_skill(row, part)) if part else None,
        )

    return [
        Column[Row]("skill", "Skill", lambda row: as_title(row["label"]), href=to_skill, sort="skill"),
        number("gap", "Gap", "gap", ""),
        number("demand", "Asked", "demand", "asked"),
        Column[Row]("confidence", "Confidence", _sure),
        number("supply", "Held", "supply", "held"),
        number("in_training", "In training", "training", "training"),
        number("seats", "Places left", "seats", "places"),
        Column[Row](
            "challenge",
            "Next step",
            lambda row: "Raise a challenge" if row["gap"] > 0 else "",
            href=lambda row: _to_challenge(row, _kept(request)) if row["gap"] > 0 else "",
        ),
    ]


def _sure(row: Mapping[str, Any]) -> str:
    return f"{confidence(row)} ({said_per_cent(row)}%)" if row["demand"] else ""


def _to_challenge(row: Row, kept: dict[str, str]) -> str:
    query = urlencode({"skill": row["skill__public_id"]} | kept)
    return f"{reverse('authority_challenge_create')}?{query}"


def _by_council(cells: Any, rows: list[Row], to_skill: Callable[..., str]) -> Table[Row] | None:
    """The gap of each skill in each council and elsewhere: they add up to its gap in the whole region."""
    if not rows:
        return None
    sums = {name: Sum(name) for name in FIGURES}
    names = [row["skill__public_id"] for row in rows]
    counted = cells.filter(skill__public_id__in=names).order_by()
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: dict.fromkeys([*COUNCILS, ELSEWHERE], 0))
    for each in counted.values("skill__public_id", "council_id").annotate(**sums):
        found[each["skill__public_id"]][each["council_id"] or ELSEWHERE] += gap(each)
    most = max((value for row in found.values() for value in row.values()), default=0)

    def column(code: str, label: str) -> Column[Row]:
        return Column[Row](
            code,
            label,
            lambda row: found[row["skill__public_id"]][code],
            kind="number",
            href=(lambda row: to_skill(row, place=code)) if code != ELSEWHERE else None,
            tone=lambda row: charts.heat(found[row["skill__public_id"]][code], most),
        )

    return Table(
        "The gap by council",
        [
            Column[Row]("skill", "Skill", lambda row: as_title(row["label"]), href=to_skill),
            *(column(code, name) for code, name in sorted(COUNCILS.items(), key=lambda item: item[1])),
            column(ELSEWHERE, "Elsewhere"),
            Column[Row]("all", "In all", lambda row: row["gap"], kind="number"),
        ],
        rows,
    )


def _picture(rows: list[Row]) -> charts.Chart:
    first = as_title(rows[0]["label"])
    title = (
        f"The widest gap is in: {first}"
        if rows[0]["gap"] > 0
        else f"No skill is asked for more than it is held and being learnt; {first} comes nearest"
    )
    values = [(as_title(row["label"]), row["demand"], row["supply"], row["in_training"]) for row in rows]
    return charts.weighed(title, ("asked", "held", "in training"), values)


@require_POST
@staff_only
def authority_gap_count(request: ActorRequest) -> HttpResponse:
    figures = gaps.count_again(by=request.actor)
    messages.success(
        request, f"Counted again: {figures['cells']:,} figures, {figures['written']:,} of them changed."
    )
    return redirect("authority_gap_list")
