"""Reads for the pages about courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation
from district.skills.models import SkillState
from district.web import reads, spelling
from district.web.facets import Facet
from district.web.shelf import Asked
from programmes import filters
from programmes.curricula import pages as curriculum_pages
from programmes.curricula.pages import Said
from programmes.filters import CourseFilter
from programmes.models import (
    Course,
    CourseRun,
    CourseWord,
    CurriculumVersion,
    Programme,
    TaughtSkill,
    Venue,
)
from programmes.shelf import Found, Hit, Shelf

LISTED = (
    *(
        "mode",
        "study_mode",
        "pattern",
        "is_flexible",
        "starts_on",
        "duration",
        "duration_unit",
        "cost",
        "cost_note",
    ),
    *("capacity", "places_taken", "is_national", "regions", "venue__name", "venue__town"),
    *("course__public_id", "course__title", "course__level", "course__organisation__name"),
    *("course__programme__kind", "course__programme__is_free"),
)

CHANGED_LAST = ("-changed_at", "-id")


@dataclass(frozen=True)
class Answer:
    """What a search found. `meant`: the words searched instead, where nothing holds the words typed."""

    found: Found
    facets: Sequence[Facet]
    meant: str = ""


def search(shelf: Shelf, asked: CourseFilter) -> Answer:
    found = shelf.search(asked.asked())
    meant = ""
    if not found.count and asked.words and not shelf.search(Asked(words=asked.words)).count:
        meant = spelling.respell(CourseWord, asked.words)
        found = shelf.search(asked.asked(meant)) if meant else found
        meant = meant if found.count else ""
    return Answer(found, filters.facets(asked, found), meant)


def in_order(hits: Sequence[Hit]) -> list[CourseRun]:
    """The runs of a list with their courses, in the order of the hits; one that is gone since is left out."""
    known = {run.id: run for run in _listed([hit.run_id for hit in hits])}
    return [known[hit.run_id] for hit in hits if hit.run_id in known]


@reads.kept
def _listed(ids: Any) -> QuerySet[CourseRun]:
    return (
        CourseRun.objects.filter(id__in=reads.among(ids))
        .select_related("course__organisation", "course__programme", "venue")
        .only(*LISTED)
        .order_by("id")
        .fetch_mode(models.FETCH_RAISE)
    )


def for_detail(public_id: UUID) -> Course | None:
    """A live or archived course with all that its page shows: three queries. An archived one has no runs ahead, and
    nobody comments on it.
    """
    for course in _shown(public_id):
        is_live = course.state == Course.State.LIVE
        course.runs_ahead = _ahead(course.id, timezone.localdate()) if is_live else []
        course.outcomes_shown = curriculum_pages.shown(course.in_force)
        course.said = curriculum_pages.said(course.id) if course.in_force and is_live else Said()
        course.skills_shown = [] if course.outcomes_shown else _taught(course.id)
        return course
    return None


@reads.kept
def _shown(public_id: Any) -> QuerySet[Course]:
    states = [Course.State.LIVE, Course.State.ARCHIVED]
    courses = Course.objects.filter(public_id=public_id, state__in=states).of_providers_in_good_standing()
    courses = courses.annotate(in_force=curriculum_pages.in_force())  # type: ignore[no-redef] # as in own_course
    return courses.select_related("organisation", "programme").defer("search")


@reads.kept
def _ahead(course_id: Any, today: Any) -> QuerySet[CourseRun]:
    return (
        CourseRun.objects.filter(
            Q(is_flexible=True) | Q(starts_on__gte=today),
            course_id=course_id,
            state__in=[CourseRun.State.OPEN, CourseRun.State.CLOSED],
            gone_at=None,
        )
        .select_related("venue__postcode")
        .order_by("is_flexible", "starts_on", "id")
    )


@reads.kept
def _taught(course_id: Any) -> QuerySet[TaughtSkill]:
    return (
        TaughtSkill.objects.filter(course_id=course_id, state=SkillState.ACCEPTED)
        .select_related("skill")
        .only("course_id", "level", "skill__label", "skill__public_id")
        .order_by("-level", "skill__label")
    )


def like(shelf: Shelf, course: Course, most: int = 5) -> list[CourseRun]:
    """Courses people may join instead of this one: those whose title shares its words, the closest first."""
    words = sorted(spelling.words_of(course.title))[:8]
    if not words:
        return []
    found = shelf.search(Asked(words=" or ".join(words), order="relevance"))
    return in_order([hit for hit in found.hits if hit.course_id != course.id][:most])


def programmes() -> QuerySet[Programme]:
    """Programmes with the number of their live courses, the largest first."""
    live = Count("courses", filter=Q(courses__in=Course.objects.listed()))
    return (
        Programme.objects.annotate(course_count=live)
        .filter(course_count__gt=0)
        .order_by("-course_count", "name", "id")
    )


def of_programme(programme: Programme) -> QuerySet[Course]:
    """Its live courses, each with its next start."""
    ahead = CourseRun.objects.open().filter(course=OuterRef("pk")).order_by("starts_on", "id")
    return (
        Course.objects.listed()
        .filter(programme=programme)
        .annotate(
            next_start=Subquery(ahead.values("starts_on")[:1]),
            is_any_time=Exists(ahead.filter(is_flexible=True)),
        )
        .defer("search")
        .order_by(F("next_start").asc(nulls_last=True), "title", "id")
        .for_list()
    )


def newest(most: int) -> list[Course]:
    return list(Course.objects.listed().defer("search").order_by("-created_at", "-id").for_list()[:most])


# Providers -----------------------------------------------------------------------------------------


def ids_of_own_courses(actor: Actor) -> QuerySet[Course]:
    """The courses an actor works on, without what a list shows of each: `listed_own` reads that for one page."""
    return Course.objects.visible_to(actor).order_by(*CHANGED_LAST)


def listed_own(ids: Sequence[int]) -> list[Course]:
    known = {course.pk: course for course in _listed_own(list(ids), timezone.localdate())}
    return [known[each] for each in ids if each in known]


@reads.kept
def _listed_own(ids: Any, today: Any) -> QuerySet[Course]:
    courses = _with_needs(Course.objects.filter(id__in=reads.among(ids)), today)
    shown = ("public_id", "title", "state", "level", "source", "changed_at", "organisation__name")
    rows = courses.select_related("organisation").only(*shown)
    return rows.order_by("id").fetch_mode(models.FETCH_RAISE)


def _with_needs(courses: QuerySet[Course], today: Any) -> Any:
    is_open = Q(runs__state=CourseRun.State.OPEN) & (
        Q(runs__is_flexible=True) | Q(runs__starts_on__gte=today)
    )
    waiting = TaughtSkill.objects.filter(course=OuterRef("pk"), state=SkillState.SUGGESTED).order_by()
    return courses.annotate(
        open_run_count=Count("runs", filter=is_open),
        suggestion_count=Subquery(waiting.values("course").annotate(number=Count("id")).values("number")),
    )


@dataclass(frozen=True)
class Agenda:
    """What a provider's home says: what waits, and the runs that start soon."""

    suggestion_count: int
    suggested_course: Course | None
    draft_count: int
    course_count: int
    without_run_count: int
    soon: Sequence[CourseRun]

    @property
    def free_places(self) -> int:
        return sum(run.places_left or 0 for run in self.soon)


