"""What a view finds on its request behind `learner_only`; for type checkers and readers."""

from district.partners.requests import ActorRequest
from learners.models import Learner


class LearnerRequest(ActorRequest):
    learner: Learner
