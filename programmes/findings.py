"""The share of hires that can do something, with how sure it is: the interval of Wilson (1927), at 95 per cent."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # the standard normal distribution keeps 2.5 per cent above it
HALF = 0.5


@dataclass(frozen=True)
class Share:
    can_do: int
    hires: int

    @property
    def low(self) -> float:
        return self._interval[0]

    @property
    def high(self) -> float:
        return self._interval[1]

    @property
    def _interval(self) -> tuple[float, float]:
        n, p = self.hires, self.can_do / self.hires
        middle = p + Z * Z / (2 * n)
        reach = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        low = 0.0 if self.can_do == 0 else (middle - reach) / scale
        high = 1.0 if self.can_do == n else (middle + reach) / scale
        return low, high

    @property
    def is_surely_under_half(self) -> bool:
        return self.high < HALF

    @property
    def percent(self) -> int:
        return round(100 * self.can_do / self.hires)

    @property
    def interval(self) -> str:
        return f"{round(100 * self.low)}% to {round(100 * self.high)}%"

    @property
    def words(self) -> str:
        said = f"{self.percent}% of {self.hires} people hired can do it at work, employers say"
        return f"{said} (95% certain: {self.interval})"
