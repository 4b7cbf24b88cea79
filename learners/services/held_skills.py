"""What a learner can do: added, changed and removed by themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from district.partners.actor import Actor
from district.skills.models import Level, Skill
from district.web.errors import Refused
from learners.models import CONFIRMED, Evidence, HeldSkill, Learner, ProfileSuggestion
from learners.services import records

MOST_HELD = 300
FIELDS = ("level", "evidence", "evidence_note")


@transaction.atomic
def add(
    *,
    learner: Learner,
    skills: Iterable[UUID],
    level: int = Level.FOUNDATION,
    evidence: str = Evidence.SAID,
    by: Actor,
) -> list[HeldSkill]:
    """Put skills on the list; those that are on it already stay as they are. Returns the new ones."""
    current = records.lock(learner=learner, by=by)
    wanted = list(Skill.objects.choosable().filter(public_id__in=set(skills)).order_by("id"))
    if not wanted:
        raise Refused("There is no such skill. Search again and choose from the list.")
    held = set(current.held_skills.values_list("skill_id", flat=True))
    new = [
        HeldSkill(learner=current, skill=skill, level=level, evidence=evidence)
        for skill in wanted
        if skill.id not in held
    ]
    if len(held) + len(new) > MOST_HELD:
        raise Refused(f"A list holds {MOST_HELD} skills at most. Remove some that matter less.")
    if new:
        HeldSkill.objects.bulk_create(new)
        ProfileSuggestion.objects.filter(learner=current, skill__in=wanted).update(
            state=ProfileSuggestion.State.ACCEPTED
        )
        records.save(current)
    return new


def held(skill: HeldSkill) -> dict[str, Any]:
    return {field: getattr(skill, field) for field in FIELDS}


@transaction.atomic
def change(
    *, learner: Learner, skill: UUID, values: dict[str, Any], seen: str | None = None, by: Actor
) -> HeldSkill:
    """Say how well and from where. Only a completed course or an employer confirms a skill: nobody can claim that
    themselves.
    """
    current = records.lock(learner=learner, by=by)
    found = current.held_skills.select_related("skill").filter(skill__public_id=skill).first()
    if found is None:
        raise Refused("This skill is not on your list any more. Add it again if you want it.")
    if values["evidence"] in CONFIRMED and found.evidence != values["evidence"]:
        raise Refused("Only a course completed here, or an employer, can confirm a skill.", field="evidence")
    records.check_seen(seen=seen, held=held(found), wanted=values, current=found)
    if held(found) != values:
        for field, value in values.items():
            setattr(found, field, value)
        found.save(update_fields=list(values))
        records.save(current)
    return found


@transaction.atomic
def remove(*, learner: Learner, skill: UUID, by: Actor) -> None:
    """A skill that is not on the list is removed already."""
    current = records.lock(learner=learner, by=by)
    found = current.held_skills.filter(skill__public_id=skill).first()
    if found:
        found.delete()
        records.save(current)


@dataclass(frozen=True)
class Taught:
    """What a completed course has taught somebody, or an employer has seen: skill and level, and the name of either."""

    learner_id: int
    levels: Mapping[int, int]
    note: str
    evidence: Evidence = Evidence.COMPLETION


def confirm(
    *, learner_id: int, levels: Mapping[int, int], note: str, evidence: Evidence = Evidence.COMPLETION
) -> list[HeldSkill]:
    """What a completed course has taught, or an employer has seen at work: the only way to that evidence. A level that
    somebody has already is never lowered, and one that is higher keeps its own evidence. Returns what has changed.
    """
    return confirm_many([Taught(learner_id, levels, note, evidence)])


@transaction.atomic
def confirm_many(taught: Sequence[Taught]) -> list[HeldSkill]:
    """The same for many people, in as many queries as for one."""
    wanted = [each for each in taught if each.levels]
    learners = lock_many(learner_ids=(each.learner_id for each in wanted))
    rows = HeldSkill.objects.filter(
        learner__in=list(learners), skill__in={skill for each in wanted for skill in each.levels}
    )
    held = {(row.learner_id, row.skill_id): row for row in rows}
    changed: dict[tuple[int, int], HeldSkill] = {}
    for each in wanted:
        for skill_id, level in sorted(each.levels.items()):
            key = (each.learner_id, skill_id)
            if each.learner_id in learners and (row := _confirmed(held.get(key), key, level, each)):
                held[key] = changed[key] = row
    if changed:
        HeldSkill.objects.bulk_create(
            changed.values(),
            update_conflicts=True,
            unique_fields=["learner", "skill"],
            update_fields=["level", "evidence", "evidence_note"],
        )
        _take_suggestions(changed)
        records.save_many([learners[learner_id] for learner_id in sorted({key[0] for key in changed})])
    return list(changed.values())


def lock_many(*, learner_ids: Iterable[int]) -> dict[int, Learner]:
    """In the order of their numbers; those whose profiles are gone are not there."""
    rows = Learner.objects.select_for_update(of=("self",)).filter(id__in=set(learner_ids)).order_by("id")
    return {row.id: row for row in rows}


def _confirmed(row: HeldSkill | None, key: tuple[int, int], level: int, taught: Taught) -> HeldSkill | None:
    """The row as it is to be; none where it stays."""
    if row is None:
        row = HeldSkill(learner_id=key[0], skill_id=key[1])
    elif row.level > level or (row.level == level and _strength(row.evidence) >= _strength(taught.evidence)):
        return None
    row.level, row.evidence, row.evidence_note = level, taught.evidence, taught.note[:200]
    return row


def _strength(evidence: str) -> int:
    """What people say themselves is 0; among what is confirmed, the employer's word is the stronger."""
    return CONFIRMED.index(Evidence(evidence)) + 1 if evidence in CONFIRMED else 0


def _take_suggestions(keys: Iterable[tuple[int, int]]) -> None:
    """What was suggested to somebody and is now confirmed is suggested no more."""
    pairs = set(keys)
    suggested = ProfileSuggestion.objects.filter(
        learner__in={learner_id for learner_id, _ in pairs}, skill__in={skill_id for _, skill_id in pairs}
    ).values_list("id", "learner_id", "skill_id")
    found = [row_id for row_id, *pair in suggested if tuple(pair) in pairs]
    ProfileSuggestion.objects.filter(id__in=found).update(state=ProfileSuggestion.State.ACCEPTED)
