"""Intervals and tests: equal to scipy's, and careful where there are few people or many questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from district.figures.evidence import (
    Z_95,
    Part,
    adjusted,
    against,
    differ,
    fisher,
    interval,
    z_test,
)

people = st.integers(1, 400)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    whole = draw(people)
    return Part(draw(st.integers(0, whole)), whole)


def almost(value: float) -> float:
    return pytest.approx(value, rel=1e-6, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(parts())
def test_the_interval_is_wilsons(part: Part) -> None:
    theirs = stats.binomtest(part.having, part.people).proportion_ci(0.95, method="wilson")
    low, high = interval(part)
    assert (low, high) == (almost(theirs.low), almost(theirs.high))
    assert low <= part.share + 1e-12
    assert high >= part.share - 1e-12


@settings(max_examples=60, deadline=None)
@given(parts(), parts())
def test_fishers_test_is_scipys(one: Part, other: Part) -> None:
    table = [[one.having, one.people - one.having], [other.having, other.people - other.having]]
    assert fisher(one, other) == almost(stats.fisher_exact(table).pvalue)


@settings(max_examples=60, deadline=None)
@given(parts(), parts())
def test_the_z_test_is_the_chi_square_of_the_table_without_correction(one: Part, other: Part) -> None:
    table = [[one.having, one.people - one.having], [other.having, other.people - other.having]]
    having = one.having + other.having
    if having in {0, one.people + other.people}:
        assert z_test(one, other) == 1
    else:
        assert z_test(one, other) == almost(stats.chi2_contingency(table, correction=False).pvalue)


@settings(max_examples=60, deadline=None)
@given(parts(), st.floats(0.02, 0.98))
def test_a_share_is_held_against_a_population(part: Part, share: float) -> None:
    z = (part.share - share) / (share * (1 - share) / part.people) ** 0.5
    assert against(part, share) == almost(2 * stats.norm.sf(abs(z)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_many_tests_are_adjusted_as_scipy_does(values: list[float]) -> None:
    assert adjusted(values) == [almost(each) for each in stats.false_discovery_control(values)]


def test_few_people_are_compared_exactly_and_many_by_the_z_test() -> None:
    few, others = Part(1, 8), Part(40, 80)
    assert differ(few, others) == fisher(few, others)
    many = Part(54, 180), Part(126, 220)
    assert differ(*many) == z_test(*many)
    assert z_test(*many) < 1e-6


def test_nobody_proves_nothing() -> None:
    nobody, some = Part(0, 0), Part(3, 9)
    assert interval(nobody) == (0, 1)
    assert {z_test(nobody, some), fisher(nobody, some), differ(nobody, some), differ(nobody, nobody)} == {1.0}
    assert against(nobody, 0.3) == 1
    assert adjusted([]) == []
    with pytest.raises(ValueError, match="is no part"):
        Part(4, 3)


def test_the_quantile_is_that_of_95_in_100() -> None:
    assert pytest.approx(stats.norm.ppf(0.975)) == Z_95
