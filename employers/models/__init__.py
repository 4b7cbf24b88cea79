from employers.models.vacancy import Pattern, SalaryUnit, Vacancy, VacancyKind, VacancySkill, WorkMode

__all__ = ["Pattern", "SalaryUnit", "Vacancy", "VacancyKind", "VacancySkill", "WorkMode"]
