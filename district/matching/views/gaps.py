"""What is asked and not held or taught, for WMCA staff: small counts of learners never leave these pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Max, OrderBy, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from district.matching import behind
from district.matching.gap_filters import ORDERS, USUAL_ORDER, GapFilter, PlaceFilter, where
from district.matching.models import GapCell
from district.matching.models.gap import FIGURES
from district.matching.services import gaps
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.web import charts
from district.web.pages import paginate
from district.web.tables import Column, Table, simple_table
from district.web.templatetags.district import as_title, plural
from learners.models import Evidence

IN_PICTURE = 8
type Row = dict[str, Any]


@require_safe
@staff_only
def authority_gap_list(request: ActorRequest) -> HttpResponse:
    chosen = GapFilter(request.GET or None, queryset=GapCell.objects.newest())
    order = _order(request)
    rows = chosen.qs.by_skill().order_by(*order, "lower", "skill__public_id")
    page = paginate(request, rows)
    query = _query(request)
    widest = [row for row in page.object_list if row["demand"]][:IN_PICTURE]
    context: dict[str, Any] = {
        "filter": chosen,
        "page": page,
        "day": GapCell.objects.aggregate(last=Max("day"))["last"],
        "table": Table(
            plural(page.paginator.count, "skill"),
            _columns(query),
            page.object_list,
            request,
            sorted_by=request.GET.get("sort") or USUAL_ORDER,
        ),
        "chart": _picture(widest) if widest and page.number == 1 and "-gap" in order else None,
    }
    return render(request, "matching/authority_gap_list.html", context)


def _order(request: ActorRequest) -> list[OrderBy | str]:
    """The widest gap first, unless told; what nobody asks stands after everything that somebody does."""
    wanted = request.GET.get("sort") or USUAL_ORDER
    name = ORDERS.get(wanted.removeprefix("-"))
    own = f"{'-' * wanted.startswith('-')}{name}" if name else USUAL_ORDER
    return [F("is_asked").desc(), own] if own == USUAL_ORDER else [own]


def _query(request: ActorRequest) -> str:
    """What was chosen, carried from the list to a skill."""
    kept = request.GET.copy()
    for name in set(kept) - {"place", "level"}:
        del kept[name]
    return f"?{kept.urlencode()}" if kept else ""


def _columns(query: str) -> list[Column[Row]]:
    def href(row: Row) -> str:
        return reverse("authority_gap_show", args=[row["skill__public_id"]]) + query

    return [
        Column[Row]("skill", "Skill", lambda row: as_title(row["label"]), href=href, sort="skill"),
        Column[Row]("gap", "Gap", lambda row: row["gap"], kind="number", sort="gap"),
        Column[Row]("demand", "Asked", lambda row: row["demand"], kind="number", sort="demand"),
        Column[Row]("posted", "Of them posted here", lambda row: row["posted"], kind="number", sort="posted"),
        Column[Row]("needed", "Of them needs", lambda row: row["needed"], kind="number", sort="needed"),
        Column[Row]("supply", "Held", lambda row: row["supply"], kind="number", sort="supply"),
        Column[Row]("seats", "Places", lambda row: row["seats"], kind="number", sort="seats"),
    ]


def _picture(rows: list[Row]) -> charts.Chart:
    first = as_title(rows[0]["label"])
    title = (
        f"Most is asked beyond what is held and taught of: {first}"
        if rows[0]["gap"] > 0
        else f"No skill is asked beyond what is held and taught; {first} comes nearest"
    )
    values = [(as_title(row["label"]), [row["demand"], row["supply"], row["seats"]]) for row in rows]
    return charts.grouped_bars(title, ["asked", "held", "places"], values)


@require_safe
@staff_only
def authority_gap_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The rows behind the numbers of one skill, each list with its sum."""
    skill = get_object_or_404(Skill.objects.only("id", "public_id", "label"), public_id=public_id)
    chosen = PlaceFilter(request.GET or None, queryset=GapCell.objects.newest().filter(skill=skill))
    sums = {name: Sum(name, default=0) for name in FIGURES}
    counted = chosen.qs.order_by().aggregate(**sums, day=Max("day"))
    day = counted.pop("day")
    wanted = chosen.form.cleaned_data if chosen.is_valid() else {}
    level = int(wanted["level"]) if wanted.get("level") else None
    found = gaps.behind(skill=skill.public_id, level=level, **where(wanted.get("place") or ""))
    now = found.sums()
    page = paginate(request, found.openings)
    context = {
        "skill": skill,
        "filter": chosen,
        "day": day,
        "counted": counted,
        "now": now,
        "gap": now["demand"] - now["supply"] - now["seats"],
        "has_changed": counted != now,
        "history_href": reverse("authority_gap_history", args=[public_id]) + _query(request),
        "page": page,
        "openings": _openings(page.object_list, now["demand"] - now["needed"]),
        "lacks": _lacks(found.lacks, now["needed"]) if found.lacks else None,
        "holdings": _holdings(found.holdings, now["supply"]),
        "seats": _seats(found.seats, now["seats"]),
    }
    return render(request, "matching/authority_gap_show.html", context)


