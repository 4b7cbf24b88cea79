"""A provider's curricula: versions, learning outcomes with their skills, comparison, publication. Staff look on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.skills.services import search
from district.web.errors import Refused
from district.web.search import clean_words
from programmes import access
from programmes.curricula import pages as curriculum_pages
from programmes.curricula.changes import What, compare
from programmes.curricula.forms import (
    CompareForm,
    OutcomeActForm,
    OutcomeForm,
    OutcomeSkillForm,
    PublishForm,
)
from programmes.models import Course, CurriculumVersion, LearningOutcome
from programmes.services import curriculum

provider_only = role_required(Role.PROVIDER)
teaching = role_required(Role.PROVIDER, Role.AUTHORITY)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@teaching
def curriculum_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The versions of one course, and what to do next."""
    course = _course(request, public_id)
    found = curriculum_pages.versions(course)
    numbers = [each.number for each in found]
    at_work = curriculum_pages.found_at_work(course)
    context = {
        "course": course,
        "table": curriculum_pages.version_table(found),
        "draft": next((each for each in found if each.is_draft), None),
        "in_force": next((each for each in found if each.state == "published"), None),
        "compare_query": f"?before={numbers[1]}&after={numbers[0]}" if len(numbers) > 1 else "",
        "may_write": access.teaches(request.actor, course.organisation_id),
        "found": curriculum_pages.found_table(at_work),
        "chart": curriculum_pages.found_chart(at_work),
    }
    return render(request, "programmes/curriculum_show.html", context)


@require_POST
@provider_only
def curriculum_begin(request: ActorRequest, public_id: UUID) -> HttpResponse:
    draft = curriculum.begin(course=_course(request, public_id), by=request.actor)
    messages.success(request, f"Version {draft.number} is a draft. Nobody else sees it until you publish it.")
    return redirect("curriculum_version_show", draft.public_id)


@form_page
@teaching
def curriculum_version_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A version with its outcomes; where it may still be changed, their order and one to add."""
    version = _version(request, public_id)
    adding = request.method == "POST" and "words" in request.POST
    form = OutcomeForm(request.POST if adding else None)
    if adding and form.is_valid():
        try:
            curriculum.add_outcome(curriculum=version, words=form.cleaned_data["words"], by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The learning outcome is added. Say which skills it leads to.")
            return redirect("curriculum_version_show", public_id)
    elif request.method == "POST" and not adding:
        _act(request, version)
        return redirect(f"{request.path}#outcomes")
    why_fixed = curriculum.why_fixed(version)
    context = {
        "version": version,
        "course": version.course,
        "outcomes": version.all_outcomes,
        "form": form,
        "why_fixed": why_fixed,
        "may_write": access.teaches(request.actor, version.course.organisation_id),
        "is_open": not why_fixed and access.teaches(request.actor, version.course.organisation_id),
    }
    return render(request, "programmes/curriculum_version_show.html", context)


def _act(request: ActorRequest, version: CurriculumVersion) -> None:
    """One button in the list of outcomes: up, down or remove."""
    curriculum.require_writing(request.actor, version.course)
    form = OutcomeActForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {}
    wanted = next((value for value in chosen.values() if value), None)
    outcome = next((each for each in version.all_outcomes if each.public_id == wanted), None)
    if outcome is None:
        messages.error(request, "Choose one of the learning outcomes on this page.")
        return
    outcome.curriculum = version
    try:
        if chosen["remove"]:
            curriculum.remove_outcome(outcome=outcome, by=request.actor)
            messages.success(request, "The learning outcome is removed.")
        else:
            curriculum.move_outcome(outcome=outcome, up=bool(chosen["up"]), by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)


@form_page
@provider_only
def curriculum_outcome_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Its words, and the skills it leads to."""
    outcome = _outcome(request, public_id)
    is_worded = request.method == "POST" and "words" in request.POST
    initial = {"words": outcome.words, "version": outcome.version}
    form = OutcomeForm(request.POST if is_worded else None, initial=initial)
    stale = ""
    if is_worded and form.is_valid():
        try:
            curriculum.reword_outcome(
                outcome=outcome, **form.values(), version=form.cleaned_data["version"], by=request.actor
            )
        except Refused as refusal:
            form.refuse(refusal)
            if refusal.code == "stale":
                outcome.refresh_from_db(fields=["words", "version"])
                stale = outcome.words
                form.show_again(version=str(outcome.version))
        else:
            messages.success(request, "Saved.")
            return redirect("curriculum_version_show", outcome.curriculum.public_id)
    elif request.method == "POST" and not is_worded:
        _act_on_skill(request, outcome)
        return redirect(f"{request.path}#skills")
    query = clean_words(request.GET.get("q", ""))
    led = list(outcome.skills.all())
    known = {str(each.skill.public_id) for each in led}
    suggested = search.suggest(query) if query else []
    context = {
        "outcome": outcome,
        "version": outcome.curriculum,
        "course": outcome.curriculum.course,
        "form": form,
        "stale": stale,
        "led": led,
        "levels": Level.choices,
        "query": query,
        "found": [each for each in suggested if each.id not in known],
        "is_known": any(each.id in known for each in suggested),
    }
    fragment = "#suggestions" if request.GET.get("fragment") == "suggestions" else ""
    template = f"programmes/curriculum_outcome_change.html{fragment}"
    return render(request, template, context, status=409 if stale else 200)


