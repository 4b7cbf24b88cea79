"""A learner says that a match is wrong; staff say that they have looked."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from district.matching.models import WrongMatch
from district.partners.actor import Actor
from district.web.errors import NotAllowed
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import Course


@transaction.atomic
def say(
    *,
    learner: Learner,
    what: str,
    words: str,
    evidence: dict[str, Any],
    vacancy: Vacancy | None = None,
    course: Course | None = None,
    by: Actor,
) -> WrongMatch:
    """Keeps the receipt as it was shown. Said twice before anybody looked, it is the same report with the
    newer words.
    """
    if by.user != learner.user:
        raise NotAllowed("Only the learner can say that their match is wrong.")
    said, _ = WrongMatch.objects.update_or_create(
        learner=learner,
        vacancy=vacancy,
        course=course,
        what=what,
        answered_at=None,
        defaults={"words": words, "receipt": evidence, "said_at": timezone.now()},
    )
    return said


def mark_seen(*, what: str, vacancy: UUID | None, course: UUID | None, by: Actor) -> int:
    """All open reports of one kind about one thing; says how many there were."""
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff look after reports about matches.")
    about = {"vacancy__public_id": vacancy, "course__public_id": course}
    return WrongMatch.objects.filter(what=what, answered_at=None, **about).update(answered_at=timezone.now())
