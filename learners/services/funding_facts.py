"""What somebody keeps of their answers about money: replaced as a whole, and removed when they say so."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.places.models import Postcode
from learners.models import FundingFacts, Learner
from learners.services import profiles, records


@transaction.atomic
def keep(
    *,
    born_on: date,
    postcode: Postcode,
    work: str,
    prior_level: str,
    pay: Decimal | None,
    pay_per: str,
    hours: Decimal | None,
    by: Actor,
) -> FundingFacts:
    """Keep these answers with the person's profile, which is made if there is none; where they live goes there."""
    learner = records.lock(learner=profiles.start(by=by), by=by)
    if learner.postcode_id != postcode.postcode:
        profiles.answer(learner=learner, question="place", values={"postcode": postcode}, by=by)
    told = {
        "born_on": born_on,
        "work": work,
        "prior_level": prior_level,
        "pay": pay,
        "pay_per": "" if pay is None else pay_per,
        "hours": None if pay is None else hours,
    }
    facts, _ = FundingFacts.objects.update_or_create(
        learner=learner, defaults=told | {"kept_at": timezone.now()}
    )
    return facts


@transaction.atomic
def forget(*, learner: Learner, by: Actor) -> None:
    """Remove what was kept; nothing kept is removed already. Where they live stays in the profile."""
    current = records.lock(learner=learner, by=by)
    FundingFacts.objects.filter(learner=current).delete()
