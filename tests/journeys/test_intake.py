"""Three people want the two places of an intake: it closes, a lot that all can check decides, one of them waits."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from district.accounts.models import User
from district.web.templatetags.district import moment
from programmes import allocation
from programmes.models import Application, CourseRun, Intake
from programmes.services import intakes
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.programmes import make_application, make_course, make_open_run
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

PROVIDER = "sam@aston-lock.example"
TITLE = "Kingfisher coding"
NAME = "Kingfisher intake"
PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
LOOKING, NOT_LOOKING = "11", "12"


@pytest.fixture
def run(site: str) -> CourseRun:
    """Two places, first come, first served as yet."""
    provider = User.objects.get(email=PROVIDER).memberships.get().organisation
    return make_open_run(
        course=make_course(organisation=provider, title=TITLE, is_fictional=True), capacity=2
    )


def test_an_intake_with_more_people_than_places_is_settled_by_its_published_rule(
    arrives: Arrives, run: CourseRun
) -> None:
    provider = arrives(PROVIDER)
    when_the_provider_publishes_a_rule(provider)
    when_the_provider_puts_the_run_under_it(provider, run)
    intake = Intake.objects.get(name=NAME)
    drafts = given_three_people_with_all_but_their_choice_answered(run)
    people = {draft: arrives(draft.learner.user.email, **PHONE) for draft in drafts}
    for draft, learner in people.items():
        when_they_read_the_rule_and_go_on(learner, run, intake)
        when_they_say_how_much_they_would_like_it(learner)
        when_they_send_it(learner)
        then_they_wait_for_the_closing_day(learner, draft)
    when_the_intake_closes_and_is_settled(intake)
    first, second, third = then_group_and_lot_say_who_comes_first(intake, drafts)
    for draft in (first, second):
        then_they_have_a_place_until_a_day_and_hour(people[draft], draft)
    then_they_are_first_on_the_waiting_list(people[third], third)
    for draft, learner in people.items():
        then_the_secret_and_their_lot_can_be_checked(learner, draft, intake)
    when_they_say_no(people[second], second)
    then_they_have_a_place_until_a_day_and_hour(people[third], third)
    then_the_provider_sees_who_was_taken(provider, run)


def when_the_provider_publishes_a_rule(provider: Traveller) -> None:
    provider.opens("/provider/intakes/")
    provider.presses("Add an intake")
    provider.types(name=NAME, first="unemployed")
    provider.dates("closes_on", timezone.localdate())
    provider.presses("Save")
    provider.sees("The intake is made. Put course runs in it on their own pages.")


def when_the_provider_puts_the_run_under_it(provider: Traveller, run: CourseRun) -> None:
    provider.opens(f"/provider/runs/{run.public_id}/overview/")
    provider.follows(re.compile("how people get a place", re.IGNORECASE))
    provider.types(admission="intake", intake=str(Intake.objects.get(name=NAME).pk))
    provider.presses("Save")
    provider.sees("Saved.")


def given_three_people_with_all_but_their_choice_answered(run: CourseRun) -> list[Application]:
    statuses = {"Cas": LOOKING, "Dee": NOT_LOOKING, "Eve": NOT_LOOKING}
    run.refresh_from_db()
    return [
        make_application(
            run=run,
            learner=make_learner(user=make_user(name=f"{name} Kingfisher")),
            employment_status=status,
        )
        for name, status in statuses.items()
    ]


def when_they_read_the_rule_and_go_on(learner: Traveller, run: CourseRun, intake: Intake) -> None:
    learner.opens(f"/courses/runs/{run.public_id}/apply/")
    learner.sees_page(f"Apply for {TITLE}")
    learner.sees("Places go to these groups, in this order.")
    learner.main.get_by_text("How you can tell that the lot is fair").click()
    learner.sees(intake.seed_digest)
    learner.presses("Go on with it")


def when_they_say_how_much_they_would_like_it(learner: Traveller) -> None:
    learner.sees_page("How much would you like this start, of those you apply for together?")
    learner.presses("Save and go on")
    learner.sees(re.compile("^Enter a number"))
    learner.types(choice="1")
    learner.presses("Save and go on")


def when_they_send_it(learner: Traveller) -> None:
    learner.sees_page("Would any of these help you take part?")
    learner.presses("Save and go on")
    learner.sees_page("Check your answers")
    learner.sees("Number 1 of those I apply for")
    learner.presses("Send my application")
    learner.sees_page("Your application is sent")


def then_they_wait_for_the_closing_day(learner: Traveller, draft: Application) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.sees("Sent")
    learner.sees("How the places are given")
    learner.does_not_see("Your lot")


def when_the_intake_closes_and_is_settled(intake: Intake) -> None:
    Intake.objects.filter(pk=intake.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    result = intakes.settle(intake_id=intake.pk)
    assert result
    assert (result.people, result.placed, result.waiting) == (3, 2, 1)


def then_group_and_lot_say_who_comes_first(intake: Intake, drafts: list[Application]) -> list[Application]:
    """Worked out from what is published, as anybody could."""
    assert hashlib.sha256(intake.seed.encode()).hexdigest() == intake.seed_digest
    return sorted(
        drafts,
        key=lambda draft: (
            draft.employment_status != LOOKING,
            allocation.lot(intake.seed, str(draft.learner.public_id)),
        ),
    )


def then_they_have_a_place_until_a_day_and_hour(learner: Traveller, draft: Application) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.sees("You are offered a place")
    learner.sees(re.compile(r"\d+ \w+ \d{4} at .*(am|pm), London time"))


def then_they_are_first_on_the_waiting_list(learner: Traveller, draft: Application) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.sees("You are 1st on the waiting list")


def then_the_secret_and_their_lot_can_be_checked(
    learner: Traveller, draft: Application, intake: Intake
) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.sees("Your group")
    learner.sees("Out of work and looking for it" if draft.employment_status == LOOKING else "Everybody else")
    learner.sees(f"{allocation.lot(intake.seed, str(draft.learner.public_id)):015x}")
    learner.main.get_by_text("How you can tell that the lot is fair").click()
    learner.sees(intake.seed)


def when_they_say_no(learner: Traveller, draft: Application) -> None:
    learner.opens(f"/me/applications/{draft.public_id}/")
    learner.presses("Say no")
    learner.presses("Say no to the place")


def then_the_provider_sees_who_was_taken(provider: Traveller, run: CourseRun) -> None:
    provider.opens("/provider/intakes/")
    given = Intake.objects.get(name=NAME).settled_at
    assert moment(given) in provider.main.get_by_role("row").filter(has_text=NAME).inner_text()
    provider.opens(f"/provider/applications/?run={run.public_id}")
    for name in ("Cas", "Dee", "Eve"):
        provider.sees(f"{name} Kingfisher")
