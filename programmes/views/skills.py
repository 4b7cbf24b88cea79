"""The skills a course teaches: suggestions to accept or refuse, and skills to name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.skills.services import search
from district.web.errors import Refused
from district.web.templatetags.district import plural
from programmes import queries
from programmes.forms import DecideForm, SuggestionsForm
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
        return answered(request, course)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    context = choices(course)
    known = {str(each.skill.public_id) for each in context["accepted"]}
    found = [each for each in search.suggest(query) if each.id not in known] if query else []
    context |= {"query": query, "found": found}
    fragment = "suggestions" if request.GET.get("fragment") == "suggestions" else ""
    template = "programmes/course_skills_show.html"
    return render(request, f"{template}#{fragment}" if fragment else template, context)


def choices(course: Course) -> dict[str, Any]:
    """The skills of a course by what has been decided about them."""
    taught = course.all_skills
    return {
        "course": course,
        "suggested": [each for each in taught if each.state == "suggested"],
        "accepted": [each for each in taught if each.state == "accepted"],
        "refused": [each for each in taught if each.state == "refused"],
        "levels": Level.choices,
    }


def answered(request: ActorRequest, course: Course) -> HttpResponse:
    """One button was pressed, on whichever page shows the skills of the course."""
    is_about_one = "answer" in request.POST or "add" in request.POST
    try:
        said = _decide(request, course) if is_about_one else _decide_some(request, course)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(f"{request.path}#decided")


def _decide_some(request: ActorRequest, course: Course) -> str:
    """One button of the form that holds all suggestions: for one of them, or for all that it showed."""
    waiting = [taught for taught in course.all_skills if taught.state == "suggested"]
    form = SuggestionsForm(request.POST, waiting=waiting)
    if not form.is_valid():
        raise Refused("Choose one of the skills on this page, and one of the levels.")
    chosen, by = form.chosen(), request.actor
    if not chosen:
        return "That is decided already."
    if form.is_accepting:
        count = skills.accept_suggested(course=course, levels=chosen, by=by)
        return f"{plural(count, 'skill is,skills are')} accepted."
    count = skills.refuse_suggested(course=course, taught_ids=list(chosen), by=by)
    return f"{plural(count, 'skill is,skills are')} refused."


def _decide(request: ActorRequest, course: Course) -> str:
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose one of the skills on this page.")
    answer, by = form.cleaned_data, request.actor
    if answer["add"]:
        skill = get_object_or_404(Skill.objects.choosable(), public_id=answer["add"])
        skills.add(course=course, skill=skill, level=answer["level"] or Level.FOUNDATION, by=by)
        return f"“{skill.label}” is added."
    taught = get_object_or_404(
        TaughtSkill.objects.select_related("skill"), pk=answer["taught"] or 0, course=course
    )
    _answer(answer, taught, by)
    return f"“{taught.skill.label}”: {SAID[answer['answer']]}"


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
