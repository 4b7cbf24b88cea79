"""The least pay the law allows, as dated rows with their source, and whether an offer reaches it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from employers.models import SalaryUnit, VacancyKind
from employers.salaries import HOURS_A_WEEK, PENNY, WEEKS_A_YEAR

SOURCE = "https://www.gov.uk/national-minimum-wage-rates"


@dataclass(frozen=True)
class Rates:
    """Pounds an hour from a day on, until the next row."""

    since: date
    adult: Decimal  # 21 and over: the National Living Wage
    from_18: Decimal
    young_or_apprentice: Decimal


RATES = (
    Rates(date(2025, 4, 1), Decimal("12.21"), Decimal("10.00"), Decimal("7.55")),
    Rates(date(2026, 4, 1), Decimal("12.71"), Decimal("10.85"), Decimal("8.00")),
)


def rates_on(day: date) -> Rates:
    return max(
        (rates for rates in RATES if rates.since <= day), key=lambda rates: rates.since, default=RATES[0]
    )


def least_hourly(kind: str, day: date) -> Decimal | None:
    """What such an opening must pay an hour, or None where the law sets nothing (experience, placements).

    Anybody may take a job, so its pay must do for somebody of 21 and over.
    """
    rates = rates_on(day)
    if kind == VacancyKind.JOB:
        return rates.adult
    return rates.young_or_apprentice if kind == VacancyKind.APPRENTICESHIP else None


def hourly(amount: Decimal, unit: str, weekly_hours: Decimal | None) -> Decimal:
    if unit == SalaryUnit.HOUR:
        return amount
    return amount / ((weekly_hours or HOURS_A_WEEK) * WEEKS_A_YEAR)


def shortfall(*, kind: str, least: Decimal | None, unit: str, weekly_hours: Decimal | None, day: date) -> str:
    """The sentence that says why the pay is too low; empty when it is not."""
    floor = least_hourly(kind, day)
    if floor is None or least is None or hourly(least, unit, weekly_hours) >= floor:
        return ""
    if unit == SalaryUnit.HOUR:
        return f"Pay at least £{floor} an hour: that is the minimum wage for this kind of opening."
    hours = weekly_hours or HOURS_A_WEEK
    yearly = (floor * hours * WEEKS_A_YEAR).quantize(PENNY)
    week = f"{hours.normalize():f} hours a week"
    return f"Pay at least £{yearly:,} a year: that is the minimum wage of £{floor} for {week}."
