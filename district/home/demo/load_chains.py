"""Needs that a course of the past answered, so that the whole way from a need to people in work can be walked."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from district.codesign.models import (
    NeedAnswer,
    NeededSkill,
    NeedPlace,
    NeedReply,
    NeedVacancy,
    SkillsNeed,
)
from district.gaps.stages import Stage, furthest
from district.partners.models import Membership, Organisation, Role
from employers.models import Vacancy
from programmes.models import Course, CourseRun, Enrolment, ProgrammeKind

EMPLOYER = "morgan@canalside.example"
STORIES = (
    (
        "People who can take over from our retiring team",
        14,
        "Eleven weeks later most of them had somebody to start.",
    ),
    ("Hands for the new operations room", 9, "Half came from the course, the others learn with us."),
)
MOST_SKILLS = 3


def load() -> None:
    """After the past years, whose bootcamp runs with the most people in work it tells of."""
    employers = (
        Organisation.objects.with_role(Role.EMPLOYER)
        .filter(is_fictional=True)
        .exclude(memberships__user__email=EMPLOYER)
        .order_by("id")
    )
    for story, run, employer in zip(STORIES, _runs(), employers, strict=False):
        _tell(story, run, employer)
    _name_a_vacancy()


def _runs() -> list[CourseRun]:
    """The best of each course, the best first."""
    today = timezone.localdate()
    ended = Q(run__ends_on__lt=today - timedelta(days=60), run__starts_on__gt=today - timedelta(days=500))
    bootcamp = Q(run__course__programme__kind=ProgrammeKind.SKILLS_BOOTCAMP)
    rows = Enrolment.objects.filter(ended, bootcamp, run__course__is_fictional=True).annotate(far=furthest())
    hired = rows.filter(far__gte=Stage.HIRED).order_by().values("run", "run__course").annotate(n=Count("pk"))
    best: dict[int, int] = {}
    for row in hired.order_by("-n", "run"):
        best.setdefault(row["run__course"], row["run"])
    chosen = list(best.values())[: len(STORIES)]
    runs = CourseRun.objects.filter(pk__in=chosen).select_related("course__organisation", "venue__postcode")
    found = {run.pk: run for run in runs.defer("course__search")}
    return [found[pk] for pk in chosen]


def _tell(story: tuple[str, int, str], run: CourseRun, employer: Organisation) -> None:
    title, heads, words = story
    course, starts = run.course, run.starts_on or timezone.localdate()
    said, sent = _at(starts - timedelta(weeks=14)), _at(starts - timedelta(weeks=10))
    met = _at((run.ends_on or starts) + timedelta(weeks=4))
    taught = list(course.taught_skills.filter(state="accepted").order_by("-level", "id")[:MOST_SKILLS])
    if not taught:
        return
    council = run.venue.postcode.council_id if run.venue else None
    need = SkillsNeed.objects.create(
        organisation=employer,
        title=title,
        heads=heads,
        by_when="year",
        place=NeedPlace.COUNCIL if council else NeedPlace.ANY,
        council_id=council,
        routes=["hire", "bootcamp"],
        reason="replacement",
        is_hard=True,
        hard_causes=["skills"],
        offers=["interviews"],
        answered=["people", "text", "where", "why", "offers"],
        state=SkillsNeed.State.MET,
        met_how="answer",
        end_words=words,
        opened_at=said,
        expires_on=timezone.localdate(said) + timedelta(days=182),
        ended_at=met,
        is_fictional=True,
    )
    NeededSkill.objects.bulk_create(
        NeededSkill(need=need, skill_id=each.skill_id, level=each.level) for each in taught
    )
    answer = NeedAnswer.objects.create(
        organisation=course.organisation,
        skill_id=taught[0].skill_id,
        kind=NeedAnswer.Kind.COURSE,
        course=course,
        words="Our bootcamp teaches it. Tell us what your people do all day and we teach with that.",
        state=NeedAnswer.State.CLOSED,
        sent_at=sent,
        closes_on=timezone.localdate(sent) + timedelta(days=30),
        ended_at=sent + timedelta(days=31),
        **_contact(course),
    )
    NeedReply.objects.create(
        answer=answer,
        need=need,
        state=NeedReply.State.ACCEPTED,
        contact_name=f"Personnel of {employer.name}",
        contact_email=f"people@{employer.ukprn or 'works'}.example",
        decided_at=sent + timedelta(days=6),
        has_met=True,
    )


def _contact(course: Course) -> dict[str, Any]:
    member = Membership.objects.live().filter(organisation=course.organisation_id).select_related("user")
    first = member.order_by("id").first()
    if first is None:
        return {"contact_name": "Admissions", "contact_email": "admissions@college.example"}
    return {"contact_name": first.user.name, "contact_email": first.user.email, "sent_by": first.user}


def _name_a_vacancy() -> None:
    """The employer that is shown round has said that one of its vacancies is for people of its need."""
    open_needs = SkillsNeed.objects.filter(is_fictional=True, organisation__memberships__user__email=EMPLOYER)
    need = open_needs.filter(state=SkillsNeed.State.OPEN).first()
    if need is None:
        return
    asked = need.skills.values("skill")
    vacancy = Vacancy.objects.filter(
        organisation=need.organisation_id, state=Vacancy.State.OPEN, asked_skills__skill__in=asked
    )
    found = vacancy.order_by("id").first()
    if found is not None:
        NeedVacancy.objects.create(need=need, vacancy=found)


def _at(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
