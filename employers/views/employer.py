"""An employer's own pages: its vacancies, and posting one page by page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from employers import access, other_places, queries, wages, wording
from employers.forms import SECTIONS, AboutForm, VersionedForm, sections_of
from employers.models import Vacancy
from employers.plain_text import blocks
from employers.services import vacancies, vacancy_checks, vacancy_reviews

employer_only = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@employer_only
def vacancy_create(request: ActorRequest) -> HttpResponse:
    form = AboutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        vacancy = vacancies.draft(values=form.values(), by=request.actor)
        messages.success(request, "The vacancy is a draft. Nobody else sees it until you publish it.")
        return redirect("vacancy_change", vacancy.public_id, "text")
    return render(request, "employers/vacancy_create.html", {"form": form})


@require_safe
@employer_only
def vacancy_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The answers to check before it is published, and later all there is to know and to do about it."""
    vacancy = own_vacancy(request, public_id)
    skills = queries.all_skills(vacancy)
    accepted = [asked for asked in skills if asked.state == "accepted"]
    where = where_to_mend(vacancy)
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "sections": [_section(vacancy, name) for name in sections_of(vacancy.kind)],
        "blocks": blocks(vacancy.description),
        "accepted": accepted,
        "suggested_count": sum(asked.state == "suggested" for asked in skills),
        "is_short": wording.is_short_notice(vacancy.closes_on),
        "may_publish": access.may_publish(request.actor, vacancy),
        "where": where,
    }
    if vacancy.state in {*Vacancy.UNFINISHED, Vacancy.State.CLOSED}:
        context |= _before_publishing(vacancy, len(accepted))
    if vacancy.state in {Vacancy.State.SUBMITTED, Vacancy.State.REFERRED, Vacancy.State.REFUSED}:
        context |= _looked_at(vacancy, where)
    return render(request, "employers/vacancy_show.html", context)


def _looked_at(vacancy: Vacancy, where: dict[str, str]) -> dict[str, Any]:
    """What WMCA staff see or have said of it."""
    review = vacancy.reviews.order_by("-turn").first()
    asked = review.requests.items() if review else []
    return {
        "review": review,
        "requests": [(wording.REVIEWED[name], words, where.get(name, "")) for name, words in asked],
    }


def _before_publishing(vacancy: Vacancy, skill_count: int) -> dict[str, Any]:
    findings, doubts = vacancy_reviews.findings_of(vacancy)
    pay: dict[str, Any] = {
        "kind": vacancy.kind,
        "least": vacancy.salary_least,
        "unit": vacancy.salary_unit,
        "weekly_hours": vacancy.weekly_hours,
        "day": vacancy.starts_on or timezone.localdate(),
    }
    return {
        "lacking": vacancy_checks.lacking(vacancy, findings, skill_count),
        "doubts": doubts,
        "pay_note": wages.adult_note(**pay),
        "is_living_wage": wages.is_real_living_wage(**pay),
    }


def where_to_mend(vacancy: Vacancy) -> dict[str, str]:
    """The page that asks for each field."""
    return {
        field: reverse("vacancy_change", args=[vacancy.public_id, name])
        for name in sections_of(vacancy.kind)
        for field in SECTIONS[name][1].base_fields
        if field != "version"
    }


def _section(vacancy: Vacancy, name: str) -> dict[str, Any]:
    title, form_class = SECTIONS[name]
    is_fixed = vacancy.state in Vacancy.FIXED
    change = "" if is_fixed else reverse("vacancy_change", args=[vacancy.public_id, name])
    shown = form_class(kind=vacancy.kind).fields
    rows = [
        {"key": described.label, "value": wording.answer(vacancy, field), "href": change}
        for field, described in shown.items()
        if field not in {"version", "description"}
    ]
    return {"title": title, "rows": rows, "name": name, "href": change}


@form_page
@employer_only
def vacancy_change(request: ActorRequest, public_id: UUID, section: str) -> HttpResponse:
    vacancy = own_vacancy(request, public_id)
    names = sections_of(vacancy.kind)
    if section not in names:
        raise Http404
    title, form_class = SECTIONS[section]
    form = form_class(request.POST or None, initial=_initial(vacancy, form_class), kind=vacancy.kind)
    stale: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            changed = vacancies.change(
                vacancy=vacancy, values=form.values(), version=version, by=request.actor
            )
        except Refused as refusal:
            if refusal.code == "stale":
                stale = _both_versions(form, vacancy)
                form.show_again(version=str(vacancy.version))
            else:
                form.refuse(refusal)
        else:
            if changed.state == Vacancy.State.SUBMITTED:
                messages.success(
                    request, "WMCA staff look at your change before people see the vacancy again."
                )
            return redirect(_following(changed, section))
    context = {
        "form": form,
        "vacancy": vacancy,
        "heading": title,
        "stale": stale,
        "step": names.index(section) + 1,
        "step_count": len(names) + 1,  # the skills come last
        "is_unfinished": vacancy.state in Vacancy.UNFINISHED,
        "back_href": reverse("vacancy_show", args=[public_id]),
    }
    return render(request, "employers/vacancy_change.html", context, status=409 if stale else 200)


def _initial(vacancy: Vacancy, form_class: type[VersionedForm]) -> dict[str, Any]:
    values = {name: getattr(vacancy, name) for name in form_class.base_fields}
    if "postcode" in values:
        values["postcode"] = vacancy.postcode_id or ""
        values["other_places"] = other_places.lines(vacancy.other_places)
    if "salary_unit" in values:
        values["salary_unit"] = vacancy.salary_unit or ("none" if vacancy.closes_on else "")
        for end in ("salary_least", "salary_most"):
            values[end] = wording.plain_pounds(values[end])
    return values


def _both_versions(form: VersionedForm, vacancy: Vacancy) -> list[dict[str, str]]:
    """What the other person wrote beside what this one typed, where they differ."""
    rows = []
    for name, mine in form.values().items():
        theirs = getattr(vacancy, name)
        if name in form.fields and mine != theirs:
            words = form.fields[name].label
            rows.append(
                {
                    "label": str(words),
                    "theirs": wording.answer(vacancy, name),
                    "mine": wording.typed(form, name),
                }
            )
    return rows or [{"label": "Your answers", "theirs": "The same as yours", "mine": "The same as theirs"}]


def _following(vacancy: Vacancy, section: str) -> str:
    """A draft leads through its pages in order and then to its skills; later each page leads back."""
    names = sections_of(vacancy.kind)
    after = names[names.index(section) + 1 :]
    if vacancy.state != Vacancy.State.DRAFT:
        return reverse("vacancy_show", args=[vacancy.public_id])
    if not after:
        return reverse("vacancy_skills", args=[vacancy.public_id])
    return reverse("vacancy_change", args=[vacancy.public_id, after[0]])


def own_vacancy(request: ActorRequest, public_id: UUID) -> Vacancy:
    """The vacancy if it belongs to the employer that is asking; another's does not exist for them."""
    own = Vacancy.objects.visible_to(request.actor)
    return get_object_or_404(own.select_related("organisation", "postcode", "council"), public_id=public_id)
