"""What a search of jobs may ask for. Everything comes from the address, so a search can be shared and kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from heapq import nsmallest
from operator import itemgetter
from uuid import UUID

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify

from district.places.models import Postcode
from district.places.services import postcodes
from district.skills.models import Level
from district.skills.queries import Merged, merged
from district.web.facets import Facet, Option, counted
from district.web.filters import FilterSet
from district.web.forms import FilterForm
from district.web.marks import COUNCIL_CELLS
from district.web.search import Point, Search, clean_words
from district.web.shelf import Asked
from district.web.templatetags.district import as_title
from employers.models import (
    SALARY_STEPS,
    Pattern,
    Vacancy,
    VacancyEntry,
    VacancyKind,
    VacancyReview,
    WorkMode,
)
from employers.models.vacancy import VacancyQuerySet
from employers.shelf import Found

MILES = (1, 3, 5, 10, 15, 25, 50)
USUAL_MILES = 15
DAYS = {"1": "Last day", "3": "Last 3 days", "7": "Last week", "14": "Last 2 weeks", "30": "Last month"}
SALARIES = {str(step): f"£{step:,} or more" for step in SALARY_STEPS}
LEVELS = {str(level.value): level.label for level in Level}
SORTS = {"relevance": "best match", "newest": "newest", "distance": "nearest"}
ORDERED = {
    "relevance": "Your words in the title or the employer's name count most, and then how new a job is.",
    "newest": "The newest come first; of those posted on the same day, jobs that fewer people have applied for.",
    "distance": "The nearest come first, in a straight line; of those at one place, the newest.",
}
ORIGINS = [("posted", "Posted here"), ("imported", "Imported"), ("repeats", "Looks like a repeat")]
MOST_SKILLS = 12
CLOSES_SOON = 7  # days, as the desk tells of closing days
# (code, slug, name) of the seven, which are law and not data
COUNCILS = tuple(sorted(((code, slugify(name), name) for code, name, *_ in COUNCIL_CELLS), key=itemgetter(2)))
CODES = {slug: code for code, slug, _ in COUNCILS}
NAMES = ("kind", "mode", "pattern", "council", "salary", "posted", "level", "skill")


@dataclass(frozen=True)
class JobFilter:
    """One search, without the values that are none of ours; `refusal` says why a postcode was not used."""

    words: str = ""
    postcode_text: str = ""
    postcode: Postcode | postcodes.Outward | None = None
    refusal: str = ""
    miles: int = USUAL_MILES
    sort: str = "newest"
    salary: str = ""
    posted: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skills: tuple[Merged, ...] = ()

    @property
    def here(self) -> Point | None:
        found = self.postcode
        return Point(found.easting, found.northing, found.postcode) if found else None

    def asked(self, words: str | None = None) -> Asked:
        """Of the jobs in memory."""
        chosen = dict(self.chosen)
        if slugs := chosen.get("council"):
            chosen["council"] = tuple(CODES[slug] for slug in slugs)
        chosen |= {
            name: (value,) for name, value in (("salary", self.salary), ("posted", self.posted)) if value
        }
        return Asked(
            words=self.words if words is None else words,
            here=self.here,
            miles=self.miles if self.here else None,
            chosen=chosen,
            merged={each.public_id: each.public_ids for each in self.skills},
            order=self.sort,
        )

    def search(self) -> Search:
        """Of some of the jobs, in PostgreSQL."""
        return Search(
            words=self.words,
            here=self.here,
            miles=self.miles if self.here else None,
            chosen=self._conditions(),
            order={"distance": "nearest"}.get(self.sort, self.sort),
        )

    def _conditions(self) -> dict[str, Q]:
        conditions = {
            name: Q(**{f"{name}__in": values})
            for name, values in self.chosen.items()
            if name not in {"council", "skill"}
        }
        if slugs := self.chosen.get("council"):
            conditions["council"] = Q(council_codes__overlap=[CODES[slug] for slug in slugs])
        if self.skills:
            conditions["skill"] = Q(*(Q(skill_ids__overlap=list(each.ids)) for each in self.skills))
        if self.salary:
            conditions["salary"] = Q(salary_step__gte=SALARY_STEPS.index(int(self.salary)) + 1)
        if self.posted:
            conditions["posted"] = Q(posted_on__gte=timezone.localdate() - timedelta(days=int(self.posted)))
        return conditions


def read(data: QueryDict) -> JobFilter:
    """The search that an address asks for; what is not understood is left out, and nothing raises."""
    words = clean_words(data.get("q", ""))
    text = clean_words(data.get("postcode", ""))[:40]
    postcode, refusal = postcodes.asked(text)
    skills = _skills(data.getlist("skill"))
    options = {
        "kind": VacancyKind.values,
        "mode": WorkMode.values,
        "pattern": Pattern.values,
        "level": list(LEVELS),
        "council": [slug for _, slug, _ in COUNCILS],
        "skill": [each.public_id for each in skills],
    }
    chosen = {
        name: tuple(sorted(set(data.getlist(name)).intersection(values)))
        for name, values in options.items()
        if name in data
    }
    return JobFilter(
        words=words,
        postcode_text=text,
        postcode=postcode,
        refusal=refusal,
        miles=_one_of(data.get("radius", ""), MILES, USUAL_MILES),
        sort=_sort(data.get("sort", ""), bool(words), postcode is not None),
        salary=data.get("salary", "") if data.get("salary") in SALARIES else "",
        posted=data.get("posted", "") if data.get("posted") in DAYS else "",
        chosen={name: values for name, values in chosen.items() if values},
        skills=skills,
    )


def kept_query(asked: JobFilter) -> str:
    """The search as an address asks for it, in one fixed order and without what only arranges a page."""
    pairs = [("q", asked.words.lower())] if asked.words else []
    if asked.postcode:
        pairs += [("postcode", asked.postcode.postcode), ("radius", str(asked.miles))]
    pairs += [(name, value) for name, values in sorted(asked.chosen.items()) for value in values]
    return urlencode([*pairs, ("salary", asked.salary)] if asked.salary else pairs)


def in_words(asked: JobFilter) -> str:
    """What the search asks for, for people: “support, apprenticeship, within 10 miles of B21 9AZ”."""
    labels = {
        "kind": dict(VacancyKind.choices),
        "mode": dict(WorkMode.choices),
        "pattern": dict(Pattern.choices),
        "level": LEVELS,
        "council": {slug: name for _, slug, name in COUNCILS},
        "skill": {each.public_id: each.label for each in asked.skills},
    }
    parts = [asked.words] if asked.words else []
    for name, values in asked.chosen.items():
        words = " or ".join(str(labels[name][value]) for value in values)
        parts.append(
            words if name == "council" else words.lower() if name != "level" else f"level {words.lower()}"
        )
    if asked.salary:
        parts.append(SALARIES[asked.salary])
    if asked.postcode:
        miles = "mile" if asked.miles == 1 else "miles"
        parts.append(f"within {asked.miles} {miles} of {asked.postcode.postcode}")
    return ", ".join(parts) or "all jobs"


def _one_of(text: str, allowed: tuple[int, ...], usual: int) -> int:
    return int(text) if text in {str(each) for each in allowed} else usual


def _sort(asked: str, has_words: bool, has_place: bool) -> str:
    if (
        asked in SORTS
        and not (asked == "distance" and not has_place)
        and not (asked == "relevance" and not has_words)
    ):
        return asked
    return "relevance" if has_words else "newest"


def _skills(values: list[str]) -> tuple[Merged, ...]:
    """Those asked for, at most three, each with what was merged with it."""
    ids = []
    for value in values[:3]:
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    return tuple(merged(ids))


def entries() -> QuerySet[VacancyEntry]:
    """What can be found today."""
    return VacancyEntry.objects.filter(Q(closes_on=None) | Q(closes_on__gte=timezone.localdate()))


def facets(asked: JobFilter, found: Found) -> list[Facet]:
    """The questions of the panel with what each answer would find."""
    chosen, counts = asked.chosen, found.facets
    names = {slug: name for _, slug, name in COUNCILS}
    by_slug = {slug: counts.get("council", {}).get(code, 0) for slug, code in CODES.items()}
    return [
        Facet(
            "kind", "Kind", counted(dict(VacancyKind.choices), counts.get("kind", {}), chosen.get("kind", ()))
        ),
        Facet("salary", "Pay a year", _up_to(SALARIES, counts.get("salary", {}), asked.salary), True),
        Facet(
            "mode",
            "Where the work is done",
            counted(dict(WorkMode.choices), counts.get("mode", {}), chosen.get("mode", ())),
        ),
        Facet(
            "pattern",
            "Hours",
            counted(dict(Pattern.choices), counts.get("pattern", {}), chosen.get("pattern", ())),
        ),
        Facet("council", "Council", counted(names, by_slug, chosen.get("council", ()))),
        Facet("posted", "Posted", _up_to(DAYS, counts.get("posted", {}), asked.posted), True),
        Facet(
            "level", "Highest level asked", counted(LEVELS, counts.get("level", {}), chosen.get("level", ()))
        ),
        Facet("skill", "Skills asked", _skill_options(asked, found)),
    ]


def _up_to(labels: Mapping[str, str], counts: Mapping[str, int], chosen: str) -> list[Option]:
    options = counted(labels, counts, [chosen])
    return [Option("", "Any", None, not chosen), *options] if options else []


def _skill_options(asked: JobFilter, found: Found) -> list[Option]:
    """Those that are chosen, then those that most of the jobs found ask for."""
    counts = found.facets.get("skill", {})
    chosen = {each.public_id for each in asked.skills}
    top = nsmallest(MOST_SKILLS, counts, key=lambda skill: (-counts[skill], skill))
    return [
        Option(
            each.public_id,
            as_title(each.label),
            sum(counts.get(other, 0) for other in each.public_ids) or None,
            True,
        )
        for each in asked.skills
    ] + [
        Option(skill, as_title(found.skill_labels[skill]), counts[skill])
        for skill in top
        if skill not in chosen
    ]


class StaffFilter(FilterSet):
    """How WMCA staff narrow the list of all vacancies."""

    q = django_filters.CharFilter(label="Title or employer", method="narrow_by_words", max_length=100)
    state = django_filters.ChoiceFilter(label="State", choices=Vacancy.State, empty_label="Any state")
    origin = django_filters.ChoiceFilter(
        label="Origin", choices=ORIGINS, method="narrow_by_origin", empty_label="Any"
    )
    closing = django_filters.ChoiceFilter(
        label="Closing",
        choices=[("week", "Within a week")],
        method="narrow_by_closing",
        empty_label="Any time",
    )
    skills = django_filters.ChoiceFilter(
        label="Skills",
        choices=[("waiting", "Wait for a person to accept them")],
        method="narrow_by_skills",
        empty_label="Any",
    )

    class Meta:
        model = Vacancy
        fields: list[str] = []
        form = FilterForm

    def narrow_by_words(self, queryset: QuerySet[Vacancy], name: str, value: str) -> QuerySet[Vacancy]:
        return queryset.filter(Q(title__icontains=value) | Q(organisation__name__icontains=value))

    def narrow_by_origin(self, queryset: QuerySet[Vacancy], name: str, value: str) -> QuerySet[Vacancy]:
        conditions = {"posted": Q(source=""), "imported": ~Q(source=""), "repeats": Q(repeats__isnull=False)}
        return queryset.filter(conditions[value])

    def narrow_by_closing(self, queryset: VacancyQuerySet, name: str, value: str) -> QuerySet[Vacancy]:
        return queryset.closing_within(CLOSES_SOON)

    def narrow_by_skills(self, queryset: VacancyQuerySet, name: str, value: str) -> QuerySet[Vacancy]:
        return queryset.with_skills_waiting()


class ReviewFilter(FilterSet):
    """How WMCA staff narrow the queue: what waits, unless they ask for more."""

    q = django_filters.CharFilter(label="Title or employer", method="narrow_by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label="State",
        choices=[*VacancyReview.State.choices, ("all", "Any state")],
        method="narrow_by_state",
        empty_label=None,
    )

    class Meta:
        model = VacancyReview
        fields: list[str] = []
        form = FilterForm

    def filter_queryset(self, queryset: QuerySet[VacancyReview]) -> QuerySet[VacancyReview]:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.waiting()

    def narrow_by_words(
        self, queryset: QuerySet[VacancyReview], name: str, value: str
    ) -> QuerySet[VacancyReview]:
        return queryset.filter(
            Q(vacancy__title__icontains=value) | Q(vacancy__organisation__name__icontains=value)
        )

    def narrow_by_state(
        self, queryset: QuerySet[VacancyReview], name: str, value: str
    ) -> QuerySet[VacancyReview]:
        return queryset if value == "all" else queryset.filter(state=value)
