"""Somebody looks round, finds a job near home, opens an account and confirms it."""

import re
import time

import pytest

from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.urls("tests.journeys.urls")

EMAIL, PASSWORD = "newcomer@demo.example", "seven linked cells of iron"


@pytest.mark.usefixtures("letters")
def test_a_visitor_finds_a_job_and_opens_an_account(arrives: Arrives) -> None:
    visitor = arrives()
    given_the_home_page(visitor)
    when_they_search_for_work(visitor, "support", near="b219az")
    then_they_see_jobs_with_their_miles(visitor)
    when_they_open_the_first_job(visitor)
    then_they_see_what_it_asks_for(visitor)
    when_they_sign_up(visitor)
    then_a_letter_comes(visitor)
    when_they_follow_its_link(visitor)
    then_they_can_sign_in_and_are_asked_what_brings_them(visitor)


def given_the_home_page(visitor: Traveller) -> None:
    visitor.opens("/")
    visitor.sees_page("What do you want to do next?")


def when_they_search_for_work(visitor: Traveller, what: str, *, near: str) -> None:
    visitor.types(q=what, postcode=near)
    visitor.presses("Find jobs")


def then_they_see_jobs_with_their_miles(visitor: Traveller) -> None:
    visitor.sees_page("Jobs")
    visitor.sees("of B21 9AZ")
    visitor.sees(re.compile(r"\d\.\d miles"))


def when_they_open_the_first_job(visitor: Traveller) -> None:
    visitor.main.locator("#results h2 a, #results h3 a").first.click()


def then_they_see_what_it_asks_for(visitor: Traveller) -> None:
    visitor.sees("Skills asked")
    visitor.sees("See which of these skills you have")


def when_they_sign_up(visitor: Traveller) -> None:
    visitor.tab.get_by_role("banner").get_by_role("link", name="Sign in").click()
    visitor.presses("Create an account")
    visitor.types(email=EMAIL, name="Nia Newcomer", password1=PASSWORD)
    visitor.presses("Create my account")
    visitor.sees_page("Look at your e-mail")


def then_a_letter_comes(visitor: Traveller) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        visitor.opens("/mail/")
        row = visitor.main.get_by_role("row").filter(has_text=EMAIL)
        if row.count():
            row.get_by_role("link").click()
            visitor.sees_page("Confirm your e-mail address")
            return
        time.sleep(0.1)
    pytest.fail("No letter came.")


def when_they_follow_its_link(visitor: Traveller) -> None:
    visitor.follows(re.compile("confirm-email"))
    visitor.presses("Yes, it is mine")


def then_they_can_sign_in_and_are_asked_what_brings_them(visitor: Traveller) -> None:
    visitor.signs_in(EMAIL, PASSWORD)
    visitor.sees_page("What brings you here?")
    visitor.follows("I want to learn or find work")
    visitor.sees_page("Start your profile")
