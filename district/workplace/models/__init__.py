from district.workplace.models.hire import DisputeReason, Hire, HireKind
from district.workplace.models.placement import (
    LEAST_T_LEVEL_HOURS,
    Placement,
    PlacementKind,
    PlacementSignature,
    Side,
)
from district.workplace.models.proposal import OutcomeProposal
from district.workplace.models.rating import Moment, OutcomeRating, RatingRequest, Seen

__all__ = [
    "LEAST_T_LEVEL_HOURS",
    "DisputeReason",
    "Hire",
    "HireKind",
    "Moment",
    "OutcomeProposal",
    "OutcomeRating",
    "Placement",
    "PlacementKind",
    "PlacementSignature",
    "RatingRequest",
    "Seen",
    "Side",
]
