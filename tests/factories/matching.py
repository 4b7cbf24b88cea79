"""Learners whose matches are worked out."""

from collections.abc import Sequence
from typing import Any

from district.matching.services import runs
from district.places.models import Postcode
from district.skills.models import Skill
from learners.models import HeldSkill, Learner
from tests.factories.accounts import make_user


def make_seeker(
    *, skills: Sequence[tuple[Skill, int]] = (), postcode: Postcode | None = None, **fields: Any
) -> Learner:
    """A learner who holds these skills at these levels; their matches come with `match_everybody`."""
    user = fields.pop("user", None) or make_user()
    learner = Learner.objects.create(user=user, postcode=postcode, **fields)
    HeldSkill.objects.bulk_create(
        HeldSkill(learner=learner, skill=skill, level=level) for skill, level in skills
    )
    return learner


def match_everybody() -> None:
    runs.match_all()
