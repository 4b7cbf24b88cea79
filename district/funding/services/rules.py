"""Versions of what has to be shown for each payment."""

from typing import Any

from django.db import IntegrityError, transaction

from district.funding import access
from district.funding.models import MilestoneRule
from district.funding.services import milestones
from district.partners.actor import Actor
from district.web.errors import Refused
from programmes.models import Programme


@transaction.atomic
def add(*, programme: Programme, values: dict[str, Any], by: Actor) -> MilestoneRule:
    """From a day on, for people who start then or later. Payments that are claimed keep the rule they were made by."""
    access.require_deciding(by)
    shares = [values[name] for name in ("start_share", "completion_share", "outcome_share")]
    if sum(shares) != 1:
        raise Refused(
            f"The three shares add up to {100 * sum(shares):f} per cent. They have to make 100.",
            field="outcome_share",
        )
    try:
        with transaction.atomic():
            rule = MilestoneRule.objects.create(programme=programme, made_by=by.person, **values)
    except IntegrityError as fault:
        if "funding_one_rule_a_day" not in str(fault):
            raise
        raise Refused(
            "There is a rule from this day already. Choose another day.", field="applies_from"
        ) from fault
    milestones.promise_programme(programme.pk)
    return rule
