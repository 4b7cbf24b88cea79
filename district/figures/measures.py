"""Every formula behind a figure, once. Whole numbers and Decimals in, exact Decimals out; no table is read here.

Rates are worked out from unrounded numbers and rounded half up at the very end. None stands for "not applicable"
(there is nothing to divide by) and is printed as the symbol z.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

NOT_APPLICABLE = "z"
PENNY = Decimal("0.01")
YEAR_STARTS = (8, 1)  # 1 August
POSITIVE_WITHIN_MONTHS = 6  # an outcome counts up to so many calendar months after completion
SUSTAINED_DAYS = 84  # twelve weeks
FOUR_FIFTHS = Decimal("0.80")

Number = int | Decimal


def rounded(number: Number, places: int = 1) -> Decimal:
    """Half up, away from nought; never minus nought."""
    found = Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return found if found else abs(found)


def ratio(part: Number, whole: Number, places: int = 2) -> Decimal | None:
    return rounded(Decimal(part) / Decimal(whole), places) if whole else None


def percent(part: Number, whole: Number, places: int = 1) -> Decimal | None:
    return rounded(100 * Decimal(part) / Decimal(whole), places) if whole else None


def printed(figure: Number | None) -> str:
    return NOT_APPLICABLE if figure is None else f"{figure:,}"


# --- dates ----------------------------------------------------------------------------------------------------------


def academic_year(day: date) -> int:
    """The year it begins in: 2026 stands for 2026/27."""
    return day.year if (day.month, day.day) >= YEAR_STARTS else day.year - 1


def year_name(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def financial_year(day: date) -> int:
    """The year whose April it begins in."""
    return day.year if day.month >= 4 else day.year - 1


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last of that month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- F1 qualifying start, F6 hybrid end year ------------------------------------------------------------------------


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


def hybrid_end_year(
    planned_end_on: date, ended_on: date | None = None, achieved_on: date | None = None
) -> int:
    """The academic year in which the last of planned end, actual end and result falls."""
    return academic_year(max(day for day in (planned_end_on, ended_on, achieved_on) if day is not None))


# --- F2 to F5 qualification achievement rates -----------------------------------------------------------------------


@dataclass(frozen=True)
class Delivery:
    """Enrolments by how they stand. `left_early`: withdrawn before they became a start."""

    achieved: int = 0
    not_achieved: int = 0
    withdrawn: int = 0
    left_early: int = 0
    on_break: int = 0
    continuing: int = 0

    @property
    def enrolments(self) -> int:
        return self.qualifying + self.left_early

    @property
    def qualifying(self) -> int:
        return self.leavers + self.on_break + self.continuing

    @property
    def completers(self) -> int:
        return self.achieved + self.not_achieved

    @property
    def leavers(self) -> int:
        return self.completers + self.withdrawn

    @property
    def achievement_rate(self) -> Decimal | None:
        """F2"""
        return percent(self.achieved, self.leavers)

    @property
    def retention_rate(self) -> Decimal | None:
        """F3"""
        return percent(self.completers, self.leavers)

    @property
    def pass_rate(self) -> Decimal | None:
        """F4"""
        return percent(self.achieved, self.completers)

    @property
    def in_year_retention(self) -> Decimal | None:
        """F5"""
        return percent(self.qualifying - self.withdrawn, self.qualifying)


# --- F7 bootcamp rates, F8 guaranteed interviews --------------------------------------------------------------------


def bootcamp_rates(*, starts: int, finished: int, second: int, third: int) -> dict[str, Decimal | None]:
    """F7. `second`, `third`: learners who reached the second and the third milestone."""
    return {
        "completion_rate_dfe": percent(second, starts),
        "outcome_rate_starts": percent(third, starts),
        "outcome_rate_comp": percent(third, second),
        "completion_rate_contract": percent(finished, starts),
        "m2_conversion": percent(second, finished),
        "m3_conversion_contract": percent(third, finished),
    }


def interview_rate(offered: int, completers: int) -> Decimal | None:
    """F8: completers whom at least one employer offered a real interview; the target is all of them."""
    return percent(offered, completers)


# --- F9 to F12 money ------------------------------------------------------------------------------------------------


def pence(amount: Number) -> Decimal:
    return rounded(amount, 2)


def milestone_amounts(
    rate: Decimal, splits: Sequence[Decimal], public_share: Decimal = Decimal(1)
) -> list[Decimal]:
    """F9: each milestone to the penny; the last takes what is left, so that together they are the whole."""
    if sum(splits) != 1:
        raise ValueError("The splits of a rule add up to 1.")
    earlier = [pence(rate * public_share * split) for split in splits[:-1]]
    return [*earlier, pence(rate * public_share) - sum(earlier)]


class Standing(StrEnum):
    BREACH = "breach"
    WITHIN = "within"
    OVER = "over-delivery"


@dataclass(frozen=True)
class Variance:
    percent: Decimal | None
    standing: Standing
    payable: Decimal  # never more than the profile


def variance(actual: Number, profile: Number, tolerance: Number) -> Variance:
    """F10: how far below profile, in per cent of it, against a tolerance in per cent; compared before rounding."""
    if 100 * actual < profile * (100 - tolerance):
        standing = Standing.BREACH
    else:
        standing = Standing.OVER if actual > profile else Standing.WITHIN
    return Variance(
        percent=percent(actual - profile, profile),
        standing=standing,
        payable=pence(min(actual, profile)),
    )


def forecast_outturn(
    *, actual_to_date: Number, profile_to_date: Number, profile_remaining: Number, contract_value: Number
) -> Decimal | None:
    """F11: what the year comes to when the rest goes as it went so far; never above the contract."""
    if not profile_to_date:
        return None
    rest = Decimal(profile_remaining) * Decimal(actual_to_date) / Decimal(profile_to_date)
    return pence(min(actual_to_date + rest, Decimal(contract_value)))


def cost_per_outcome(spend: Number, outcomes: int) -> Decimal | None:
    """F12"""
    return ratio(spend, outcomes)


# --- F13 funnel -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    count: int
    of_last: Decimal | None  # per cent of the stage before; None on the first
    of_first: Decimal | None


def funnel(counts: Sequence[int]) -> list[Step]:
    """F13: people who reached each stage, each counted once a stage."""
    return [
        Step(count, percent(count, counts[place - 1]), percent(count, counts[0]))
        if place
        else Step(count, None, None)
        for place, count in enumerate(counts)
    ]


# --- F14 parity, F15 rate for people ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parity:
    ratio: Decimal | None
    gap: Decimal | None  # percentage points
    is_kept: bool | None  # the four-fifths rule, before rounding


def parity(part: int, whole: int, other_part: int, other_whole: int) -> Parity:
    """F14: a group's rate beside that of another group."""
    if not whole or not other_whole:
        return Parity(None, None, None)
    mine, theirs = Decimal(part) / whole, Decimal(other_part) / other_whole
    return Parity(
        ratio=ratio(mine, theirs),
        gap=rounded(100 * (theirs - mine)),
        is_kept=mine >= FOUR_FIFTHS * theirs if theirs else None,
    )


