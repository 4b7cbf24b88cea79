"""The skills of a need: suggested with a level from a pasted text, accepted, refused, or named by a person."""

import re
from collections.abc import Mapping

from django.db import transaction

from district.codesign.models import NeededSkill, SkillsNeed
from district.codesign.services import need_locks
from district.partners.actor import Actor
from district.skills.models import Level, Skill, SkillState
from district.skills.services import decisions, vocabulary
from district.web.errors import Refused
from employers.services import suggestions

MOST = 12
SENTENCE = re.compile(r"[.!?;\n•]+")
# the first that stands in the sentence of a skill says how well it must be known
LEVEL_WORDS = (
    (
        Level.EXPERT,
        re.compile(r"\b(expert|expertise|principal|architect|mastery|authority on|lead engineer)\b"),
    ),
    (
        Level.ADVANCED,
        re.compile(r"\b(advanced|senior|strong|in-depth|deep|extensive|proficient|lead|proven|highly)\b"),
    ),
    (
        Level.FOUNDATION,
        re.compile(
            r"\b(basics?|beginners?|some knowledge|awareness|aware of|introductory|entry level|first steps|trainees?)\b"
        ),
    ),
)


def suggest(need: SkillsNeed) -> int:
    """Bring the suggestions in step with the text; what a person decided stays. Says how many were found."""
    (found,) = suggestions.find_all([(need.title, need.text)])
    heirs = vocabulary.heirs()
    need.skills.filter(state=SkillState.SUGGESTED).delete()
    known = {heirs.get(skill_id, skill_id) for skill_id in need.skills.values_list("skill_id", flat=True)}
    NeededSkill.objects.bulk_create(
        NeededSkill(
            need=need,
            skill_id=skill_id,
            level=level_in(suggestions.text_of(need.title, need.text), words),
            state=SkillState.SUGGESTED,
            words=words,
        )
        for skill_id, words in found.items()
        if heirs.get(skill_id, skill_id) not in known
    )
    return len(found)


def level_in(text: str, words: str) -> Level:
    """How well a skill must be known, by the sentence that names it; intermediate where it does not say."""
    named = words.split(", ", maxsplit=1)[0].lower()
    for sentence in SENTENCE.split(text.lower()):
        if named in sentence:
            for level, pattern in LEVEL_WORDS:
                if pattern.search(sentence.replace(named, " ")):
                    return level
    return Level.INTERMEDIATE


@transaction.atomic
def ask(*, need: SkillsNeed, skill: Skill, level: int, by: Actor) -> NeededSkill:
    """Need the skill at this level; accepts a suggestion, and changes what was said before."""
    current = need_locks.changeable(need, by)
    if level not in Level.values:
        raise Refused("Choose one of the levels.", code="choice")
    if skill.withdrawn_at or skill.kind == Skill.Kind.GROUP:
        raise Refused("Choose a skill from the list.", code="choice")
    _check_room(current, {skill.pk})
    needed, _ = NeededSkill.objects.update_or_create(
        need=current, skill=skill, defaults={"level": level, "state": SkillState.ACCEPTED}
    )
    _remember(current, [needed])
    return needed


@transaction.atomic
def accept_suggested(*, need: SkillsNeed, levels: Mapping[int, int], by: Actor) -> int:
    """Accept suggestions, each by its skill's id at a level; what somebody decided stays. Says how many."""
    current = need_locks.changeable(need, by)
    if any(level not in Level.values for level in levels.values()):
        raise Refused("Choose one of the levels.", code="choice")
    waiting = list(current.skills.filter(state=SkillState.SUGGESTED, skill__in=levels).order_by("id"))
    _check_room(current, {each.skill_id for each in waiting})
    for each in waiting:
        each.level, each.state = levels[each.skill_id], SkillState.ACCEPTED
    NeededSkill.objects.bulk_update(waiting, ["level", "state"])
    _remember(current, waiting)
    return len(waiting)


@transaction.atomic
def refuse_suggested(*, need: SkillsNeed, skill_ids: list[int], by: Actor) -> int:
    """They stay refused, whatever is pasted later. Says how many."""
    current = need_locks.changeable(need, by)
    waiting = list(current.skills.filter(state=SkillState.SUGGESTED, skill__in=skill_ids).order_by("id"))
    for each in waiting:
        each.state = SkillState.REFUSED
    NeededSkill.objects.bulk_update(waiting, ["state"])
    _remember(current, waiting)
    return len(waiting)


@transaction.atomic
def remove(*, need: SkillsNeed, skill: Skill, by: Actor) -> None:
    """Do not need it. One that the text suggested stays refused; one that a person named is gone."""
    current = need_locks.changeable(need, by)
    needed = current.skills.filter(skill=skill).first()
    if needed is None or needed.state == SkillState.REFUSED:
        return
    others = current.skills.filter(state=SkillState.ACCEPTED).exclude(skill=skill)
    if current.is_open and needed.state == SkillState.ACCEPTED and not others.exists():
        raise Refused("An open need names at least one skill. Add one before you remove this.", code="last")
    if needed.words:
        needed.state = SkillState.REFUSED
        needed.save(update_fields=["state"])
        _remember(current, [needed])
    else:
        needed.delete()


def _check_room(need: SkillsNeed, new: set[int]) -> None:
    others = need.skills.filter(state=SkillState.ACCEPTED).exclude(skill__in=new).count()
    if others + len(new) > MOST:
        raise Refused(f"A need names {MOST} skills at most. Remove one first.", code="too_many_skills")


def _remember(need: SkillsNeed, decided: list[NeededSkill]) -> None:
    """What a person made of suggestions, all in one way, counts for other texts, too."""
    if found := {each.skill_id: each.words for each in decided if each.words}:
        decisions.keep_all(
            text=suggestions.text_of(need.title, need.text),
            found=found,
            is_accepted=decided[0].state == SkillState.ACCEPTED,
        )
