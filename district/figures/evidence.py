"""How far numbers of people bear out a difference between groups: intervals, tests, and what many tests at once allow.

Counts are whole numbers of people; shares and p-values are fractions of one. Formulae: Wilson 1927; the pooled two-
proportion z-test; Fisher's exact test, two-sided, as the sum of all tables that are no likelier than the one found;
Benjamini and Hochberg 1995.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import comb, erfc, sqrt

Z_95 = 1.959963984540054
LEAST_EXPECTED = 5  # people in each cell of the table for the z-test to hold; Fisher's is exact for fewer
FALSE_SHARE = 0.05  # of the differences that are pointed out, how many may have come by chance
NO_LIKELIER = 1 + 1e-7  # equal likelihoods differ in their last digits


@dataclass(frozen=True)
class Part:
    """`having` of `people` got so far."""

    having: int
    people: int

    def __post_init__(self) -> None:
        if not 0 <= self.having <= self.people:
            raise ValueError(f"{self.having} of {self.people} is no part.")

    @property
    def share(self) -> float:
        return self.having / self.people if self.people else 0.0


def interval(part: Part, z: float = Z_95) -> tuple[float, float]:
    """Wilson's: within it the share behind the numbers lies in 95 of 100 such samples. Nobody: anything is possible."""
    if not part.people:
        return 0.0, 1.0
    n, p = part.people, part.share
    middle = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def z_test(one: Part, other: Part) -> float:
    """The p-value of two shares' being the same; 1 where nothing tells them apart."""
    if not one.people or not other.people:
        return 1.0
    pooled = (one.having + other.having) / (one.people + other.people)
    spread = sqrt(pooled * (1 - pooled) * (1 / one.people + 1 / other.people))
    return _two_sided((one.share - other.share) / spread) if spread else 1.0


def against(part: Part, share: float) -> float:
    """The p-value of a group's being drawn from a population of which it is this share."""
    if not part.people or not 0 < share < 1:
        return 1.0
    return _two_sided((part.share - share) / sqrt(share * (1 - share) / part.people))


def fisher(one: Part, other: Part) -> float:
    """The p-value of two shares' being the same, exact for however few people."""
    having, people = one.having + other.having, one.people + other.people
    least, most = max(0, having - other.people), min(having, one.people)
    ways = [comb(one.people, n) * comb(other.people, having - n) for n in range(least, most + 1)]
    found = ways[one.having - least]
    rare = sum(way for way in ways if way * 10**9 <= found * round(NO_LIKELIER * 10**9))
    return min(1.0, rare / comb(people, having))


def differ(one: Part, other: Part) -> float:
    """By the z-test where the table is full enough, else by Fisher's."""
    people, having = one.people + other.people, one.having + other.having
    if not people:
        return 1.0
    least = min(one.people, other.people) * min(having, people - having) / people
    return z_test(one, other) if least >= LEAST_EXPECTED else fisher(one, other)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's, in the order given: those up to FALSE_SHARE may be pointed out together."""
    order = sorted(range(len(p_values)), key=lambda at: -p_values[at])
    raised = [p_values[at] * len(p_values) / (len(p_values) - place) for place, at in enumerate(order)]
    found = [0.0] * len(p_values)
    for at, value in zip(order, accumulate(raised, min), strict=True):
        found[at] = min(1.0, value)
    return found


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))
