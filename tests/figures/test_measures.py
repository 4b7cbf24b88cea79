"""Each formula against its worked example, boundaries included."""

from datetime import date
from decimal import Decimal

import pytest

from district.figures import measures
from district.figures.measures import Delivery, Group, Standing

START = date(2026, 9, 7)


def D(number: str) -> Decimal:
    return Decimal(number)


def test_rates_are_rounded_half_up_from_unrounded_numbers():
    assert measures.percent(49, 400) == D("12.3")
    assert measures.percent(-49, 400) == D("-12.3")


def test_nothing_to_divide_by_is_not_applicable():
    assert measures.percent(5, 0) is None
    assert measures.printed(measures.percent(5, 0)) == "z"
    assert measures.printed(D("1234.5")) == "1,234.5"


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
def test_f1_the_days_that_make_a_start_follow_from_the_planned_length(planned_end, length, needed):
    assert measures.planned_length(START, planned_end) == length
    assert measures.GENERAL.days(length) == needed


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
def test_f1_being_enrolled_becomes_a_start_on_its_day(planned_end, last_day, days, is_start):
    assert measures.days_in_learning(START, last_day) == days
    assert measures.is_start(starts_on=START, planned_end_on=planned_end, until=last_day) == is_start
    assert (last_day >= measures.qualifies_on(START, planned_end)) == is_start


def test_f1_who_achieved_has_started_however_soon():
    assert measures.is_start(
        starts_on=START, planned_end_on=date(2027, 7, 2), until=date(2026, 9, 9), is_achieved=True
    )


@pytest.mark.parametrize(
    ("rule", "last_day", "hours", "is_start"),
    [
        (measures.BOOTCAMP, date(2026, 9, 10), 20, False),
        (measures.BOOTCAMP, date(2026, 9, 11), 4.5, False),
        (measures.BOOTCAMP, date(2026, 9, 11), 5, True),
        (measures.BOOTCAMP_LOCAL, date(2026, 9, 19), 10, False),
        (measures.BOOTCAMP_LOCAL, date(2026, 9, 20), 10, True),
    ],
)
def test_f1_a_bootcamp_asks_for_days_and_hours(rule, last_day, hours, is_start):
    found = measures.is_start(
        starts_on=START, planned_end_on=date(2026, 12, 18), until=last_day, hours=hours, rule=rule
    )
    assert found == is_start


def test_f2_to_f4_achievement_is_retention_times_pass():
    year = Delivery(achieved=70, not_achieved=10, withdrawn=20)
    assert (year.leavers, year.completers) == (100, 80)
    assert (year.achievement_rate, year.retention_rate, year.pass_rate) == (D("70.0"), D("80.0"), D("87.5"))


def test_f2_to_f5_a_hundred_enrolments_of_every_kind():
    year = Delivery(achieved=61, not_achieved=9, withdrawn=14, left_early=6, on_break=3, continuing=7)
    assert (year.enrolments, year.qualifying, year.leavers) == (100, 94, 84)
    assert (year.achievement_rate, year.retention_rate, year.pass_rate) == (D("72.6"), D("83.3"), D("87.1"))
    assert year.in_year_retention == D("85.1")


def test_f2_to_f5_a_provider_without_leavers_has_no_rates():
    year = Delivery(continuing=7)
    assert (year.achievement_rate, year.retention_rate, year.pass_rate) == (None, None, None)
    assert year.in_year_retention == D("100.0")


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
def test_f6_the_hybrid_end_year_is_that_of_the_last_day_of_all(planned, actual, achieved, year):
    assert measures.year_name(measures.hybrid_end_year(planned, actual, achieved)) == year


def test_f7_the_two_definitions_of_completion_stand_side_by_side():
    assert measures.bootcamp_rates(starts=200, finished=154, second=140, third=112) == {
        "completion_rate_dfe": D("70.0"),
        "outcome_rate_starts": D("56.0"),
        "outcome_rate_comp": D("80.0"),
        "completion_rate_contract": D("77.0"),
        "m2_conversion": D("90.9"),
        "m3_conversion_contract": D("72.7"),
    }


