"""The optional equality answers: saved and removed by their person, read here by nobody else."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from district.partners.actor import Actor
from learners.models import EqualityAnswers, Learner
from learners.services import records

FIELDS = ("sex", "ethnicity", "has_disability", "is_care_leaver", "may_count")


@transaction.atomic
def answer(*, learner: Learner, values: Mapping[str, Any], by: Actor) -> EqualityAnswers:
    """The last answers count. Neither the profile nor its history learns of them, and no matches are worked out."""
    current = records.lock(learner=learner, by=by)
    wanted = {name: values[name] for name in FIELDS if name in values}
    found, _ = EqualityAnswers.objects.update_or_create(learner=current, defaults=wanted)
    return found


@transaction.atomic
def remove(*, learner: Learner, by: Actor) -> None:
    """At once and for good; where there are none, that is done already."""
    current = records.lock(learner=learner, by=by)
    EqualityAnswers.objects.filter(learner=current).delete()
