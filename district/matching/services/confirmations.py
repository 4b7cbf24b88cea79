"""Follows what employers find of the people they hired from a course: how much the skills count that come of it.

Done behind the scene, one course at a time (see the key of its task), whenever its findings or its curriculum change.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import transaction

from district.matching.engine import evidence
from district.matching.models import ConfirmedSkill
from district.outbox.services import tasks
from learners.models import CONFIRMED, HeldSkill
from learners.services import held_skills, records
from programmes.models import CurriculumVersion, Enrolment, OutcomeFinding, OutcomeSkill

HAVE_COMPLETED = (Enrolment.State.COMPLETED, Enrolment.State.ACHIEVED, Enrolment.State.NOT_ACHIEVED)


def promise(*, course_id: int) -> None:
    tasks.enqueue(name="matching.follow_findings", args={"course_id": course_id}, key=f"course {course_id}")


def promise_all() -> None:
    """Under new rules."""
    found = OutcomeFinding.objects.order_by("course_id").values_list("course_id", flat=True)
    for course_id in found.distinct():
        promise(course_id=course_id)


@transaction.atomic
def follow(*, course_id: int) -> int:
    """Everybody for whom it changes what a skill counts is matched again, by way of the outbox; says how many."""
    known = {row.skill_id: row for row in ConfirmedSkill.objects.filter(course=course_id)}
    wanted = _wanted(course_id)
    changed = {
        skill for skill in {*known, *wanted} if _weight(known.get(skill)) != _weight(wanted.get(skill))
    }
    ConfirmedSkill.objects.filter(course=course_id).exclude(skill__in=wanted).delete()
    ConfirmedSkill.objects.bulk_create(
        wanted.values(),
        update_conflicts=True,
        unique_fields=["course", "skill"],
        update_fields=["can_do", "hires", "weight"],
    )
    return _match_again(course_id, changed)


def _weight(row: ConfirmedSkill | None) -> int:
    return row.weight if row else evidence.WORD


def _wanted(course_id: int) -> Mapping[int, ConfirmedSkill]:
    """By skill: of the outcomes of the curriculum in force that lead to it, the finding that is least sure."""
    findings = {row.key: row for row in OutcomeFinding.objects.filter(course=course_id)}
    led = OutcomeSkill.objects.filter(
        outcome__curriculum__in=CurriculumVersion.objects.published().filter(course=course_id),
        outcome__key__in=findings,
    )
    found = defaultdict(list)
    for skill, key in led.order_by("skill_id", "outcome__key").values_list("skill_id", "outcome__key"):
        found[skill].append(findings[key])
    return {skill: _row(course_id, skill, min(rows, key=_sureness)) for skill, rows in found.items()}


def _sureness(finding: OutcomeFinding) -> tuple[int, int]:
    return evidence.sure_share(finding.can_do, finding.hires), finding.hires


def _row(course_id: int, skill: int, finding: OutcomeFinding) -> ConfirmedSkill:
    return ConfirmedSkill(
        course_id=course_id,
        skill_id=skill,
        can_do=finding.can_do,
        hires=finding.hires,
        weight=evidence.weight(finding.can_do, finding.hires),
    )


def _match_again(course_id: int, skills: Collection[int]) -> int:
    """A new version of their profiles, so that a run under way leaves them to the work that this promises."""
    people = Enrolment.objects.filter(
        run__course=course_id, state__in=HAVE_COMPLETED, learner__isnull=False
    ).values("learner")
    held = HeldSkill.objects.filter(skill__in=skills, evidence__in=CONFIRMED, learner__in=people)
    learners = held_skills.lock_many(learner_ids=held.values_list("learner", flat=True)) if skills else {}
    if learners:
        records.save_many(list(learners.values()))
    return len(learners)
