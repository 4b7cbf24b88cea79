from employers.models.entry import SALARY_STEPS, VacancyEntry, VacancyWord
from employers.models.vacancy import Pattern, SalaryUnit, Vacancy, VacancyKind, VacancySkill, WorkMode

__all__ = [
    "SALARY_STEPS",
    "Pattern",
    "SalaryUnit",
    "Vacancy",
    "VacancyEntry",
    "VacancyKind",
    "VacancySkill",
    "VacancyWord",
    "WorkMode",
]
