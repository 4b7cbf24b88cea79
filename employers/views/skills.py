"""The skills a vacancy asks for: suggestions to accept or refuse, and skills to name.

Its employer decides on one page, WMCA staff on another for an advert that nobody has claimed; services say who may.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from district.partners.access import role_required, staff_only
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills import marking
from district.skills.models import Level, Skill
from district.skills.services import search
from district.web.errors import Refused
from district.web.search import clean_words
from district.web.templatetags.district import plural
from employers import access, queries, wording
from employers.forms import AskForm, VacancySuggestionsForm
from employers.models import Vacancy, VacancySkill
from employers.plain_text import blocks
from employers.services import asked_skills, vacancies, vacancy_checks

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@role_required(Role.EMPLOYER)
def vacancy_skills(request: ActorRequest, public_id: UUID) -> HttpResponse:
    vacancy = _visible(request, public_id)
    if request.method == "POST":
        return _answered(request, vacancy)
    context = _choices(request, vacancy)
    context |= {
        "more": max(0, vacancy_checks.LEAST_SKILLS - len(context["accepted"])),
        "back_href": reverse("vacancy_show", args=[public_id]),
    }
    return render(request, "employers/vacancy_skills.html", context)


@form_page
@staff_only
def authority_vacancy_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    vacancy = _visible(request, public_id)
    if request.method == "POST" and request.POST.get("repeat") == "no":
        vacancies.tell_apart(vacancy=vacancy, by=request.actor)
        messages.success(request, "This advert is an opening of its own. Learners see it now.")
        return redirect(request.path)
    if request.method == "POST":
        return _answered(request, vacancy)
    context = _choices(request, vacancy)
    named = [*context["suggested"], *context["accepted"]]
    context |= {
        "may_decide": access.may_decide_skills(request.actor, vacancy),
        "is_public": vacancy.state in queries.SEEN,
        "blocks": blocks(vacancy.description),
        "words": marking.pattern(asked.words for asked in named),
        "place": wording.place(vacancy),
        "pay": wording.pay(vacancy),
        "closing": wording.closing(vacancy.closes_on),
        "following": queries.next_waiting(vacancy),
    }
    return render(request, "employers/authority_vacancy_show.html", context)


def _visible(request: ActorRequest, public_id: UUID) -> Vacancy:
    """The vacancy if it is among those this page shows to who asks; another's does not exist for them."""
    rows = Vacancy.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("organisation", "postcode", "council", "repeats"), public_id=public_id
    )


def _choices(request: ActorRequest, vacancy: Vacancy) -> dict[str, Any]:
    skills = queries.all_skills(vacancy)
    accepted = [asked for asked in skills if asked.state == "accepted"]
    query = clean_words(request.GET.get("q", ""))
    found = search.suggest(query) if query else []
    known = {str(asked.skill.public_id) for asked in accepted}
    return {
        "vacancy": vacancy,
        "accepted": accepted,
        "suggested": [asked for asked in skills if asked.state == "suggested"],
        "refused": [asked for asked in skills if asked.state == "refused"],
        "levels": Level.choices,
        "needs": VacancySkill.Need.choices,
        "query": query,
        "found": [each for each in found if each.id not in known],
        "is_known": any(each.id in known for each in found),
    }


def _answered(request: ActorRequest, vacancy: Vacancy) -> HttpResponse:
    try:
        said = _decide_one(request, vacancy) if "answer" in request.POST else _decide_some(request, vacancy)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(f"{request.path}#decided")


def _decide_one(request: ActorRequest, vacancy: Vacancy) -> str:
    form = AskForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose one of the skills on this page.")
    answer, by = form.cleaned_data, request.actor
    skill = get_object_or_404(Skill.objects.choosable(), public_id=answer["skill"])
    if answer["answer"] == "refuse":
        asked_skills.refuse(vacancy=vacancy, skill=skill, by=by)
        return f"“{skill.label}” is not asked for."
    need = answer["need"] or VacancySkill.Need.ESSENTIAL
    level = answer["level"] or Level.INTERMEDIATE
    asked = asked_skills.ask(vacancy=vacancy, skill=skill, level=level, need=need, by=by)
    levels = f"{asked.get_level_display().lower()}, {asked.get_need_display().lower()}"
    return f"“{skill.label}” is asked for: {levels}."


def _decide_some(request: ActorRequest, vacancy: Vacancy) -> str:
    """One button of the form that holds all suggestions: for one of them, or for all that it showed."""
    waiting = [asked for asked in queries.all_skills(vacancy) if asked.state == "suggested"]
    form = VacancySuggestionsForm(request.POST, waiting=waiting)
    if not form.is_valid():
        raise Refused("Choose one of the skills on this page, and one of the levels.")
    chosen, by = form.chosen(), request.actor
    if not chosen:
        return "That is decided already."
    if form.is_accepting:
        count = asked_skills.ask_suggested(vacancy=vacancy, answers=chosen, by=by)
        return f"{plural(count, 'skill is,skills are')} asked for."
    count = asked_skills.refuse_suggested(vacancy=vacancy, skill_ids=list(chosen), by=by)
    return f"{plural(count, 'skill is,skills are')} not asked for."
