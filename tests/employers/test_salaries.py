from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.salaries import Salary, from_values, has_number, parse


def money(least: str, most: str, unit: str) -> Salary:
    return Salary(Decimal(least), Decimal(most), unit)


@pytest.mark.parametrize(
    ("text", "salary"),
    [
        ("£21,892 to £24,157 a year", money("21892", "24157", "year")),
        ("£21 892 \u2013 £24 157 a year", money("21892", "24157", "year")),
        ("£12.50 an hour", money("12.50", "12.50", "hour")),
        ("£12.71-£13.45ph", money("12.71", "13.45", "hour")),
        ("£11.44", money("11.44", "11.44", "hour")),
        ("£30k-£35k", money("30000", "35000", "year")),
        ("£30-35k", money("30000", "35000", "year")),
        ("30k to 35k", money("30000", "35000", "year")),
        ("from £25,000", money("25000", "25000", "year")),
        ("up to £40,000 per annum", money("40000", "40000", "year")),
        ("£150 per day", money("20", "20", "hour")),
        ("£1,900 per month", money("22800", "22800", "year")),
        ("£480 pw", money("24960", "24960", "year")),
        ("21892 - 24157", money("21892", "24157", "year")),
        ("£25,000 OTE £40,000", money("25000", "25000", "year")),
        ("£27,000 - £32,000 per annum plus £5,000 London allowance", money("27000", "32000", "year")),
        ("£12.21 per hour, 37.5 hours per week", money("12.21", "12.21", "hour")),
        ("Grade 6 SCP 18-22 £29,777 to £31,586", money("29777", "31586", "year")),
        ("Band 5 £31,049 - £37,796", money("31049", "37796", "year")),
        ("£20,000-£25,000, £12 an hour overtime", money("20000", "25000", "year")),
        ("London: £42,000 - £45,000; National £38,000 - £41,000", money("38000", "45000", "year")),
    ],
)
def test_reads_the_pay_that_a_text_states(text: str, salary: Salary) -> None:
    assert parse(text) == salary


@pytest.mark.parametrize(
    "text", ["", "Competitive", "Band 5", "40 hours a week", "5% pension", "2 years experience", "year 2027"]
)
def test_text_without_pay_has_no_number(text: str) -> None:
    assert (parse(text), has_number(text)) == (None, False)


@pytest.mark.parametrize("text", ["€50,000", "$100k", "£500", "£1,000,000,000", "£0"])
def test_numbers_that_cannot_be_read_as_pay_are_told_apart(text: str) -> None:
    assert (parse(text), has_number(text)) == (None, True)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    salary = parse(text)
    if salary:
        assert 0 < salary.least <= salary.most
        assert salary.unit in {"year", "hour"}
        assert has_number(text)
        assert salary.yearly_most() > 0


@given(st.integers(10_000, 200_000), st.integers(0, 50_000))
def test_a_yearly_range_is_read_back(least: int, more: int) -> None:
    assert parse(f"£{least:,} to £{least + more:,} a year") == money(str(least), str(least + more), "year")


@given(st.decimals(Decimal("8"), Decimal("99"), places=2))
def test_an_hourly_rate_is_read_back(rate: Decimal) -> None:
    assert parse(f"£{rate} per hour") == Salary(rate, rate, "hour")


def test_the_top_in_pounds_a_year_uses_the_hours_of_the_job() -> None:
    assert money("12", "12.71", "hour").yearly_most() == 24_785
    assert money("12", "12.71", "hour").yearly_most(Decimal(20)) == 13_218
    assert money("20000", "24157", "year").yearly_most() == 24_157


@pytest.mark.parametrize(
    ("least", "most", "unit", "salary"),
    [
        (21892, 24157, "YEAR", money("21892", "24157", "year")),
        (24157, 21892, "YEAR", money("21892", "24157", "year")),
        (12, 13, "HOUR", money("12", "13", "hour")),
        (150, 150, "DAY", money("20", "20", "hour")),
        (2000, 2000, "MONTHLY", money("24000", "24000", "year")),
        (30000, 30000, "", money("30000", "30000", "year")),
        (30000, 30000, "FORTNIGHT", None),
        (1, 1, "YEAR", None),
    ],
)
def test_numbers_with_a_unit_become_a_range(least: int, most: int, unit: str, salary: Salary | None) -> None:
    assert from_values(Decimal(least), Decimal(most), unit) == salary
