"""What is held while something is changed: always the learner before what is theirs, a hire before what hangs on it."""

from district.workplace.models import Hire, OutcomeProposal, Placement, RatingRequest
from learners.services import held_skills

PEOPLE = ("learner__user", "organisation")


def hold_hire(hire_id: int) -> Hire:
    """As it stands now. Of a person who is leaving the portal at this moment it waits for the end."""
    learner_id = Hire.objects.filter(pk=hire_id).values_list("learner", flat=True).get()
    held_skills.lock_many(learner_ids=[learner_id] if learner_id else [])
    return Hire.objects.select_for_update(of=("self",)).select_related(*PEOPLE).get(pk=hire_id)


def hold_proposal(proposal: OutcomeProposal) -> OutcomeProposal:
    """With its hire."""
    hire = hold_hire(proposal.hire_id)
    rows = OutcomeProposal.objects.select_for_update(of=("self",)).select_related(
        "enrolment__run__course", "enrolment__learner__user", "enrolment__organisation", "destination"
    )
    current = rows.defer("enrolment__run__course__search").get(pk=proposal.pk)
    current.hire = hire
    return current


def hold_request(request: RatingRequest) -> RatingRequest:
    """With its hire."""
    hire = hold_hire(request.hire_id)
    current = RatingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    current.hire = hire
    return current


def hold_placement(placement: Placement) -> Placement:
    learner_id = Placement.objects.filter(pk=placement.pk).values_list("learner", flat=True).get()
    held_skills.lock_many(learner_ids=[learner_id] if learner_id else [])
    rows = Placement.objects.select_for_update(of=("self",))
    return rows.select_related(*PEOPLE, "enrolment__organisation").get(pk=placement.pk)
