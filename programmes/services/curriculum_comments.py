"""What employers say about a published curriculum, and what its provider answers: every change of a comment."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.partners.models import Membership, Role
from district.skills.models import Level, Skill
from district.web.errors import NotAllowed, Refused
from programmes import addresses
from programmes.access import teaches
from programmes.models import Course, CurriculumComment, CurriculumVersion, LearningOutcome

State = CurriculumComment.State
Kind = CurriculumComment.Kind

TOLD_AFTER = timedelta(minutes=30)
MOST_READERS = 20
MOST_IN_A_LETTER = 30
WRITTEN = ("kind", "words", "may_quote", "may_name")


def require_commenting(by: Actor) -> None:
    if not by.acts_as(Role.EMPLOYER):
        raise NotAllowed("Only people who act for an approved employer comment on what courses teach.")


# The employer ----------------------------------------------------------------------------------------


@transaction.atomic
def send(
    *, curriculum: CurriculumVersion, outcome: LearningOutcome | None, values: dict[str, Any], by: Actor
) -> CurriculumComment:
    """Say something about a version in force, on the whole or on one learning outcome. Said again about the same, in
    the same sense, it takes the place of what waits.
    """
    require_commenting(by)
    Course.objects.select_for_update(of=("self",)).only("id").get(pk=curriculum.course_id)
    current = CurriculumVersion.objects.published().filter(pk=curriculum.pk).first()
    if current is None:
        raise Refused("This version is not in force any more. Comment on the one that is.", code="state")
    if outcome is not None and outcome.curriculum_id != current.pk:
        raise Refused("Choose one of the learning outcomes on this page.", field="about")
    known = CurriculumComment.objects.select_for_update(of=("self",)).filter(
        organisation=by.own_organisation,
        curriculum=current,
        outcome=outcome,
        kind=values["kind"],
        state__in=[State.WAITING, State.NOTED],
    )
    comment = known.first() or CurriculumComment(
        organisation=by.own_organisation, curriculum=current, outcome=outcome, course_id=current.course_id
    )
    is_same = comment.pk is not None and all(getattr(comment, name) == values[name] for name in WRITTEN)
    if is_same:
        return comment
    for name in WRITTEN:
        setattr(comment, name, values[name])
    _check(comment)
    comment.written_by, comment.changed_at = by.person, timezone.now()
    comment.state = State.NOTED if comment.kind == Kind.RIGHT else State.WAITING
    comment.version += 0 if comment.pk is None else 1
    comment.save()
    _promise_letter(comment)
    return comment


def _check(comment: CurriculumComment) -> None:
    comment.words = comment.words.strip()
    if comment.kind != Kind.RIGHT and not comment.words:
        raise Refused("Write in a few words what is missing, or what is out of date.", field="words")


@transaction.atomic
def name_skill(
    *, comment: CurriculumComment, skill: Skill | None, level: int | None = None, by: Actor
) -> CurriculumComment:
    """Which skill is meant, and at which level; none takes it off again."""
    current = _own(comment, by)
    if current.state != State.WAITING:
        raise Refused("This comment has been answered and stays as it is.", code="state")
    if skill is not None and (skill.withdrawn_at or skill.kind == Skill.Kind.GROUP):
        raise Refused("Choose a skill from the list.", field="skill")
    level = None if skill is None else (level or Level.FOUNDATION)
    if level is not None and level not in Level.values:
        raise Refused("Choose one of the four levels.", field="level")
    if (current.skill_id, current.level) != (skill.pk if skill else None, level):
        current.skill, current.level = skill, level
        _save(current, "skill", "level")
    return current


@transaction.atomic
def withdraw(*, comment: CurriculumComment, by: Actor) -> CurriculumComment:
    """Take it back: nobody reads it any more. What has been answered stays."""
    current = _own(comment, by)
    if _move(current, State.WITHDRAWN):
        _save(current, "state")
    return current


def _own(comment: CurriculumComment, by: Actor) -> CurriculumComment:
    current = _locked(comment)
    require_commenting(by)
    if not by.acts_for(current.organisation_id):
        raise NotAllowed("Only people who act for this employer may change what it said.")
    return current


# The provider ----------------------------------------------------------------------------------------


@transaction.atomic
def adopt(
    *,
    comment: CurriculumComment,
    curriculum: CurriculumVersion,
    values: dict[str, str],
    version: int | None = None,
    by: Actor,
) -> CurriculumComment:
    """Say in which version it was taken up: one that came after the version it is about."""
    current = _answerable(comment, version, by)
    if current.state == State.ADOPTED:
        return current
    named = CurriculumVersion.objects.filter(pk=curriculum.pk, course=current.course_id).first()
    if named is None or named.number <= current.curriculum.number:
        raise Refused(
            f"Choose a version after version {current.curriculum.number}: that is the one it is about.",
            field="adopted_in",
        )
    _move(current, State.ADOPTED)
    current.adopted_in = named
    return _answer(current, values, by)


@transaction.atomic
def decline(
    *, comment: CurriculumComment, values: dict[str, str], version: int | None = None, by: Actor
) -> CurriculumComment:
    """Say why it is not taken up. It may still be taken up later."""
    current = _answerable(comment, version, by)
    if current.state == State.DECLINED:
        return current
    if not values.get("answer", "").strip():
        raise Refused("Say why not: the employer will read it, and so will everybody.", field="answer")
    _move(current, State.DECLINED)
    return _answer(current, values, by)


def _answerable(comment: CurriculumComment, version: int | None, by: Actor) -> CurriculumComment:
    current = _locked(comment)
    if not teaches(by, current.course.organisation_id):
        raise NotAllowed("Only the provider who teaches this course answers comments on it.")
    if version is not None and version != current.version:
        raise Refused("Somebody has changed this since you opened the page.", code="stale")
    return current


def _answer(comment: CurriculumComment, values: dict[str, str], by: Actor) -> CurriculumComment:
    comment.summary, comment.answer = values.get("summary", "").strip(), values.get("answer", "").strip()
    if not comment.summary and not comment.may_quote:
        raise Refused(
            "Say in a line what the employer asked for. Its own words may not be shown.", field="summary"
        )
    comment.answered_at, comment.answered_by = timezone.now(), by.person
    _save(comment, "state", "adopted_in", "summary", "answer", "answered_at", "answered_by")
    tasks.enqueue(
        name="programmes.write_about_answer",
        args={"comment_id": comment.pk, "version": comment.version},
    )
    return comment


# Letters ---------------------------------------------------------------------------------------------


def _promise_letter(comment: CurriculumComment) -> None:
    """One letter for all that is said within half an hour."""
    tasks.enqueue(
        name="programmes.write_about_comments",
        args={"organisation_id": comment.curriculum.course.organisation_id},
        key=f"comments to {comment.curriculum.course.organisation_id}",
        not_before=timezone.now() + TOLD_AFTER,
    )


@transaction.atomic
def write_about_comments(*, organisation_id: int) -> int:
    """To the provider, of all comments it has not been written to about. How many they were."""
    untold = (
        CurriculumComment.objects.filter(course__organisation=organisation_id, told_at=None)
        .exclude(state=State.WITHDRAWN)
        .of_employers_in_good_standing()
    )
    comments = list(
        untold.select_for_update(of=("self",))
        .select_related("course", "organisation")
        .defer("course__search")
        .order_by("course__title", "sent_at", "id")
    )
    if not comments:
        return 0
    CurriculumComment.objects.filter(id__in=[each.pk for each in comments]).update(told_at=timezone.now())
    lines = [
        f"{each.course.title}: {each.organisation.name}, “{each.get_kind_display().lower()}”"
        for each in comments
    ]
    members = Membership.objects.live().filter(organisation=organisation_id).select_related("user")
    for member in members.order_by("joined_at", "id")[:MOST_READERS]:
        mail.send(
            to=member.user.email,
            subject="Employers have commented on what you teach",
            template="programmes/mail/curriculum_comments",
            context={
                "reader": member.user,
                "lines": lines[:MOST_IN_A_LETTER],
                "more": max(0, len(lines) - MOST_IN_A_LETTER),
                "url": addresses.of_curriculum_comments(),
            },
            key=f"comments {organisation_id} {comments[0].pk} {comments[-1].pk} {len(comments)}",
        )
    return len(comments)


def write_about_answer(*, comment_id: int, version: int) -> None:
    """To the employer's people: what the provider makes of what they said."""
    comment = (
        CurriculumComment.objects.filter(pk=comment_id, state__in=[State.ADOPTED, State.DECLINED])
        .select_related("course__organisation", "adopted_in")
        .defer("course__search")
        .first()
    )
    if comment is None:
        return
    members = Membership.objects.live().filter(organisation=comment.organisation_id).select_related("user")
    for member in members.order_by("joined_at", "id")[:MOST_READERS]:
        mail.send(
            to=member.user.email,
            subject=f"An answer to your comment: {comment.course.title}",
            template="programmes/mail/curriculum_answered",
            context={
                "reader": member.user,
                "comment": comment,
                "course": comment.course,
                "provider": comment.course.organisation,
                "url": addresses.of_comment(comment),
            },
            key=f"comment {comment.public_id} {version}",
        )


# What these share ------------------------------------------------------------------------------------


def _locked(comment: CurriculumComment) -> CurriculumComment:
    return (
        CurriculumComment.objects.select_for_update(of=("self",))
        .select_related("course", "curriculum")
        .defer("course__search")
        .get(pk=comment.pk)
    )


def _move(comment: CurriculumComment, to: str) -> bool:
    if comment.state == to:
        return False
    if to not in comment.TRANSITIONS[State(comment.state)]:
        was = State(comment.state).label.lower()
        raise Refused(
            f"This comment stands at “{was}” now. Open it again to see what you can do.", code="state"
        )
    comment.state = to
    return True


def _save(comment: CurriculumComment, *fields: str) -> None:
    comment.version += 1
    comment.changed_at = timezone.now()
    comment.save(update_fields=[*fields, "version", "changed_at"])
