"""What a learner can do: the list, and four ways to fill it: by name, from a text, from an occupation, one by one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.skills.models import Occupation
from district.skills.services import search
from district.web.errors import Refused
from district.web.pages import paginate
from learners import queries
from learners.access import learner_only
from learners.forms import FindForm, HeldSkillForm, LevelForm, TextForm, TypicalForm
from learners.requests import LearnerRequest
from learners.services import held_skills, records, suggestions
from learners.views.sent import chosen_id, posted

MOST_TYPICAL = 60
SHOWN_OCCUPATIONS = 20


@require_safe
@learner_only
def skills_show(request: LearnerRequest) -> HttpResponse:
    page = paginate(request, queries.held_skills(request.learner), 50)
    context = {
        "page": page,
        "lines": queries.lines(page),
        "waiting_count": queries.waiting_suggestions(request.learner).count(),
    }
    return render(request, "learners/skills_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def skills_add(request: LearnerRequest) -> HttpResponse:
    """The picker. Without JavaScript its search answers on this page."""
    if request.method == "POST":
        return _pick(request)
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    held = list(queries.held_skills(request.learner))
    context = {
        "form": form,
        "query": words,
        "suggestions": search.suggest(words) if words else [],
        "chosen": [
            {"id": each.skill.public_id, "label": each.skill.label, "level": each.get_level_display()}
            for each in held
        ],
    }
    return render(request, "learners/skills_add.html", context)


def _pick(request: LearnerRequest) -> HttpResponse:
    """A chosen skill is on the list at once, and its level is asked next."""
    try:
        if chosen := chosen_id(request, "add"):
            held_skills.add(learner=request.learner, skills=[chosen], by=request.actor)
            return redirect("held_skill_change", chosen)
        if unwanted := chosen_id(request, "remove"):
            held_skills.remove(learner=request.learner, skill=unwanted, by=request.actor)
            messages.success(request, "Removed from your skills.")
        else:
            messages.error(request, "Choose a skill from the list.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("skills_add")


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def held_skill_change(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """Level and evidence. If they were changed elsewhere since the page was opened, both are shown."""
    held = get_object_or_404(request.learner.held_skills.select_related("skill"), skill__public_id=public_id)
    standing = held_skills.held(held)
    initial = standing | {"level": str(held.level), "seen": records.mark(standing)}
    form = HeldSkillForm(posted(request), initial=initial, evidence=held.evidence)
    other = None
    if request.method == "POST" and form.is_valid():
        values = {field: form.cleaned_data[field] for field in held_skills.FIELDS}
        try:
            held_skills.change(
                learner=request.learner,
                skill=public_id,
                values=values,
                seen=form.cleaned_data["seen"],
                by=request.actor,
            )
            messages.success(request, f"Saved: {held.skill}.")
            return redirect("skills_add" if "more" in request.POST else "skills_show")
        except records.Changed as changed:
            other = changed.current
            form.refuse(changed)
            form.show_again(seen=records.mark(held_skills.held(other)))
        except Refused as refusal:
            form.refuse(refusal)
    context = {"held": held, "form": form, "other": other}
    return render(request, "learners/held_skill_change.html", context, status=409 if other else 200)


@require_POST
@learner_only
def held_skill_remove(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """Pressing twice is no error; a skill of somebody else is not found."""
    held = request.learner.held_skills.select_related("skill").filter(skill__public_id=public_id).first()
    if held is None:
        raise Http404("This skill is not on your list.")
    held_skills.remove(learner=request.learner, skill=public_id, by=request.actor)
    messages.success(request, f"Removed: {held.skill}.")
    return redirect("skills_show")


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def skills_from_text(request: LearnerRequest) -> HttpResponse:
    form = TextForm(posted(request))
    if request.method == "POST" and form.is_valid():
        count = suggestions.suggest(learner=request.learner, text=form.cleaned_data["text"], by=request.actor)
        if count:
            return redirect("skills_suggested")
        has_skills = request.learner.held_skills.exists()
        found = (
            "We found no skill in it that is not on your list yet."
            if has_skills
            else "We found no skill in it."
        )
        form.add_error("text", f"{found} Name a program or a task, or search by name.")
    return render(request, "learners/skills_from_text.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def skills_suggested(request: LearnerRequest) -> HttpResponse:
    """Skills found in a text: add or refuse each, or all together."""
    if request.method == "POST":
        try:
            _answer_suggestions(request)
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("skills_suggested")
    page = paginate(request, queries.waiting_suggestions(request.learner))
    return render(request, "learners/skills_suggested.html", {"page": page, "form": LevelForm()})


def _answer_suggestions(request: LearnerRequest) -> None:
    form = LevelForm(request.POST)
    chosen, refused = chosen_id(request, "add"), chosen_id(request, "refuse")
    learner, by = request.learner, request.actor
    if refused:
        suggestions.refuse(learner=learner, skill=refused, by=by)
    elif "refuse_all" in request.POST:
        suggestions.refuse_all(learner=learner, by=by)
        messages.success(request, "The rest is put away.")
    elif not form.is_valid():
        messages.error(request, "Choose one of the four levels.")
    elif "add_all" in request.POST:
        count = suggestions.accept_all(learner=learner, level=form.cleaned_data["level"], by=by)
        messages.success(request, f"Added {count} {'skill' if count == 1 else 'skills'} to your list.")
    elif chosen:
        suggestions.accept(learner=learner, skill=chosen, level=form.cleaned_data["level"], by=by)
        messages.success(request, "Added to your list.")


@require_safe
@learner_only
def skills_from_occupation(request: LearnerRequest) -> HttpResponse:
    """Search for a job one has done, to start from what it typically asks for."""
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.occupations(words, most=SHOWN_OCCUPATIONS)
    context = {"form": form, "words": words, "search": found}
    return render(request, "learners/skills_from_occupation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def skills_of_occupation(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    occupation = get_object_or_404(Occupation, public_id=public_id, withdrawn_at=None)
    choices, held_count = queries.typical_skills(occupation, request.learner)
    form = TypicalForm(posted(request), choices=choices[:MOST_TYPICAL])
    if request.method == "POST" and form.is_valid():
        try:
            new = held_skills.add(
                learner=request.learner,
                skills=[UUID(chosen) for chosen in form.cleaned_data["skills"]],
                level=form.cleaned_data["level"],
                by=request.actor,
            )
            messages.success(
                request, f"Added {len(new)} {'skill' if len(new) == 1 else 'skills'} to your list."
            )
            return redirect("skills_show")
        except Refused as refusal:
            form.refuse(refusal)
    context = {"occupation": occupation, "form": form, "has_choices": bool(choices), "held_count": held_count}
    return render(request, "learners/skills_of_occupation.html", context)
