"""Courses as WMCA staff see them: all states, and which suggested skills wait for a person."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.skills import marking
from district.web.pages import paginate_ids
from employers.plain_text import blocks
from programmes import queries, tables, wording
from programmes.filters import StaffFilter
from programmes.models import Course
from programmes.views import skills

TEXTS = (
    ("Who it is for", "who_for"),
    ("What people learn", "what_you_learn"),
    ("How they learn", "how_you_learn"),
    ("Where it can lead", "where_next"),
)


@require_safe
@staff_only
def authority_course_list(request: ActorRequest) -> HttpResponse:
    chosen = StaffFilter(request.GET or None, queryset=queries.ids_of_own_courses(request.actor))
    page = paginate_ids(request, chosen.qs)
    table = tables.staff_table(queries.listed_own(page.object_list), request, page.paginator.count)
    return render(
        request, "programmes/authority_course_list.html", {"filter": chosen, "page": page, "table": table}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def authority_course_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    course = queries.own_course(request.actor, public_id)
    if course is None:
        raise Http404
    if request.method == "POST":
        return skills.answered(request, course)
    context = skills.choices(course)
    named = [*context["suggested"], *context["accepted"]]
    context |= {
        "words": marking.pattern(taught.words for taught in named),
        "texts": _texts(course),
        "level": wording.level(course),
        "is_public": course.state != Course.State.DRAFT,
        "following": queries.next_waiting(course),
    }
    return render(request, "programmes/authority_course_show.html", context)


def _texts(course: Course) -> list[dict[str, object]]:
    found = ((title, getattr(course, name)) for title, name in TEXTS)
    return [{"title": title, "blocks": blocks(text)} for title, text in found if text]
