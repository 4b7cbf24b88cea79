"""What a search of courses may ask for. Everything comes from the address, so a search can be shared and kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import slugify

from district.partners.models import Organisation
from district.places.models import Postcode
from district.places.services import postcodes
from district.skills.models import Skill
from district.skills.queries import merged
from district.web.facets import Facet, Option, counted
from district.web.filters import FilterSet
from district.web.forms import FilterForm
from district.web.marks import COUNCIL_CELLS
from district.web.search import Point, clean_words
from district.web.shelf import Asked
from district.web.templatetags.district import as_title
from programmes.models import (
    AttendancePattern,
    Course,
    CourseRun,
    DeliveryMode,
    ListingCheck,
    ProgrammeKind,
    StudyMode,
)
from programmes.models.course import CourseQuerySet
from programmes.shelf import Found

MILES = (1, 3, 5, 10, 15, 25, 50)
USUAL_MILES = 15
STARTS_SOON = 21  # days, as the desk tells of starts
SORTS = {"relevance": "best match", "start": "soonest start", "distance": "nearest"}
LEVELS = {"E": "Entry level", **{str(number): f"Level {number}" for number in range(1, 9)}}
COSTS = {"free": "Free, or free if eligible", "paid": "To pay", "ask": "Ask the provider"}
SOON = {"1": "Within a month", "3": "Within 3 months", "6": "Within 6 months"}
# (code, slug, name) of the seven, which are law and not data
COUNCILS = tuple(sorted(((code, slugify(name), name) for code, name, *_ in COUNCIL_CELLS), key=itemgetter(2)))
CODES = {slug: code for code, slug, _ in COUNCILS}
MOST_SKILLS = 12
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "kind": dict(ProgrammeKind.choices),
    "cost": COSTS,
    "mode": dict(DeliveryMode.choices),
    "pattern": dict(AttendancePattern.choices),
    "study": dict(StudyMode.choices),
    "level": LEVELS,
    "council": {slug: name for _, slug, name in COUNCILS},
}
NAMES = (*OPTIONS, "soon", "skill", "provider")


@dataclass(frozen=True)
class CourseFilter:
    """One search. Values that are none of ours were dropped; `refusal` says why a postcode was not used."""

    words: str = ""
    postcode_text: str = ""
    postcode: Postcode | postcodes.Outward | None = None
    refusal: str = ""
    miles: int = USUAL_MILES
    sort: str = "start"
    soon: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # skill: all that count as the same

    @property
    def here(self) -> Point | None:
        found = self.postcode
        return Point(found.easting, found.northing, found.postcode) if found else None

    def asked(self, words: str | None = None) -> Asked:
        chosen = {name: values for name, values in self.chosen.items() if values}
        if council := chosen.get("council"):
            chosen["council"] = tuple(CODES[slug] for slug in council)
        if self.soon:
            chosen["soon"] = (self.soon,)
        return Asked(
            words=self.words if words is None else words,
            here=self.here,
            miles=self.miles if self.here else None,
            chosen=chosen,
            merged=self.merged,
            order=self.sort,
        )


def read(data: QueryDict) -> CourseFilter:
    """The search that an address asks for; what is not understood is left out, and nothing raises."""
    words = clean_words(data.get("q", ""))
    text = clean_words(data.get("postcode", ""))[:40]
    postcode, refusal = postcodes.asked(text)
    chosen = {
        name: tuple(value for value in options if value in data.getlist(name))
        for name, options in OPTIONS.items()
        if name in data
    }
    for name, most in (("skill", 3), ("provider", 1)):
        if values := tuple(value for value in dict.fromkeys(data.getlist(name)[:most]) if _is_uuid(value)):
            chosen[name] = values
    radius, soon = data.get("radius", ""), data.get("soon", "")
    return CourseFilter(
        words=words,
        postcode_text=text,
        postcode=postcode,
        refusal=refusal,
        miles=int(radius) if radius in map(str, MILES) else USUAL_MILES,
        sort=_sort(data.get("sort", ""), bool(words), postcode is not None),
        soon=soon if soon in SOON else "",
        chosen=chosen,
        merged={each.public_id: each.public_ids for each in merged(map(UUID, chosen.get("skill", ())))},
    )


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _sort(asked: str, has_words: bool, has_place: bool) -> str:
    fitting = {"relevance": has_words, "start": True, "distance": has_place}
    if fitting.get(asked):
        return asked
    return "relevance" if has_words else "start"


def facets(asked: CourseFilter, found: Found) -> list[Facet]:
    """The questions of the panel, with how many courses each answer would find."""
    counts = dict(found.facets)
    counts["council"] = {slug: counts.get("council", {}).get(code, 0) for slug, code in CODES.items()}
    labels = {
        "kind": "Kind of course",
        "cost": "Cost to you",
        "mode": "How it is taught",
        "pattern": "When",
        "study": "How much of the week",
        "level": "Level",
        "council": "Council",
    }
    listed = [
        Facet(name, label, counted(OPTIONS[name], counts.get(name, {}), asked.chosen.get(name, ())))
        for name, label in labels.items()
    ]
    starts = counted(SOON, counts.get("soon", {}), [asked.soon])
    soon = Facet("soon", "Starts", [Option("", "Any time", None, not asked.soon), *starts], True)
    skills = Facet("skill", "Skills taught", _skills(asked, found))
    provider = Facet("provider", "Provider", _provider(asked, found))
    return [*listed[:2], soon, *listed[2:], skills, provider]


def _provider(asked: CourseFilter, found: Found) -> list[Option]:
    """Shown only where a link led to the courses of one."""
    chosen = asked.chosen.get("provider", ())
    named = Organisation.objects.filter(public_id__in=chosen).order_by("id") if chosen else ()
    return [Option(str(each.public_id), each.name, found.count, True) for each in named]


def _skills(asked: CourseFilter, found: Found) -> list[Option]:
    """Those that are chosen, then those that most of the courses found teach."""
    counts = found.facets.get("skill", {})
    chosen = asked.chosen.get("skill", ())
    top = sorted(counts, key=lambda skill: (-counts[skill], skill))[:MOST_SKILLS]
    shown = [*chosen, *(skill for skill in top if skill not in chosen)]
    labels = {skill: found.skill_labels[skill] for skill in shown if skill in found.skill_labels}
    if untaught := [skill for skill in shown if skill not in labels]:
        rows = Skill.objects.filter(public_id__in=untaught).order_by("id").values_list("public_id", "label")
        labels |= {str(public_id): label for public_id, label in rows}
    return [
        Option(
            skill,
            as_title(labels[skill]),
            sum(counts.get(each, 0) for each in asked.merged.get(skill, (skill,))),
            skill in chosen,
        )
        for skill in shown
        if skill in labels
    ]


class StaffFilter(FilterSet):
    """How WMCA staff narrow the list of all courses."""

    q = django_filters.CharFilter(label="Title or provider", method="narrow_by_words", max_length=100)
    state = django_filters.ChoiceFilter(label="State", choices=Course.State, empty_label="Any state")
    skills = django_filters.ChoiceFilter(
        label="Skills",
        choices=[("waiting", "Wait for a person to accept them")],
        method="narrow_by_skills",
        empty_label="Any",
    )
    only = django_filters.ChoiceFilter(
        label="Only those",
        choices=[("soon", "With a start within three weeks"), ("asked", "That may be out of date")],
        method="narrow_by_runs",
        empty_label="Show all",
    )

    class Meta:
        model = Course
        fields: list[str] = []
        form = FilterForm

    def narrow_by_words(self, queryset: QuerySet[Course], name: str, value: str) -> QuerySet[Course]:
        return queryset.filter(Q(title__icontains=value) | Q(organisation__name__icontains=value))

    def narrow_by_skills(self, queryset: CourseQuerySet, name: str, value: str) -> QuerySet[Course]:
        return queryset.with_skills_waiting()

    def narrow_by_runs(self, queryset: QuerySet[Course], name: str, value: str) -> QuerySet[Course]:
        found: QuerySet[Any, int]
        if value == "soon":
            found = CourseRun.objects.starting_within(STARTS_SOON).values_list("course_id", flat=True)
        else:
            found = ListingCheck.objects.asked().values_list("run__course_id", flat=True)
        return queryset.filter(pk__in=found)
