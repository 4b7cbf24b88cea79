"""The skills a course teaches: suggestions to accept or refuse, and skills to name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.skills.services import search
from district.web.errors import Refused
from programmes import queries
from programmes.forms import DecideForm
from programmes.models import Course, TaughtSkill
from programmes.services import skills

LONGEST_QUERY = 100


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVIDER, Role.AUTHORITY)
def course_skills_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    course = queries.own_course(request.actor, public_id)
    if course is None:
        raise Http404
    if request.method == "POST":
        try:
            _decide(request, course)
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect(f"{reverse('course_skills_show', args=[public_id])}#decided")
    taught = course.all_skills
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    known = {str(each.skill.public_id) for each in taught if each.state == "accepted"}
    context = {
        "course": course,
        "suggested": [each for each in taught if each.state == "suggested"],
        "accepted": [each for each in taught if each.state == "accepted"],
        "refused": [each for each in taught if each.state == "refused"],
        "levels": Level.choices,
        "query": query,
        "found": [each for each in search.suggest(query) if each.id not in known] if query else [],
    }
    fragment = "suggestions" if request.GET.get("fragment") == "suggestions" else ""
    template = "programmes/course_skills_show.html"
    return render(request, f"{template}#{fragment}" if fragment else template, context)


def _decide(request: ActorRequest, course: Course) -> None:
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose one of the skills on this page.")
    answer, by = form.cleaned_data, request.actor
    if answer["add"]:
        skill = get_object_or_404(Skill.objects.choosable(), public_id=answer["add"])
        skills.add(course=course, skill=skill, level=answer["level"] or Level.FOUNDATION, by=by)
        messages.success(request, f"“{skill.label}” is added.")
        return
    taught = get_object_or_404(
        TaughtSkill.objects.select_related("skill"), pk=answer["taught"] or 0, course=course
    )
    _answer(answer, taught, by)
    messages.success(request, f"“{taught.skill.label}”: {SAID[answer['answer']]}")


SAID = {
    "accept": "accepted.",
    "refuse": "refused. It is not shown.",
    "level": "the level is changed.",
    "remove": "taken off.",
    "": "nothing was changed.",
}


def _answer(answer: dict[str, Any], taught: TaughtSkill, by: Any) -> None:
    if answer["answer"] == "remove":
        skills.remove(taught=taught, by=by)
    elif answer["answer"] in {"accept", "level"}:
        skills.decide(taught=taught, accept=True, level=answer["level"], by=by)
    elif answer["answer"] == "refuse":
        skills.decide(taught=taught, accept=False, by=by)
