"""An employer's own pages: what to do next, its vacancies, and posting one page by page."""

from collections.abc import Callable
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
from district.web import pages
from district.web.errors import Refused
from employers import access, queries, tables, wording
from employers.forms import SECTIONS, AboutForm, VersionedForm
from employers.models import Vacancy
from employers.plain_text import blocks
from employers.services import vacancies

employer_only = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])

MOVES: dict[str, tuple[Callable[..., Vacancy], str]] = {
    "publish": (vacancies.publish, "The vacancy is open. Everybody can see it."),
    "reopen": (vacancies.reopen, "The vacancy is open again."),
    "close": (vacancies.close, "The vacancy is closed. Nobody can apply any more."),
    "withdraw": (vacancies.withdraw, "The vacancy is withdrawn. Nobody sees it any more."),
}


@require_safe
@employer_only
def employer_home(request: ActorRequest) -> HttpResponse:
    own = queries.own(request.actor)
    counts = queries.state_counts(request.actor)
    state = request.GET.get("state", "")
    state = state if state in Vacancy.State.values else ""
    count = counts.get(state, 0) if state else sum(counts.values())
    page = pages.paginate(request, own.filter(state=state) if state else own, count=count)
    rows = queries.with_skill_counts(page.object_list)
    tabs = [
        {
            "label": f"{label} ({counts.get(value, 0) if value else sum(counts.values())})",
            "href": pages.query_string(request, state=value or None, page=None),
            "is_current": value == state,
        }
        for value, label in [("", "All"), *Vacancy.State.choices]
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "table": tables.own_table(rows),
        "step": _step(rows, counts),
        "has_any": bool(counts),
    }
    return render(request, "employers/employer_home.html", context)


def _step(rows: list[Vacancy], counts: dict[str, int]) -> dict[str, str]:
    """The one thing to do next."""
    draft = next((vacancy for vacancy in rows if vacancy.state == Vacancy.State.DRAFT), None)
    if draft:
        return {
            "title": f"Finish “{draft.title}”",
            "text": "It is a draft: nobody sees it until you publish it.",
            "href": reverse("vacancy_show", args=[draft.public_id]),
            "action": "Carry on",
        }
    waiting = next((vacancy for vacancy in rows if vacancy.suggested_count and vacancy.state == "open"), None)
    if waiting:
        return {
            "title": f"Look at the skills we found in “{waiting.title}”",
            "text": "Accept the ones you need: people are matched by them.",
            "href": reverse("vacancy_skills", args=[waiting.public_id]),
            "action": "Look at the skills",
        }
    return {
        "title": "Post a vacancy" if counts else "Post your first vacancy",
        "text": "A job, an apprenticeship, work experience or a T Level placement. It takes about ten minutes.",
        "href": reverse("vacancy_create"),
        "action": "Start",
    }


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
    vacancy = _own(request, public_id)
    skills = queries.all_skills(vacancy)
    is_unfinished = vacancy.state in {Vacancy.State.DRAFT, Vacancy.State.CLOSED}
    context = {
        "vacancy": vacancy,
        "sections": [_section(vacancy, name) for name in SECTIONS],
        "blocks": blocks(vacancy.description),
        "accepted": [asked for asked in skills if asked.state == "accepted"],
        "suggested_count": sum(asked.state == "suggested" for asked in skills),
        "lacking": vacancies.lacking(vacancy) if is_unfinished else [],
        "is_short": wording.is_short_notice(vacancy.closes_on),
        "may_publish": access.may_publish(request.actor, vacancy),
        "where": {
            field: reverse("vacancy_change", args=[public_id, name]) for field, name in SECTION_OF.items()
        },
    }
    return render(request, "employers/vacancy_show.html", context)


SECTION_OF = {
    field: name for name, (_, form) in SECTIONS.items() for field in form.base_fields if field != "version"
}


def _section(vacancy: Vacancy, name: str) -> dict[str, Any]:
    title, form_class = SECTIONS[name]
    is_over = vacancy.state == Vacancy.State.WITHDRAWN
    change = "" if is_over else reverse("vacancy_change", args=[vacancy.public_id, name])
    rows = [
        {"key": described.label, "value": wording.answer(vacancy, field), "href": change}
        for field, described in form_class.base_fields.items()
        if field not in {"version", "description"}
    ]
    return {"title": title, "rows": rows, "name": name, "href": change}


@form_page
@employer_only
def vacancy_change(request: ActorRequest, public_id: UUID, section: str) -> HttpResponse:
    vacancy = _own(request, public_id)
    if section not in SECTIONS:
        raise Http404
    title, form_class = SECTIONS[section]
    form = form_class(request.POST or None, initial=_initial(vacancy, form_class))
    stale: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            vacancies.change(vacancy=vacancy, values=form.values(), version=version, by=request.actor)
        except Refused as refusal:
            if refusal.code == "stale":
                stale = _both_versions(form, vacancy)
                form.show_again(version=str(vacancy.version))
            else:
                form.refuse(refusal)
        else:
            return redirect(_following(vacancy, section))
    context = {
        "form": form,
        "vacancy": vacancy,
        "heading": title,
        "stale": stale,
        "back_href": reverse("vacancy_show", args=[public_id]),
    }
    return render(request, "employers/vacancy_change.html", context, status=409 if stale else 200)


def _initial(vacancy: Vacancy, form_class: type[VersionedForm]) -> dict[str, Any]:
    values = {name: getattr(vacancy, name) for name in form_class.base_fields}
    if "postcode" in values:
        values["postcode"] = vacancy.postcode_id or ""
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
    names = list(SECTIONS)
    after = names[names.index(section) + 1 :]
    if vacancy.state != Vacancy.State.DRAFT:
        return reverse("vacancy_show", args=[vacancy.public_id])
    if not after:
        return reverse("vacancy_skills", args=[vacancy.public_id])
    return reverse("vacancy_change", args=[vacancy.public_id, after[0]])


@form_page
@employer_only
def vacancy_end(request: ActorRequest, public_id: UUID, move: str) -> HttpResponse:
    """Asks once more before closing or withdrawing."""
    vacancy = _own(request, public_id)
    if move not in {"close", "withdraw"}:
        raise Http404
    if request.method == "POST":
        return _move(request, vacancy, move)
    back = reverse("vacancy_show", args=[public_id])
    return render(
        request, "employers/vacancy_end.html", {"vacancy": vacancy, "move": move, "back_href": back}
    )


@require_POST
@employer_only
def vacancy_open(request: ActorRequest, public_id: UUID, move: str) -> HttpResponse:
    vacancy = _own(request, public_id)
    if move not in {"publish", "reopen"}:
        raise Http404
    return _move(request, vacancy, move)


def _move(request: ActorRequest, vacancy: Vacancy, move: str) -> HttpResponse:
    service, said = MOVES[move]
    try:
        service(vacancy=vacancy, by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("vacancy_show", vacancy.public_id)


def _own(request: ActorRequest, public_id: UUID) -> Vacancy:
    """The vacancy if it belongs to the employer that is asking; another's does not exist for them."""
    own = Vacancy.objects.visible_to(request.actor)
    return get_object_or_404(own.select_related("organisation", "postcode", "council"), public_id=public_id)
