"""Register numbers, numbers of people, and web addresses, as people type them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.partners import numbers, websites
from district.web.errors import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1234567", "01234567"),
        ("sc 1234", "SC001234"),
        ("0123-4567", "01234567"),
        ("\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "12345678"),
        ("", ""),
    ],
)
def test_a_company_number_is_kept_in_its_full_form(typed: str, kept: str) -> None:
    assert numbers.company_number(typed) == kept


@pytest.mark.parametrize("typed", ["123456789", "S1234567", "ABC12345", "x", "12 34 x", "1000000019"])
def test_another_company_number_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(Refused, match="8 digits, or 2 letters and 6 digits"):
        numbers.company_number(typed)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("1000000019", "learner's number"), ("1234", "4 characters"), ("01234567", "starts with 1 to 9")],
)
def test_a_wrong_ukprn_is_told_what_it_looks_like(typed: str, hint: str) -> None:
    with pytest.raises(Refused, match=hint):
        numbers.ukprn(typed)


def test_arabic_digits_are_digits() -> None:
    assert numbers.urn("\u0661\u0662\u0663\u0664\u0665\u0666") == "123456"


@pytest.mark.parametrize("uln", ["1000000019", "1000000027", "1000000035", "1234567899", "4000000003"])
def test_a_learner_number_is_known_by_its_check_digit(uln: str) -> None:
    assert numbers.is_uln(uln)
    assert numbers.of_people(f"My number is {uln}, thanks") == "learner number (ULN)"


@pytest.mark.parametrize(
    "text", ["1234567890", "1234567895", "0121 496 0000", "07700 900123", "since 1998", "AB12 3CD"]
)
def test_other_numbers_are_no_numbers_of_people(text: str) -> None:
    assert numbers.of_people(text) == ""


@pytest.mark.parametrize("text", ["AB123456C", "ab 12 34 56 c", "it is JK123456D."])
def test_a_national_insurance_number_is_found_in_a_text(text: str) -> None:
    assert numbers.of_people(text) == "National Insurance number"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.example.org", "https://www.example.org"),
        ("HTTP://Example.org/x", "http://Example.org/x"),
        ("example.org:443/a?b=c#d", "https://example.org:443/a?b=c#d"),
        ("https://exämple.org", "https://exämple.org"),
        ("  https://example.org  ", "https://example.org"),
        ("", ""),
    ],
)
def test_a_web_address_is_kept_in_its_full_form(typed: str, kept: str) -> None:
    assert websites.parse(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org",
        "vbscript:x", "mailto:a@example.org", "https://user:pw@example.org", "https://user@example.org",
        "http://localhost", "http://localhost:8000", "http://LOCALHOST/", "http://127.0.0.1", "http://10.0.0.1/",
        "http://169.254.169.254/latest", "http://[::1]/", "http://0x7f.1", "http://2130706433", "http://0177.0.0.1",
        "http://printer.local", "http://db.internal", "http://intranet", "//evil.example", "https://", "https:///x",
        "https://example.org:8080", "https://exa mple.org", "https://example.org\\@evil.example",
        "https://example.org/<script>", "https://-example.org", "https://example..org", "https://exam\u202eple.org",
        "https://" + "x" * 300 + ".org", "http://\uff11\uff12\uff17.0.0.1", "https://example.org\n.evil.example",
    ],
)  # fmt: skip
def test_an_address_that_nobody_should_follow_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        websites.parse(typed)


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_a_refusal(typed: str) -> None:
    for parse in (websites.parse, numbers.company_number, numbers.ukprn, numbers.urn):
        try:
            parse(typed)
        except Refused:
            continue


@pytest.mark.parametrize(
    "typed", ["a" * 100_000, "1" * 100_000, "a." * 50_000, "x-" * 50_000, "AB 12 " * 20_000]
)
def test_long_texts_are_answered_at_once(typed: str) -> None:
    began = time.monotonic()
    numbers.of_people(typed)
    for parse in (websites.parse, numbers.company_number):
        with pytest.raises(Refused):
            parse(typed)
    assert time.monotonic() - began < 1
