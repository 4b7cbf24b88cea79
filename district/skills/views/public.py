"""Skills and occupations for everybody: search, families, one skill, one occupation, and what the levels mean."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from district.skills import queries, structured, wording
from district.skills.filters import KINDS, ONLY, OccupationForm, SkillFilter, WordsForm
from district.skills.models import Occupation, Skill, SkillLabel
from district.skills.services import crosswalks, search, vocabulary
from district.web import pages
from district.web.access import public
from district.web.tables import Table, simple_table


@dataclass(frozen=True)
class Prepared:
    """A page of the list, drawn: the same for everybody who asks the same, until skills are published anew."""

    title: str
    search: SafeString
    filters: SafeString
    results: SafeString


@require_safe
@public
def skill_list(request: HttpRequest) -> HttpResponse:
    prepared = queries.memory.recall(request.GET.urlencode(), lambda: _prepare(request))
    return render(request, "skills/skill_list.html", {"prepared": prepared})


def _prepare(request: HttpRequest) -> Prepared:
    found, box = SkillFilter(request.GET, queries.choosable()), WordsForm(request.GET)
    is_valid = all([found.form.is_valid(), box.is_valid()])
    asked = found.form.cleaned_data
    family = queries.skill_called(asked.get("family"))
    page = pages.paginate(request, found.qs if is_valid else Skill.objects.none())
    context = {
        "page": page,
        "box": box,
        "filter": found,
        "words": box.cleaned_data.get("q", ""),
        "chips": _chips(request, asked, family),
        "clear_href": pages.query_string(request, family=None, kind=None, only=None, page=None),
    }
    return Prepared(
        title=_title(context["words"], family, page.number),
        search=render_to_string("skills/skill_list.html#search", context),
        filters=render_to_string("skills/skill_list.html#filters", context),
        results=render_to_string("skills/skill_list.html#results", context),
    )


def _title(words: str, family: Skill | None, page_number: int) -> str:
    title = f"“{words}”: skills" if words else f"Skills: {family.label}" if family else "Skills"
    return f"{title}, page {page_number}" if page_number > 1 else title


def _chips(request: HttpRequest, asked: dict[str, Any], family: Skill | None) -> list[dict[str, str]]:
    chips = []
    if family:
        chips.append({"label": family.label, "href": pages.query_string(request, family=None, page=None)})
    for name, options in (("kind", KINDS), ("only", ONLY)):
        chosen = asked.get(name) or []
        chips += [
            {"label": label, "href": pages.without(request, name, value)}
            for value, label in options
            if value in chosen
        ]
    return chips


@require_safe
@public
def skills_suggest(request: HttpRequest) -> HttpResponse:
    """Names for what is being typed: the buttons of a skill picker for htmx, else JSON."""
    query = request.GET.get("q", "")[: search.LONGEST_QUERY]
    suggestions = search.suggest(query)
    if request.headers.get("HX-Request") == "true":
        context = {"suggestions": suggestions, "query": query}
        response = render(request, "components/skill_suggestions.html", context)
    else:
        told = [
            {"id": each.id, "label": each.label, "note": each.note, "is_digital": each.is_digital}
            for each in suggestions
        ]
        response = JsonResponse({"suggestions": told})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@public
def skill_families(request: HttpRequest) -> HttpResponse:
    return render(
        request, "skills/skill_families.html", {"page": pages.paginate(request, queries.families())}
    )


@require_safe
@public
def skill_show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    skill = get_object_or_404(Skill.objects.select_related("scheme", "replaced_by"), public_id=public_id)
    if skill.kind == Skill.Kind.GROUP:
        return redirect(f"{reverse('skill_list')}?family={public_id}")
    if skill.replaced_by:
        return redirect("skill_show", vocabulary.latest(skill).public_id)
    labels = skill.labels.filter(kind=SkillLabel.Kind.ALTERNATIVE).order_by("phrase")
    names = [label.text for label in labels]
    address = request.build_absolute_uri(reverse("skill_show", args=[skill.public_id]))
    context = {
        "trail": _trail(),
        "skill": skill,
        "names": names,
        "kind": wording.KINDS[Skill.Kind(skill.kind)],
        "relatives": queries.relatives(skill),
        "askings": queries.occupations_of(skill),
        "shown": queries.SHOWN,
        "structured_data": structured.as_script(structured.defined_term(skill, names, address)),
    }
    return render(request, "skills/skill_show.html", context)


@require_safe
@public
def occupation_list(request: HttpRequest) -> HttpResponse:
    form = OccupationForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words, skill = asked.get("q", ""), queries.skill_called(asked.get("skill"))
    occupations = queries.occupations() if form.is_valid() else Occupation.objects.none()
    if words:
        occupations = occupations.filter(id__in=search.occupations_named(words))
    if skill:
        occupations = occupations.filter(occupation_skills__skill=skill)
    page = pages.paginate(request, occupations)
    context = {"trail": _trail(), "page": page, "form": form, "words": words, "skill": skill}
    return render(request, "skills/occupation_list.html", context)


@require_safe
@public
def occupation_show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    occupation = get_object_or_404(Occupation.objects.select_related("scheme"), public_id=public_id)
    names = [label.text for label in occupation.labels.order_by("phrase") if label.text != occupation.label]
    context = {
        "trail": [*_trail(), ("Occupations", reverse("occupation_list"))],
        "occupation": occupation,
        "names": names,
        "askings": queries.skills_of(occupation),
    }
    return render(request, "skills/occupation_show.html", context)


@require_safe
@public
def skill_levels(request: HttpRequest) -> HttpResponse:
    context = {"trail": _trail(), "levels": wording.LEVELS, "scales": _scales()}
    return render(request, "skills/skill_levels.html", context)


def _trail() -> list[tuple[str, str]]:
    return [("Skills", reverse("skill_list"))]


def _scales() -> Table[Any]:
    """Our levels beside the two scales that employers and teachers know."""
    scales = queries.level_scales()
    rows = [
        (
            f"{each.level.value} {each.level.label}",
            " and ".join(scales[each.level].get(crosswalks.DIGCOMP_LEVELS, [])) or "Not known",
            ", ".join(scales[each.level].get(crosswalks.GDAD_LEVELS, [])).capitalize() or "Not known",
        )
        for each in wording.LEVELS
    ]
    labels = ("Our level", "DigComp level", "Government Digital and Data")
    return simple_table("How our levels stand to other scales", labels, rows)
