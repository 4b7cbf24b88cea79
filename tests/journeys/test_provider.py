"""A college writes a course, accepts the skills found in its text, adds a start and publishes it."""

import re
from datetime import timedelta

from django.utils import timezone

from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

PROVIDER = "sam@aston-lock.example"
TITLE = "Kingfisher spreadsheets"


def test_a_provider_publishes_a_course_that_everybody_finds(arrives: Arrives) -> None:
    provider, visitor = arrives(PROVIDER), arrives()
    given_a_provider_at_their_desk(provider)
    when_they_write_a_course(provider)
    then_nobody_finds_it_yet(visitor)
    when_they_accept_the_skills_found(provider)
    when_they_add_a_start(provider)
    when_they_publish_it(provider)
    then_everybody_finds_it_with_its_skills(visitor)


def given_a_provider_at_their_desk(provider: Traveller) -> None:
    provider.opens("/start/")
    provider.sees_page("Aston Lock College")


def when_they_write_a_course(provider: Traveller) -> None:
    provider.presses("Add a course")
    provider.types(title=TITLE, level="2")
    provider.presses("Save and continue")
    provider.types(who_for="People who keep lists at work.", entry_requirements="None.")
    provider.presses(re.compile("^Save"))
    provider.types(what_you_learn="You use spreadsheets software to keep figures, and perform data analysis.")
    provider.presses(re.compile("^Save"))
    provider.sees("Nobody else sees this course yet.")


def then_nobody_finds_it_yet(visitor: Traveller) -> None:
    visitor.opens("/courses/?q=kingfisher")
    visitor.sees("No courses found")


def when_they_accept_the_skills_found(provider: Traveller) -> None:
    provider.follows(re.compile(r"^Check \d suggested skill"))
    provider.sees("because it says “use spreadsheets software”")
    provider.presses(re.compile("Accept use spreadsheets software"))
    provider.sees("1 skill is accepted.")
    provider.follows("The course")


def when_they_add_a_start(provider: Traveller) -> None:
    provider.presses("Add a course run")
    provider.types(mode="online", duration="6", duration_unit="weeks", cost="0", capacity="12")
    provider.dates("starts_on", timezone.localdate() + timedelta(days=40))
    provider.presses(re.compile("^(Save|Add)"))
    provider.sees("The course run is a draft.")
    provider.main.get_by_role("table").get_by_role("link").first.click()
    provider.presses("Open it for people to join")
    provider.sees("The course run is open: people can join.")


def when_they_publish_it(provider: Traveller) -> None:
    provider.presses("Publish")
    provider.sees("The course is published.")


def then_everybody_finds_it_with_its_skills(visitor: Traveller) -> None:
    visitor.opens("/courses/?q=kingfisher")
    visitor.sees("12 places left")
    visitor.follows(TITLE)
    visitor.sees("Skills you will have")
    visitor.sees("Use spreadsheets software")
    visitor.does_not_see("Perform data analysis")
