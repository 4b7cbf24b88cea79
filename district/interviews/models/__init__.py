from district.interviews.models.commitment import InterviewCommitment, InterviewSlot
from district.interviews.models.guarantee import (
    InterviewGuarantee,
    InterviewPreference,
    InterviewPromise,
    Meet,
)
from district.interviews.models.offer import HELD, OUTCOMES, DeclineReason, InterviewOffer

__all__ = [
    "HELD",
    "OUTCOMES",
    "DeclineReason",
    "InterviewCommitment",
    "InterviewGuarantee",
    "InterviewOffer",
    "InterviewPreference",
    "InterviewPromise",
    "InterviewSlot",
    "Meet",
]
