"""What a learner's home says while their matches are being worked out."""

import pytest
from django.test import Client

from district.matching.models import LearnerMatch
from learners.models import Learner
from tests.factories.matching import make_seeker, match_everybody

pytestmark = pytest.mark.django_db


def look(client: Client, learner: Learner) -> str:
    client.force_login(learner.user)
    return client.get("/me/").text


def test_before_the_first_match_both_are_being_worked_out(client: Client) -> None:
    assert look(client, make_seeker()).count("being worked out") == 2


def test_the_courses_follow_the_jobs(client: Client) -> None:
    learner = make_seeker()
    match_everybody()
    LearnerMatch.objects.update(courses_version=0)
    assert look(client, learner).count("being worked out") == 1


@pytest.mark.parametrize("is_on", [True, False])
def test_nothing_is_being_worked_out_once_it_is_done_or_switched_off(client: Client, is_on: bool) -> None:
    learner = make_seeker(matching_on=is_on)
    match_everybody()
    assert "being worked out" not in look(client, learner)
