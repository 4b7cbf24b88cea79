"""A college takes the people who ask for a place through offers and a register to the end of their course."""

import re

import pytest
from django.utils import timezone

from district.accounts.models import User
from programmes.models import Application, CourseRun, Enrolment
from programmes.services import applications
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of
from tests.factories.programmes import make_application, make_course, make_open_run
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

PROVIDER = "sam@aston-lock.example"
TITLE = "Kingfisher networks"
NAMES = ("Ash Kingfisher", "Bo Kingfisher", "Cas Kingfisher")


@pytest.fixture
def run(site: str) -> CourseRun:
    """Starts at any time, with two places."""
    provider = User.objects.get(email=PROVIDER).memberships.get().organisation
    course = make_course(organisation=provider, title=TITLE, is_fictional=True)
    return make_open_run(course=course, is_flexible=True, admission="decision", capacity=2)


def test_a_provider_takes_applicants_to_a_register_and_a_completion(arrives: Arrives, run: CourseRun) -> None:
    given_three_people_who_ask_for_two_places(run)
    provider = arrives(PROVIDER, java_script_enabled=False, viewport={"width": 320, "height": 640})
    when_they_offer_places_to_all(provider, run)
    then_two_are_offered_one_and_the_third_is_told_why(provider)
    when_the_two_accept_and_are_enrolled(provider, run)
    when_a_session_is_added_and_its_register_taken(provider, run)
    then_the_roster_shows_who_came(provider, run)
    when_they_complete_the_course(provider, run)
    then_what_came_of_it_is_recorded(provider)


def given_three_people_who_ask_for_two_places(run: CourseRun) -> None:
    for name in NAMES:
        make_application(run=run, learner=make_learner(user=make_user(name=name)), state="submitted")


def tick_all(provider: Traveller) -> None:
    for box in provider.main.locator("input[data-row]").all():
        box.check()


def when_they_offer_places_to_all(provider: Traveller, run: CourseRun) -> None:
    provider.opens("/provider/")
    provider.follows("applications to decide")
    provider.opens(f"/provider/applications/?run={run.public_id}")
    tick_all(provider)
    provider.presses("Offer a place")
    provider.types(conditions="Bring a pen")
    provider.presses("Show what would happen")


def then_two_are_offered_one_and_the_third_is_told_why(provider: Traveller) -> None:
    provider.sees("2 people would be offered a place. 1 application would stay as it is.")
    provider.presses("Offer a place: 2 people")
    provider.sees("2 people are offered a place.")
    provider.sees(re.compile("All places on this course run are taken."))


def when_the_two_accept_and_are_enrolled(provider: Traveller, run: CourseRun) -> None:
    for each in Application.objects.filter(run=run, state="offered").select_related("learner__user"):
        applications.accept(application=each, by=actor_of(each.learner.user))
        provider.opens(f"/provider/applications/{each.public_id}/")
        provider.presses(re.compile("^It is met"))
        provider.sees("The condition is met.")
    provider.opens(f"/provider/applications/?run={run.public_id}&waiting=enrolment")
    tick_all(provider)
    provider.presses("Enrol")
    provider.presses("Show what would happen")
    provider.presses("Enrol: 2 people")
    provider.sees("2 people are enrolled.")


def when_a_session_is_added_and_its_register_taken(provider: Traveller, run: CourseRun) -> None:
    provider.opens(f"/provider/runs/{run.public_id}/overview/")
    provider.follows("Add one session")
    provider.dates("day", timezone.localdate())
    provider.types(starts="00:00", ends="00:30", title="First steps")
    provider.presses("Save")
    provider.opens("/provider/registers/")
    provider.main.get_by_role("row", name=re.compile(TITLE)).get_by_role("link").click()
    provider.main.get_by_role("group", name=NAMES[0]).get_by_label("Came late").check()
    provider.presses("Save: everybody else was here")
    provider.sees("The register is saved.")


def then_the_roster_shows_who_came(provider: Traveller, run: CourseRun) -> None:
    provider.opens(f"/provider/runs/{run.public_id}/people/")
    provider.sees("2 people.")
    provider.sees("1 of 1")


def when_they_complete_the_course(provider: Traveller, run: CourseRun) -> None:
    tick_all(provider)
    provider.presses("Completed")
    provider.presses("Completed: 2 people")
    provider.sees("2 people are recorded as completed.")
    assert set(Enrolment.objects.filter(run=run).values_list("state", flat=True)) == {"completed"}


def then_what_came_of_it_is_recorded(provider: Traveller) -> None:
    provider.follows(NAMES[0])
    provider.presses("What they do now")
    provider.types(what="EMP1", note="Rang to say so")
    provider.dates("starts_on", timezone.localdate())
    provider.presses("What they do now: 1 person")
    provider.sees(re.compile("Paid work, 16 hours or more a week"))