def _openings(rows: Sequence[Row], total: int) -> Table[Row]:
    named = behind.vacancies([row["id"] for row in rows])
    found = [row | {"vacancy": named[row["id"]]} for row in rows if row["id"] in named]
    return Table(
        f"Asked: {plural(total, 'opening')} in all",
        [
            Column[Row](
                "vacancy",
                "Vacancy",
                lambda row: row["vacancy"].title,
                href=lambda row: reverse("authority_vacancy_show", args=[row["vacancy"].public_id]),
            ),
            Column[Row]("employer", "Employer", lambda row: row["vacancy"].organisation.name),
            Column[Row]("level", "Level asked", lambda row: Level(row["level"]).label),
            Column[Row](
                "origin", "Origin", lambda row: "Posted here" if row["is_posted"] else "Read from an advert"
            ),
            Column[Row]("heads", "Openings", lambda row: row["amount"], kind="number"),
        ],
        found,
    )


def _lacks(rows: Sequence[Row], total: int) -> Table[Row]:
    named = behind.needs([row["id"] for row in rows])
    found = [row | {"need": named[row["id"]]} for row in rows if row["id"] in named]
    return Table(
        f"Needed without a vacancy: {plural(total, 'person,people')} in all",
        [
            Column[Row](
                "need",
                "Skills need",
                lambda row: row["need"].title,
                href=lambda row: reverse("authority_need_show", args=[row["need"].public_id]),
            ),
            Column[Row]("employer", "Employer", lambda row: row["need"].organisation.name),
            Column[Row]("level", "Level needed", lambda row: Level(row["level"]).label),
            Column[Row]("heads", "People", lambda row: row["amount"], kind="number"),
        ],
        found,
    )


def _holdings(rows: list[Row], total: int) -> Table[Any]:
    return simple_table(
        f"Held: {plural(total, 'learner')} in all",
        ["Level", "How we know", "Learners"],
        [(Level(row["level"]).label, Evidence(row["evidence"]).label, row["amount"]) for row in rows],
    )


def _seats(rows: list[Row], total: int) -> Table[Row]:
    named = behind.course_runs([row["id"] for row in rows])
    found = [row | {"run": named[row["id"]]} for row in rows if row["id"] in named]
    return Table(
        f"Places: {total:,} left in all",
        [
            Column[Row](
                "course",
                "Course",
                lambda row: row["run"].course.title,
                href=lambda row: reverse("course_show", args=[row["run"].course.public_id]),
            ),
            Column[Row]("provider", "Provider", lambda row: row["run"].course.organisation.name),
            Column[Row]("starts", "Starts", lambda row: row["run"].starts_on or "At any time"),
            Column[Row]("level", "Level taught", lambda row: Level(row["level"]).label),
            Column[Row](
                "seats",
                "Places left",
                lambda row: "No limit told" if row["amount"] is None else f"{row['amount']:,}",
            ),
        ],
        found,
    )


@require_POST
@staff_only
def authority_gap_count(request: ActorRequest) -> HttpResponse:
    figures = gaps.count_again(by=request.actor)
    messages.success(
        request, f"Counted again: {figures['cells']:,} cells, {figures['written']:,} of them changed."
    )
    return redirect("authority_gap_list")
