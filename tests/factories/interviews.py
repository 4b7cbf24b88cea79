"""Commitments, slots, what is owed to completers, and offers."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.interviews.models import (
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewPromise,
    InterviewSlot,
)
from district.interviews.services.settling import during
from programmes.models import Programme
from tests.factories.employers import make_employer
from tests.factories.learners import make_learner
from tests.factories.programmes import make_course, make_enrolment, make_programme, make_run

_numbers = count(1)


def make_interview_commitment(**fields: Any) -> InterviewCommitment:
    """Ten interviews for a job without end, within two months."""
    usual: dict[str, Any] = {
        "job_title": f"Keeper of records {next(_numbers)}",
        "promised": 10,
        "ends_on": timezone.localdate() + timedelta(days=60),
    }
    if "organisation" not in fields:
        fields["organisation"] = make_employer()
    if "programme" not in fields:
        fields["programme"] = make_programme()
    return InterviewCommitment.objects.create(**usual | fields)


def make_interview_slot(*, commitment: InterviewCommitment | None = None, **fields: Any) -> InterviewSlot:
    """Half an hour at the employer's, a week from now; each an hour after the one before."""
    usual = {
        "starts_at": timezone.now().replace(minute=0, second=0, microsecond=0)
        + timedelta(days=7, hours=next(_numbers) % 500),
        "place": "1 Wharf Street, Birmingham",
    }
    return InterviewSlot.objects.create(
        commitment=commitment or make_interview_commitment(), **usual | fields
    )


def make_guarantee(*, programme: Programme | None = None, **fields: Any) -> InterviewGuarantee:
    """Somebody who completed yesterday, and is owed an interview within twenty days."""
    programme = programme or make_programme()
    enrolment = fields.pop("enrolment", None)
    if enrolment is None:
        provider = fields.pop("provider", None)
        course = make_course(programme=programme, **({"organisation": provider} if provider else {}))
        run = make_run(course=course, starts_on=timezone.localdate() - timedelta(days=40))
        learner = fields.pop("learner", None) or make_learner()
        enrolment = make_enrolment(run=run, learner=learner, state=fields.pop("state", "completed"))
    usual = {"due_on": timezone.localdate() + timedelta(days=20)}
    return InterviewGuarantee.objects.create(enrolment=enrolment, programme=programme, **usual | fields)


def make_interview_offer(
    *, guarantee: InterviewGuarantee | None = None, slot: InterviewSlot | None = None, **fields: Any
) -> InterviewOffer:
    """Waiting for an answer; the guarantee is kept by it."""
    guarantee = guarantee or make_guarantee()
    slot = slot or make_interview_slot(commitment=make_interview_commitment(programme=guarantee.programme))
    usual = {"answer_by": timezone.now() + timedelta(days=3), "is_mock": slot.commitment.is_mock}
    offer = InterviewOffer.objects.create(
        enrolment=guarantee.enrolment,
        learner=guarantee.enrolment.learner,
        slot=slot,
        during=during(slot),
        **usual | fields,
    )
    if not offer.is_mock:
        InterviewGuarantee.objects.filter(pk=guarantee.pk).update(kept_on=timezone.localdate())
    return offer


def make_promise(*, programme: Programme, **fields: Any) -> InterviewPromise:
    usual = {
        "applies_from": timezone.localdate() - timedelta(days=365),
        "working_days": 20,
        "source": "The contract",
    }
    return InterviewPromise.objects.create(programme=programme, **usual | fields)
