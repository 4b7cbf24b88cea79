"""Searching for a kind of work forgives a slip of the keys, and says so."""

import pytest

from learners import queries
from tests.factories.skills import make_occupation

pytestmark = pytest.mark.django_db


def found(words: str, **limits: object) -> tuple[list[str], bool]:
    answer = queries.occupations(words, most=8, **limits)  # type: ignore[arg-type]
    return [each.label for each in answer.found], answer.is_guess


def test_what_is_named_comes_without_guesses() -> None:
    make_occupation(label="web developer")
    make_occupation(label="web designer")
    assert found("web") == (["web designer", "web developer"], False)


@pytest.mark.parametrize("slip", ["web develper", "webb developer", "WEB DEVELOPPER"])
def test_what_is_misspelt_is_guessed(slip: str) -> None:
    make_occupation(label="web developer")
    make_occupation(label="lock keeper")
    assert found(slip) == (["web developer"], True)


@pytest.mark.parametrize("words", ["", "falconry", "zz", "\u202e", "%", "'", "x" * 5000])
def test_what_is_like_nothing_finds_nothing(words: str) -> None:
    make_occupation(label="web developer")
    assert found(words) == ([], False)


def test_what_is_chosen_already_is_not_found_again() -> None:
    chosen = make_occupation(label="web developer")
    assert found("web develper", without={chosen.id}) == ([], False)
    assert found("web developer", without={chosen.id}) == ([], False)
