from employers.models.entry import SALARY_STEPS, VacancyEntry, VacancyWord
from employers.models.need import (
    MOST_HEADS,
    ByWhen,
    HardCause,
    MetHow,
    NeededSkill,
    NeedOffer,
    NeedPlace,
    NeedReason,
    Route,
    SkillsNeed,
)
from employers.models.vacancy import Pattern, SalaryUnit, Vacancy, VacancyKind, VacancySkill, WorkMode

__all__ = [
    "MOST_HEADS",
    "SALARY_STEPS",
    "ByWhen",
    "HardCause",
    "MetHow",
    "NeedOffer",
    "NeedPlace",
    "NeedReason",
    "NeededSkill",
    "Pattern",
    "Route",
    "SalaryUnit",
    "SkillsNeed",
    "Vacancy",
    "VacancyEntry",
    "VacancyKind",
    "VacancySkill",
    "VacancyWord",
    "WorkMode",
]
