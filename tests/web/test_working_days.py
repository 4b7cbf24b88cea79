"""Working days of England."""

from datetime import date

import pytest

from district.web.working_days import after_working_days, next_working_day


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 11, 19), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 12, 24), date(2026, 12, 29)),
        (date(2021, 12, 24), date(2021, 12, 29)),
        (date(2022, 12, 23), date(2022, 12, 28)),
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2027, 3, 25), date(2027, 3, 30)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 5, 22), date(2026, 5, 26)),
        (date(2026, 8, 28), date(2026, 9, 1)),
    ],
)
def test_the_next_working_day_is_no_weekend_and_no_bank_holiday(day: date, following: date) -> None:
    assert next_working_day(day) == following


def test_five_working_days_leave_out_christmas() -> None:
    assert after_working_days(date(2026, 12, 22), 5) == date(2026, 12, 31)
    assert after_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)
