from learners.models.claim import ProfileClaim
from learners.models.consent import EmployerConsent
from learners.models.equality import EqualityAnswers
from learners.models.funding_facts import FundingFacts, PayPeriod, PriorLevel, Work, pay_of_a_year
from learners.models.learner import (
    CONFIRMED,
    DEFAULT_TRAVEL_MILES,
    METRES_A_MILE,
    Evidence,
    Free,
    HeldSkill,
    Learner,
    Looking,
    TravelMode,
)
from learners.models.profile_text import ProfileSuggestion
from learners.models.self_check import PlanStep, SelfCheck

__all__ = [
    "CONFIRMED",
    "DEFAULT_TRAVEL_MILES",
    "METRES_A_MILE",
    "EmployerConsent",
    "EqualityAnswers",
    "Evidence",
    "Free",
    "FundingFacts",
    "HeldSkill",
    "Learner",
    "Looking",
    "PayPeriod",
    "PlanStep",
    "PriorLevel",
    "ProfileClaim",
    "ProfileSuggestion",
    "SelfCheck",
    "TravelMode",
    "Work",
    "pay_of_a_year",
]
