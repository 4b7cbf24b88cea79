"""The least pay the law allows and the Real Living Wage, by figures with dates, and whether an offer reaches them."""

from datetime import date
from decimal import ROUND_CEILING, Decimal

from employers.facts import figure
from employers.models import SalaryUnit, VacancyKind, YoungestAge
from employers.salaries import HOURS_A_WEEK, PENNY, WEEKS_A_YEAR

JOBS = {VacancyKind.JOB, VacancyKind.INTERVIEW}
PAID = JOBS | {VacancyKind.APPRENTICESHIP}
BY_AGE = {YoungestAge.SIXTEEN: "young", YoungestAge.EIGHTEEN: "from_18", YoungestAge.TWENTY_ONE: "adult"}
WHOM = {
    "young": "people under 18",
    "from_18": "people of 18 to 20",
    "adult": "people of 21 and over",
    "apprentice": "apprentices",
}


def least_hourly(kind: str, day: date, youngest: int = YoungestAge.TWENTY_ONE) -> Decimal | None:
    """What such an opening must pay an hour, or None where the law sets nothing (experience, placements)."""
    code = _code(kind, youngest)
    return figure(code, day) if code else None


def shortfall(
    *,
    kind: str,
    least: Decimal | None,
    unit: str,
    weekly_hours: Decimal | None,
    day: date,
    youngest: int = YoungestAge.TWENTY_ONE,
) -> str:
    """The sentence that says why the pay is too low, with the sum; empty when it is not."""
    floor = least_hourly(kind, day, youngest)
    if floor is None or least is None or least >= in_unit(floor, unit, weekly_hours):
        return ""
    who = WHOM[_code(kind, youngest)]
    if unit == SalaryUnit.HOUR:
        return f"Pay at least £{floor} an hour: that is the minimum wage for {who}."
    hours = weekly_hours or HOURS_A_WEEK
    yearly = in_unit(floor, unit, weekly_hours).quantize(PENNY, ROUND_CEILING)
    return (
        f"Pay at least £{yearly:,} a year: the minimum wage for {who} is £{floor} an hour, "
        f"for {hours.normalize():f} hours a week and {WEEKS_A_YEAR} weeks."
    )


def adult_note(
    *, kind: str, least: Decimal | None, unit: str, weekly_hours: Decimal | None, day: date
) -> str:
    """What to say of pay that is enough for the youngest but not for everybody; empty where it is."""
    floor = least_hourly(kind, day)
    if kind not in JOBS or floor is None or least is None or least >= in_unit(floor, unit, weekly_hours):
        return ""
    return f"Whoever is 21 or over must be paid at least £{floor} an hour."


def is_real_living_wage(
    *, kind: str, least: Decimal | None, unit: str, weekly_hours: Decimal | None, day: date
) -> bool:
    """Whether even the lowest pay reaches the Real Living Wage, to the penny."""
    if kind not in PAID or least is None:
        return False
    return least >= in_unit(figure("real_living_wage", day), unit, weekly_hours)


def in_unit(an_hour: Decimal, unit: str, weekly_hours: Decimal | None) -> Decimal:
    """Pay for an hour as pay for what the unit says."""
    return an_hour if unit == SalaryUnit.HOUR else an_hour * (weekly_hours or HOURS_A_WEEK) * WEEKS_A_YEAR


def _code(kind: str, youngest: int) -> str:
    if kind == VacancyKind.APPRENTICESHIP:
        return "apprentice"
    return BY_AGE[YoungestAge(youngest)] if kind in JOBS else ""
