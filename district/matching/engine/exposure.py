"""The price of exposure: who is in very many lists is listed a little lower for everybody, so that others are seen too.

T is multiplied by the price of the vacancy in 1024ths. In two passes a vacancy loses the more, the oftener it is listed
beside the mean; the one that loses least keeps the full price, and none is ever below LEAST_PRICE, so that a far better
match stays ahead.
"""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from district.matching.engine.arrays import FULL_PRICE, Credits, Ints, Learners, Vacancies
from district.matching.engine.kernel import Matching

PASSES = 2  # later ones swing to and fro
BEND = 0.08
MOST_TIMES = (
    4.0  # the mean: who is listed oftener, or more seldom than the mean by as much, counts as if so often
)
LEAST_PRICE = 615  # the least number of 1024ths that is no less than six tenths
ROWS = 2000  # learners at a time
TENTHS = 10


def factors(exposure: Ints) -> NDArray[np.float64]:
    """What one pass multiplies by, one at the mean."""
    share = exposure.mean() / np.maximum(exposure, 1)
    return np.clip(share, 1 / MOST_TIMES, MOST_TIMES) ** BEND


def in_bounds(factor: NDArray[np.float64]) -> Ints:
    """Factors as prices, the greatest at the full price."""
    whole = factor.max(initial=0.0) or 1.0
    return np.clip(np.rint(FULL_PRICE * factor / whole), LEAST_PRICE, FULL_PRICE).astype(np.int32)


def gini(exposure: Ints) -> float:
    """0 where all are in equally many lists, near 1 where one is in all of them."""
    count, whole = len(exposure), int(exposure.sum())
    if not whole:
        return 0.0
    ranks = 2 * np.arange(1, count + 1) - count - 1
    return float((ranks * np.sort(exposure).astype(np.int64)).sum() / (count * whole))


@dataclass(frozen=True)
class Spread:
    """How evenly lists are shared among vacancies. `tenths`: of 1,000 places on lists, how many each tenth of the
    vacancies has, from the least listed to the most.
    """

    gini: float
    vacancies: int
    listed: int
    median: int
    most: int
    tenths: tuple[int, ...]

    @property
    def coverage(self) -> float:
        """The share of vacancies that are in a list at all."""
        return self.listed / self.vacancies if self.vacancies else 0.0


def spread(exposure: Ints) -> Spread:
    return Spread(
        gini=gini(exposure),
        vacancies=len(exposure),
        listed=int((exposure > 0).sum()),
        median=int(np.median(exposure)) if len(exposure) else 0,
        most=int(exposure.max(initial=0)),
        tenths=_tenths(np.sort(exposure).astype(np.int64)),
    )


def _tenths(rising: NDArray[np.int64]) -> tuple[int, ...]:
    """They add up to 1,000, unless no list has anything."""
    whole = int(rising.sum())
    if not whole:
        return (0,) * TENTHS
    sums = np.concatenate(([0], np.cumsum(rising)))
    ends = sums[[ceil(len(rising) * part / TENTHS) for part in range(TENTHS + 1)]]
    return tuple(np.diff(1000 * ends // whole).tolist())


@dataclass(frozen=True)
class Outcome:
    """Prices in the order of the vacancies, and what they do to the same people's lists."""

    prices: Ints
    before: Spread
    after: Spread
    score_kept: float

    @property
    def score_lost(self) -> float:
        """The share of all scores, taken at full price, that more even lists give up."""
        return 1 - self.score_kept


def price(learners: Learners, vacancies: Vacancies, credits: Credits) -> Outcome:
    """The prices for these people's lists. Vacancies are in the order of their ids."""
    factor = np.ones(len(vacancies))
    prices = in_bounds(factor)
    before, best = _listed(learners, vacancies, credits, prices)
    exposure, points = before, best
    for _ in range(PASSES if before.any() else 0):
        factor = factor * factors(exposure)
        prices = in_bounds(factor)
        exposure, points = _listed(learners, vacancies, credits, prices)
    return Outcome(prices, spread(before), spread(exposure), points / best if best else 1.0)


def _listed(learners: Learners, vacancies: Vacancies, credits: Credits, prices: Ints) -> tuple[Ints, float]:
    """Exposures at these prices, and all scores of the lists together at full price."""
    matching = Matching(replace(vacancies, price=prices), credits)
    exposure, points = np.zeros(len(vacancies), np.int32), 0.0
    for low in range(0, len(learners), ROWS):
        found = matching.best(learners, low, min(len(learners), low + ROWS))
        place = np.searchsorted(vacancies.id, found.id[found.id > 0])
        exposure += np.bincount(place, minlength=len(vacancies)).astype(np.int32)
        points += float((found.score[found.id > 0] * (FULL_PRICE / prices[place])).sum())
    return exposure, points
