"""What begins when somebody is taken on, and what ends when a profile goes."""

from typing import Any

import pgtrigger
from django.dispatch import receiver

from district.interviews.models import InterviewOffer
from district.interviews.signals import job_offered
from district.workplace.models import Hire, Placement
from district.workplace.services import hires, placements
from employers.models import JobApplication
from employers.signals import job_application_hired
from learners.signals import learner_gone, learner_leaving

HISTORY = ("workplace.HireEvent:append_only", "workplace.PlacementEvent:append_only")


@receiver(job_application_hired)
def _job_application_hired(*, job_application_id: int, **_: Any) -> None:
    rows = JobApplication.objects.select_related("vacancy__organisation", "learner__user")
    application = rows.get(pk=job_application_id)
    if application.vacancy.kind in placements.KINDS:
        placements.begin(application)
    else:
        hires.begin_from_application(application)


@receiver(job_offered)
def _job_offered(*, offer_id: int, **_: Any) -> None:
    rows = InterviewOffer.objects.select_related("slot__commitment__organisation", "learner__user")
    hires.begin_from_interview(rows.get(pk=offer_id))


@receiver(learner_leaving)
def _learner_leaving(*, learner_id: int, **_: Any) -> None:
    """What was hired, recorded and rated stays as a count, without saying of whom."""
    hires.end_all(learner_id=learner_id)
    placements.end_all(learner_id=learner_id)


@receiver(learner_gone)
def _learner_gone(*, learner_id: int, **_: Any) -> None:
    with pgtrigger.ignore(*HISTORY):
        tracked: tuple[Any, ...] = (Hire, Placement)
        for model in tracked:
            model.pgh_event_model.objects.filter(learner_id=learner_id).update(learner_id=None)
