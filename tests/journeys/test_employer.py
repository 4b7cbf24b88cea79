"""An employer posts a vacancy with the skills found in its text; a learner whom it fits has it a moment later."""

import re
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

EMPLOYER, LEARNER = "morgan@canalside.example", "amara@demo.example"
TITLE = "Help desk starter"
TEXT = """You provide ICT support to sixty people and solve ICT system problems.

You support ICT system users with patience."""
WITHIN = 2.0


def test_a_published_vacancy_is_among_the_matches_of_a_learner_within_two_seconds(
    arrives: Arrives, worker: Path
) -> None:
    employer, learner = arrives(), arrives(LEARNER)
    given_an_employer_at_their_desk(employer)
    when_they_describe_a_vacancy(employer)
    then_the_skills_of_its_text_are_found(employer)
    when_they_accept_them_all_and_add_one(employer)
    then_it_can_be_published(employer)
    given_the_matches_of(learner)
    when_it_is_published(employer)
    then_it_is_among_the_matches_of(learner)


def given_an_employer_at_their_desk(employer: Traveller) -> None:
    employer.signs_in(EMPLOYER)
    employer.sees_page("Canalside Software")


def when_they_describe_a_vacancy(employer: Traveller) -> None:
    employer.opens("/employer/vacancies/new/")
    employer.types(kind="job", title=TITLE)
    employer.presses("Save and continue")
    employer.types(description=TEXT)
    employer.presses(re.compile("^Save"))
    employer.types(mode="on_site", postcode="b18 6ab", pattern="full_time", weekly_hours="37.5")
    employer.presses(re.compile("^Save"))
    employer.types(salary_unit="year", salary_least="26,000", salary_most="28000")
    employer.dates("closes_on", timezone.localdate() + timedelta(days=30))
    employer.presses(re.compile("^Save"))
    employer.types(question_one="Which computer have you mended last?")
    employer.presses(re.compile("^Save"))


def then_the_skills_of_its_text_are_found(employer: Traveller) -> None:
    employer.sees_page("Skills you ask for")
    for words in ("provide ICT support", "solve ICT system problems", "support ICT system users"):
        employer.sees(f"because it says “{words}”")


def when_they_accept_them_all_and_add_one(employer: Traveller) -> None:
    employer.presses("Accept all 3 as set")
    employer.sees("Nothing waits for you")
    employer.types(q="ticketing")
    employer.presses("Find")
    employer.presses("Add use ICT ticketing system")
    employer.sees("“use ICT ticketing system” is asked for")


def then_it_can_be_published(employer: Traveller) -> None:
    employer.presses("Check the vacancy")
    employer.sees("Nobody else sees this vacancy yet")


def given_the_matches_of(learner: Traveller) -> None:
    learner.opens("/me/matches/")
    learner.sees_page("My matches")
    learner.does_not_see(TITLE)


def when_it_is_published(employer: Traveller) -> None:
    employer.presses("Publish the vacancy")
    employer.sees("Everybody can see it.")


def then_it_is_among_the_matches_of(learner: Traveller) -> None:
    published = time.monotonic()
    while time.monotonic() < published + 10:
        learner.opens("/me/matches/")
        if learner.main.get_by_role("link", name=TITLE).count():
            break
    took = time.monotonic() - published
    assert took < WITHIN, f"It took {took:.1f} seconds."
    learner.follows(TITLE)
    learner.sees("You have 2 of 4 skills asked")
