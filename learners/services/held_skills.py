"""What a learner can do: added, changed and removed by themselves."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from district.partners.actor import Actor
from district.skills.models import Level, Skill
from district.web.errors import Refused
from learners.models import Evidence, HeldSkill, Learner, ProfileSuggestion
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
    """Say how well and from where. Only a completed course confirms a skill: nobody can claim that themselves."""
    current = records.lock(learner=learner, by=by)
    found = current.held_skills.select_related("skill").filter(skill__public_id=skill).first()
    if found is None:
        raise Refused("This skill is not on your list any more. Add it again if you want it.")
    if values["evidence"] == Evidence.COMPLETION and found.evidence != Evidence.COMPLETION:
        raise Refused("Only a course completed here can confirm a skill.", field="evidence")
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


@transaction.atomic
def confirm(*, learner_id: int, levels: Mapping[int, int], note: str) -> list[HeldSkill]:
    """What a completed course has taught, as skill and level: the only way to that evidence. A level that somebody
    has already is never lowered, and one that is higher keeps its own evidence. Returns what has changed.
    """
    learner = Learner.objects.select_for_update().filter(id=learner_id).first()
    if learner is None or not levels:
        return []
    held = {row.skill_id: row for row in learner.held_skills.filter(skill__in=levels)}
    evidence = {"evidence": Evidence.COMPLETION, "evidence_note": note[:200]}
    changed = []
    for skill_id, level in sorted(levels.items()):
        row = held.get(skill_id)
        if row is None:
            changed.append(
                HeldSkill.objects.create(learner=learner, skill_id=skill_id, level=level, **evidence)
            )
        elif row.level < level or (row.level == level and row.evidence != Evidence.COMPLETION):
            row.level, row.evidence, row.evidence_note = level, Evidence.COMPLETION, note[:200]
            row.save(update_fields=["level", "evidence", "evidence_note"])
            changed.append(row)
    if changed:
        ProfileSuggestion.objects.filter(learner=learner, skill__in=levels).update(
            state=ProfileSuggestion.State.ACCEPTED
        )
        records.save(learner)
    return changed
