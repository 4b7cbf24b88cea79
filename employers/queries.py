"""Reads for the pages about jobs."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.search import SearchRank
from django.db.models import (
    FETCH_RAISE,
    Case,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Lower
from django.utils import timezone

from district.skills.models import SkillState
from district.web import reads, spelling
from district.web.facets import Facet
from district.web.search import Memory, find, text_query
from employers import answer_rate, filters
from employers.filters import JobFilter
from employers.models import Vacancy, VacancyEntry, VacancyReview, VacancySkill, VacancyWord
from employers.models.review import VacancyReviewQuerySet
from employers.shelf import Found, Shelf

memory = Memory(VacancyEntry._meta.db_table)
SEEN = [
    Vacancy.State.OPEN,
    Vacancy.State.PAUSED,
    Vacancy.State.CLOSED,
]  # states in which the public has a page


def this_hour() -> datetime:
    """For keys of what is remembered: vacancies close at full hours."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Answer:
    """What a search found. `meant`: the words that were searched instead, where nothing holds the words typed."""

    found: Found
    facets: Sequence[Facet]
    meant: str = ""


def search(shelf: Shelf, asked: JobFilter) -> Answer:
    """The ids that a search finds, and its facets."""
    found = shelf.search(asked.asked())
    meant = ""
    if not found.count and asked.words and not asked.chosen:
        meant = spelling.respell(VacancyWord, asked.words)
        found = shelf.search(asked.asked(meant)) if meant else found
        meant = meant if found.count else ""
    return Answer(found, filters.facets(asked, found), meant)


def recall[T](shelf: Shelf, key: Hashable, make: Callable[[], T]) -> T:
    """What was made of these jobs some seconds ago: how many have applied for them is in no key."""
    seconds = settings.SEARCH_MEMORY_SECONDS
    return shelf.recall((this_hour(), monotonic() // seconds, key), make) if seconds else make()


LISTED = (
    *("public_id", "title", "kind", "mode", "pattern", "place_text", "easting", "northing", "salary_text"),
    "other_places",
    *("salary_least", "salary_most", "salary_unit", "posted_on", "closes_on", "positions", "weekly_hours"),
    *("opened_at", "organisation__name", "council__name"),
)


def in_order(ids: Sequence[int]) -> list[Vacancy]:
    """Open vacancies for a list, in the order of the ids; one that has closed since is left out."""
    known = {vacancy.id: vacancy for vacancy in _listed(list(ids), timezone.now())}
    return [known[id_] for id_ in ids if id_ in known]


@reads.kept
def _listed(ids: Any, now: Any) -> QuerySet[Vacancy]:
    return (
        Vacancy.objects.open(now)
        .filter(id__in=reads.among(ids))
        .select_related("organisation", "council")
        .only(*LISTED)
        .order_by()
        .fetch_mode(FETCH_RAISE)
    )


def newest(asked: JobFilter, most: int) -> list[Vacancy]:
    return in_order(find(filters.entries(), replace(asked.search(), order="newest"), most=most).ids)


def skills_by_need(vacancy: Vacancy) -> list[tuple[str, list[VacancySkill]]]:
    """The skills of a job's page in groups: what it needs, what would help, and what only its text suggests."""
    accepted = [asked for asked in vacancy.skills_shown if asked.state == SkillState.ACCEPTED]
    groups = [
        ("You need", [asked for asked in accepted if asked.need == VacancySkill.Need.ESSENTIAL]),
        ("It helps to have", [asked for asked in accepted if asked.need == VacancySkill.Need.DESIRED]),
        (
            "Named in the advert",
            [asked for asked in vacancy.skills_shown if asked.state == SkillState.SUGGESTED],
        ),
    ]
    return [(title, skills) for title, skills in groups if skills]


def for_detail(public_id: UUID) -> Vacancy | None:
    """A vacancy that the public may see, with all that its page shows: two queries, or three for one that repeats."""
    for vacancy in _shown(public_id, *answer_rate.moments()):
        vacancy.answers = answer_rate.of_told(vacancy.told)
        vacancy.skills_shown = _asked(vacancy.id)
        if vacancy.repeats_id:
            vacancy.repeats = Vacancy.objects.select_related("organisation").get(id=vacancy.repeats_id)
        return vacancy
    return None


@reads.kept
def _shown(public_id: Any, since: Any, waits_since: Any) -> QuerySet[Vacancy]:
    counted: Any = answer_rate.counted(since=since, waits_since=waits_since)
    told: Any = counted.filter(vacancy__organisation=OuterRef("organisation_id")).values("told")
    return (
        Vacancy.objects.filter(public_id=public_id, state__in=SEEN)
        .of_employers_in_good_standing()
        .annotate(told=Subquery(told))  # type: ignore[no-redef] # the model says that reads may add it
        .select_related("organisation", "council")
        .defer("council__outline")
    )


@reads.kept
def _asked(vacancy_id: Any) -> QuerySet[VacancySkill]:
    return (
        VacancySkill.objects.filter(vacancy_id=vacancy_id)
        .exclude(state=SkillState.REFUSED)
        .select_related("skill")
        .only("vacancy_id", "level", "need", "state", "words", "skill__label", "skill__public_id")
        .order_by("need", "-level", "skill__label")
    )


def like(vacancy: Vacancy, most: int = 5) -> list[Vacancy]:
    """Open vacancies whose title or employer shares words with this one, the closest first."""
    words = " or ".join(sorted(spelling.words_of(vacancy.title))[:8])
    if not words:
        return []
    query = text_query(words)
    ids = (
        filters.entries()
        .filter(heading=query)
        .exclude(vacancy=vacancy)
        .order_by(SearchRank(F("heading"), query).desc(), "-posted_on", "-vacancy_id")
        .values_list("vacancy_id", flat=True)[:most]
    )
    return in_order(list(ids))


def all_skills(vacancy: Vacancy) -> list[VacancySkill]:
    return list(
        vacancy.asked_skills.select_related("skill").order_by("need", "-level", Lower("skill__label"), "id")
    )


def preview(vacancy: Vacancy) -> Vacancy:
    """As its page will show it."""
    vacancy.skills_shown = _asked(vacancy.id)
    vacancy.answers = answer_rate.of_employer(vacancy.organisation_id)
    vacancy.repeats = None
    return vacancy


def next_waiting(vacancy: Vacancy) -> Vacancy | None:
    """Another advert whose skills wait for a person, the newest."""
    rows = Vacancy.objects.with_skills_waiting().exclude(id=vacancy.id)
    return rows.only("public_id", "title").order_by("-posted_on", "-id").first()


def reviews(queryset: VacancyReviewQuerySet) -> QuerySet[VacancyReview]:
    """What waits first, the longest due before the others; then what was decided last."""
    is_waiting = Case(When(state=VacancyReview.State.WAITING, then=Value(0)), default=Value(1))
    return queryset.for_list().order_by(is_waiting, "due_on", "-decided_at", "-id")
