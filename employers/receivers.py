"""What happens to job applications and invitations when the learner's profile goes."""

from typing import Any

import pgtrigger
from django.db.models import Model
from django.dispatch import receiver

from employers.models import CandidateInvitation, JobApplication
from learners.signals import learner_leaving

MODELS: tuple[type[Model], ...] = (CandidateInvitation, JobApplication)
HISTORY = tuple(f"employers.{model.__name__}Event:append_only" for model in MODELS)


@receiver(learner_leaving)
def _learner_leaving(*, learner_id: int, **_: Any) -> None:
    """Nothing of them is left, the CVs neither, and nothing in the history."""
    for model in MODELS:
        model._default_manager.filter(learner=learner_id).delete()
    with pgtrigger.ignore(*HISTORY):
        for model in MODELS:
            events: Any = model.pgh_event_model  # type: ignore[attr-defined]
            events.objects.filter(learner_id=learner_id).delete()
