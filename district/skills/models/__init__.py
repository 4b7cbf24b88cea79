from district.skills.models.decision import SkillDecision
from district.skills.models.level import Level, SkillState
from district.skills.models.occupation import Crosswalk, Occupation, OccupationLabel, OccupationSkill
from district.skills.models.skill import Scheme, Skill, SkillLabel, SkillRelation

__all__ = [
    "Crosswalk",
    "Level",
    "Occupation",
    "OccupationLabel",
    "OccupationSkill",
    "Scheme",
    "Skill",
    "SkillDecision",
    "SkillLabel",
    "SkillRelation",
    "SkillState",
]
