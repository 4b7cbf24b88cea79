from learners.models.equality import EqualityAnswers
from learners.models.learner import (
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

__all__ = [
    "DEFAULT_TRAVEL_MILES",
    "METRES_A_MILE",
    "EqualityAnswers",
    "Evidence",
    "Free",
    "HeldSkill",
    "Learner",
    "Looking",
    "ProfileSuggestion",
    "TravelMode",
]
