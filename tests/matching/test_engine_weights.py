"""Weights of skills, and the shares of a vacancy's fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.matching.engine import weights


def test_a_rare_skill_tells_more_than_a_common_one() -> None:
    telling = [weights.telling(1000, count) for count in (0, 1, 10, 100, 1000)]
    assert telling == sorted(telling, reverse=True)
    assert telling[-1] >= 1


@pytest.mark.parametrize(
    ("vacancy_count", "asking_count", "telling"), [(0, 0, 480), (1, 1, 83), (3, 3, 18), (999, 9, 21683)]
)
def test_idf_squared_is_kept_in_thousandths(vacancy_count: int, asking_count: int, telling: int) -> None:
    assert weights.telling(vacancy_count, asking_count) == telling


def test_an_essential_skill_weighs_twice_a_desired_one() -> None:
    assert weights.raw(importance=3, is_essential=True, weight=100) == 600
    assert weights.raw(importance=3, is_essential=False, weight=100) == 300


def test_a_vacancy_of_middling_length_carries_half_of_the_whole() -> None:
    assert sum(weights.shares([600, 300, 100], 1000)) == 5000


def test_a_short_list_carries_less_than_a_long_one() -> None:
    assert sum(weights.shares([100] * 3, 1000)) < sum(weights.shares([100] * 12, 1000))


def test_a_vacancy_that_asks_nothing_has_no_shares() -> None:
    assert weights.shares([], 1000) == []


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40), st.integers(1, 10**7))
def test_shares_are_the_formula_rounded_half_up(raws: list[int], mean: int) -> None:
    whole = mean + sum(raws)
    for raw, share in zip(raws, weights.shares(raws, mean), strict=True):
        assert (2 * share - 1) * whole <= 20_000 * raw < (2 * share + 1) * whole


def test_the_pivot_of_an_empty_world_is_a_middling_vacancy() -> None:
    assert weights.mean([], 480) == 8 * 3 * 2 * 480
    assert weights.mean([10, 11], 480) == 10
