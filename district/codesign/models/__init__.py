from district.codesign.models.need import (
    MOST_HEADS,
    ByWhen,
    HardCause,
    MetHow,
    NeededSkill,
    NeedOffer,
    NeedPlace,
    NeedReason,
    NeedVacancy,
    Route,
    SkillsNeed,
)
from district.codesign.models.need_answer import NeedAnswer, NeedArea, NeedReply

__all__ = [
    "MOST_HEADS",
    "ByWhen",
    "HardCause",
    "MetHow",
    "NeedAnswer",
    "NeedArea",
    "NeedOffer",
    "NeedPlace",
    "NeedReason",
    "NeedReply",
    "NeedVacancy",
    "NeededSkill",
    "Route",
    "SkillsNeed",
]
