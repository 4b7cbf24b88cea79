"""How telling a skill is (idf squared), and the share of a vacancy's fit that each asked skill carries.

Weights are frozen per engine version: a list never changes only because somebody else's vacancy opened. idf
squared is kept as a
whole number of thousandths; the logarithm is taken once, when a version is frozen, and never again.
"""

from collections.abc import Iterable
from math import log

SCALE = 1000
ESSENTIAL = 2
DESIRED = 1
TYPICAL_ASKED = 8  # skills of a middling vacancy, for the pivot of a version frozen without any
TYPICAL_IMPORTANCE = 3


def telling(vacancy_count: int, asking_count: int) -> int:
    """idf² of a skill that `asking_count` of `vacancy_count` open vacancies ask for, in thousandths, at least
    1.
    """
    idf = log((vacancy_count + 1) / (asking_count + 0.5))
    return max(1, round(SCALE * idf * idf))


def raw(*, importance: int, is_essential: bool, weight: int) -> int:
    """What an asked skill weighs before the vacancy's length is allowed for."""
    return importance * (ESSENTIAL if is_essential else DESIRED) * weight


def shares(raws: Iterable[int], mean_raw: int) -> list[int]:
    """W of each asked skill of one vacancy: 5000 raw / (0.5 mean + 0.5 sum), rounded half up.

    Halving the sum towards the mean (a pivot of 0.5) keeps a vacancy that lists three skills from beating one
    that lists twelve.
    """
    raws = list(raws)
    whole = mean_raw + sum(raws)
    return [(20_000 * each + whole) // (2 * whole) for each in raws]


def mean(sums: list[int], default_weight: int) -> int:
    """The pivot: the mean of the vacancies' raw sums, rounded down; that of a middling vacancy where there
    are none.
    """
    if not sums:
        return TYPICAL_ASKED * raw(importance=TYPICAL_IMPORTANCE, is_essential=True, weight=default_weight)
    return max(1, sum(sums) // len(sums))
