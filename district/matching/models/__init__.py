from district.matching.models.engine import AskedWeight, EngineVersion, SkillCredit, SkillWeight
from district.matching.models.gap import GapCell, Place
from district.matching.models.match import LearnerMatch, WrongMatch
from district.matching.models.run import SHARD_SIZE, MatchRun, MatchShard

__all__ = [
    "SHARD_SIZE",
    "AskedWeight",
    "EngineVersion",
    "GapCell",
    "LearnerMatch",
    "MatchRun",
    "MatchShard",
    "Place",
    "SkillCredit",
    "SkillWeight",
    "WrongMatch",
]
