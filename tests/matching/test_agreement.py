"""Kappa and nDCG, worked by hand."""

from math import log2, sqrt

import pytest

from district.matching.agreement import kappa, margin, ndcg, weighted_kappa

# 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreement 0.7, by chance 0.5
FIFTY = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15


def test_kappa_of_fifty_pairs_is_two_fifths() -> None:
    assert kappa(FIFTY) == pytest.approx(0.4)


def test_the_margin_of_fifty_pairs() -> None:
    assert margin(FIFTY) == pytest.approx(1.96 * sqrt(0.7 * 0.3 / 50) / 0.5)
    assert margin([(0, 0), (3, 3)]) == 0
    assert margin([]) is None


def test_with_two_values_weights_change_nothing() -> None:
    assert weighted_kappa(FIFTY) == pytest.approx(0.4)


def test_near_misses_count_less_when_weighted() -> None:
    near = [(0, 0), (1, 2), (2, 1), (3, 3)]
    # far apart: (0 + 1 + 1 + 0) / 9; by chance, each of four with each of four: 40 / 9 / 4
    assert weighted_kappa(near) == pytest.approx(1 - (2 / 9) / (40 / 9 / 4))
    # unequal: 2 of 4; by chance 3 of 4
    assert kappa(near) == pytest.approx(1 - 2 / 3)


def test_full_agreement_is_one_and_the_opposite_is_below_nought() -> None:
    assert kappa([(0, 0), (3, 3)]) == weighted_kappa([(0, 0), (3, 3)]) == 1
    assert weighted_kappa([(0, 3), (3, 0)]) == -1


@pytest.mark.parametrize("ratings", [[], [(2, 2)] * 40])
def test_where_chance_always_agrees_there_is_no_kappa(ratings: list[tuple[int, int]]) -> None:
    assert kappa(ratings) is None
    assert weighted_kappa(ratings) is None


def test_ndcg_of_three_jobs() -> None:
    assert ndcg([3, 2, 0]) == 1
    assert ndcg([0, 2, 3]) == pytest.approx((3 / log2(3) + 7 / 2) / (7 + 3 / log2(3)))
    assert ndcg([0, 0]) is None
    assert ndcg([]) is None
    assert ndcg([1.5]) == 1
