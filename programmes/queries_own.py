"""Reads for a learner's own pages: what they apply for, and what they learn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from district.partners.actor import Actor
from district.skills.models import Skill, SkillState
from employers.models import JobMissingSkill
from programmes.models import (
    Application,
    AttendanceMark,
    ConversationMessage,
    Course,
    CourseRun,
    Enrolment,
    MissingSkill,
    RunSession,
    SupportNeed,
    TaughtSkill,
)
from programmes.models.application import ApplicationQuerySet
from programmes.services import places, waiting
from programmes.services.waiting import Chance

State = Application.State
UNDER_A_SKILL = 2
FEW_UNDER_WAY = 5
NOT_THERE = "You have no such application."


def run_to_apply_for(public_id: UUID) -> CourseRun:
    """Whatever its state, so that the page can say why nobody can apply; only of courses that everybody may see."""
    states = [Course.State.LIVE, Course.State.ARCHIVED]
    run = (
        CourseRun.objects.select_related(
            "course__organisation", "course__programme", "venue__postcode", "intake"
        )
        .filter(
            public_id=public_id,
            course__in=Course.objects.filter(state__in=states).of_providers_in_good_standing(),
        )
        .exclude(state=CourseRun.State.DRAFT)
        .defer("course__search")
        .first()
    )
    if run is None:
        raise Http404("There is no such course run.")
    return run


def live_application(actor: Actor, run: CourseRun) -> Application | None:
    return Application.objects.of(actor).live().filter(run=run).select_related("run").first()


def own_application(actor: Actor, public_id: UUID) -> Application:
    """One's own, or that of somebody whom one helps. Two queries: it, and what was said about support."""
    found = (
        Application.objects.acted_on_by(actor)
        .filter(public_id=public_id)
        .select_related("learner__user", "run__course__organisation", "run__venue__postcode", "run__intake")
        .select_related("applied_by", "applied_for")
        .prefetch_related("support_needs")
        .defer("run__course__search")
        .first()
    )
    if found is None:
        raise Http404(NOT_THERE)
    return found


def own_applications(actor: Actor) -> QuerySet[Application]:
    return _as_listed(Application.objects.of(actor))


def under_way(user_id: int) -> list[Application]:
    """What somebody has to do, waits for, or has a place on. One query."""
    has_place = Exists(Enrolment.objects.current().filter(application=OuterRef("pk")))
    mine = Application.objects.filter(learner__user=user_id)
    return list(_as_listed(mine.filter(Q(state__in=Application.LIVE) | has_place))[:FEW_UNDER_WAY])


def _as_listed(mine: ApplicationQuerySet) -> QuerySet[Application]:
    """The live ones first, those that wait for an answer before the others; with the place of those who wait."""
    ahead = (
        Application.objects.waiting()
        .filter(run=OuterRef("run"), waiting_number__lt=OuterRef("waiting_number"))
        .order_by()
        .values("run")
        .annotate(number=Count("id"))
        .values("number")
    )
    is_support_open = Exists(SupportNeed.objects.waiting().filter(application=OuterRef("pk")))
    return (
        mine.annotate(  # type: ignore[no-redef] # the stubs take what a model declares for a column
            waiting_place=Coalesce(Subquery(ahead), 0) + 1,
            is_support_open=is_support_open,
            needs_me=Q(state__in=[State.OFFERED, State.DRAFT]),
            still_goes_on=Q(state__in=Application.LIVE),
        )
        .for_list()
        .select_related("run__intake")
        .defer("run__course__search")
        .order_by(
            "-needs_me", F("offer_ends_at").asc(nulls_last=True), "-still_goes_on", "-changed_at", "-id"
        )
    )


def place_and_chance(application: Application) -> tuple[int | None, Chance | None]:
    """Where somebody stands on the waiting list, and what became of those who stood there before."""
    place = waiting.place(application)
    if place is None:
        return None, None
    return place, waiting.chance(
        course_id=application.run.course_id, place=application.joined_at_place or place
    )


@dataclass(frozen=True)
class Gap:
    """A skill that a refused person should have first, and courses that teach it."""

    skill: Skill
    level: str
    courses: Sequence[Course]


def gaps(application: Application) -> list[Gap]:
    """Two queries; none for people who were not refused for missing skills."""
    if application.state != State.UNSUCCESSFUL:
        return []
    missing = list(
        MissingSkill.objects.filter(application=application)
        .select_related("skill")
        .order_by("skill__label", "id")
    )
    return gaps_of(missing, without=application.run.course)


