"""A learner decides whether employers see what fits."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from district.web.errors import NotAllowed, Refused
from learners.models import EmployerConsent, FundingFacts, Learner
from learners.services import consents, profiles
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of

pytestmark = pytest.mark.django_db


def say(learner: Learner, *, is_agreed: bool = True, born_on: date | None = date(1990, 5, 17)) -> None:
    consents.be_seen_by_employers(
        learner=learner, is_agreed=is_agreed, born_on=born_on, by=actor_of(learner.user)
    )


def test_yes_and_no_are_kept_and_can_be_said_twice() -> None:
    learner = make_learner()
    for _ in range(2):
        say(learner)
        assert list(consents.seen_by_employers()) == [learner]
    for _ in range(2):
        say(learner, is_agreed=False, born_on=None)
        assert not consents.seen_by_employers()


@travel("2026-06-10 12:00")
@pytest.mark.parametrize(
    ("born_on", "is_adult"),
    [(date(2008, 6, 10), True), (date(2008, 6, 11), False), (date(2008, 2, 29), True)],
)
def test_nobody_under_eighteen_can(born_on: date, is_adult: bool) -> None:
    learner = make_learner()
    if is_adult:
        say(learner, born_on=born_on)
    else:
        with pytest.raises(Refused, match="You can decide this from 11 June 2026"):
            say(learner, born_on=born_on)
    assert EmployerConsent.objects.exists() is is_adult


def test_what_was_told_of_their_age_before_counts_too() -> None:
    learner = make_learner()
    FundingFacts.objects.create(
        learner=learner, born_on=timezone.localdate(), work="looking", prior_level="none"
    )
    with pytest.raises(Refused, match="nobody under 18"):
        say(learner)


def test_without_a_date_of_birth_it_is_refused() -> None:
    with pytest.raises(Refused, match="Enter your date of birth"):
        say(make_learner(), born_on=None)


def test_nobody_else_can_say_it() -> None:
    with pytest.raises(NotAllowed):
        consents.be_seen_by_employers(
            learner=make_learner(), is_agreed=True, born_on=date(1990, 1, 1), by=actor_of(make_learner().user)
        )


def test_it_goes_with_the_profile() -> None:
    learner = make_learner()
    say(learner)
    profiles.delete(learner=learner, by=actor_of(learner.user))
    assert not EmployerConsent.objects.exists()


def test_the_page_asks_and_the_profile_says_what_stands(client: Client) -> None:
    learner = make_learner()
    client.force_login(learner.user)
    address = reverse("profile_employers")
    sent = {"is_agreed": "True", "born_on_day": "17", "born_on_month": "5", "born_on_year": "2020"}
    assert "Employers see nobody under 18" in client.post(address, sent).text
    assert "Enter your date of birth" in client.post(address, {"is_agreed": "True"}).text
    client.post(address, sent | {"born_on_year": "1990"})
    assert "Employers see, without your name" in client.get(reverse("profile_show")).text
    client.post(address, {"is_agreed": "False"})
    assert "Only you." in client.get(reverse("profile_show")).text
