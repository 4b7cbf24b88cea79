"""An employer says what it lacks: a few short pages, kept as a draft until it is opened."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.codesign import need_queries, need_wording
from district.codesign.models import SkillsNeed
from district.codesign.need_forms import (
    SECTIONS,
    STEPS,
    NeedForm,
    PeopleForm,
    SkillForm,
    StopForm,
    VacanciesForm,
)
from district.codesign.services import need_skills, need_vacancies, needs
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill, SkillState
from district.skills.services import search
from district.web import pages
from district.web.errors import Refused
from district.web.search import clean_words
from district.web.tables import Column, Table
from district.web.templatetags.district import plural
from employers.forms import SuggestionsForm

employer_only = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST_VACANCIES = 100


@require_safe
@employer_only
def need_list(request: ActorRequest) -> HttpResponse:
    own = need_queries.own(request.actor)
    counts = need_queries.state_counts(request.actor)
    state = request.GET.get("state", "")
    state = state if state in SkillsNeed.State.values else ""
    every = sum(counts.values())
    page = pages.paginate(
        request, own.filter(state=state) if state else own, count=counts.get(state, 0) if state else every
    )
    tabs = [
        {
            "label": f"{label} ({counts.get(value, 0) if value else every})",
            "href": pages.query_string(request, state=value or None, page=None),
            "is_current": value == state,
        }
        for value, label in [("", "All"), *SkillsNeed.State.choices]
        if not value or counts.get(value) or value == state
    ]
    context = {"page": page, "tabs": tabs, "table": _table(page.object_list), "has_any": bool(counts)}
    return render(request, "codesign/need_list.html", context)


def _table(rows: Any) -> Table[SkillsNeed]:
    columns = [
        Column[SkillsNeed](
            "title",
            "Need",
            lambda row: row.title,
            href=lambda row: reverse("need_show", args=[row.public_id]),
        ),
        Column[SkillsNeed]("state", "State", lambda row: row.get_state_display()),
        Column[SkillsNeed]("heads", "People", lambda row: row.heads, kind="number"),
        Column[SkillsNeed]("when", "By when", lambda row: row.get_by_when_display()),
        Column[SkillsNeed]("skills", "Skills", lambda row: row.skill_count, kind="number"),
        Column[SkillsNeed]("clock", "Until", need_wording.clock),
    ]
    return Table("Your skills needs", columns, rows)


@form_page
@employer_only
def need_create(request: ActorRequest) -> HttpResponse:
    form = PeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        need = needs.draft(values=form.values(), by=request.actor)
        return redirect("need_change", need.public_id, "text")
    context = {"form": form, "step": 1, "steps": len(STEPS)}
    return render(request, "codesign/need_create.html", context)


@form_page
@employer_only
def need_change(request: ActorRequest, public_id: UUID, section: str) -> HttpResponse:
    need = own_need(request, public_id)
    if section not in SECTIONS:
        raise Http404
    title, form_class = SECTIONS[section]
    form = form_class(request.POST or None, initial=_initial(need, form_class))
    if request.method == "POST" and form.is_valid():
        try:
            needs.answer(
                need=need,
                section=section,
                values=form.values(),
                version=form.cleaned_data["version"],
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(_following(need, section))
    context = {
        "form": form,
        "need": need,
        "heading": title,
        "step": STEPS.index(section) + 1,
        "steps": len(STEPS),
        "back_href": _before(need, section),
    }
    return render(request, "codesign/need_change.html", context)


def _initial(need: SkillsNeed, form_class: type[NeedForm]) -> dict[str, Any]:
    values = {name: getattr(need, name) for name in form_class.base_fields}
    if "postcode" in values:
        values |= {"postcode": need.postcode_id or "", "council": need.council_id or ""}
    if "is_hard" in values:
        values["is_hard"] = {True: "yes", False: "no"}.get(need.is_hard)  # type: ignore[arg-type]
    return values


def _following(need: SkillsNeed, section: str) -> str:
    """A draft leads through its pages to the last look; later each page leads back."""
    after = STEPS[STEPS.index(section) + 1 :]
    if section == "text":
        return reverse("need_skills_choose", args=[need.public_id])
    if need.state != SkillsNeed.State.DRAFT or not after:
        return reverse("need_show", args=[need.public_id])
    return reverse("need_change", args=[need.public_id, after[0]])


def _before(need: SkillsNeed, section: str) -> str:
    step = STEPS.index(section)
    if need.state != SkillsNeed.State.DRAFT or step == 0:
        return reverse("need_show", args=[need.public_id])
    before = STEPS[step - 1]
    if before == "skills":
        return reverse("need_skills_choose", args=[need.public_id])
    return reverse("need_change", args=[need.public_id, before])


@form_page
@employer_only
def need_skills_choose(request: ActorRequest, public_id: UUID) -> HttpResponse:
    need = own_need(request, public_id)
    if request.method == "POST":
        return _decided(request, need)
    rows = need_queries.skills(need)
    accepted = [each for each in rows if each.state == SkillState.ACCEPTED]
    query = clean_words(request.GET.get("q", ""))
    found = search.suggest(query) if query else []
    known = {str(each.skill.public_id) for each in accepted}
    context = {
        "need": need,
        "accepted": accepted,
        "suggested": [each for each in rows if each.state == SkillState.SUGGESTED],
        "refused": [each for each in rows if each.state == SkillState.REFUSED],
        "levels": Level.choices,
        "query": query,
        "found": [each for each in found if each.id not in known],
        "is_known": any(each.id in known for each in found),
        "step": STEPS.index("skills") + 1,
        "steps": len(STEPS),
        "back_href": _before(need, "skills"),
        "next_href": _following(need, "skills"),
    }
    return render(request, "codesign/need_skills_choose.html", context)


def _decided(request: ActorRequest, need: SkillsNeed) -> HttpResponse:
    try:
        said = _decide_one(request, need) if "answer" in request.POST else _decide_some(request, need)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(f"{request.path}#decided")


def _decide_one(request: ActorRequest, need: SkillsNeed) -> str:
    form = SkillForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose one of the skills on this page.")
    skill = get_object_or_404(Skill.objects.choosable(), public_id=form.cleaned_data["skill"])
    if form.cleaned_data["answer"] == "remove":
        need_skills.remove(need=need, skill=skill, by=request.actor)
        return f"“{skill.label}” is not needed."
    level = form.cleaned_data["level"] or Level.INTERMEDIATE
    needed = need_skills.ask(need=need, skill=skill, level=level, by=request.actor)
    return f"“{skill.label}” is needed: {needed.get_level_display().lower()}."


def _decide_some(request: ActorRequest, need: SkillsNeed) -> str:
    waiting = [each for each in need_queries.skills(need) if each.state == SkillState.SUGGESTED]
    form = SuggestionsForm(request.POST, waiting=waiting)
    if not form.is_valid():
        raise Refused("Choose one of the skills on this page, and one of the levels.")
    chosen = form.chosen()
    if not chosen:
        return "That is decided already."
    if form.is_accepting:
        count = need_skills.accept_suggested(need=need, levels=chosen, by=request.actor)
        return f"{plural(count, 'skill is,skills are')} needed."
    count = need_skills.refuse_suggested(need=need, skill_ids=list(chosen), by=request.actor)
    return f"{plural(count, 'skill is,skills are')} not needed."


@require_POST
@employer_only
def need_move(request: ActorRequest, public_id: UUID, move: str) -> HttpResponse:
    """Open a draft, renew what ends or has ended, throw a draft away."""
    need = own_need(request, public_id)
    if move not in {"open", "renew", "discard"}:
        raise Http404
    try:
        if move == "discard":
            needs.discard(need=need, by=request.actor)
            messages.success(request, "The draft is gone.")
            return redirect("need_list")
        if move == "renew":
            need = needs.renew(need=need, by=request.actor)
            messages.success(request, "It is renewed: providers go on seeing it among what employers need.")
        else:
            needs.publish(need=need, by=request.actor)
            messages.success(request, "Your need is open. It counts among what employers need.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("need_show", need.public_id)


@form_page
@employer_only
def need_stop(request: ActorRequest, public_id: UUID) -> HttpResponse:
    need = own_need(request, public_id)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            needs.stop(need=need, words=form.cleaned_data["words"], by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The need is stopped. It no longer counts.")
            return redirect("need_show", public_id)
    context = {"need": need, "form": form, "back_href": reverse("need_show", args=[public_id])}
    return render(request, "codesign/need_stop.html", context)


@form_page
@employer_only
def need_vacancies_choose(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Say which vacancies are for people of this need, so that they are counted once."""
    need = own_need(request, public_id)
    found = need_vacancies.choosable(need).only("public_id", "title", "positions")
    named = set(need.vacancies.values_list("vacancy_id", flat=True))
    form = VacanciesForm(
        request.POST if request.method == "POST" else None,
        choosable=list(found[:MOST_VACANCIES]),
        named=named,
    )
    if form.is_valid():
        try:
            need_vacancies.name(need=need, vacancies=form.chosen(), by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Noted. These people are counted once.")
            return redirect("need_show", public_id)
    context = {"need": need, "form": form, "back_href": reverse("need_show", args=[public_id])}
    return render(request, "codesign/need_vacancies_choose.html", context)


def own_need(request: ActorRequest, public_id: UUID) -> SkillsNeed:
    """The need if it belongs to the employer that asks; another's does not exist for them."""
    own = SkillsNeed.objects.filter(organisation=request.actor.organisation)
    return get_object_or_404(own.select_related("organisation", "postcode", "council"), public_id=public_id)
