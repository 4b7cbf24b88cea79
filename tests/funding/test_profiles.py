"""Money over months: to the penny, and against what was delivered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from district.funding.profiles import Delivery, MonthLine, changed, months_between, share_out, spread

D = Decimal


def test_months_are_those_that_the_days_touch():
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**8), min_size=1, max_size=30))
@settings(max_examples=30)
def test_parts_always_come_to_the_whole(total, weights):
    parts = share_out(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=24), st.data())
@settings(max_examples=30)
def test_a_reduction_never_takes_more_from_a_month_than_it_has(pence, data):
    amount = data.draw(st.integers(0, sum(pence)))
    months = [D(each) / 100 for each in pence]
    after = [a + b for a, b in zip(months, spread(D(-amount) / 100, months), strict=True)]
    assert sum(after) == sum(months) - D(amount) / 100
    assert all(each >= 0 for each in after)


def test_a_change_falls_on_months_as_their_profile_is():
    months = [(D("100.00"), 1), (D("300.00"), 3)]
    assert changed(months, D("40.01"), 4) == [(D("110.00"), 2), (D("330.01"), 6)]
    assert changed(months, D("-40"), -9) == [(D("90.00"), 0), (D("270.00"), 0)]
    assert changed(months, D(0), 0) == months
    assert changed([], D(0), 0) == []


def delivery(actual: str, profile: str, *, tolerance: str = "15", value: str = "600000") -> Delivery:
    line = MonthLine(
        *(date(2026, 12, 1), D(profile), 0, D(actual), 0, D(profile), D(actual)),
        is_over=True,
    )
    return Delivery(months=[line], value=D(value), tolerance=D(tolerance))


@pytest.mark.parametrize(
    ("actual", "profile", "tolerance", "light"),
    [
        ("238000", "300000", "15", "red"),
        ("255000", "300000", "15", "amber"),
        ("254999", "300000", "15", "red"),
        ("540000", "600000", "10", "amber"),
        ("882000", "900000", "5", "amber"),
        ("999999", "1000000", "0", "red"),
        ("1050000", "1000000", "0", "green"),
    ],
)
def test_the_light_compares_before_rounding(actual, profile, tolerance, light):
    assert delivery(actual, profile, tolerance=tolerance, value="2000000").light == light


def test_the_forecast_goes_on_as_it_went():
    found = delivery("238000", "300000")
    assert (found.forecast, found.forecast_share) == (D("476000.00"), D("79.3"))


def test_the_forecast_of_each_month_leads_from_what_is_delivered_to_the_end():
    over = delivery("238000", "300000").months[0]
    ahead = [
        replace(
            over, month=over.month.replace(year=2027, month=month), profile_to_date=D(plan), is_over=False
        )
        for month, plan in ((1, 450000), (2, 600000))
    ]
    found = Delivery(months=[over, *ahead], value=D(600000), tolerance=D(15))
    assert found.outturn == [D("238000.00"), D("357000.00"), D("476000.00")]
    assert found.outturn[-1] == found.forecast


def test_a_contract_without_a_month_behind_it_is_too_new_to_say():
    new = Delivery(months=[], value=D(1000), tolerance=D(15))
    assert (new.light, new.forecast, new.variance) == ("new", None, None)
    assert new.outturn == []
