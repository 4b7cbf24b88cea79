"""What happens to applications and enrolments when the learner's profile goes."""

from typing import Any

import pgtrigger
from django.db.models import Model, QuerySet
from django.dispatch import receiver

from learners.signals import learner_gone, learner_leaving
from programmes.models import Application, CheckIn, Enrolment, OfferCondition, SupportNeed
from programmes.services import applications

HISTORY = tuple(
    f"programmes.{model.__name__}Event:append_only"
    for model in (Application, SupportNeed, OfferCondition, Enrolment, CheckIn)
)


@receiver(learner_leaving)
def _learner_leaving(*, learner_id: int, **_: Any) -> None:
    """The places kept for them go to others; then nothing of their applications is left, in the history neither."""
    applications.end_all(learner_id=learner_id)
    check_ins = CheckIn.objects.filter(enrolment__learner=learner_id)
    asked = list(check_ins.order_by("id").values_list("id", flat=True))
    check_ins.delete()
    own = list(Application.objects.filter(learner=learner_id).order_by("id").values_list("id", flat=True))
    Application.objects.filter(learner=learner_id).delete()
    with pgtrigger.ignore(*HISTORY):
        _events(SupportNeed).filter(application_id__in=own).delete()
        _events(OfferCondition).filter(application_id__in=own).delete()
        _events(Application).filter(learner_id=learner_id).delete()
        _events(CheckIn).filter(pgh_obj_id__in=asked).delete()


@receiver(learner_gone)
def _learner_gone(*, learner_id: int, **_: Any) -> None:
    """The provider's record of learning stays, without saying whose it was."""
    with pgtrigger.ignore(*HISTORY):
        _events(Enrolment).filter(learner_id=learner_id).update(learner_id=None)


def _events(model: type[Model]) -> QuerySet[Any]:
    return model.pgh_event_model.objects.all()  # type: ignore[attr-defined]
