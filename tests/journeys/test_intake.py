"""Two people want the one place of an intake: it closes, a lot that all can check decides, one has it and one waits."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from district.accounts.models import User
from programmes import allocation
from programmes.models import Application, CourseRun, Intake
from programmes.services import intakes
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.programmes import make_application, make_course, make_intake, make_open_run
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

PROVIDER = "sam@aston-lock.example"
TITLE = "Kingfisher coding"
SECRET = "two kingfishers, one perch"
PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}


@pytest.fixture
def run(site: str) -> CourseRun:
    """One place, given by lot within the groups of its intake."""
    provider = User.objects.get(email=PROVIDER).memberships.get().organisation
    intake = make_intake(organisation=provider, name="Kingfisher intake", seed=SECRET)
    course = make_course(organisation=provider, title=TITLE, is_fictional=True)
    return make_open_run(course=course, admission="intake", intake=intake, capacity=1)


def test_an_intake_with_more_people_than_places_is_settled_by_its_published_rule(
    arrives: Arrives, run: CourseRun
) -> None:
    drafts = given_two_people_with_all_but_their_choice_answered(run)
    people = {draft: arrives(draft.learner.user.email, **PHONE) for draft in drafts}
    for draft, learner in people.items():
        when_they_go_on_with_their_application(learner, run)
        when_they_say_how_much_they_would_like_it(learner)
        when_they_send_it(learner)
        then_they_are_told_when_it_is_decided(learner, draft)
    when_the_intake_closes_and_is_settled(run)
    lucky, other = then_the_lot_says_who_comes_first(run, drafts)
    then_one_has_the_place(people[lucky], lucky)
    then_the_other_is_first_on_the_list(people[other], other)
    for draft, learner in people.items():
        then_the_rule_the_seed_and_their_lot_are_shown(learner, draft)


def given_two_people_with_all_but_their_choice_answered(run: CourseRun) -> list[Application]:
    learners = [make_learner(user=make_user(name=f"{name} Kingfisher")) for name in ("Dee", "Eve")]
    return [make_application(run=run, learner=learner) for learner in learners]


def when_they_go_on_with_their_application(learner: Traveller, run: CourseRun) -> None:
    learner.opens(f"/courses/runs/{run.public_id}/apply/")
    learner.sees_page(f"Apply for {TITLE}")
    learner.presses("Go on with it")
    learner.sees_page("How much would you like this start, of those you apply for together?")


def when_they_say_how_much_they_would_like_it(learner: Traveller) -> None:
    learner.presses("Save and go on")
    learner.sees(re.compile("^Enter a number"))
    learner.types(choice="1")
    learner.presses("Save and go on")


def when_they_send_it(learner: Traveller) -> None:
    while "check" not in learner.tab.url:
        learner.presses("Save and go on")
    learner.sees("Number 1 of those I apply for")
    learner.presses("Send my application")
    learner.sees_page("Your application is sent")


def then_they_are_told_when_it_is_decided(learner: Traveller, draft: Application) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.sees("How the places are given")
    learner.main.get_by_text("How you can tell that the lot is fair").click()
    learner.sees(hashlib.sha256(SECRET.encode()).hexdigest())
    learner.does_not_see(SECRET)


def when_the_intake_closes_and_is_settled(run: CourseRun) -> None:
    Intake.objects.filter(pk=run.intake_id).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert run.intake_id
    result = intakes.settle(intake_id=run.intake_id)
    assert result
    assert (result.people, result.placed, result.waiting) == (2, 1, 1)


def then_the_lot_says_who_comes_first(run: CourseRun, drafts: list[Application]) -> list[Application]:
    """Worked out from what is published."""
    return sorted(drafts, key=lambda draft: allocation.lot(SECRET, str(draft.learner.public_id)))


def then_one_has_the_place(learner: Traveller, draft: Application) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.sees("You are offered a place")


def then_the_other_is_first_on_the_list(learner: Traveller, draft: Application) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.sees("You are 1st on the waiting list")


def then_the_rule_the_seed_and_their_lot_are_shown(learner: Traveller, draft: Application) -> None:
    learner.sees("Your lot")
    learner.sees(f"{allocation.lot(SECRET, str(draft.learner.public_id)):015x}")
    learner.main.get_by_text("How you can tell that the lot is fair").click()
    learner.sees(SECRET)
