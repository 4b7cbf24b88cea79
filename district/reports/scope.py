"""What a report is about: a period, and at most a programme, a provider, a council and a group of people."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from district.figures import measures

YEARS_BACK = 3
WHOLE = "all"


@dataclass(frozen=True)
class Cohort:
    label: str
    where: str


COHORTS = {
    "under_19": Cohort("Under 19 at the start", "age < 19"),
    "19_23": Cohort("19 to 23 at the start", "age BETWEEN 19 AND 23"),
    "24_49": Cohort("24 to 49 at the start", "age BETWEEN 24 AND 49"),
    "50": Cohort("50 and over at the start", "age >= 50"),
    "not_working": Cohort("Not in paid work at the start", "employment_status IN ('11', '12')"),
    "below_2": Cohort("Less than a full level 2 before", "prior_level IN ('99', '1', '2', '3')"),
    "deprived": Cohort("From the most deprived three tenths of places", "imd_decile <= 3"),
}


@dataclass(frozen=True)
class Scope:
    """`period`: the year that an academic year begins in ("2025"), the same of a financial year ("f2025"), or all."""

    period: str = WHOLE
    programme: str = ""
    provider: str = ""
    council: str = ""
    cohort: str = ""

    def plain(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def read_back(cls, data: dict[str, str]) -> "Scope":
        return cls(**data)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        if self.period == WHOLE:
            return date(2000, 1, 1), date(2999, 12, 31)
        year, month = int(self.period.removeprefix("f")), 4 if self.period.startswith("f") else 8
        return date(year, month, 1), date(year + 1, month, 1) - timedelta(days=1)

    @property
    def year(self) -> int | None:
        """Of an academic year alone."""
        return int(self.period) if self.period.isdigit() else None

    def sql(self) -> tuple[str, dict[str, Any]]:
        """Narrows frozen enrolments to it, but for the period."""
        parts, values = ["true"], {}
        for name, column in (
            ("programme", "programme_id"),
            ("provider", "provider_id"),
            ("council", "council_code"),
        ):
            if value := getattr(self, name):
                parts.append(f"{column} = %({name})s")
                values[name] = value if name == "council" else int(value)
        if self.cohort:
            parts.append(COHORTS[self.cohort].where)
        return " AND ".join(parts), values


def periods(as_at: date) -> list[tuple[str, str]]:
    """This academic year and those before, then financial years, then everything."""
    academic, financial = measures.academic_year(as_at), measures.financial_year(as_at)
    return [
        *((str(year), f"Academic year {measures.year_name(year)}") for year in _back(academic)),
        *((f"f{year}", f"Financial year {measures.year_name(year)}") for year in _back(financial)),
        (WHOLE, "All years"),
    ]


def _back(year: int) -> range:
    return range(year, year - YEARS_BACK, -1)
