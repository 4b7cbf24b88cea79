from employers.models.alert import AlertReader, AlertTold, JobAlert, KeptVacancy
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
from employers.models.performance import VacancyDay, VacancyVisit, VisitKind, VisitSalt, VisitSource
from employers.models.vacancy import Pattern, SalaryUnit, Vacancy, VacancyKind, VacancySkill, WorkMode

__all__ = [
    "MOST_HEADS",
    "SALARY_STEPS",
    "AlertReader",
    "AlertTold",
    "ByWhen",
    "HardCause",
    "JobAlert",
    "KeptVacancy",
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
    "VacancyDay",
    "VacancyEntry",
    "VacancyKind",
    "VacancySkill",
    "VacancyVisit",
    "VacancyWord",
    "VisitKind",
    "VisitSalt",
    "VisitSource",
    "WorkMode",
]
