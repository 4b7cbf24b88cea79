"""Skills found in words a learner pasted, for them to accept or refuse. The words themselves are not kept."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from district.partners.actor import Actor
from district.skills.models import Skill
from district.skills.services import decisions, phrases, unknown_phrases
from learners.models import HeldSkill, Learner, ProfileSuggestion
from learners.services import held_skills, records

FROM_TEXT = "your text"
MOST_WORDS = 300


@transaction.atomic
def suggest(*, learner: Learner, text: str, by: Actor) -> int:
    """Keep what the text names, the learner does not have yet and has not refused for this very text; says how many
    there are. Phrases that look like skills and are none of ours are counted, without the text."""
    current = records.lock(learner=learner, by=by)
    finder = phrases.finder()
    digest = decisions.private_digest(text, owner=current.public_id)
    refused = decisions.refused_privately(digest)
    words: dict[int, str] = {}
    for found in finder.find(text):
        if found.skill_id not in refused:
            words.setdefault(found.skill_id, found.words[:MOST_WORDS])
    unknown_phrases.count_private(text=text, finder=finder)
    held = set(HeldSkill.objects.filter(learner=current).values_list("skill_id", flat=True))
    choosable = set(Skill.objects.choosable().filter(id__in=words).values_list("id", flat=True))
    rows = [
        ProfileSuggestion(
            learner=current,
            skill_id=skill_id,
            words=told,
            source=FROM_TEXT,
            text_digest=digest,
            made_at=timezone.now(),
        )
        for skill_id, told in words.items()
        if skill_id in choosable - held
    ]
    ProfileSuggestion.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["learner", "skill"],
        update_fields=["words", "source", "text_digest", "state", "made_at"],
    )
    return len(rows)


@transaction.atomic
def accept(*, learner: Learner, skill: UUID, level: int, by: Actor) -> bool:
    """One suggestion onto the list; False if it was there already."""
    _keep(_waiting(learner).filter(skill__public_id=skill), is_accepted=True)
    return bool(held_skills.add(learner=learner, skills=[skill], level=level, by=by))


@transaction.atomic
def accept_all(*, learner: Learner, level: int, by: Actor) -> int:
    """Every open suggestion onto the list; says how many are new."""
    waiting = list(_waiting(learner).values_list("skill__public_id", flat=True))
    _keep(_waiting(learner), is_accepted=True)
    return len(held_skills.add(learner=learner, skills=waiting, level=level, by=by)) if waiting else 0


@transaction.atomic
def refuse(*, learner: Learner, skill: UUID, by: Actor) -> None:
    current = records.lock(learner=learner, by=by)
    _put_away(_waiting(current).filter(skill__public_id=skill))


@transaction.atomic
def refuse_all(*, learner: Learner, by: Actor) -> None:
    current = records.lock(learner=learner, by=by)
    _put_away(_waiting(current))


def _put_away(waiting: QuerySet[ProfileSuggestion]) -> None:
    _keep(waiting, is_accepted=False)
    waiting.update(state=ProfileSuggestion.State.REFUSED)


def _keep(waiting: QuerySet[ProfileSuggestion], *, is_accepted: bool) -> None:
    """The answer counts for this text of this learner, and for nobody else."""
    answers = waiting.exclude(text_digest="").order_by("id").values_list("text_digest", "skill_id")
    decisions.keep_private(answers=answers, is_accepted=is_accepted)


def _waiting(learner: Learner) -> QuerySet[ProfileSuggestion]:
    return ProfileSuggestion.objects.filter(learner=learner, state=ProfileSuggestion.State.SUGGESTED)
