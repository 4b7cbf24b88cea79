"""What happens to interviews when the learner's profile goes."""

from typing import Any

import pgtrigger
from django.dispatch import receiver

from district.interviews.models import InterviewOffer, InterviewPreference
from district.interviews.services import clock
from learners.signals import learner_gone, learner_leaving

HISTORY = (
    "interviews.InterviewOfferEvent:append_only",
    "interviews.InterviewPreferenceEvent:append_only",
)


@receiver(learner_leaving)
def _learner_leaving(*, learner_id: int, **_: Any) -> None:
    """Their times go to others; what they said and liked is wiped. What was promised and held stays as a count."""
    clock.end_all(learner_id=learner_id)
    asked = list(
        InterviewPreference.objects.filter(enrolment__learner=learner_id).values_list("pk", flat=True)
    )
    InterviewPreference.objects.filter(pk__in=asked).delete()
    with pgtrigger.ignore(*HISTORY):
        InterviewPreference.pgh_event_model.objects.filter(pgh_obj_id__in=asked).delete()  # type: ignore[attr-defined]


@receiver(learner_gone)
def _learner_gone(*, learner_id: int, **_: Any) -> None:
    with pgtrigger.ignore(*HISTORY):
        InterviewOffer.pgh_event_model.objects.filter(learner_id=learner_id).update(learner_id=None)  # type: ignore[attr-defined]
