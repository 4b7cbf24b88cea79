"""A learner's profile: started, answered question by question, and deleted with everything in it."""

from typing import Any
from uuid import UUID

import pgtrigger
from django.db import transaction
from django.db.models import Model, QuerySet

from district.partners.actor import Actor
from district.skills.models import Occupation
from district.web.errors import Refused
from learners.models import FundingFacts, HeldSkill, Learner, PlanStep, SelfCheck
from learners.services import records
from learners.signals import learner_changed, learner_gone, learner_leaving

MOST_HOPES = 10
HISTORY = tuple(
    f"learners.{name}Event:append_only"
    for name in ("Learner", "HeldSkill", "FundingFacts", "SelfCheck", "PlanStep")
)


@transaction.atomic
def start(*, by: Actor) -> Learner:
    """The person's own record, made at the first call."""
    learner, is_new = Learner.objects.get_or_create(user=by.person)
    if is_new:
        learner_changed.send(Learner, learner_ids=[learner.id])
    return learner


def held(learner: Learner, fields: tuple[str, ...]) -> dict[str, Any]:
    """What stands now, as `mark` and forms read it."""
    return {field: getattr(learner, field) for field in fields}


@transaction.atomic
def answer(
    *, learner: Learner, question: str, values: dict[str, Any], seen: str | None = None, by: Actor
) -> Learner:
    """Save the answer to one question. `seen` is the mark of what the person was shown before."""
    current = records.lock(learner=learner, by=by)
    standing = held(current, tuple(values))
    records.check_seen(seen=seen, held=standing, wanted=values, current=current)
    if standing == values and question in current.answered:
        return current
    for field, value in values.items():
        setattr(current, field, value)
    current.answered = sorted({*current.answered, question})
    records.save(current, *values, "answered")
    return current


@transaction.atomic
def leave_open(*, learner: Learner, question: str, fields: tuple[str, ...], by: Actor) -> Learner:
    """Take an answer back: what it held becomes what a new profile has."""
    current = records.lock(learner=learner, by=by)
    new = Learner()
    for field in fields:
        setattr(current, field, getattr(new, field))
    current.answered = [each for each in current.answered if each != question]
    records.save(current, *fields, "answered")
    return current


@transaction.atomic
def hope_for(*, learner: Learner, occupation: UUID, by: Actor) -> Occupation:
    """Add an occupation that somebody would like to work in; one that is there already stays."""
    current = records.lock(learner=learner, by=by)
    wanted = Occupation.objects.filter(public_id=occupation, withdrawn_at=None).first()
    if wanted is None:
        raise Refused("There is no such occupation. Search again and choose from the list.")
    hopes = set(current.hopes.values_list("id", flat=True))
    if wanted.id not in hopes:
        if len(hopes) >= MOST_HOPES:
            raise Refused(f"You have chosen {MOST_HOPES}, which is the most. Remove one to add another.")
        current.hopes.add(wanted)
        current.answered = sorted({*current.answered, "hopes"})
        records.save(current, "answered")
    return wanted


@transaction.atomic
def stop_hoping_for(*, learner: Learner, occupation: UUID, by: Actor) -> None:
    """One that is not there is removed already."""
    current = records.lock(learner=learner, by=by)
    unwanted = current.hopes.filter(public_id=occupation).first()
    if unwanted:
        current.hopes.remove(unwanted)
        records.save(current)


@transaction.atomic
def delete(*, learner: Learner, by: Actor) -> None:
    """The profile, the skills, the self-checks, the matches, and the history of them. The account stays."""
    current = records.lock(learner=learner, by=by)
    learner_id = current.id
    checks = list(current.self_checks.values_list("id", flat=True))
    histories = [
        _events(Learner).filter(pgh_obj_id=learner_id),
        *(_events(model).filter(learner_id=learner_id) for model in (HeldSkill, FundingFacts, SelfCheck)),
        _events(PlanStep).filter(self_check_id__in=checks),
    ]
    learner_leaving.send(Learner, learner_id=learner_id)
    current.delete()
    with pgtrigger.ignore(*HISTORY):
        for history in histories:
            history.delete()
    learner_gone.send(Learner, learner_id=learner_id)


def _events(model: type[Model]) -> QuerySet[Any]:
    return model.pgh_event_model.objects.all()  # type: ignore[attr-defined]
