from district.matching.models.confirmed import ConfirmedSkill
from district.matching.models.engine import AskedWeight, EngineVersion, SkillCredit, SkillWeight
from district.matching.models.exposure import RunExposure, SharingSwitch, VacancyPrice
from district.matching.models.gap import GapCell, Place
from district.matching.models.human_check import CheckConsent, RatedPair, Rater, Rating
from district.matching.models.match import LearnerMatch, WrongMatch
from district.matching.models.news import NewsChoice, Told
from district.matching.models.receipt import FrozenReceipt
from district.matching.models.run import SHARD_SIZE, MatchRun, MatchShard

__all__ = [
    "SHARD_SIZE",
    "AskedWeight",
    "CheckConsent",
    "ConfirmedSkill",
    "EngineVersion",
    "FrozenReceipt",
    "GapCell",
    "LearnerMatch",
    "MatchRun",
    "MatchShard",
    "NewsChoice",
    "Place",
    "RatedPair",
    "Rater",
    "Rating",
    "RunExposure",
    "SharingSwitch",
    "SkillCredit",
    "SkillWeight",
    "Told",
    "VacancyPrice",
    "WrongMatch",
]
