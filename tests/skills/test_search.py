"""Suggestions while typing: exact names, digital skills first, spelling forgiven."""

import pytest

from district.skills.models import Skill
from district.skills.services import search
from tests.factories.skills import make_occupation, make_scheme, make_skill

pytestmark = pytest.mark.django_db


def labels(text: str, limit: int = 8) -> list[str]:
    return [each.label for each in search.suggest(text, limit)]


@pytest.fixture
def python() -> Skill:
    return make_skill(label="Python (computer programming)", names=("Python", "Python 3K"))


def test_the_beginning_of_a_name_is_enough(python: Skill) -> None:
    assert labels("py") == labels("PYTH") == labels("python") == [python.label]


def test_words_may_stand_anywhere_in_a_name() -> None:
    make_skill(label="perform data analysis")

    assert labels("analysis data") == ["perform data analysis"]


def test_misspelt_names_are_found(python: Skill) -> None:
    assert labels("pythn") == [python.label]


def test_an_exact_name_comes_first_then_digital_skills() -> None:
    make_skill(label="data weaving for canal boats")
    make_skill(label="data handling on paper", is_digital=False)
    make_skill(label="data", is_digital=False)

    assert labels("data") == ["data", "data weaving for canal boats", "data handling on paper"]


def test_the_name_that_matched_is_told(python: Skill) -> None:
    (found,) = search.suggest("python 3k")

    assert (found.skill_id, found.id, found.note) == (python.id, str(python.public_id), "Python 3K")


def test_each_skill_is_suggested_once_and_no_more_than_asked() -> None:
    for number in range(5):
        make_skill(label=f"canal mapping {number}", names=(f"canal maps {number}",))

    assert len(labels("canal", 3)) == 3
    assert len(set(labels("canal"))) == 5


def test_withdrawn_skills_groups_and_other_schemes_are_not_suggested() -> None:
    make_skill(label="canal one", withdrawn_at="2026-01-01T00:00:00Z")
    make_skill(label="canal two", kind="group")
    make_skill(label="canal three", scheme=make_scheme(code="gdad"))

    assert labels("canal") == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "%", "_", "\\", "\0", "\ud800", "(((", "c++", "[a", "'; DROP", "x" * 5000, "a b c d e f g"],
)
def test_nothing_typed_breaks_it(text: str, python: Skill) -> None:
    assert labels(text) == []


def test_occupations_are_found_by_any_of_their_names() -> None:
    developer = make_occupation(label="web developer", names=("web programmer",))
    make_occupation(label="web archivist", withdrawn_at="2026-01-01T00:00:00Z")

    assert search.occupations_named("programmer web") == [developer.id]
    assert search.occupations_named("(((") == []