def _act_on_skill(request: ActorRequest, outcome: LearningOutcome) -> None:
    form = OutcomeSkillForm(request.POST)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    public_id = chosen.get("add") or chosen.get("skill")
    if not public_id:
        messages.error(request, "Choose one of the skills on this page, and one of the levels.")
        return
    own = Skill.objects.filter(id__in=[each.skill_id for each in outcome.skills.all()])
    skills = Skill.objects.choosable() if chosen["add"] else own
    skill = get_object_or_404(skills, public_id=public_id)
    try:
        if chosen["add"] or chosen["answer"] == "level":
            level = chosen["level"] or Level.FOUNDATION
            curriculum.set_skill(outcome=outcome, skill=skill, level=level, by=request.actor)
            messages.success(request, f"It leads to “{skill.label}” now, up to {Level(level).label.lower()}.")
        elif chosen["answer"] == "remove":
            curriculum.remove_skill(outcome=outcome, skill=skill, by=request.actor)
            messages.success(request, f"“{skill.label}” is taken off.")
    except Refused as refusal:
        messages.error(request, refusal.message)


@require_safe
@teaching
def curriculum_compare(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Two versions: what was added, taken out, changed and moved."""
    course = _course(request, public_id)
    numbers = list(course.curriculum_versions.order_by("-number").values_list("number", flat=True))
    form = CompareForm(request.GET or None, numbers=numbers)
    chosen = [form.cleaned_data["before"], form.cleaned_data["after"]] if form.is_valid() else numbers[:2]
    found = curriculum_pages.compared(request.actor, course, sorted(chosen))
    context: dict[str, Any] = {
        "course": course,
        "numbers": numbers,
        "is_wrong": form.is_bound and not form.is_valid(),
    }
    if len(found) == 2:
        before, after = found
        lines = compare(curriculum_pages.points(before), curriculum_pages.points(after))
        context |= {
            "before": before,
            "after": after,
            "lines": [curriculum_pages.line_words(line) for line in lines],
            "change_count": sum(line.what != What.SAME for line in lines),
        }
    return render(request, "programmes/curriculum_compare.html", context)


@form_page
@provider_only
def curriculum_publish(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A last look at what changes in the skills that people are matched by; then it is in force."""
    version = _version(request, public_id)
    if not version.is_draft:
        return redirect("curriculum_version_show", public_id)
    form = PublishForm(request.POST or None, initial={"version": version.version})
    if request.method == "POST" and form.is_valid():
        try:
            curriculum.publish(
                curriculum=version,
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
            form.show_again(version=str(version.version))
        else:
            messages.success(
                request, f"Version {version.number} is in force. The skills of the course follow it."
            )
            return redirect("curriculum_show", version.course.public_id)
    changes = curriculum.preview(version)
    context = {
        "version": version,
        "course": version.course,
        "form": form,
        "outcomes": version.all_outcomes,
        "changes": [_change(each) for each in changes if each["before"] != each["after"]],
        "same_count": sum(each["before"] == each["after"] for each in changes),
        "back_href": reverse("curriculum_version_show", args=[public_id]),
    }
    return render(request, "programmes/curriculum_publish.html", context)


def _change(each: dict[str, Any]) -> dict[str, str]:
    """One skill before and after, in words."""

    def level(number: int | None) -> str:
        return f"Up to {Level(number).label.lower()}" if number else "Not taught"

    return {
        "key": each["skill"].label[:1].upper() + each["skill"].label[1:],
        "value": f"{level(each['after'])}. Until now: {level(each['before']).lower()}.",
    }


@require_POST
@provider_only
def curriculum_discard(request: ActorRequest, public_id: UUID) -> HttpResponse:
    version = _version(request, public_id)
    try:
        curriculum.discard(curriculum=version, by=request.actor)
        messages.success(request, f"The draft of version {version.number} is thrown away.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("curriculum_show", version.course.public_id)


# What the pages share ------------------------------------------------------------------------------


def _course(request: ActorRequest, public_id: UUID) -> Course:
    course = curriculum_pages.own_course(request.actor, public_id)
    if course is None:
        raise Http404
    return course


def _version(request: ActorRequest, public_id: UUID) -> CurriculumVersion:
    version = curriculum_pages.own_version(request.actor, public_id)
    if version is None:
        raise Http404
    return version


def _outcome(request: ActorRequest, public_id: UUID) -> LearningOutcome:
    outcome = curriculum_pages.own_outcome(request.actor, public_id)
    if outcome is None:
        raise Http404
    return outcome
