"""Numbers that check themselves."""

import pytest

from programmes import derived


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
