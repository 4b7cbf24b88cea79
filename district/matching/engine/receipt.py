"""A score as lines that add up."""

from collections.abc import Sequence
from dataclasses import dataclass

from district.matching.engine.score import BAND, BASE, INTEREST, WHOLE

MET = "met"
PART = "part"
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Line:
    """One asked skill: its share W, the per cent c that is met, and the held skill that met it. `sure`: the per cent
    for which it counts in the score where sure evidence makes that more than c, else 0.
    """

    skill: int
    level: int
    weight: int
    credit: int
    held: int | None = None
    held_level: int = 0
    sure: int = 0

    @property
    def points(self) -> int:
        return self.weight * self.credit

    @property
    def extra(self) -> int:
        return self.weight * max(0, self.sure - self.credit)

    @property
    def most_points(self) -> int:
        return self.weight * 100

    @property
    def state(self) -> str:
        if self.credit == 100:
            return MET
        return PART if self.credit else MISSING


@dataclass(frozen=True, slots=True)
class Sums:
    """How the lines become the score: F is their sum, `extra` what sure evidence adds; distance and hopes give U;
    T = (F + extra) * U / 1024 * price / 1024, rounded down each time.
    """

    fit: int
    full_fit: int
    band: int
    is_of_interest: bool
    price: int = WHOLE
    extra: int = 0

    @property
    def preference(self) -> int:
        return BASE + BAND * self.band + INTEREST * self.is_of_interest

    @property
    def wished(self) -> int:
        """At the full price."""
        return (self.fit + self.extra) * self.preference >> 10

    @property
    def total(self) -> int:
        return self.wished * self.price >> 10

    @property
    def steps(self) -> list[tuple[str, int]]:
        """(name, points) that sum exactly to the total: the fit, what sure evidence adds, and what distance, hopes and
        exposure take away from it.
        """
        whole = self.fit + self.extra
        lost = whole - self.wished
        by_interest = 0 if self.is_of_interest else whole * INTEREST // WHOLE if self.band < 4 else lost
        found = [
            ("fit", self.fit),
            ("evidence", self.extra),
            ("distance", by_interest - lost),
            ("interest", -by_interest),
            ("exposure", self.total - self.wished),
        ]
        return [(name, points) for name, points in found if points or name == "fit"]


def per_cents(weights: Sequence[int]) -> list[int]:
    """Each one's share of the whole in whole per cents that add up to 100: rounded down, and what is over goes to
    those that lost most by it, the first among equals.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    found = [100 * weight // whole for weight in weights]
    lost = sorted(range(len(weights)), key=lambda place: (-(100 * weights[place] % whole), place))
    for place in lost[: 100 - sum(found)]:
        found[place] += 1
    return found


def sums(lines: Sequence[Line], *, band: int, is_of_interest: bool, price: int = WHOLE) -> Sums:
    return Sums(
        fit=sum(line.points for line in lines),
        full_fit=sum(line.most_points for line in lines),
        band=band,
        is_of_interest=is_of_interest,
        price=price,
        extra=sum(line.extra for line in lines),
    )
