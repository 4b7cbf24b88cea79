"""What happens to evidence when the learner's profile goes."""

from typing import Any

import pgtrigger
from django.dispatch import receiver

from district.funding.models import Evidence
from learners.signals import learner_leaving

HISTORY = ("funding.EvidenceEvent:append_only",)


@receiver(learner_leaving)
def _learner_leaving(*, learner_id: int, **_: Any) -> None:
    """That something was shown, and when, stays with the payment; the words about the person do not."""
    own = Evidence.objects.filter(enrolment__learner=learner_id)
    ids = list(own.values_list("pk", flat=True))
    own.update(note="Wiped: the person has left the portal.", employer="")
    with pgtrigger.ignore(*HISTORY):
        Evidence.pgh_event_model.objects.filter(pgh_obj_id__in=ids).update(note="", employer="")  # type: ignore[attr-defined]
