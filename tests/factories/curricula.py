"""Versions of a curriculum, and what employers say of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from district.partners.models import Organisation, Role
from district.skills.models import Skill
from programmes.models import (
    Course,
    CurriculumComment,
    CurriculumVersion,
    LearningOutcome,
    OutcomeSkill,
)
from programmes.services import curriculum
from tests.factories.partners import make_organisation
from tests.factories.programmes import make_course


def make_curriculum(
    *,
    course: Course | None = None,
    state: str = "published",
    outcomes: Sequence[tuple[str, Mapping[Skill, int]]] = (("Make a page of your own", {}),),
    **fields: Any,
) -> CurriculumVersion:
    """A version with its learning outcomes and the skills they lead to. What is in force, the course teaches."""
    course = course or make_course()
    version = CurriculumVersion.objects.create(course=course, number=course.curriculum_versions.count() + 1)
    for position, (words, skills) in enumerate(outcomes, start=1):
        outcome = LearningOutcome.objects.create(curriculum=version, position=position, words=words)
        OutcomeSkill.objects.bulk_create(
            OutcomeSkill(outcome=outcome, skill=skill, level=level) for skill, level in skills.items()
        )
    if state == "published":
        version.state, version.published_at = state, fields.pop("published_at", timezone.now())
        version.save()
        curriculum.follow(version)
    return version


def make_comment(
    *, curriculum: CurriculumVersion | None = None, organisation: Organisation | None = None, **fields: Any
) -> CurriculumComment:
    """An employer's, on the whole of a version in force; it waits for an answer."""
    version = curriculum or make_curriculum()
    usual = {"kind": "missing", "words": "Nobody shows them how to test what they made.", "state": "waiting"}
    return CurriculumComment.objects.create(
        curriculum=version,
        course_id=version.course_id,
        organisation=organisation or make_organisation(role=Role.EMPLOYER),
        **usual | fields,
    )
