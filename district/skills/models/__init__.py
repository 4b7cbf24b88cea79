from district.skills.models.decision import SkillDecision
from district.skills.models.level import Level, SkillState
from district.skills.models.occupation import Crosswalk, Occupation, OccupationLabel, OccupationSkill
from district.skills.models.skill import Scheme, Skill, SkillLabel, SkillRelation
from district.skills.models.vocabulary import (
    PhraseSighting,
    UnknownPhrase,
    VocabularyDecision,
    VocabularyVersion,
)

__all__ = [
    "Crosswalk",
    "Level",
    "Occupation",
    "OccupationLabel",
    "OccupationSkill",
    "PhraseSighting",
    "Scheme",
    "Skill",
    "SkillDecision",
    "SkillLabel",
    "SkillRelation",
    "SkillState",
    "UnknownPhrase",
    "VocabularyDecision",
    "VocabularyVersion",
]
