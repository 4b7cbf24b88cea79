"""A contract's months: spread over them, changed, and looked at against what was delivered. Pure, in whole pence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from district.figures import measures


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """The first day of each month that the days touch."""
    months, month = [], first_of_month(first)
    while month <= last:
        months.append(month)
        month = measures.months_later(month, 1)
    return months


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to the weights, evenly where all are nothing; together exactly the total.

    What is left over goes to those who lost most by rounding down, the earlier first.
    """
    weights = weights if any(weights) else [1] * len(weights)
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in by_loss[: total - sum(parts)]:
        parts[place] += 1
    return parts


def spread(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Money in proportion, to the penny. A negative amount takes at most what is there from each."""
    sign = -1 if amount < 0 else 1
    pence = share_out(int(abs(amount) * 100), [int(weight * 100) for weight in weights])
    return [Decimal(sign * part) / 100 for part in pence]


def changed(months: Sequence[tuple[Decimal, int]], amount: Decimal, starts: int) -> list[tuple[Decimal, int]]:
    """Money and starts of months after growth or reduction, each in proportion to what it has."""
    parts = spread(amount, [money for money, _ in months])
    before = [people for _, people in months]
    sign = -1 if starts < 0 else 1
    whole = abs(starts) if starts > 0 else min(abs(starts), sum(before))
    people = share_out(whole, before)
    return [
        (money + part, max(0, was + sign * count))
        for (money, was), part, count in zip(months, parts, people, strict=True)
    ]


@dataclass(frozen=True)
class MonthLine:
    """A month of a contract: planned and delivered, alone and since the beginning."""

    month: date
    profile: Decimal
    profile_starts: int
    actual: Decimal
    actual_starts: int
    profile_to_date: Decimal
    actual_to_date: Decimal
    is_over: bool  # the month has ended


@dataclass(frozen=True)
class Delivery:
    """How a contract stands: up to the last month that has ended, and how it would end."""

    months: Sequence[MonthLine]
    value: Decimal
    tolerance: Decimal | None
    tolerance_code: str = ""

    @property
    def last(self) -> MonthLine | None:
        over = [line for line in self.months if line.is_over]
        return over[-1] if over else None

    @property
    def profile_to_date(self) -> Decimal:
        return self.last.profile_to_date if self.last else Decimal(0)

    @property
    def actual_to_date(self) -> Decimal:
        return self.last.actual_to_date if self.last else Decimal(0)

    @property
    def variance(self) -> measures.Variance | None:
        """F10; none before the first month with money in it has ended, and without a tolerance."""
        if not self.profile_to_date or self.tolerance is None:
            return None
        return measures.variance(self.actual_to_date, self.profile_to_date, self.tolerance)

    @property
    def forecast(self) -> Decimal | None:
        """F11"""
        return measures.forecast_outturn(
            actual_to_date=self.actual_to_date,
            profile_to_date=self.profile_to_date,
            profile_remaining=self.value - self.profile_to_date,
            contract_value=self.value,
        )

    @property
    def forecast_share(self) -> Decimal | None:
        return None if self.forecast is None else measures.percent(self.forecast, self.value)

    @property
    def outturn(self) -> list[Decimal | None]:
        """F11 month by month: where it would stand, from the last month that has ended on."""
        if self.last is None or self.forecast is None:
            return []
        return [self._stands_at(line) if line.month >= self.last.month else None for line in self.months]

    def _stands_at(self, line: MonthLine) -> Decimal | None:
        return measures.forecast_outturn(
            actual_to_date=self.actual_to_date,
            profile_to_date=self.profile_to_date,
            profile_remaining=line.profile_to_date - self.profile_to_date,
            contract_value=self.value,
        )

    @property
    def light(self) -> str:
        """red: further below profile than the tolerance; amber: below, within it; green: on profile or above."""
        if self.variance is None:
            return "new"
        if self.variance.standing == measures.Standing.BREACH:
            return "red"
        return "amber" if self.actual_to_date < self.profile_to_date else "green"


LIGHTS = {
    "red": "Red: below tolerance",
    "amber": "Amber: within tolerance",
    "green": "Green: on profile",
    "new": "Too new to say",
}
