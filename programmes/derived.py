"""Facts that follow from the dates of an enrolment, and are therefore never stored."""

from dataclasses import dataclass
from datetime import date, timedelta

YEAR_STARTS = (8, 1)  # 1 August


@dataclass(frozen=True)
class Qualifying:
    """A rule for when being enrolled counts as a start: days in learning, by planned length.

    `steps`: pairs of a planned length and the days that apply from it on, the longest first.
    """

    steps: tuple[tuple[int, int], ...]
    hours: int = 0  # guided hours attended, where a scheme asks for them

    def days(self, planned_length: int) -> int:
        return next(days for least, days in self.steps if planned_length >= least)


GENERAL = Qualifying(steps=((168, 42), (14, 14), (0, 1)))
BOOTCAMP = Qualifying(steps=((0, 5),), hours=5)
BOOTCAMP_LOCAL = Qualifying(steps=((0, 14),), hours=10)


def planned_length(starts_on: date, planned_end_on: date) -> int:
    """Days from the first to the planned last, both counted."""
    return (planned_end_on - starts_on).days + 1


def days_in_learning(starts_on: date, until: date) -> int:
    """Both days counted; none before the first."""
    return max(0, (until - starts_on).days + 1)


def qualifies_on(starts_on: date, planned_end_on: date, rule: Qualifying = GENERAL) -> date:
    """The day on which being enrolled becomes a start."""
    return starts_on + timedelta(days=rule.days(planned_length(starts_on, planned_end_on)) - 1)


def is_start(
    *,
    starts_on: date,
    planned_end_on: date,
    until: date,
    is_achieved: bool = False,
    hours: float = 0,
    rule: Qualifying = GENERAL,
) -> bool:
    """`until`: the last day of learning, or today for somebody who still learns."""
    if is_achieved:
        return True
    needed = rule.days(planned_length(starts_on, planned_end_on))
    return days_in_learning(starts_on, until) >= needed and hours >= rule.hours


def academic_year(day: date) -> int:
    """The year it begins in: 2026 stands for 2026/27."""
    return day.year if (day.month, day.day) >= YEAR_STARTS else day.year - 1


def year_name(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def hybrid_end_year(
    planned_end_on: date, ended_on: date | None = None, achieved_on: date | None = None
) -> int:
    """The academic year in which the last of planned end, actual end and result falls."""
    return academic_year(max(day for day in (planned_end_on, ended_on, achieved_on) if day is not None))


def is_uln(number: str) -> bool:
    """Ten digits of which the last checks the others; 9999999999 stands for one that is not known yet."""
    if number == "9999999999":
        return True
    if len(number) != 10 or not (number.isascii() and number.isdigit()) or number[0] == "0":
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)) % 11
    return rest != 0 and int(number[9]) == 10 - rest


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