def gaps_of(
    missing: Sequence[MissingSkill] | Sequence[JobMissingSkill], *, without: Course | None = None
) -> list[Gap]:
    """What teaches each of them now, at the level needed or above. One query."""
    taught = _teaching([row.skill_id for row in missing], without) if missing else []
    return [
        Gap(
            row.skill,
            row.get_level_display(),
            [each.course for each in taught if each.skill_id == row.skill_id and each.level >= row.level][
                :UNDER_A_SKILL
            ],
        )
        for row in missing
    ]


def _teaching(skills: Sequence[int], without: Course | None) -> list[TaughtSkill]:
    """Courses with an open start that teach any of the skills, the easiest first; not the same one elsewhere."""
    open_runs = CourseRun.objects.open().filter(course=OuterRef("course_id"))
    taught = TaughtSkill.objects.filter(Exists(open_runs), skill__in=skills, state=SkillState.ACCEPTED)
    if without is not None:
        taught = taught.exclude(Q(course=without) | Q(course__title=without.title))
    return list(
        taught.select_related("course__organisation")
        .defer("course__search")
        .order_by("level", "course__title", "id")[:50]
    )


def overlapping(application: Application) -> Application | None:
    """Another place of theirs on the same days."""
    held = Application.objects.filter(learner=application.learner_id, busy__isnull=False)
    run = application.run
    if run.starts_on is None:
        return None
    return (
        held.filter(busy__overlap=places.days(run))
        .exclude(pk=application.pk)
        .select_related("run__course")
        .defer("run__course__search")
        .order_by("id")
        .first()
    )


# What they learn ------------------------------------------------------------------------------------


def own_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """Those that go on first, then the others, the newest first."""
    return (
        Enrolment.objects.of(actor)
        .annotate(
            goes_on=Q(state__in=Enrolment.CURRENT),
            next_session_at=Subquery(_next_session()),
            has_message=Exists(_unread()),
        )
        .for_list()
        .select_related("run__course__organisation")
        .defer("run__course__search")
        .order_by("-goes_on", "-starts_on", "-id")
    )


def _unread() -> QuerySet[ConversationMessage]:
    return ConversationMessage.objects.filter(
        conversation__learner=OuterRef("learner"),
        conversation__run=OuterRef("run"),
        by_provider=True,
        read_at=None,
    )


def _next_session() -> QuerySet[Any, Any]:
    ahead = RunSession.objects.held().filter(run=OuterRef("run"), ends_at__gte=timezone.now())
    return ahead.order_by("starts_at").values("starts_at")[:1]


def own_enrolment(actor: Actor, public_id: UUID) -> Enrolment:
    found = (
        Enrolment.objects.of(actor)
        .filter(public_id=public_id)
        .select_related("learner__user", "organisation", "run__course__organisation", "run__venue__postcode")
        .defer("run__course__search")
        .first()
    )
    if found is None:
        raise Http404("You are not on such a course.")
    return found


def sessions(enrolment: Enrolment) -> list[RunSession]:
    """All sessions of the run with this person's mark. Two queries."""
    own = AttendanceMark.objects.filter(enrolment=enrolment)
    return list(
        RunSession.objects.filter(run=enrolment.run_id)
        .select_related("venue__postcode")
        .prefetch_related(Prefetch("marks", own))
        .order_by("starts_at", "id")
    )


@dataclass(frozen=True)
class Timetable:
    """What a calendar holds: courses with their sessions, and those that have none yet with their first day."""

    sessions: Sequence[RunSession] = field(default_factory=list)
    runs: Sequence[CourseRun] = field(default_factory=list)


CALENDAR_PAST = timedelta(days=120)


def timetable(learner_id: int, *, run_ids: Sequence[int] | None = None) -> Timetable:
    """Of the courses somebody is on or has an accepted place on, and those they finished not long ago."""
    earliest: date = timezone.localdate() - CALENDAR_PAST
    on = Enrolment.objects.filter(
        ~Q(state__in=Enrolment.WITHOUT_PLACE), learner=learner_id, planned_end_on__gte=earliest
    )
    accepted = Application.objects.filter(learner=learner_id, state=State.ACCEPTED)
    wanted = Q(pk__in=on.values("run")) | Q(pk__in=accepted.values("run"))
    runs = CourseRun.objects.filter(wanted).select_related("course__organisation", "venue__postcode")
    if run_ids is not None:
        runs = runs.filter(pk__in=run_ids)
    found = list(runs.defer("course__search").order_by("id"))
    of_runs = RunSession.objects.filter(run__in=found).select_related("venue__postcode")
    rows = list(of_runs.order_by("starts_at", "id"))
    by_id = {run.pk: run for run in found}
    for row in rows:
        row.run = by_id[row.run_id]
    with_sessions = {row.run_id for row in rows}
    return Timetable(rows, [run for run in found if run.pk not in with_sessions and run.starts_on])
