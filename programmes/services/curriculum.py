"""Every change to what a course teaches: versions of its curriculum, their learning outcomes, the skills these lead to.

Whatever changes a curriculum holds the row of its course, so that no two do so at once.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from district.partners.actor import Actor
from district.skills.models import Level, Skill, SkillState
from district.web.errors import NotAllowed, Refused
from employers.plain_text import blocks
from programmes import signals
from programmes.access import teaches
from programmes.models import (
    Course,
    CourseRun,
    CurriculumVersion,
    Enrolment,
    LearningOutcome,
    OutcomeFinding,
    OutcomeSkill,
    TaughtSkill,
)
from programmes.models.curriculum import LONGEST_OUTCOME

State = CurriculumVersion.State

MOST_OUTCOMES = 40
MOST_SKILLS = 12  # of one outcome
MOST_BEGUN_WITH = 20
SENTENCE = re.compile(r"(?<=[.!?;])\s+")


def require_writing(by: Actor, course: Course) -> None:
    """The provider alone: WMCA staff look on."""
    if not teaches(by, course.organisation_id):
        raise NotAllowed("Only the provider who teaches this course writes its curriculum.")


# Versions --------------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, course: Course, by: Actor) -> CurriculumVersion:
    """The draft of the next version: a copy of the one in force, or the first, from what the course says and teaches.
    If there is a draft already, that one.
    """
    course = _locked(course.pk, by)
    known = course.curriculum_versions.filter(state=State.DRAFT).first()
    if known is not None:
        return known
    last = course.curriculum_versions.aggregate(last=Max("number"))["last"] or 0
    draft = CurriculumVersion.objects.create(course=course, number=last + 1, created_by=by.person)
    in_force = course.curriculum_versions.published().first()
    if in_force is None:
        _write_first(draft, course)
    else:
        _copy(in_force, draft)
    return draft


def _copy(source: CurriculumVersion, draft: CurriculumVersion) -> None:
    made = {
        old.pk: LearningOutcome(curriculum=draft, key=old.key, position=old.position, words=old.words)
        for old in source.outcomes.order_by("position")
    }
    LearningOutcome.objects.bulk_create(made.values())
    OutcomeSkill.objects.bulk_create(
        OutcomeSkill(outcome=made[each.outcome_id], skill_id=each.skill_id, level=each.level)
        for each in OutcomeSkill.objects.filter(outcome__curriculum=source).order_by("id")
    )


def _write_first(draft: CurriculumVersion, course: Course) -> None:
    """Each sentence about what people learn is an outcome; a skill goes to the one that names it, else it is one."""
    lines = _sentences(course.what_you_learn)
    skills: list[list[TaughtSkill]] = [[] for _ in lines]
    taught = course.taught_skills.filter(state=SkillState.ACCEPTED).select_related("skill")
    for each in taught.order_by("level", "skill__label", "id"):
        names = [name.lower() for name in (each.words, each.skill.label) if name]
        spot = next((n for n, line in enumerate(lines) if any(name in line.lower() for name in names)), None)
        if spot is None:
            label = each.skill.label
            lines.append(f"{label[:1].upper()}{label[1:]}"[:LONGEST_OUTCOME])
            skills.append([each])
        else:
            skills[spot].append(each)
    outcomes = LearningOutcome.objects.bulk_create(
        LearningOutcome(curriculum=draft, position=place, words=line)
        for place, line in enumerate(lines[:MOST_OUTCOMES], start=1)
    )
    OutcomeSkill.objects.bulk_create(
        OutcomeSkill(outcome=outcome, skill_id=each.skill_id, level=each.level)
        for outcome, own in zip(outcomes, skills[:MOST_OUTCOMES], strict=True)
        for each in own
    )


def _sentences(text: str) -> list[str]:
    """Lines of lists as they stand, and the sentences of everything else."""
    found: list[str] = []
    for block in blocks(text):
        for line in block.lines:
            found += [line] if block.kind == "list" else SENTENCE.split(line)
    tidied = (part.strip().rstrip(".;")[:LONGEST_OUTCOME] for part in found)
    return list(dict.fromkeys(part for part in tidied if len(part) > 2))[:MOST_BEGUN_WITH]


@transaction.atomic
def publish(
    *, curriculum: CurriculumVersion, note: str = "", version: int | None = None, by: Actor
) -> CurriculumVersion:
    """From now on this is what the course teaches: its skills follow, and matching with them. Runs that have begun keep
    the version they began with.
    """
    course = _locked(curriculum.course_id, by)
    draft = _fresh(curriculum)
    if draft.state == State.PUBLISHED:
        return draft
    if draft.state != State.DRAFT:
        raise Refused("This version has been followed by another. Begin a new one.", code="state")
    if version is not None and version != draft.version:
        raise Refused("Somebody has changed this version since. Look at it again.", code="stale")
    if not draft.outcomes.exists():
        raise Refused("Add a learning outcome first: say one thing that people will be able to do.")
    if not levels_of(draft):
        raise Refused("Add a skill to one of the learning outcomes first: people are matched by skills.")
    bind_started(course_id=course.pk)
    now = timezone.now()
    in_force = course.curriculum_versions.published().first()
    if in_force is not None:
        in_force.state, in_force.superseded_at = State.SUPERSEDED, now
        _save(in_force, "state", "superseded_at")
    draft.state, draft.published_at, draft.published_by = State.PUBLISHED, now, by.person
    draft.note = note.strip()
    _save(draft, "state", "published_at", "published_by", "note")
    follow(draft)
    return draft


@transaction.atomic
def discard(*, curriculum: CurriculumVersion, by: Actor) -> None:
    """Throw a draft away. Refused once a comment is said to be taken up in it."""
    _locked(curriculum.course_id, by)
    draft = CurriculumVersion.objects.select_for_update(of=("self",)).filter(pk=curriculum.pk).first()
    if draft is None:
        return
    if draft.state != State.DRAFT:
        raise Refused("This version has been published and stays. Begin a new one instead.", code="state")
    if draft.adopted_comments.exists():
        raise Refused(
            "You have told an employer that its comment is taken up in this version. Publish it instead.",
            code="promised",
        )
    draft.delete()


# Learning outcomes -----------------------------------------------------------------------------------


@transaction.atomic
def add_outcome(*, curriculum: CurriculumVersion, words: str, by: Actor) -> LearningOutcome:
    """At the end. The same words again are the outcome that there is."""
    current = _changeable(curriculum, by)
    words = _worded(words)
    known = current.outcomes.filter(words=words).first()
    if known is not None:
        return known
    places = current.outcomes.aggregate(last=Max("position"))["last"] or 0
    if places >= MOST_OUTCOMES:
        raise Refused(f"A curriculum has {MOST_OUTCOMES} learning outcomes or fewer. Join two of them.")
    outcome = LearningOutcome.objects.create(curriculum=current, position=places + 1, words=words)
    _changed(current)
    return outcome


@transaction.atomic
def reword_outcome(
    *, outcome: LearningOutcome, words: str, version: int | None = None, by: Actor
) -> LearningOutcome:
    current = _changeable(outcome.curriculum, by)
    outcome = _outcome(outcome)
    if version is not None and version != outcome.version:
        raise Refused("Somebody has changed this since you opened the page.", code="stale")
    words = _worded(words)
    if words != outcome.words:
        outcome.words, outcome.version = words, outcome.version + 1
        outcome.save(update_fields=["words", "version"])
        _changed(current)
    return outcome


@transaction.atomic
def move_outcome(*, outcome: LearningOutcome, up: bool, by: Actor) -> None:
    """One place up or down; the first does not go up, nor the last down."""
    current = _changeable(outcome.curriculum, by)
    rows = list(current.outcomes.order_by("position"))
    spot = next((n for n, each in enumerate(rows) if each.pk == outcome.pk), None)
    other = None if spot is None else spot + (-1 if up else 1)
    if spot is None or other is None or not 0 <= other < len(rows):
        return
    rows[spot].position, rows[other].position = rows[other].position, rows[spot].position
    LearningOutcome.objects.bulk_update([rows[spot], rows[other]], ["position"])
    _changed(current)


@transaction.atomic
def remove_outcome(*, outcome: LearningOutcome, by: Actor) -> None:
    current = _changeable(outcome.curriculum, by)
    if not current.outcomes.filter(pk=outcome.pk).exists():
        return
    if current.state == State.PUBLISHED and current.outcomes.count() == 1:
        raise Refused("A curriculum in force has at least one learning outcome. Change this one instead.")
    current.outcomes.get(pk=outcome.pk).delete()
    rows = list(current.outcomes.order_by("position"))
    for place, each in enumerate(rows, start=1):
        each.position = place
    LearningOutcome.objects.bulk_update(rows, ["position"])
    _changed(current)


@transaction.atomic
def set_skill(*, outcome: LearningOutcome, skill: Skill, level: int, by: Actor) -> OutcomeSkill:
    """Let an outcome lead to a skill, or change up to which level."""
    current = _changeable(outcome.curriculum, by)
    outcome = _outcome(outcome)
    if level not in Level.values:
        raise Refused("Choose one of the four levels.", field="level")
    known = outcome.skills.filter(skill=skill).first()
    if known is None and (skill.withdrawn_at or skill.kind == Skill.Kind.GROUP):
        raise Refused("Choose a skill from the list.", field="skill")
    if known is None and outcome.skills.count() >= MOST_SKILLS:
        raise Refused(f"One outcome leads to {MOST_SKILLS} skills or fewer. Split it in two.", field="skill")
    if known is not None and known.level == level:
        return known
    led, _ = OutcomeSkill.objects.update_or_create(outcome=outcome, skill=skill, defaults={"level": level})
    _changed(current)
    return led


@transaction.atomic
def remove_skill(*, outcome: LearningOutcome, skill: Skill, by: Actor) -> None:
    current = _changeable(outcome.curriculum, by)
    own = OutcomeSkill.objects.filter(outcome=outcome.pk, skill=skill)
    if not own.exists():
        return
    if current.state == State.PUBLISHED and set(levels_of(current)) == {skill.pk}:
        others = OutcomeSkill.objects.filter(outcome__curriculum=current).exclude(outcome=outcome.pk)
        if not others.exists():
            raise Refused("A curriculum in force leads to at least one skill. Add another first.")
    own.delete()
    _changed(current)


# What it teaches -------------------------------------------------------------------------------------


def levels_of(curriculum: CurriculumVersion) -> dict[int, int]:
    """The level of each skill that its outcomes confirm: the highest of them."""
    rows = confirmed(OutcomeSkill.objects.filter(outcome__curriculum=curriculum))
    return dict(rows.order_by("confirmed", "id").values_list("skill_id", "confirmed"))


def confirmed(rows: QuerySet[OutcomeSkill]) -> QuerySet[Any]:
    """Adds `confirmed`, the level that completing the course confirms: that of the curriculum, and one lower (never
    below the first) where employers find that most of those they hired surely cannot do what the outcome says.
    """
    lower = OutcomeFinding.objects.filter(
        course=OuterRef("outcome__curriculum__course"), key=OuterRef("outcome__key"), counts_lower=True
    )
    level = models.PositiveSmallIntegerField()
    one_lower = Greatest(F("level") - 1, 1, output_field=level)
    return rows.annotate(
        confirmed=Case(When(Exists(lower), then=one_lower), default="level", output_field=level)
    )


def preview(curriculum: CurriculumVersion) -> list[dict[str, Any]]:
    """What its publication changes in the skills that the course is matched by: {skill, before, after}."""
    after = levels_of(curriculum)
    taught = TaughtSkill.objects.filter(course=curriculum.course_id, state=SkillState.ACCEPTED)
    before = dict(taught.values_list("skill_id", "level"))
    skills = Skill.objects.filter(id__in={*before, *after}).only("label", "public_id").order_by("label", "id")
    return [
        {"skill": skill, "before": before.get(skill.pk), "after": after.get(skill.pk)} for skill in skills
    ]


def follow(curriculum: CurriculumVersion) -> None:
    """Make the skills of the course those of the version in force. Suggestions from its texts are settled by it."""
    course, wanted = Course.objects.defer("search").get(pk=curriculum.course_id), levels_of(curriculum)
    there = {row.skill_id: row for row in course.taught_skills.select_for_update().order_by("id")}
    rows = []
    for skill_id, row in there.items():
        state = SkillState.ACCEPTED if skill_id in wanted else SkillState.REFUSED
        level = wanted.get(skill_id, row.level)
        if skill_id not in wanted and not row.words:
            continue
        if (row.state, row.level) != (state, level):
            row.state, row.level = state, level
            rows.append(row)
    gone = [row.pk for row in there.values() if row.skill_id not in wanted and not row.words]
    if gone:
        TaughtSkill.objects.filter(id__in=gone).delete()
    if rows:
        TaughtSkill.objects.bulk_update(rows, ["state", "level"])
    new = [
        TaughtSkill(course=course, skill_id=skill_id, level=level)
        for skill_id, level in sorted(wanted.items())
        if skill_id not in there
    ]
    if new:
        TaughtSkill.objects.bulk_create(new)
    if course.state == Course.State.LIVE:
        signals.run_opened.send(CurriculumVersion, course_ids=[course.pk])
    if course.outcome_findings.exists():
        signals.outcomes_found.send(CurriculumVersion, course_id=course.pk)


def taught_to(enrolment: Enrolment) -> list[TaughtSkill]:
    """What somebody on a course was taught: by the version of the run, else as the course says now. Rows that are not
    to be saved.
    """
    highest: dict[int, TaughtSkill] = {}
    rows = _rows_taught_to(enrolment).select_related("skill__scheme")
    for each in rows.order_by("-confirmed", "skill__label", "id"):
        taught = TaughtSkill(course_id=enrolment.run.course_id, skill=each.skill, level=each.confirmed)
        highest.setdefault(each.skill_id, taught)
    return list(highest.values())


def skills_taught_to(enrolment: Enrolment) -> QuerySet[Any, dict[str, Any]]:
    """The ids of these skills, for another query."""
    return _rows_taught_to(enrolment).values("skill")


def _rows_taught_to(enrolment: Enrolment) -> QuerySet[Any]:
    """Rows of the version, or of the course where there is none, with the level `confirmed`."""
    curriculum_id = _versions_of([enrolment])[enrolment.pk]
    if curriculum_id is None:
        own = TaughtSkill.objects.filter(course=enrolment.run.course_id, state=SkillState.ACCEPTED)
        return own.annotate(confirmed=F("level"))
    return confirmed(OutcomeSkill.objects.filter(outcome__curriculum=curriculum_id))


def outcomes_taught_to(enrolment: Enrolment) -> QuerySet[LearningOutcome]:
    """The learning outcomes of that version; none where there was none."""
    version = _versions_of([enrolment])[enrolment.pk]
    return LearningOutcome.objects.filter(curriculum=version).order_by("position")


def levels_taught_to(enrolments: Sequence[Enrolment]) -> dict[int, dict[int, int]]:
    """The same for many, in at most three queries: levels by skill, by enrolment."""
    versions = _versions_of(enrolments)
    by_version: dict[int, dict[int, int]] = defaultdict(dict)
    led = confirmed(OutcomeSkill.objects.filter(outcome__curriculum__in=set(filter(None, versions.values()))))
    for version, skill, level in led.order_by("confirmed", "skill_id").values_list(
        "outcome__curriculum", "skill_id", "confirmed"
    ):
        by_version[version][skill] = level
    by_course: dict[int, dict[int, int]] = defaultdict(dict)
    unversioned = {each.run.course_id for each in enrolments if versions[each.pk] is None}
    taught = TaughtSkill.objects.filter(course__in=unversioned, state=SkillState.ACCEPTED)
    for course, skill, level in taught.order_by("skill_id").values_list("course_id", "skill_id", "level"):
        by_course[course][skill] = level
    return {
        each.pk: by_course[each.run.course_id] if version is None else by_version[version]
        for each in enrolments
        for version in [versions[each.pk]]
    }


def _versions_of(enrolments: Sequence[Enrolment]) -> dict[int, int | None]:
    """Of each run the version that it is bound to, else the one in force on its first day, or where it starts at any
    time on the person's own; None where there was none yet.
    """
    unbound = {each.run.course_id for each in enrolments if each.run.curriculum_id is None}
    published: dict[int, list[tuple[date, int]]] = defaultdict(list)
    if unbound:
        versions = CurriculumVersion.objects.exclude(state=State.DRAFT).filter(course__in=unbound)
        for course, day, version in (
            versions.annotate(published_on=TruncDate("published_at"))
            .order_by("number")
            .values_list("course_id", "published_on", "id")
        ):
            published[course].append((day, version))
    found: dict[int, int | None] = {}
    for each in enrolments:
        first_day = each.run.starts_on or each.starts_on
        in_force = [version for day, version in published[each.run.course_id] if day <= first_day]
        found[each.pk] = each.run.curriculum_id or (in_force[-1] if in_force else None)
    return found


@transaction.atomic
def bind_started(*, course_id: int | None = None) -> int:
    """Write to each run that has begun the version in force on its first day. Runs that start at any time keep none:
    there the first day of each person tells. How many were written.
    """
    in_force = (
        CurriculumVersion.objects.published()
        .annotate(published_on=TruncDate("published_at"))
        .filter(course=OuterRef("course"), published_on__lte=OuterRef("starts_on"))
        .values("id")[:1]
    )
    started = CourseRun.objects.filter(
        Q(course=course_id) if course_id else Q(),
        curriculum=None,
        state__in=[CourseRun.State.OPEN, CourseRun.State.CLOSED],
        starts_on__lte=timezone.localdate(),
        course__curriculum_versions__state=State.PUBLISHED,
        course__curriculum_versions__published_at__date__lte=F("starts_on"),
    )
    return started.update(curriculum=Subquery(in_force))


# Locks and checks ------------------------------------------------------------------------------------


def _locked(course_id: int, by: Actor) -> Course:
    course = Course.objects.select_for_update(of=("self",)).defer("search").get(pk=course_id)
    require_writing(by, course)
    return course


def _fresh(curriculum: CurriculumVersion) -> CurriculumVersion:
    found = CurriculumVersion.objects.with_frozen().filter(pk=curriculum.pk).first()
    if found is None:
        raise Refused("This draft has been thrown away.", code="state")
    return found


def _changeable(curriculum: CurriculumVersion, by: Actor) -> CurriculumVersion:
    """A draft; or the version in force while nobody has begun with it nor said anything about it."""
    _locked(curriculum.course_id, by)
    current = _fresh(curriculum)
    if refusal := why_fixed(current):
        raise Refused(refusal, code="frozen")
    return current


def why_fixed(curriculum: CurriculumVersion) -> str:
    """Why it cannot be changed any more; empty if it can. `curriculum` knows whether it `is_frozen`."""
    if curriculum.state == State.DRAFT:
        return ""
    if curriculum.state == State.SUPERSEDED:
        return "This version has been followed by another and stays as it was."
    if curriculum.is_frozen:
        return "A course run has begun with this version, so it stays as it is. Begin a new version to change it."
    if curriculum.comments.exists():
        return "Employers have commented on this version, so it stays as it is. Begin a new version to change it."
    return ""


def _outcome(outcome: LearningOutcome) -> LearningOutcome:
    found = LearningOutcome.objects.filter(pk=outcome.pk).first()
    if found is None:
        raise Refused("This learning outcome has been removed.", code="state")
    return found


def _worded(words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise Refused("Say what people will be able to do.", field="words")
    return words[:LONGEST_OUTCOME]


def _changed(curriculum: CurriculumVersion) -> None:
    """Count the change; what is in force takes effect at once."""
    _save(curriculum)
    if curriculum.state == State.PUBLISHED:
        follow(curriculum)


def _save(curriculum: CurriculumVersion, *fields: str) -> None:
    curriculum.version += 1
    curriculum.changed_at = timezone.now()
    curriculum.save(update_fields=[*fields, "version", "changed_at"])
