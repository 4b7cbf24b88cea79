"""People who do not know where to begin, on an old phone without JavaScript: is it free, what can I do already?"""

import re

import pytest

from learners.self_check import AREAS
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
NEWCOMER = "wendy@demo.example"


@pytest.mark.usefixtures("worker")
def test_a_nervous_visitor_learns_that_a_course_is_likely_free(arrives: Arrives) -> None:
    visitor = arrives(**PHONE)
    given_a_visitor_on_the_home_page(visitor)
    when_they_mistype_their_birthday_and_mend_it(visitor)
    when_they_answer_the_other_questions(visitor)
    then_they_see_what_is_likely_free_and_why(visitor)
    when_they_correct_an_answer(visitor)
    then_the_answer_changes(visitor)
    then_there_are_courses_near_them(visitor)


@pytest.mark.usefixtures("worker")
def test_a_visitor_checks_their_skills_and_keeps_the_plan(arrives: Arrives) -> None:
    visitor = arrives(**PHONE)
    given_a_visitor_on_the_home_page(visitor, "How are my digital skills?")
    when_they_go_through_the_five_pages(visitor)
    then_they_see_their_levels_a_plan_and_courses(visitor)
    when_they_sign_in_to_keep_it(visitor)
    then_it_is_kept_and_the_plan_can_be_changed(visitor)


def given_a_visitor_on_the_home_page(
    visitor: Traveller, door: str = "Is a course likely free for me?"
) -> None:
    visitor.opens("/")
    visitor.follows(door)


def when_they_mistype_their_birthday_and_mend_it(visitor: Traveller) -> None:
    visitor.sees_page("What is your date of birth?")
    visitor.types(born_on_day="31", born_on_month="2", born_on_year="1990")
    visitor.presses("Continue")
    visitor.sees("Enter a real date, like 27 3 1990.")
    visitor.types(born_on_day="28")
    visitor.presses("Continue")


def when_they_answer_the_other_questions(visitor: Traveller) -> None:
    visitor.types(postcode="b219az")
    visitor.presses("Continue")
    visitor.types(prior_level="full_2")
    visitor.presses("Continue")
    visitor.types(work="paid")
    visitor.presses("Continue")
    visitor.types(pay="£13.75", pay_per="hour", hours="37.5")
    visitor.presses("Continue")


def then_they_see_what_is_likely_free_and_why(visitor: Traveller) -> None:
    visitor.sees_page(re.compile("likely free for you"))
    visitor.sees("Your pay is about £26,812.50 a year. The rule asks for less than £26,800.")
    visitor.sees("Your pay is about £26,812.50 a year, which is less than £30,000.")
    visitor.sees("The provider of a course checks and decides.")


def when_they_correct_an_answer(visitor: Traveller) -> None:
    visitor.presses("Change paid work")
    visitor.types(work="looking")
    visitor.presses("Continue")


def then_the_answer_changes(visitor: Traveller) -> None:
    visitor.sees("You are out of work and looking for it.")


def then_there_are_courses_near_them(visitor: Traveller) -> None:
    visitor.follows("See free courses near me")
    visitor.sees(re.compile(r"\d\.\d miles"))


def when_they_go_through_the_five_pages(visitor: Traveller) -> None:
    for place, area in enumerate(AREAS):
        visitor.sees_page(area.name)
        visitor.types(**dict.fromkeys(area.codes, "1" if area.code == "safe" else "3"))
        visitor.presses("See my result" if place == len(AREAS) - 1 else "Continue")


def then_they_see_their_levels_a_plan_and_courses(visitor: Traveller) -> None:
    visitor.sees_page("My digital skills and plan")
    visitor.sees(re.compile("You can gain most in “Staying safe”"))
    visitor.sees("Change one weak password and turn on the second step when you sign in")
    visitor.sees(re.compile("That is part of “Staying safe”"))


def when_they_sign_in_to_keep_it(visitor: Traveller) -> None:
    visitor.presses("Sign in to keep it")
    visitor.types(login=NEWCOMER, password="canal-lock-demo")
    visitor.presses("Sign in")
    visitor.sees_page("Keep your result?")
    visitor.presses("Keep it")


def then_it_is_kept_and_the_plan_can_be_changed(visitor: Traveller) -> None:
    visitor.sees("Your result is kept. Only you see it.")
    visitor.main.get_by_text("Change my plan").click()
    visitor.types(text_5="Ring the library")
    visitor.presses("Save my plan")
    visitor.sees("Your plan is saved.")
    visitor.sees("Ring the library")
