from district.workplace.models.hire import DisputeReason, Hire, HireKind
from district.workplace.models.placement import (
    LEAST_T_LEVEL_HOURS,
    MOST_MINUTES_A_DAY,
    MOST_T_LEVEL_EMPLOYERS,
    Placement,
    PlacementDay,
    PlacementKind,
    PlacementSignature,
    Side,
    Weekday,
)
from district.workplace.models.proposal import OutcomeProposal
from district.workplace.models.rating import Moment, OutcomeRating, RatingRequest, Seen

__all__ = [
    "LEAST_T_LEVEL_HOURS",
    "MOST_MINUTES_A_DAY",
    "MOST_T_LEVEL_EMPLOYERS",
    "DisputeReason",
    "Hire",
    "HireKind",
    "Moment",
    "OutcomeProposal",
    "OutcomeRating",
    "Placement",
    "PlacementDay",
    "PlacementKind",
    "PlacementSignature",
    "RatingRequest",
    "Seen",
    "Side",
    "Weekday",
]
