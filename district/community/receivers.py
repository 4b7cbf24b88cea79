"""What happens to referrals when the learner's profile goes."""

from typing import Any

import pgtrigger
from django.dispatch import receiver

from district.community.models import Referral
from learners.signals import learner_leaving


@receiver(learner_leaving)
def _learner_leaving(*, learner_id: int, **_: Any) -> None:
    """Nothing is left of them, in the history neither."""
    Referral.objects.filter(learner=learner_id).delete()
    with pgtrigger.ignore("community.ReferralEvent:append_only"):
        Referral.pgh_event_model.objects.filter(learner_id=learner_id).delete()  # type: ignore[attr-defined]
