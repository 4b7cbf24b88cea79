"""A learner on an old phone, without JavaScript: from a profile to the course that teaches what a job asks besides."""

import re
import time

import pytest

from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

LEARNER = "wendy@demo.example"
CV = """Two years on a shop's help desk. I provide ICT support, support ICT system users and identify ICT user needs.
I look after mobile device management and know ICT hardware specifications."""
PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
RECEIPT = re.compile("5 of 7 skills asked")


@pytest.mark.usefixtures("worker")
def test_a_learner_finds_the_course_that_teaches_what_they_lack(arrives: Arrives) -> None:
    learner = arrives(LEARNER, **PHONE)
    given_somebody_who_has_said_nothing_yet(learner)
    when_they_answer_one_question_a_page(learner)
    then_their_profile_says_so(learner)
    when_they_look_a_skill_up(learner)
    when_they_paste_their_cv(learner)
    then_their_skills_are_listed(learner)
    when_the_matches_have_come(learner)
    when_they_open_the_job(learner)
    then_every_line_of_the_sum_is_there(learner)
    when_they_follow_the_course_that_teaches_both(learner)
    then_they_see_what_it_opens_and_when_it_starts(learner)


def given_somebody_who_has_said_nothing_yet(learner: Traveller) -> None:
    learner.opens("/start/")
    learner.sees_page("Hello, Wendy")
    learner.presses("Start my profile")
    learner.sees("0 of 8 done.")


def when_they_answer_one_question_a_page(learner: Traveller) -> None:
    learner.presses(re.compile("^Go on"))
    learner.types(postcode="b219az")
    go_on(learner)
    learner.sees("B21 9AZ is in Birmingham.")
    learner.types(travel_miles="10", travel_modes="transit")
    go_on(learner)
    learner.types(remote_ok="False")
    go_on(learner)
    for kind in ("job", "apprenticeship", "work_experience", "course"):
        learner.types(looking_for=kind)
    go_on(learner)
    learner.types(free_times="daytime")
    learner.types(free_times="evening")
    go_on(learner)
    learner.follows("Skip this question")


def go_on(learner: Traveller) -> None:
    learner.presses("Save and go on")


def then_their_profile_says_so(learner: Traveller) -> None:
    learner.sees_page("My profile")
    learner.sees("B21 9AZ, Birmingham")
    learner.sees("Up to 10 miles, by bus, tram or train")
    learner.sees("Weekdays in the daytime, evenings")


def when_they_look_a_skill_up(learner: Traveller) -> None:
    learner.opens("/me/skills/add/")
    learner.types(q="solve ICT")
    learner.presses("Find")
    learner.presses("Add Solve ICT system problems")
    learner.types(level="2", evidence="work")
    learner.presses("Save")


def when_they_paste_their_cv(learner: Traveller) -> None:
    learner.follows("Paste your CV")
    learner.types(text=CV)
    learner.presses("Find skills in it")
    learner.sees_page("Skills found in your text")
    learner.sees("From “support ICT system users”")
    learner.presses("Add all")


def then_their_skills_are_listed(learner: Traveller) -> None:
    learner.opens("/me/skills/")
    for skill in ("Solve ICT system problems", "Provide ICT support", "Support ICT system users"):
        learner.sees(skill)


def when_the_matches_have_come(learner: Traveller) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        learner.opens("/me/matches/")
        if learner.main.get_by_text(RECEIPT).count():
            return
        time.sleep(0.1)
    pytest.fail(f"No such match came:\n{learner.main.inner_text()}")


def when_they_open_the_job(learner: Traveller) -> None:
    learner.main.get_by_role("listitem").filter(has_text=RECEIPT).get_by_role("link").first.click()


def then_every_line_of_the_sum_is_there(learner: Traveller) -> None:
    learner.sees(RECEIPT)
    learner.sees("You lack “install operating system”, and have “use ICT ticketing system” only in part.")
    learner.main.get_by_text("Show the sum in points").click()
    learner.sees("All lines together")
    learner.sees("Your score for this job")
    learner.sees(re.compile("^Never considered"))


def when_they_follow_the_course_that_teaches_both(learner: Traveller) -> None:
    learner.sees("This course teaches both:")
    learner.main.locator(".dsd-fit").get_by_role("link").first.click()


def then_they_see_what_it_opens_and_when_it_starts(learner: Traveller) -> None:
    learner.sees("What it opens for you")
    learner.presses("See the course")
    learner.sees("Skills you will have")
    learner.sees("Install operating system")
    learner.sees(re.compile("^Starts "))