@dataclass(frozen=True)
class Group:
    """People, and those of them for whom something holds; both rounded to a base, so that nobody shows."""

    people: int
    having: int

    @property
    def percent(self) -> int:
        return int(percent(self.having, self.people, 0) or 0)


def parity_of_rounded(groups: Mapping[str, Group | None]) -> dict[str, int]:
    """F14: each group's rate in per cent of the best-off one's; nothing to compare where fewer than two are told."""
    rates = {name: group.percent for name, group in groups.items() if group is not None}
    best = max(rates.values(), default=0)
    if len(rates) < 2 or not best:
        return {}
    return {name: int(rounded(Decimal(100 * rate) / best, 0)) for name, rate in rates.items()}


def is_parity_kept(group: Group, best: Group, *, base: int) -> bool | None:
    """F14: the four-fifths rule beside the best-off group; None where what was rounded away could decide it."""
    if group == best:
        return True
    off = base // 2
    least = Fraction(group.having - off, group.people + off)
    most = min(Fraction(1), Fraction(group.having + off, group.people - off))
    best_least = Fraction(max(best.having - off, 0), best.people + off)
    best_most = min(Fraction(1), Fraction(best.having + off, best.people - off))
    if least >= Fraction(FOUR_FIFTHS) * best_most:
        return True
    return False if most < Fraction(FOUR_FIFTHS) * best_least else None


def rate_per_100_000(count: int, population: int, places: int = 1) -> Decimal | None:
    """F15"""
    return rounded(Decimal(100_000 * count) / population, places) if population else None


# --- F16, F17 outcomes ----------------------------------------------------------------------------------------------


def days_to_outcome(completed_on: date, happened_on: date) -> int:
    """F16: a job that began before the course was over took no time."""
    return max(0, (happened_on - completed_on).days)


def median(numbers: Sequence[int]) -> Decimal | None:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if not ordered:
        return None
    if len(ordered) % 2:
        return rounded(ordered[middle])
    return rounded(Decimal(ordered[middle - 1] + ordered[middle]) / 2)


def mean(numbers: Sequence[int]) -> Decimal | None:
    return rounded(Decimal(sum(numbers)) / len(numbers)) if numbers else None


def is_in_time(completed_on: date, happened_on: date) -> bool:
    """Whether an outcome came soon enough after completion to be counted as its fruit."""
    return happened_on <= months_later(completed_on, POSITIVE_WITHIN_MONTHS)


def sustained_on(starts_on: date) -> date:
    """F17: the day whose evidence shows that a job lasted twelve weeks."""
    return starts_on + timedelta(days=SUSTAINED_DAYS - 1)


def is_sustained(starts_on: date, ended_on: date | None) -> bool:
    """F17: a job that has not ended counts as lasting."""
    return ended_on is None or ended_on >= sustained_on(starts_on)


# --- F18 to F20 -----------------------------------------------------------------------------------------------------


def fulfilment(delivered: Number, target: Number) -> Decimal | None:
    """F18: of one pledge, which may be more than fulfilled."""
    return percent(delivered, target)


def portfolio_fulfilment(pledges: Sequence[tuple[Number, Number]]) -> Decimal | None:
    """F18: of (delivered, target) pairs; what one gives beyond its target does not make up for another."""
    return percent(
        sum((Decimal(min(pair)) for pair in pledges), Decimal(0)),
        sum((Decimal(target) for _, target in pledges), Decimal(0)),
    )


@dataclass(frozen=True)
class Balance:
    gap: int
    ratio: Decimal | None


def balance(demand: int, supply: int) -> Balance:
    """F19"""
    return Balance(gap=demand - supply, ratio=ratio(demand, supply))


def uplift(before: Number, after: Number) -> Decimal:
    """F20: from one per cent to another, in percentage points."""
    return rounded(after - before)


def with_sign(points: Decimal) -> str:
    return f"{points:+}" if points else f"{points}"
