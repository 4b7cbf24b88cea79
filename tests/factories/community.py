"""Referrals by community partners."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.community.models import Referral
from district.partners.models import Organisation
from learners.models import Learner

_numbers = count(1)


def make_referral(*, organisation: Organisation, learner: Learner | None = None, **fields: Any) -> Referral:
    """An invitation of an hour ago; with a learner one that they have accepted."""
    now, number = timezone.now(), next(_numbers)
    usual: dict[str, Any] = {
        "name": f"Person {number}",
        "token_digest": f"{number:064}",
        "made_at": now - timedelta(hours=1),
        "expires_at": now + timedelta(days=30),
        "may_follow": "completed",
        "agreed_how": "At the job club.",
        "agreed_on": timezone.localdate(),
    }
    if learner:
        usual |= {"state": "accepted", "learner": learner, "consented_at": now, "ended_at": now}
    return Referral.objects.create(organisation=organisation, **usual | fields)