def test_f8_completers_who_were_offered_an_interview():
    assert measures.interview_rate(147, 154) == D("95.5")


SPLITS = [D("0.45"), D("0.35"), D("0.20")]


def test_f9_a_rate_is_split_over_its_milestones():
    assert measures.milestone_amounts(D("3000.00"), SPLITS) == [D("1350.00"), D("1050.00"), D("600.00")]


def test_f9_the_last_milestone_takes_the_odd_penny():
    assert measures.milestone_amounts(D("1000.01"), SPLITS) == [D("450.00"), D("350.00"), D("200.01")]


def test_f9_what_a_contract_of_two_hundred_earned():
    first, second, third = measures.milestone_amounts(D("3000.00"), SPLITS)
    earned = 200 * first + 140 * second + 112 * third
    assert (200 * first, 140 * second, 112 * third) == (270_000, 147_000, D("67200.00"))
    assert earned == D("484200.00")
    assert measures.percent(earned, 600_000) == D("80.7")


def test_f9_employers_pay_their_part():
    full, small, large = (
        measures.milestone_amounts(D("3000.00"), SPLITS, D(share))[0] for share in ("1.00", "0.90", "0.70")
    )
    assert (120 * full, 50 * small, 30 * large) == (162_000, 60_750, 28_350)
    assert 120 * full + 50 * small + 30 * large == D("251100.00")


def test_f9_splits_that_are_not_a_whole_are_refused():
    with pytest.raises(ValueError, match="add up to 1"):
        measures.milestone_amounts(D("3000.00"), [D("0.45"), D("0.35")])


@pytest.mark.parametrize(
    ("actual", "profile", "tolerance", "percent", "standing"),
    [
        (238_000, 300_000, 15, "-20.7", Standing.BREACH),
        (255_000, 300_000, 15, "-15.0", Standing.WITHIN),
        (254_999, 300_000, 15, "-15.0", Standing.BREACH),
        (540_000, 600_000, 10, "-10.0", Standing.WITHIN),
        (882_000, 900_000, 5, "-2.0", Standing.WITHIN),
        (999_999, 1_000_000, 0, "0.0", Standing.BREACH),
        (1_050_000, 1_000_000, 0, "5.0", Standing.OVER),
    ],
)
def test_f10_delivery_is_held_against_its_profile(actual, profile, tolerance, percent, standing):
    found = measures.variance(actual, profile, tolerance)
    assert (str(found.percent), found.standing) == (percent, standing)


def test_f10_what_is_delivered_beyond_the_profile_is_not_paid():
    assert measures.variance(1_050_000, 1_000_000, 0).payable == 1_000_000
    assert measures.variance(238_000, 300_000, 15).payable == 238_000


def test_f10_a_month_without_a_profile_has_no_variance():
    assert measures.variance(0, 0, 15).percent is None


def test_f11_the_rest_of_the_year_goes_as_it_went_so_far():
    found = measures.forecast_outturn(
        actual_to_date=238_000,
        profile_to_date=300_000,
        profile_remaining=300_000,
        contract_value=600_000,
    )
    assert found == D("476000.00")
    assert measures.percent(found, 600_000) == D("79.3")


def test_f11_a_forecast_stays_within_the_contract():
    found = measures.forecast_outturn(
        actual_to_date=400_000,
        profile_to_date=300_000,
        profile_remaining=300_000,
        contract_value=600_000,
    )
    assert found == D("600000.00")


def test_f12_what_an_outcome_cost():
    assert measures.cost_per_outcome(504_000, 112) == D("4500.00")
    assert measures.printed(measures.cost_per_outcome(504_000, 0)) == "z"


def test_f13_step_and_cumulative_conversion():
    steps = measures.funnel([5000, 1250, 800, 480, 400, 360, 270, 189])
    assert [str(step.of_last) for step in steps[1:]] == [
        "25.0",
        "64.0",
        "60.0",
        "83.3",
        "90.0",
        "75.0",
        "70.0",
    ]
    assert [str(step.of_first) for step in steps[1:]] == [
        "25.0",
        "16.0",
        "9.6",
        "8.0",
        "7.2",
        "5.4",
        "3.8",
    ]
    assert (steps[0].of_last, steps[0].of_first) == (None, None)


