"""A college brings its list of courses as a file, mends a mistake in the page and publishes it whole."""

import re
from pathlib import Path

import pytest

from tests.factories.imports import make_content
from tests.imports.files import ahead, lars
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

PROVIDER = "sam@aston-lock.example"
TITLE = "Heron mending"


@pytest.mark.parametrize("has_script", [True, False], ids=["with scripts", "without scripts"])
def test_a_provider_fills_a_run_from_a_file(arrives: Arrives, worker: Path, has_script: bool) -> None:
    provider = arrives(PROVIDER, java_script_enabled=has_script, viewport={"width": 320, "height": 640})
    visitor = arrives()
    given_a_provider_with_a_file(provider, "with" if has_script else "without")
    when_they_upload_it(provider)
    then_they_are_told_what_is_wrong(provider, has_script)
    when_they_mend_the_row(provider)
    then_they_see_what_publishing_changes(provider, has_script)
    when_they_publish_it(provider, has_script)
    then_everybody_finds_it(visitor, "with" if has_script else "without")


def given_a_provider_with_a_file(provider: Traveller, how: str) -> None:
    provider.opens("/start/")
    provider.follows("Upload files")
    provider.follows("Courses with a LARS number")
    rows = [
        lars(COURSE_NAME=f"{TITLE} {how}", LARS_QAN="1234567", START_DATE=day, YOUR_REFERENCE=how)
        for day in (ahead(30), "31/02/2027")
    ]
    file = {"name": "courses.csv", "mimeType": "text/csv", "buffer": make_content(*rows)}
    provider.main.locator('[name="file"]').set_input_files(file)  # type: ignore[arg-type]


def when_they_upload_it(provider: Traveller) -> None:
    provider.presses("Upload and check")
    provider.sees_page(re.compile("courses.csv"))


def wait_for(provider: Traveller, words: str, has_script: bool) -> None:
    """The page looks by itself; without scripts people follow its link."""
    for _ in range(0 if has_script else 100):
        if provider.main.get_by_text(words).count():
            break
        provider.tab.reload()
        provider.tab.wait_for_timeout(100)
    provider.sees(words)


def then_they_are_told_what_is_wrong(provider: Traveller, has_script: bool) -> None:
    wait_for(provider, "1 of 2 rows has errors.", has_script)
    provider.sees("Enter a real date as dd/mm/yyyy, like 04/05/2027.")
    provider.sees("COURSERUN_START_DATE_INVALID")


def when_they_mend_the_row(provider: Traveller) -> None:
    provider.follows("Mend row 2")
    provider.types(START_DATE="30/02/2027")
    provider.presses("Save and check")
    provider.sees("Enter a real date as dd/mm/yyyy, like 04/05/2027.")
    provider.types(START_DATE=ahead(60))
    provider.presses("Save and check")


def then_they_see_what_publishing_changes(provider: Traveller, has_script: bool) -> None:
    wait_for(provider, "All 2 rows can be read. Nothing is published yet.", has_script)


def when_they_publish_it(provider: Traveller, has_script: bool) -> None:
    provider.presses("Publish all of it")
    wait_for(provider, "Published on", has_script)


def then_everybody_finds_it(visitor: Traveller, how: str) -> None:
    visitor.opens("/courses/?q=heron")
    visitor.follows(f"{TITLE} {how}")
    visitor.sees_page(f"{TITLE} {how}")
