"""Which days people work: Monday to Friday, the bank holidays of England left out."""

from datetime import date, timedelta
from functools import cache

WEEKEND = {5, 6}


def next_working_day(day: date) -> date:
    following = day + timedelta(days=1)
    while following.weekday() in WEEKEND or following in bank_holidays(following.year):
        following += timedelta(days=1)
    return following


def after_working_days(day: date, count: int) -> date:
    """The day so many working days later."""
    for _ in range(count):
        day = next_working_day(day)
    return day


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Those of every year in England. One proclaimed for a single year is not among them."""
    easter = easter_sunday(year)
    last_of_may, last_of_august = date(year, 5, 31), date(year, 8, 31)
    first_of_may = date(year, 5, 1)
    return frozenset(
        {
            *_weekdays_from(date(year, 1, 1), 1),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            first_of_may + timedelta(days=-first_of_may.weekday() % 7),
            last_of_may - timedelta(days=last_of_may.weekday()),
            last_of_august - timedelta(days=last_of_august.weekday()),
            *_weekdays_from(date(year, 12, 25), 2),
        }
    )


def _weekdays_from(day: date, count: int) -> list[date]:
    """A holiday that falls on a weekend is made up for on the next weekday that is none already."""
    days = (day + timedelta(days=number) for number in range(7))
    return [each for each in days if each.weekday() not in WEEKEND][:count]


def easter_sunday(year: int) -> date:
    """By the Gregorian rule (Butcher's form of it)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, before = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, before + 1)
