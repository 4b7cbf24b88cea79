from district.funding.models.contract import PROFILED, Contract, ContractChange, ProfileMonth
from district.funding.models.fund import Allocation, Fund
from district.funding.models.milestone import EmployerShare, Evidence, Milestone, MilestoneClaim
from district.funding.models.rule import MilestoneRule, Tolerance

__all__ = [
    "PROFILED",
    "Allocation",
    "Contract",
    "ContractChange",
    "EmployerShare",
    "Evidence",
    "Fund",
    "Milestone",
    "MilestoneClaim",
    "MilestoneRule",
    "ProfileMonth",
    "Tolerance",
]
