"""The rows that pages are measured with: as many as were asked for, like those of the demo world."""

import pytest
from django.core.management import CommandError, call_command

from district.home.bench import catalogue
from employers.models import Vacancy


@pytest.mark.usefixtures("demo_world")
def test_the_catalogue_is_as_large_as_was_asked() -> None:
    before = catalogue.counts()
    catalogue.fill(280)

    added = 280 // catalogue.RUNS_A_COURSE - before["courses"]
    assert added > 0
    assert catalogue.counts() == {
        "vacancies": 280,
        "courses": before["courses"] + added,
        "runs": before["runs"] + added * catalogue.RUNS_A_COURSE,
    }
    assert Vacancy.objects.open().filter(asked_skills__state="accepted").distinct().count() == 280


@pytest.mark.parametrize("rows", ["199", "1000001", "-1", "many", ""])
def test_other_numbers_of_rows_are_refused_with_a_sentence(rows: str) -> None:
    with pytest.raises(CommandError, match="use a number from 200 to 1,000,000"):
        call_command("bench", "pages", "--rows", rows)
