"""Learners whose matches are worked out."""

from collections.abc import Sequence
from typing import Any

from district.matching.services import runs
from district.places.models import Postcode
from district.skills.models import Skill
from learners.models import Evidence, Learner
from tests.factories.learners import NOWHERE, make_held_skill, make_learner


def make_seeker(
    *, skills: Sequence[tuple[Skill, int]] = (), postcode: Postcode | None = None, **fields: Any
) -> Learner:
    """A learner, of no known place unless told, who says that they hold these skills at these levels, and
    looks for any work.

    Their matches come with `match_everybody`.
    """
    defaults: dict[str, Any] = {"looking_for": [], "travel_miles": None}
    learner = make_learner(postcode=postcode or NOWHERE, **defaults | fields)
    for skill, level in skills:
        make_held_skill(learner=learner, skill=skill, level=level, evidence=Evidence.SAID)
    return learner


def match_everybody() -> None:
    runs.match_all()
