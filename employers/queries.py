"""Reads for the pages about jobs."""

from collections.abc import Callable, Hashable, Iterable, Sequence
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
    Count,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from district.partners.actor import Actor
from district.skills.models import SkillState
from district.web import reads, spelling
from district.web.facets import Facet
from district.web.search import Memory, find, text_query
from employers import answer_rate, filters
from employers.filters import JobFilter
from employers.models import JobApplication, Vacancy, VacancyEntry, VacancyReview, VacancySkill, VacancyWord
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


def own(actor: Actor) -> QuerySet[Vacancy]:
    """The vacancies of the actor's employer: drafts, then those that people wait for, then the newest. Each knows how
    many wait for an answer, and since when; and how many skills it asks for, and how many suggestions wait.
    """
    is_draft = Case(When(state=Vacancy.State.DRAFT, then=Value(0)), default=Value(1))
    sent = JobApplication.objects.filter(vacancy=OuterRef("pk"), state=JobApplication.State.SUBMITTED)
    by_vacancy = sent.order_by().values("vacancy")
    found: dict[str, Any] = {
        "to_answer_count": Coalesce(Subquery(by_vacancy.annotate(n=Count("pk")).values("n")), 0),
        "waits_since": Subquery(by_vacancy.annotate(since=Min("submitted_at")).values("since")),
        "accepted_count": _skill_count(SkillState.ACCEPTED),
        "suggested_count": _skill_count(SkillState.SUGGESTED),
    }
    return (
        Vacancy.objects.filter(organisation=actor.organisation)
        .only("public_id", "title", "kind", "state", "closes_on", "positions")
        .annotate(**found)
        .order_by(is_draft, F("waits_since").asc(nulls_last=True), "-posted_on", "-id")
    )


def _skill_count(state: str) -> Coalesce:
    rows = VacancySkill.objects.filter(vacancy=OuterRef("pk"), state=state).order_by().values("vacancy")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def next_own(actor: Actor) -> Vacancy | None:
    """The one that needs its employer first: asked to be changed, waited for the longest, in draft, or open with
    skills to accept or refuse.
    """
    task = Case(
        When(state=Vacancy.State.REFERRED, then=Value(0)),
        When(to_answer_count__gt=0, then=Value(1)),
        When(state=Vacancy.State.DRAFT, then=Value(2)),
        When(suggested_count__gt=0, state=Vacancy.State.OPEN, then=Value(3)),
    )
    rows = own(actor).annotate(task=task).exclude(task=None)
    return rows.order_by("task", F("waits_since").asc(nulls_last=True), "-posted_on", "-id").first()


def own_counts(actor: Actor) -> tuple[dict[str, int], int]:
    """How many vacancies of the actor's employer are in each state, and how many people wait for an answer in all."""
    waiting = Q(job_applications__state=JobApplication.State.SUBMITTED)
    rows = list(
        Vacancy.objects.filter(organisation=actor.organisation)
        .order_by()
        .values("state")
        .annotate(n=Count("id", distinct=True), to_answer=Count("job_applications", filter=waiting))
    )
    return {row["state"]: row["n"] for row in rows}, sum(row["to_answer"] for row in rows)


def with_skill_counts(vacancies: Iterable[Vacancy]) -> list[Vacancy]:
    """The same rows, each knowing how many skills it asks for and how many suggestions wait; one query for all."""
    rows = list(vacancies)
    counts: dict[tuple[int, str], int] = {
        (row["vacancy_id"], row["state"]): row["n"]
        for row in VacancySkill.objects.filter(vacancy__in=[each.id for each in rows])
        .order_by()
        .values("vacancy_id", "state")
        .annotate(n=Count("id"))
    }
    for vacancy in rows:
        vacancy.accepted_count = counts.get((vacancy.id, "accepted"), 0)
        vacancy.suggested_count = counts.get((vacancy.id, "suggested"), 0)
    return rows


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


def for_staff(queryset: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    fields = (
        "public_id",
        "title",
        "state",
        "source",
        "repeats",
        "posted_on",
        "closes_on",
        "organisation__name",
        "council__name",
    )
    return queryset.select_related("organisation", "council").only(*fields).order_by("-posted_on", "-id")


def reviews(queryset: VacancyReviewQuerySet) -> QuerySet[VacancyReview]:
    """What waits first, the longest due before the others; then what was decided last."""
    is_waiting = Case(When(state=VacancyReview.State.WAITING, then=Value(0)), default=Value(1))
    return queryset.for_list().order_by(is_waiting, "due_on", "-decided_at", "-id")
