"""Facts that follow from dates: the tables of the funding rules, boundaries included."""

from datetime import date

import pytest

from programmes import derived

START = date(2026, 9, 7)


@pytest.mark.parametrize(
    ("planned_end", "length", "needed"),
    [
        (date(2026, 12, 18), 103, 14),
        (date(2027, 7, 2), 299, 42),
        (date(2026, 9, 11), 5, 1),
        (date(2027, 2, 20), 167, 14),
        (date(2027, 2, 21), 168, 42),
        (date(2026, 9, 19), 13, 1),
        (date(2026, 9, 20), 14, 14),
        (START, 1, 1),
    ],
)
def test_the_days_that_make_a_start_follow_from_the_planned_length(planned_end, length, needed):
    assert derived.planned_length(START, planned_end) == length
    assert derived.GENERAL.days(length) == needed


@pytest.mark.parametrize(
    ("planned_end", "last_day", "days", "is_start"),
    [
        (date(2026, 12, 18), date(2026, 9, 19), 13, False),
        (date(2026, 12, 18), date(2026, 9, 20), 14, True),
        (date(2027, 7, 2), date(2026, 10, 17), 41, False),
        (date(2027, 7, 2), date(2026, 10, 18), 42, True),
        (date(2026, 9, 11), date(2026, 9, 7), 1, True),
        (date(2026, 12, 18), date(2026, 9, 6), 0, False),
    ],
)
def test_being_enrolled_becomes_a_start_on_its_day(planned_end, last_day, days, is_start):
    assert derived.days_in_learning(START, last_day) == days
    assert derived.is_start(starts_on=START, planned_end_on=planned_end, until=last_day) == is_start
    assert (last_day >= derived.qualifies_on(START, planned_end)) == is_start


def test_who_achieved_has_started_however_soon():
    assert derived.is_start(
        starts_on=START, planned_end_on=date(2027, 7, 2), until=date(2026, 9, 9), is_achieved=True
    )


@pytest.mark.parametrize(
    ("rule", "last_day", "hours", "is_start"),
    [
        (derived.BOOTCAMP, date(2026, 9, 10), 20, False),
        (derived.BOOTCAMP, date(2026, 9, 11), 4.5, False),
        (derived.BOOTCAMP, date(2026, 9, 11), 5, True),
        (derived.BOOTCAMP_LOCAL, date(2026, 9, 19), 10, False),
        (derived.BOOTCAMP_LOCAL, date(2026, 9, 20), 10, True),
    ],
)
def test_a_bootcamp_asks_for_days_and_hours(rule, last_day, hours, is_start):
    found = derived.is_start(
        starts_on=START, planned_end_on=date(2026, 12, 18), until=last_day, hours=hours, rule=rule
    )
    assert found == is_start


@pytest.mark.parametrize(
    ("planned", "actual", "achieved", "year"),
    [
        (date(2026, 7, 24), date(2026, 7, 24), date(2026, 9, 10), "2026/27"),
        (date(2026, 7, 24), date(2026, 3, 2), None, "2025/26"),
        (date(2026, 12, 18), date(2026, 7, 10), date(2026, 7, 20), "2026/27"),
        (date(2026, 7, 31), None, None, "2025/26"),
        (date(2026, 8, 1), None, None, "2026/27"),
        (date(2099, 12, 1), None, None, "2099/00"),
    ],
)
def test_the_hybrid_end_year_is_that_of_the_last_day_of_all(planned, actual, achieved, year):
    assert derived.year_name(derived.hybrid_end_year(planned, actual, achieved)) == year


@pytest.mark.parametrize(
    "number", ["1000000019", "1000000027", "1000000035", "1234567899", "4000000003", "9999999999"]
)
def test_a_learner_number_checks_itself(number):
    assert derived.is_uln(number)


@pytest.mark.parametrize(
    "number",
    ["1234567890", "1234567895", "", "123456789", "12345678990", "0000000019", "100000001९", "abcdefghij"],
)
def test_a_wrong_learner_number_is_found_out(number):
    assert not derived.is_uln(number)
