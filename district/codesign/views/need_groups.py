"""What employers need, added up by skill and area, for providers; WMCA staff see the same and more elsewhere."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.codesign import need_groups
from district.codesign.forms import AREA_NAMES, GroupFilterForm
from district.codesign.models import ByWhen, NeedAnswer
from district.codesign.need_groups import Cell, Figures
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Skill
from district.web import charts, pages
from district.web.search import clean_words
from district.web.tables import Column, Table
from district.web.templatetags.district import as_title, plural

IN_PICTURE = 10
SHOWN = 3
readers = role_required(Role.PROVIDER, Role.AUTHORITY)


@require_safe
@readers
def need_group_list(request: ActorRequest) -> HttpResponse:
    form = GroupFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _narrowed(need_groups.cells(need_groups.entries()), chosen)
    figures = need_groups.cut(found, lambda cell: cell.skill_id)
    skills = Skill.objects.only("id", "public_id", "label").in_bulk(list(figures))
    words = clean_words(chosen.get("q") or "").lower()
    rows: list[dict[str, Any]] = [
        {"skill": skills[skill_id], "figures": figures[skill_id]}
        for skill_id in figures
        if skill_id in skills and words in skills[skill_id].label.lower()
    ]
    # only by what is shown: the order must not tell more
    rows.sort(
        key=lambda row: (
            -row["figures"].heads_from,
            -row["figures"].employers_from,
            row["skill"].label.lower(),
            row["skill"].pk,
        )
    )
    page = pages.paginate(request, rows)
    told = [row for row in page.object_list if row["figures"].heads_from][:IN_PICTURE]
    context = {
        "form": form,
        "active": sum(bool(value) for value in chosen.values()),
        "page": page,
        "is_staff": request.actor.is_staff,
        "any": bool(figures),
        "table": _table(page.object_list, len(rows)),
        "chart": _picture(told) if told and page.number == 1 else None,
    }
    return render(request, "codesign/need_group_list.html", context)


def _narrowed(found: list[Cell], chosen: dict[str, Any]) -> list[Cell]:
    area, when = chosen.get("area"), chosen.get("when")
    return [cell for cell in found if (not area or cell.area == area) and (not when or cell.when == when)]


def _table(rows: Any, count: int) -> Table[dict[str, Any]]:
    columns = [
        Column[dict[str, Any]](
            "skill",
            "Skill",
            lambda row: as_title(row["skill"].label),
            href=lambda row: reverse("need_group_show", args=[row["skill"].public_id]),
        ),
        Column[dict[str, Any]]("employers", "Employers", lambda row: row["figures"].employers),
        Column[dict[str, Any]]("heads", "People wanted", lambda row: row["figures"].heads),
        Column[dict[str, Any]]("level", "Level most ask", lambda row: row["figures"].level),
    ]
    return Table(plural(count, "skill"), columns, rows)


def _picture(rows: list[dict[str, Any]]) -> charts.Chart:
    first = as_title(rows[0]["skill"].label)
    return charts.bars(
        f"Most people are wanted for {first}: at least {rows[0]['figures'].heads_from:,}",
        [(as_title(row["skill"].label), row["figures"].heads_from) for row in rows],
        note="Each bar is the lower end of a band. Skills that few employers need have no bar.",
    )


@require_safe
@readers
def need_group_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One skill by area and time, with what this provider has answered."""
    skill = get_object_or_404(Skill.objects.only("id", "public_id", "label"), public_id=public_id)
    found = need_groups.cells(need_groups.entries(skill.pk))
    every = need_groups.cut(found, lambda cell: cell.skill_id).get(skill.pk)
    context = {
        "skill": skill,
        "every": every,
        "areas": _by("Where", need_groups.cut(found, lambda cell: cell.area), AREA_NAMES),
        "times": _by("By when", need_groups.cut(found, lambda cell: cell.when), dict(ByWhen.choices)),
        "cells": _by_both(need_groups.cut(found, lambda cell: (cell.area, cell.when))),
        "answers": NeedAnswer.objects.visible_to(request.actor)
        .filter(skill=skill)
        .for_list()
        .order_by("-sent_at", "-id")[:SHOWN],
        "may_answer": every is not None and request.actor.acts_as(Role.PROVIDER),
    }
    return render(request, "codesign/need_group_show.html", context)


def _by(label: str, figures: dict[str, Figures], names: dict[str, str]) -> Table[tuple[str, Figures]]:
    rows = [(names[key], figures[key]) for key in names if key in figures]
    return Table(label, [Column("name", label, lambda row: row[0]), *_figures()], rows)


def _by_both(figures: dict[tuple[str, str], Figures]) -> Table[tuple[tuple[str, str], Figures]]:
    names = dict(ByWhen.choices)
    rows = [
        ((AREA_NAMES[area], names[when]), figures[area, when])
        for area in AREA_NAMES
        for when in names
        if (area, when) in figures
    ]
    columns = [
        Column("area", "Where", lambda row: row[0][0]),
        Column("when", "By when", lambda row: row[0][1]),
        *_figures(),
    ]
    return Table("Where and by when", columns, rows)


def _figures() -> list[Column[Any]]:
    return [
        Column("employers", "Employers", lambda row: row[1].employers),
        Column("heads", "People wanted", lambda row: row[1].heads),
        Column("level", "Level most ask", lambda row: row[1].level),
    ]