def agenda(organisation: Organisation, *, days: int = 42) -> Agenda:
    """Three queries."""
    today = timezone.localdate()
    live = Q(state=Course.State.LIVE)
    has_start = CourseRun.objects.open().filter(course=OuterRef("pk")).order_by()
    own = Course.objects.filter(organisation=organisation).annotate(has_start=Exists(has_start)).order_by()
    counts = own.aggregate(
        drafts=Count("id", filter=Q(state=Course.State.DRAFT)),
        courses=Count("id", filter=~Q(state=Course.State.ARCHIVED)),
        without=Count("id", filter=live & Q(has_start=False)),
    )
    waiting = (
        Course.objects.filter(organisation=organisation, taught_skills__state=SkillState.SUGGESTED)
        .exclude(state=Course.State.ARCHIVED)
        .annotate(suggestion_count=Count("taught_skills"))
        .defer("search")
        .order_by("-suggestion_count", "id")
    )
    suggested = list(waiting)
    soon = (
        CourseRun.objects.filter(
            course__organisation=organisation,
            state=CourseRun.State.OPEN,
            starts_on__range=(today, today + timedelta(days=days)),
        )
        .select_related("course", "venue")
        .defer("course__search")
        .order_by("starts_on", "id")[:10]
    )
    return Agenda(
        suggestion_count=sum(course.suggestion_count for course in suggested),
        suggested_course=suggested[0] if suggested else None,
        draft_count=counts["drafts"],
        course_count=counts["courses"],
        without_run_count=counts["without"],
        soon=list(soon),
    )


def own_course(actor: Actor, public_id: UUID) -> Course | None:
    """A course the actor works on, whatever its state, with all runs and skills."""
    runs = CourseRun.objects.select_related("venue").order_by("is_flexible", "starts_on", "id")
    taught = TaughtSkill.objects.select_related("skill").order_by("state", "skill__label", "id")
    in_force = CurriculumVersion.objects.published().filter(course=OuterRef("pk"))
    return (
        Course.objects.visible_to(actor)  # type: ignore[no-redef] # the stubs take what a model declares for a column
        .filter(public_id=public_id)
        .annotate(has_curriculum=Exists(in_force))
        .select_related("organisation", "programme")
        .defer("search")
        .prefetch_related(
            Prefetch("runs", runs, to_attr="all_runs"),
            Prefetch("taught_skills", taught, to_attr="all_skills"),
        )
        .first()
    )


def next_waiting(course: Course) -> Course | None:
    """Another course whose skills wait for WMCA staff, the one changed last."""
    rows = Course.objects.with_skills_waiting().exclude(pk=course.pk)
    return rows.only("public_id", "title").order_by("-changed_at", "-id").first()


def own_venues(organisation: Organisation) -> QuerySet[Venue]:
    return (
        Venue.objects.filter(organisation=organisation)  # type: ignore[no-redef] # as above
        .annotate(run_count=Count("runs"))
        .order_by(Lower("name"), "id")
    )
