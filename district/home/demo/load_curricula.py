"""Curricula of the provider that is shown round: two with a second version, comments at every stage, a draft."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from district.home.demo.curricula import CURRICULA, OPINIONS, Opinion, Written
from district.partners.models import Organisation, Role
from district.skills.models import Skill
from programmes.models import (
    Course,
    CourseRun,
    CurriculumComment,
    CurriculumVersion,
    LearningOutcome,
    OutcomeSkill,
)

PROVIDER = "sam@aston-lock.example"
FIRST, SECOND = timedelta(weeks=20), timedelta(weeks=6)  # before today
State = CurriculumVersion.State


def load(skills: Mapping[str, Skill]) -> None:
    """After the cohorts: a course that has ended was taught by the first version."""
    now = timezone.now()
    courses = {
        course.title: course
        for course in Course.objects.filter(organisation__memberships__user__email=PROVIDER).defer("search")
    }
    versions = {written.title: _versions(courses[written.title], written, now) for written in CURRICULA}
    employers = _employers()
    comments = [
        _comment(opinion, versions[opinion.title], employers[opinion.employer], skills, now)
        for opinion in OPINIONS
    ]
    CurriculumComment.objects.bulk_create(comments)
    last = versions[CURRICULA[-1].title][-1]
    draft = CurriculumVersion.objects.create(course=last.course, number=last.number + 1)
    _write(draft, CURRICULA[-1], dict(last.outcomes.values_list("position", "key")), ())
    LearningOutcome.objects.create(
        curriculum=draft, position=draft.outcomes.count() + 1, words="Write a test before you trust a program"
    )


def _employers() -> list[Organisation]:
    """Who is shown round as an employer first, then others."""
    employers = Organisation.objects.with_role(Role.EMPLOYER).filter(is_fictional=True).order_by("id")
    shown = employers.get(memberships__user__email="morgan@canalside.example")
    return [shown, *employers.exclude(pk=shown.pk)[:3]]


def _versions(course: Course, written: Written, now: datetime) -> list[CurriculumVersion]:
    """The first without what was added later; its runs that have begun are bound to it."""
    keys = {number: uuid4() for number in range(1, len(written.outcomes) + 1)}
    first = _publish(course, written, keys, written.added, now - FIRST)
    if not written.added:
        return [first]
    first.state, first.superseded_at = State.SUPERSEDED, now - SECOND
    first.save(update_fields=["state", "superseded_at"])
    begun = CourseRun.objects.filter(course=course, starts_on__lt=(now - SECOND).date())
    begun.filter(starts_on__gte=(now - FIRST).date()).update(curriculum=first)
    return [first, _publish(course, written, keys, (), now - SECOND)]


def _publish(
    course: Course, written: Written, keys: Mapping[int, UUID], without: Sequence[int], at: datetime
) -> CurriculumVersion:
    number = course.curriculum_versions.count() + 1
    version = CurriculumVersion.objects.create(course=course, number=number, created_at=at)
    _write(version, written, keys, without)
    version.state, version.published_at = State.PUBLISHED, at
    version.note = written.note if number > 1 else ""
    version.save(update_fields=["state", "published_at", "note"])
    return version


def _write(
    version: CurriculumVersion, written: Written, keys: Mapping[int, UUID], without: Sequence[int]
) -> None:
    """Each outcome with the skills it leads to, at the level the course teaches."""
    levels = {row.skill.label: row for row in version.course.taught_skills.select_related("skill")}
    chosen = [(n, each) for n, each in enumerate(written.outcomes, start=1) if n not in without]
    outcomes = LearningOutcome.objects.bulk_create(
        LearningOutcome(curriculum=version, key=keys.get(n) or uuid4(), position=place, words=words)
        for place, (n, (words, _)) in enumerate(chosen, start=1)
    )
    OutcomeSkill.objects.bulk_create(
        OutcomeSkill(outcome=outcome, skill=levels[label].skill, level=levels[label].level)
        for outcome, (_, (_, labels)) in zip(outcomes, chosen, strict=True)
        for label in labels
    )


def _comment(
    opinion: Opinion,
    versions: Sequence[CurriculumVersion],
    employer: Organisation,
    skills: Mapping[str, Skill],
    now: datetime,
) -> CurriculumComment:
    """On the first version if it was taken up in the second, else on the one in force."""
    state = CurriculumComment.State
    about = versions[0] if opinion.state in {state.ADOPTED, state.DECLINED} else versions[-1]
    sent = now - (timedelta(weeks=12) if about is not versions[-1] else timedelta(days=3))
    facts: dict[str, Any] = {}
    if opinion.state in {state.ADOPTED, state.DECLINED}:
        facts |= {
            "answered_at": sent + timedelta(weeks=3),
            "summary": opinion.summary,
            "answer": opinion.answer,
        }
    if opinion.state == state.ADOPTED:
        facts["adopted_in"] = versions[-1]
    if opinion.skill:
        facts |= {"skill": skills[opinion.skill], "level": 1}
    return CurriculumComment(
        course=about.course,
        curriculum=about,
        outcome=about.outcomes.get(position=opinion.about) if opinion.about else None,
        organisation=employer,
        kind=opinion.kind,
        words=opinion.words,
        may_quote=opinion.is_open,
        may_name=opinion.is_open,
        state=opinion.state,
        sent_at=sent,
        told_at=sent,
        **facts,
    )
