"""What stands behind the numbers of one skill on the gap board: each list with its sum, and no learner by name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from district.gaps import behind, queries
from district.gaps.filters import PlaceFilter, where
from district.matching.models import GapCell
from district.matching.models.gap import confidence, gap, said_per_cent
from district.matching.services import gaps
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.web import charts, marks
from district.web.pages import paginate
from district.web.tables import Column, Table, simple_table
from district.web.templatetags.district import as_title, plural
from learners.models import Evidence

type Row = dict[str, Any]


@require_safe
@staff_only
def authority_gap_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    skill = get_object_or_404(Skill.objects.only("id", "public_id", "label"), public_id=public_id)
    chosen = PlaceFilter(request.GET or None, queryset=GapCell.objects.newest().filter(skill=skill))
    wanted = chosen.form.cleaned_data if chosen.is_valid() else {}
    level = int(wanted["level"]) if wanted.get("level") else None
    place = where(wanted.get("place") or "")
    counted = queries.counted(skill, level=level, **place)
    found = gaps.behind(skill=skill.public_id, level=level, **place)
    now = found.sums()
    page = paginate(request, found.openings)
    query = request.GET.urlencode()
    challenge = {"skill": public_id} | {name: wanted[name] for name in ("place", "level") if wanted.get(name)}
    context = {
        "skill": skill,
        "filter": chosen,
        "day": counted.day,
        "counted": counted.figures,
        "now": now,
        "gap": gap(now),
        "confidence": confidence(now).lower(),
        "said": said_per_cent(now),
        "has_changed": counted.figures != now,
        "map": _map(skill, counted.by_council) if max(counted.by_council.values(), default=0) > 0 else None,
        "history_href": reverse("authority_gap_history", args=[public_id]) + (f"?{query}" if query else ""),
        "challenge_href": f"{reverse('authority_challenge_create')}?{urlencode(challenge)}",
        "page": page,
        "openings": _openings(page.object_list, now["demand"] - now["needed"]),
        "lacks": _lacks(found.lacks, now["needed"]) if found.lacks else None,
        "holdings": _holdings(found.holdings, now["supply"]),
        "trainings": _trainings(found, now["in_training"]),
        "seats": _seats(found, now["seats"]),
    }
    return render(request, "gaps/authority_gap_show.html", context)


def _map(skill: Skill, by_council: dict[str, int]) -> charts.Chart:
    most = max(by_council, key=lambda code: (by_council[code], code))
    title = f"{as_title(skill.label)} is wanted most in {_council(most)}"
    shown = {code: max(0, value) for code, value in by_council.items()}
    return charts.council_map(
        title, shown, note="Where more is held or being learnt than is asked, the map says 0."
    )


def _council(code: str) -> str:
    return next(name for each, name, *_ in marks.COUNCIL_CELLS if each == code)


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
                href=lambda row: reverse("authority_need_chain", args=[row["need"].public_id]),
            ),
            Column[Row]("employer", "Employer", lambda row: row["need"].organisation.name),
            Column[Row]("level", "Level needed", lambda row: Level(row["level"]).label),
            Column[Row]("whole", "People of the need", lambda row: row["people"], kind="number"),
            Column[Row](
                "posted", "In its vacancies", lambda row: row["people"] - row["amount"], kind="number"
            ),
            Column[Row]("heads", "Counted", lambda row: row["amount"], kind="number"),
        ],
        found,
    )


def _holdings(rows: list[Row], total: int) -> Table[Any]:
    return simple_table(
        f"Held: {plural(total, 'learner')} in all",
        ["Level", "How we know", "Learners"],
        [(Level(row["level"]).label, Evidence(row["evidence"]).label, row["amount"]) for row in rows],
    )


def _on_runs(found: gaps.Behind, rows: Sequence[Row]) -> list[Row]:
    named = behind.course_runs({row["id"] for row in rows})
    return [row | {"run": named[row["id"]]} for row in rows if row["id"] in named]


def _run_columns(level: str) -> list[Column[Row]]:
    return [
        Column[Row](
            "course",
            "Course",
            lambda row: row["run"].course.title,
            href=lambda row: reverse("course_show", args=[row["run"].course.public_id]),
        ),
        Column[Row]("provider", "Provider", lambda row: row["run"].course.organisation.name),
        Column[Row]("starts", "Starts", lambda row: row["run"].starts_on or "At any time"),
        Column[Row]("level", level, lambda row: Level(row["level"]).label),
    ]


def _trainings(found: gaps.Behind, total: int) -> Table[Row]:
    return Table(
        f"In training: {plural(total, 'person,people')} expected to complete",
        [
            *_run_columns("Level taught"),
            Column[Row]("people", "Learning now", lambda row: row["people"], kind="number"),
            Column[Row]("share", "Of 100 complete", lambda row: row["per_cent"], kind="number"),
            Column[Row]("heads", "Expected", lambda row: row["amount"], kind="number"),
        ],
        _on_runs(found, found.trainings),
    )


def _seats(found: gaps.Behind, total: int) -> Table[Row]:
    return Table(
        f"Places: {total:,} left in all",
        [
            *_run_columns("Level taught"),
            Column[Row](
                "seats",
                "Places left",
                lambda row: "No limit told" if row["amount"] is None else f"{row['amount']:,}",
            ),
        ],
        _on_runs(found, found.seats),
    )
