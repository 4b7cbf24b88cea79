"""The chain of a need on one page: for WMCA staff, and for the employer whose need it is."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.codesign import need_wording
from district.codesign.models import NeedReply, SkillsNeed
from district.figures.symbols import Symbol
from district.gaps import chain
from district.gaps.stages import Stage
from district.partners.access import role_required, staff_only
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import charts, pages
from district.web.tables import Column, Table
from district.web.templatetags.district import plural

employer_only = role_required(Role.EMPLOYER)
HIDDEN = "fewer than we tell"


@require_safe
@staff_only
def authority_chain_list(request: ActorRequest) -> HttpResponse:
    """Needs whose employers accepted an answer, the latest first."""
    accepted = Q(replies__state=NeedReply.State.ACCEPTED)
    taught = accepted & Q(replies__answer__course__isnull=False)
    rows = (
        SkillsNeed.objects.visible_to(request.actor)
        .filter(pk__in=NeedReply.objects.filter(state=NeedReply.State.ACCEPTED).values("need"))
        .for_list()
        .annotate(
            answer_count=Count("replies", filter=accepted, distinct=True),
            course_count=Count("replies__answer__course", filter=taught, distinct=True),
        )
        .order_by("-opened_at", "-pk")
    )
    page = pages.paginate(request, rows)
    columns: list[Column[Any]] = [
        Column(
            "title",
            "Need",
            lambda row: row.title,
            href=lambda row: reverse("authority_need_chain", args=[row.public_id]),
        ),
        Column("employer", "Employer", lambda row: row.organisation.name),
        Column("state", "State", lambda row: row.get_state_display()),
        Column("heads", "People", lambda row: row.heads, kind="number"),
        Column("where", "Where", need_wording.place),
        Column("answers", "Accepted answers", lambda row: row.answer_count, kind="number"),
        Column("courses", "Courses", lambda row: row.course_count, kind="number"),
    ]
    table = Table(plural(page.paginator.count, "answered need"), columns, page.object_list)
    return render(request, "gaps/authority_chain_list.html", {"page": page, "table": table})


@require_safe
@staff_only
def authority_need_chain(request: ActorRequest, public_id: UUID) -> HttpResponse:
    need = _need(request, public_id)
    back = {"back_href": reverse("authority_chain_list"), "back_text": "What came of needs"}
    about = reverse("authority_need_show", args=[public_id])
    return render(
        request, "gaps/authority_need_chain.html", _context(request, need) | back | {"need_href": about}
    )


@require_safe
@employer_only
def need_chain(request: ActorRequest, public_id: UUID) -> HttpResponse:
    need = _need(request, public_id)
    about = reverse("need_show", args=[public_id])
    back = {"back_href": about, "back_text": "The need", "need_href": about}
    return render(request, "gaps/need_chain.html", _context(request, need) | back)


def _need(request: ActorRequest, public_id: UUID) -> SkillsNeed:
    rows = SkillsNeed.objects.visible_to(request.actor).exclude(state=SkillsNeed.State.DRAFT)
    return get_object_or_404(rows.select_related("organisation", "council"), public_id=public_id)


def _context(request: ActorRequest, need: SkillsNeed) -> dict[str, Any]:
    found = chain.of(need, request.actor)
    return {
        "need": need,
        "chain": found,
        "sentence": chain.sentence(found),
        "place": need_wording.place(need),
        "runs": _runs(found) if found.runs else None,
        "chart": _picture(found) if found.runs else None,
        "hirers": [{"name": row.name, "people": _told(row.people)} for row in found.hirers],
        "vacancies": [
            {"vacancy": row, "hired": _told(found.hired_in_vacancies[row.pk])} for row in found.vacancies
        ],
        "is_staff": request.actor.is_staff,
    }


def _told(value: chain.Told) -> str:
    return HIDDEN if isinstance(value, Symbol) else f"{value:,}"


def _runs(found: chain.Chain) -> Table[chain.Run]:
    def counted(stage: Stage) -> Column[chain.Run]:
        return Column(
            stage.name.lower(),
            chain.LABELS[stage],
            lambda row: row.counts[stage],
            kind="number",
        )

    return Table(
        "Run by run",
        [
            Column(
                "run",
                "Course run",
                lambda row: f"{row.run.course.title}, run {row.number}",
                href=lambda row: reverse("course_show", args=[row.run.course.public_id]),
            ),
            Column("starts", "Began on", lambda row: row.run.starts_on, kind="day"),
            *(counted(stage) for stage in chain.TOLD),
        ],
        found.runs,
    )


def _picture(found: chain.Chain) -> charts.Chart:
    values = [
        (chain.LABELS[stage], value) for stage, value in found.totals.items() if not isinstance(value, Symbol)
    ]
    note = "" if len(values) == len(found.totals) else "Stages that so few reached are left out."
    return charts.bars("How far people came on the courses that answered it", values, note=note)
