"""What the rules see in the words of an advert, field by field."""

from decimal import Decimal
from typing import Any

import pytest

from employers import moderation
from employers.models import Vacancy
from tests.factories.employers import make_employer, make_vacancy

pytestmark = pytest.mark.django_db


def found_in(**fields: Any) -> list[tuple[str, str, bool]]:
    vacancy = make_vacancy(state=Vacancy.State.DRAFT, **fields)
    return [(each.field, each.rule, each.is_refused) for each in moderation.find(vacancy)]


@pytest.mark.parametrize(
    ("text", "rule", "is_refused"),
    [
        ("We are a young and  energetic team.", "age", False),
        ("Young\nand energetic people!", "age", False),
        ("For MEN ONLY.", "sex", False),
        ("Native English speakers wanted", "origin", False),
        ("This is crap work.", "profanity", True),
        ("A registration fee of £20 is due.", "pay", True),
        ("Paid by commission only.", "pay", False),
        ("See https://bit.ly/x1", "shortener", True),
        ("See bit.ly/x1", "shortener", True),
        ("Write to jobs@example.org.", "email", False),
        ("Ring 0121 496 0123 today", "phone", False),
        ("Ring +44 (0)121 496 0123", "phone", False),
        ("Ring 07700900123", "phone", False),
        ("Mine is QQ123456C, no: AB 12 34 56 C", "insurance", True),
    ],
)
def test_words_that_should_change_are_found(text: str, rule: str, is_refused: bool) -> None:
    assert found_in(description=text) == [("description", rule, is_refused)]


@pytest.mark.parametrize(
    "text",
    [
        "You mend scrap metal sculptures.",
        "Salesmanship and workmanship count.",
        "£25,000 to £30,000 a year for 37.5 hours in 2026",
        "ISO 27001, RFC 2119, version 10.4.2, 100000 rows",
        "See https://www.example.org/jobs and example.com.",
        "Reference 20261122-0001",
        "Call A*B algorithms; use @property and a@b",
        "",
    ],
)
def test_innocent_words_are_left_alone(text: str) -> None:
    assert found_in(description=text) == []


def test_each_field_is_read_and_says_what_to_do() -> None:
    vacancy = make_vacancy(state="draft", title="Youthful tester", question_one="Are you able-bodied?")
    assert [(each.field, each.message) for each in moderation.find(vacancy)] == [
        ("title", "It says “Youthful”. Leave out words about age: say what the work needs."),
        (
            "question_one",
            "It says “able-bodied”. Say what the work needs, like “lift 15 kg”, and that you make adjustments.",
        ),
    ]


@pytest.mark.parametrize(
    ("least", "most", "rule"),
    [(30_000, 62_000, "wide_pay"), (90_000, 155_000, "high_pay"), (30_000, 60_000, None)],
)
def test_pay_that_looks_like_a_slip_is_doubtful(least: int, most: int, rule: str | None) -> None:
    pay = {"salary_least": Decimal(least), "salary_most": Decimal(most), "salary_unit": "year"}
    expected = [("salary_most", rule, False)] if rule else []
    assert found_in(**pay, yearly_most=most) == expected


def test_a_repeat_of_ones_own_live_vacancy_is_doubtful() -> None:
    employer = make_employer()
    make_vacancy(organisation=employer, title="Web Developer")
    assert found_in(organisation=employer, title="web developer") == [("title", "repeat", False)]
    assert found_in(organisation=make_employer(), title="web developer") == []
    assert found_in(organisation=employer, title="web developer", kind="apprenticeship") == []


def test_a_long_text_is_read_quickly() -> None:
    assert found_in(description="0 " * 5_000) == []
    assert found_in(description="0" * 10_000) == []
    assert found_in(description="a." * 5_000) == []
    assert found_in(description="a@" * 5_000) == []
