"""What matching has to do when something below it changes: promised in the same transaction, done by a worker
just after.
"""

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.dispatch import receiver

from district.matching.services import confirmations, human_check, lists, receipts
from district.outbox.services import tasks
from district.partners.models import Role
from district.partners.signals import role_decided
from employers.models import JobApplication, Vacancy
from employers.signals import job_application_submitted, vacancy_closed, vacancy_opened
from learners.signals import learner_changed, learner_leaving
from programmes.models import Application
from programmes.signals import application_submitted, outcomes_found, run_closed, run_opened

MOST_AT_ONCE = 200


@receiver(learner_changed)
def _learners_changed(*, learner_ids: Sequence[int], **_: Any) -> None:
    human_check.forget(learner_ids=learner_ids)
    tasks.enqueue_many(
        name="matching.match_learner",
        args=[{"learner_id": learner_id} for learner_id in learner_ids],
        keys=[f"learner {learner_id}" for learner_id in learner_ids],
    )


@receiver(learner_leaving)
def _learner_leaving(*, learner_id: int, **_: Any) -> None:
    receipts.forget(learner_id=learner_id)


@receiver(application_submitted)
def _application_submitted(*, application_id: int, **_: Any) -> None:
    """What fitted when they applied stays to be seen by both sides."""
    sent = Application.objects.select_related("learner", "run__course").defer("run__course__search")
    application = sent.get(id=application_id)
    receipts.freeze(learner=application.learner, application=application.public_id, run=application.run)


@receiver(job_application_submitted)
def _job_application_submitted(*, job_application_id: int, **_: Any) -> None:
    """The same for a job."""
    sent = JobApplication.objects.select_related("learner__postcode", "vacancy__organisation")
    application = sent.get(id=job_application_id)
    receipts.freeze(
        learner=application.learner, application=application.public_id, vacancy=application.vacancy
    )


@receiver([vacancy_opened, vacancy_closed])
def _vacancies_changed(*, vacancy_ids: Iterable[int], **_: Any) -> None:
    for part in batched(vacancy_ids, MOST_AT_ONCE):
        tasks.enqueue(name="matching.match_vacancies", args={"vacancy_ids": list(part)})


@receiver(role_decided)
def _role_decided(*, organisation_id: int, role: str, **_: Any) -> None:
    """A suspended organisation's vacancies and courses leave the lists, a restored one's come back."""
    if role == Role.EMPLOYER:
        own = Vacancy.objects.filter(organisation_id=organisation_id, state=Vacancy.State.OPEN)
        _vacancies_changed(vacancy_ids=own.order_by("id").values_list("id", flat=True))
    if role == Role.PROVIDER:
        lists.promise_courses()


@receiver([run_opened, run_closed])
def _runs_changed(**_: Any) -> None:
    lists.promise_courses()


@receiver(outcomes_found)
def _outcomes_found(*, course_id: int, **_: Any) -> None:
    """What employers find of its people is what the skills count that they have from it."""
    confirmations.promise(course_id=course_id)
