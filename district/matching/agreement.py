"""How far raters agree, and how well an order agrees with them. Ratings are 0 (no) to 3 (excellent)."""

from collections import Counter
from collections.abc import Callable, Sequence
from math import log2, sqrt

BEST = 3
DEPTH = 10

type Ratings = Sequence[tuple[int, int]]
"""What the first and the second rater said of each pair that both rated."""


def kappa(ratings: Ratings) -> float | None:
    """Cohen's: the share of equal ratings beyond chance. None where chance alone would agree always."""
    return _beyond_chance(ratings, lambda one, other: float(one != other))


def weighted_kappa(ratings: Ratings) -> float | None:
    """The same with the square of how far apart two ratings are: 1 and 2 differ far less than 0 and 3."""
    return _beyond_chance(ratings, lambda one, other: ((one - other) / BEST) ** 2)


def _beyond_chance(ratings: Ratings, distance: Callable[[int, int], float]) -> float | None:
    """1 - (how far apart they are) / (how far apart they would be by chance)."""
    count = len(ratings)
    ones, others = Counter(one for one, _ in ratings), Counter(other for _, other in ratings)
    by_chance = sum(
        ones[one] * others[other] * distance(one, other) for one in ones for other in others
    ) / max(count, 1)
    if not by_chance:
        return None
    return 1 - sum(distance(one, other) for one, other in ratings) / by_chance


def margin(ratings: Ratings) -> float | None:
    """By how much, up or down, kappa may be off by chance of which pairs were drawn: 95 times of 100 no more."""
    told = kappa(ratings)
    if told is None:
        return None
    count = len(ratings)
    equal = sum(one == other for one, other in ratings) / count
    # kappa = 1 - (1 - equal) / (1 - by chance)
    beyond = (1 - equal) / (1 - told) if told < 1 else 1.0
    return 1.96 * sqrt(equal * (1 - equal) / count) / beyond


def ndcg(relevances: Sequence[float]) -> float | None:
    """Of one list, best first by score: gains 2^r - 1, discounted by place, over those of the best order.

    None where no job is of any use to the person, for then no order is better than another.
    """
    best = _discounted(sorted(relevances, reverse=True))
    return _discounted(relevances) / best if best else None


def _discounted(relevances: Sequence[float]) -> float:
    return sum((2**value - 1) / log2(place + 2) for place, value in enumerate(relevances[:DEPTH]))
