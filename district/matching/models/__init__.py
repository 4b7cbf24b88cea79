from district.matching.models.engine import AskedWeight, EngineVersion, SkillCredit, SkillWeight
from district.matching.models.match import LearnerMatch, WrongMatch

__all__ = ["AskedWeight", "EngineVersion", "LearnerMatch", "SkillCredit", "SkillWeight", "WrongMatch"]
