"""What WMCA staff do about a gap: find it, open its numbers, raise a challenge, and answer it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from district.matching.services import gaps
from district.taskforce.models import Challenge
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.employers import make_vacancy
from tests.factories.needs import make_need
from tests.factories.partners import make_staff
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

STAFF = "alex@authority.example"
SKILL = "weave canal data"


@pytest.fixture
def site(transactional_db: None, live_server: LiveServer) -> str:
    """An empty portal: the story brings what it needs."""
    cache.clear()
    Client().get("/account/login/")  # the first page of a process is slow: nobody waits for it in the browser
    make_postcode()
    return live_server.url


def test_staff_go_from_a_gap_to_an_answered_challenge(arrives: Arrives, site: str) -> None:
    given_a_skill_that_more_people_are_wanted_for_than_there_are()
    staff = arrives(STAFF)
    when_they_open_the_number_on_the_board(staff)
    then_its_rows_say_who_asks(staff)
    when_they_raise_a_challenge(staff)
    then_its_figures_stay_as_they_were(staff)
    when_they_say_what_is_done_about_it(staff)
    then_it_closes_by_itself_in_half_a_year(staff)


def given_a_skill_that_more_people_are_wanted_for_than_there_are() -> None:
    make_staff(user=make_user(email=STAFF, name="Alex Wyatt", password=PASSWORD))
    skill = make_skill(label=SKILL)
    make_vacancy(title="Keeper of looms", positions=3, postcode=make_postcode(), skills=[(skill, 2)])
    make_need(title="Weavers for the new hall", heads=14, skills=[(skill, 2)])
    gaps.count()


def when_they_open_the_number_on_the_board(staff: Traveller) -> None:
    staff.opens("/authority/gaps/")
    staff.sees_page("The gap board")
    staff.follows("17")


def then_its_rows_say_who_asks(staff: Traveller) -> None:
    staff.sees("Keeper of looms")
    staff.sees("Weavers for the new hall")
    staff.sees("17 asked, less 0 held, less 0 in training makes a gap of 17")


def when_they_raise_a_challenge(staff: Traveller) -> None:
    staff.presses("Raise a challenge")
    staff.types(title="Seventeen weavers short", problem="The new hall stands empty.")
    staff.dates("answer_by", timezone.localdate() + timedelta(days=40))
    staff.presses("Keep as a draft")
    staff.sees("Raised as a draft")
    staff.presses("Open it")


def then_its_figures_stay_as_they_were(staff: Traveller) -> None:
    staff.sees("The gap stands at 17, as when it was raised")
    make_vacancy(positions=4, skills=[(Challenge.objects.get().skill, 2)])
    gaps.count()
    staff.tab.reload()
    staff.sees("The gap has widened from 17 to 21")


def when_they_say_what_is_done_about_it(staff: Traveller) -> None:
    staff.presses("Answer it")
    staff.types(words="A bootcamp with twenty places in spring.")
    staff.presses("Keep the answer")


def then_it_closes_by_itself_in_half_a_year(staff: Traveller) -> None:
    staff.sees("A bootcamp with twenty places in spring.")
    staff.sees("when its answer has had half a year")
