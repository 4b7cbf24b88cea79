"""Somebody who is nervous, on an old phone without JavaScript: from the home page to a place that is theirs."""

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from programmes.models import Admission, Course, CourseRun
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.urls("tests.journeys.urls")

EMAIL, PASSWORD = "nervous@demo.example", "seven linked cells of iron"
COURSE = "Getting started in IT support"
PHONE: dict[str, Any] = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}


@pytest.mark.usefixtures("letters")
def test_a_nervous_first_time_learner_gets_a_place(arrives: Arrives) -> None:
    run = given_a_course_with_places()
    learner = arrives(**PHONE)
    when_they_find_the_course_from_the_home_page(learner)
    when_they_ask_to_apply(learner, run)
    when_they_make_an_account_on_the_way(learner)
    then_they_are_back_where_they_were(learner)
    when_they_answer_one_question_a_page(learner)
    when_they_go_back_and_forth_nothing_is_lost(learner)
    when_they_tell_what_would_help_and_keep_it_to_themselves(learner)
    then_they_check_it_and_send_it(learner)
    then_a_place_is_offered_until_a_day_and_hour(learner)
    when_they_answer_the_equality_questions(learner)
    then_the_offer_is_the_next_step_on_their_home(learner)
    when_they_say_yes(learner)
    then_the_place_is_theirs(learner)
    then_a_letter_says_so(learner)


def given_a_course_with_places() -> CourseRun:
    course = Course.objects.filter(
        title=COURSE, organisation__name="Aston Lock College", is_fictional=True
    ).get()
    run = course.runs.filter(starts_on__gte=timezone.localdate() + timedelta(days=7)).earliest("starts_on")
    run.admission, run.places_taken = Admission.FIRST_COME, 2
    run.save()
    return run


def when_they_find_the_course_from_the_home_page(learner: Traveller) -> None:
    learner.opens("/")
    learner.sees_page("What do you want to do next?")
    learner.types(q=COURSE)
    learner.presses("Find courses")
    learner.sees_page("Courses")


def when_they_ask_to_apply(learner: Traveller, run: CourseRun) -> None:
    learner.opens(f"/courses/{run.course.public_id}/")
    learner.presses("Apply")
    learner.sees_page(f"Apply for {COURSE}")
    learner.sees("You check it all before you send it, and you can withdraw at any time.")
    learner.presses("Sign in and start")


def when_they_make_an_account_on_the_way(learner: Traveller) -> None:
    learner.presses("Create an account")
    learner.types(email=EMAIL, name="Nell Nervous", password1=PASSWORD)
    learner.presses("Create my account")
    learner.sees_page("Look at your e-mail")
    read_letter(learner, "Confirm your e-mail address")
    learner.follows(re.compile("confirm-email"))
    learner.presses("Yes, it is mine")
    learner.signs_in(EMAIL, PASSWORD)


def read_letter(learner: Traveller, title: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        learner.opens("/mail/")
        row = learner.main.get_by_role("row").filter(has_text=EMAIL).filter(has_text=title)
        if row.count():
            row.first.get_by_role("link").click()
            learner.sees_page(title)
            return
        time.sleep(0.1)
    pytest.fail(f"No letter came: {title}\n{learner.main.inner_text()}")


def then_they_are_back_where_they_were(learner: Traveller) -> None:
    learner.sees_page(f"Apply for {COURSE}")
    learner.presses("Start now")


def when_they_answer_one_question_a_page(learner: Traveller) -> None:
    learner.sees_page("What is your date of birth?")
    go_on(learner)
    learner.sees("Enter your date of birth, like 27 3 1990.")
    learner.dates("born_on", date(1991, 4, 2))
    go_on(learner)
    learner.types(employment_status="11")
    go_on(learner)
    learner.types(unemployed_for="3", benefit="4")
    go_on(learner)
    learner.types(prior_level="98")
    go_on(learner)


def go_on(learner: Traveller) -> None:
    learner.presses("Save and go on")


def when_they_go_back_and_forth_nothing_is_lost(learner: Traveller) -> None:
    learner.tab.get_by_role("navigation", name="Back").get_by_role("link").click()
    learner.sees_page("What is the highest qualification you have?")
    assert learner.main.locator('[name="prior_level"][value="98"]').is_checked()
    go_on(learner)
    learner.types(why="I would like to mend computers.")
    go_on(learner)
    learner.types(contact_by="text")
    go_on(learner)
    learner.sees("Enter your phone number, so that the provider can reach you.")
    learner.types(phone="+44 7700 900 123")
    go_on(learner)


def when_they_tell_what_would_help_and_keep_it_to_themselves(learner: Traveller) -> None:
    learner.sees_page("Would any of these help you take part?")
    learner.types(needs="travel", details_travel="Bus fares.")
    go_on(learner)
    learner.sees_page("What may the provider read?")
    go_on(learner)


def then_they_check_it_and_send_it(learner: Traveller) -> None:
    learner.sees_page("Check your answers")
    for words in ("2 April 1991", "Universal Credit", "07700900123", "The provider does not see this."):
        learner.sees(words)
    learner.presses("Send my application")


def then_a_place_is_offered_until_a_day_and_hour(learner: Traveller) -> None:
    learner.sees_page("Your application is sent")
    learner.sees("You are offered a place")
    learner.sees(re.compile(r"until \d+ \w+ \d{4} at .*(am|pm), London time"))


def when_they_answer_the_equality_questions(learner: Traveller) -> None:
    learner.follows("Answer the four questions")
    learner.types(sex="F")
    learner.main.get_by_label("You may count my answers").check()
    learner.presses("Save my answers")
    learner.sees("Thank you. Your answers are saved, apart from everything else.")


def then_the_offer_is_the_next_step_on_their_home(learner: Traveller) -> None:
    learner.opens("/me/")
    learner.sees(f"Answer the offer of a place: {COURSE}")
    learner.presses("Answer the offer")


def when_they_say_yes(learner: Traveller) -> None:
    learner.sees_page(f"Would you like the place on {COURSE}?")
    learner.presses("Yes, I take the place")


def then_the_place_is_theirs(learner: Traveller) -> None:
    learner.sees(f"The place is yours: {COURSE}.")
    learner.opens("/me/applications/")
    learner.sees("Place accepted")


def then_a_letter_says_so(learner: Traveller) -> None:
    read_letter(learner, f"Your place is yours: {COURSE}")
