"""Learners and what they can do."""

from typing import Any

from district.accounts.models import User
from district.places.models import Postcode
from district.skills.models import Level, Skill
from learners.models import Evidence, HeldSkill, Learner
from tests.factories.accounts import make_user
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

NOWHERE = object()


def make_learner(
    *, user: User | None = None, postcode: Postcode | object | None = None, **fields: Any
) -> Learner:
    """Somebody in the middle of Birmingham who looks for a job; with `postcode=NOWHERE` they have not said where."""
    where = None if postcode is NOWHERE else postcode or make_postcode()
    defaults = {"looking_for": ["job"], "travel_miles": 10}
    return Learner.objects.create(user=user or make_user(), postcode=where, **defaults | fields)


def make_held_skill(
    *,
    learner: Learner | None = None,
    skill: Skill | None = None,
    level: int = Level.INTERMEDIATE,
    **fields: Any,
) -> HeldSkill:
    return HeldSkill.objects.create(
        learner=learner or make_learner(),
        skill=skill or make_skill(),
        level=level,
        **{"evidence": Evidence.WORK} | fields,
    )
