"""What an employer does with job applications: moves, on one or many, refusals with their reason, notes, templates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Role
from district.skills.models import Level, Skill
from district.web.errors import NotAllowed, Refused
from employers import access, message_words, signals
from employers.models import (
    JobApplication,
    JobApplicationNote,
    JobMissingSkill,
    JobReason,
    MessageTemplate,
)
from employers.services import job_application_letters as letters
from employers.services import job_applications

State = JobApplication.State
MOST_AT_ONCE = 200
MOST_TEMPLATES = 50
REASONS = tuple(reason for reason in JobReason if reason != JobReason.UNANSWERED)
BY_SKILL = {JobReason.MISSING_SKILLS, JobReason.LEVEL}


@dataclass(frozen=True)
class Done:
    """What became of each of many; `refused` with the sentence why not."""

    changed: Sequence[JobApplication]
    refused: Sequence[tuple[JobApplication, Refused]]


@dataclass(frozen=True)
class Refusal:
    """Why not, as the person reads it; `skills` are those they should have first, each with its level."""

    reason: str
    skills: Sequence[tuple[UUID, int]] = ()


@transaction.atomic
def move(
    *,
    application: JobApplication,
    to: str,
    words: str = "",
    refusal: Refusal | None = None,
    by: Actor,
) -> JobApplication:
    """To another state, with words to the person. From the first move up they are known, but for a refusal."""
    access.require_writing(by, application.vacancy)
    current = job_applications.lock(application)
    if current.state == to:
        return current
    if to not in {State.SHORTLISTED, State.INTERVIEWING, State.OFFERED, State.HIRED, State.UNSUCCESSFUL}:
        raise Refused("Choose what to do with the application.", code="state")
    message_words.check(words)
    wanted = _check_refusal(refusal) if to == State.UNSUCCESSFUL else []
    now = timezone.now()
    current.answered_at = current.answered_at or now
    if to != State.UNSUCCESSFUL and current.may_become(to):
        current.shortlisted_at = current.shortlisted_at or now
    reason = refusal.reason if refusal and to == State.UNSUCCESSFUL else ""
    job_applications.move(current, to, by=by, words=words.strip(), reason=reason)
    JobMissingSkill.objects.bulk_create(
        JobMissingSkill(application=current, skill=skill, level=level) for skill, level in wanted
    )
    letters.to_learner(current, to, words=words.strip())
    if to == State.HIRED:
        signals.job_application_hired.send(JobApplication, job_application_id=current.pk)
    return current


@transaction.atomic
def move_many(
    *,
    applications: Iterable[JobApplication],
    to: str,
    words: str = "",
    refusal: Refusal | None = None,
    by: Actor,
) -> Done:
    """Each that cannot be moved says why, and the others are moved."""
    rows = sorted(applications, key=lambda each: each.pk)
    if len(rows) > MOST_AT_ONCE:
        raise Refused(f"Choose up to {MOST_AT_ONCE} at a time.", code="many")
    message_words.check(words)
    if to == State.UNSUCCESSFUL:
        _check_refusal(refusal)
    changed, refused = [], []
    for row in rows:
        try:
            with transaction.atomic():
                changed.append(move(application=row, to=to, words=words, refusal=refusal, by=by))
        except Refused as fault:
            refused.append((row, fault))
    return Done(changed, refused)


def _check_refusal(refusal: Refusal | None) -> list[tuple[Skill, int]]:
    if refusal is None or refusal.reason not in REASONS:
        raise Refused("Choose the reason: the person will read it.", field="reason", code="reason")
    levels = dict(refusal.skills)
    found = list(Skill.objects.filter(public_id__in=levels).order_by("id"))
    if refusal.reason in BY_SKILL and not found:
        raise Refused(
            "Name the skills that are missing, so that the person can learn them.",
            field="skills",
            code="skills",
        )
    if any(level not in Level.values for level in levels.values()):
        raise Refused("Choose a level from foundation to expert for each skill.", field="skills")
    return [(skill, levels[skill.public_id]) for skill in found]


@transaction.atomic
def add_note(*, application: JobApplication, words: str, by: Actor) -> JobApplicationNote:
    access.require_writing(by, application.vacancy)
    if not words.strip():
        raise Refused("Write the note first.", field="words")
    return JobApplicationNote.objects.create(
        application=application, words=words.strip(), written_by=by.person
    )


# Templates -----------------------------------------------------------------------------------------


@transaction.atomic
def save_template(
    *, name: str, words: str, template: MessageTemplate | None = None, by: Actor
) -> MessageTemplate:
    """Keep words for the next time: of the actor's employer."""
    organisation = by.own_organisation
    if not by.acts_as(Role.EMPLOYER) or (template and not by.acts_for(template.organisation_id)):
        raise NotAllowed("Only people who act for this employer may change its templates.")
    if not words.strip():
        raise Refused("Write the message first.", field="words")
    message_words.check(words)
    own = MessageTemplate.objects.filter(organisation=organisation)
    if template is None and own.count() >= MOST_TEMPLATES:
        raise Refused(f"You have {MOST_TEMPLATES} templates, which is the most. Remove one first.")
    current = template or MessageTemplate(organisation=organisation)
    current.name, current.words, current.changed_at = name.strip(), words.strip(), timezone.now()
    try:
        with transaction.atomic():
            current.save()
    except IntegrityError:
        raise Refused("There is a template of this name. Choose another name.", field="name") from None
    return current


@transaction.atomic
def remove_template(*, template: MessageTemplate, by: Actor) -> None:
    if not (by.acts_as(Role.EMPLOYER) and by.acts_for(template.organisation_id)):
        raise NotAllowed("Only people who act for this employer may change its templates.")
    template.delete()