def test_f14_women_beside_men():
    assert (measures.percent(54, 180), measures.percent(126, 220)) == (D("30.0"), D("57.3"))
    found = measures.parity(54, 180, 126, 220)
    assert (found.ratio, found.gap, found.is_kept) == (D("0.52"), D("27.3"), False)


def test_f14_four_fifths_is_kept_at_four_fifths_itself():
    assert measures.parity(40, 100, 50, 100).is_kept is True
    assert measures.parity(3_999, 10_000, 50, 100).is_kept is False


def test_f14_rounded_groups_are_told_beside_the_best_off_that_is_shown():
    told = {"A": Group(40, 20), "B": Group(20, 20), "C": None}
    assert measures.parity_of_rounded(told) == {"A": 50, "B": 100}
    assert measures.parity_of_rounded({"A": Group(40, 20), "C": None}) == {}
    assert measures.parity_of_rounded({"A": Group(40, 0), "B": Group(20, 0)}) == {}


def test_f14_over_rounded_counts_says_so_where_rounding_could_decide():
    best = Group(35, 35)
    found = [measures.is_parity_kept(group, best, base=5) for group in (best, Group(25, 20), Group(30, 10))]
    assert found == [True, None, False]
    assert (
        measures.is_parity_kept(Group(180, 55), Group(220, 125), base=5) is False
    )  # 54 of 180 beside 126 of 220


def test_f14_groups_of_nobody_cannot_be_compared():
    assert measures.parity(0, 0, 5, 10).ratio is None


def test_f15_a_rate_for_a_hundred_thousand_people():
    assert measures.rate_per_100_000(360, 1_847_000) == D("19.5")
    assert measures.rate_per_100_000(360, 1_847_000, places=0) == D("19")
    assert measures.rate_per_100_000(360, 0) is None


def test_f16_time_to_outcome():
    days = [5, 12, 12, 20, 31, 45, 60, 88, 120, 181]
    assert (measures.median(days), measures.mean(days)) == (D("38.0"), D("57.4"))
    assert (measures.median([3, 1, 2]), measures.median([]), measures.mean([])) == (D("2.0"), None, None)


def test_f16_a_job_from_before_completion_took_no_time():
    assert measures.days_to_outcome(date(2026, 9, 10), date(2026, 9, 1)) == 0


@pytest.mark.parametrize(("day", "is_in_time"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False)])
def test_f16_six_months_are_calendar_months(day, is_in_time):
    assert measures.is_in_time(date(2026, 8, 31), day) is is_in_time


def test_f17_twelve_weeks_end_on_day_eighty_four():
    assert measures.sustained_on(date(2026, 9, 14)) == date(2026, 12, 6)
    assert measures.is_sustained(date(2026, 9, 14), None)
    assert measures.is_sustained(date(2026, 9, 14), date(2026, 12, 6))
    assert not measures.is_sustained(date(2026, 9, 14), date(2026, 12, 5))


def test_f18_one_pledge_does_not_make_up_for_another():
    assert measures.fulfilment(37, 50) == D("74.0")
    assert measures.fulfilment(60, 50) == D("120.0")
    assert measures.portfolio_fulfilment([(37, 50), (60, 50)]) == D("87.0")


def test_f19_demand_beside_supply():
    found = measures.balance(120, 85)
    assert (found.gap, found.ratio) == (35, D("1.41"))
    assert measures.balance(120, 0).ratio is None


def test_f20_a_survey_moves_in_percentage_points():
    assert measures.with_sign(measures.uplift(43, 57)) == "+14.0"
    assert measures.with_sign(measures.uplift(16, 61)) == "+45.0"
    assert measures.with_sign(measures.uplift(57, 57)) == "0.0"


def test_years_begin_in_august_and_april():
    assert [measures.academic_year(date(2026, month, 1)) for month in (7, 8)] == [2025, 2026]
    assert [measures.financial_year(date(2026, month, 1)) for month in (3, 4)] == [2025, 2026]
