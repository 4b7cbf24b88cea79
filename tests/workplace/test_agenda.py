"""What waits after hiring is told on the home page of whoever it waits for, in one question, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.home import agenda as homes
from district.workplace import agenda
from tests.factories.partners import make_actor
from tests.factories.programmes import make_enrolment, make_provider
from tests.factories.workplace import (
    make_completer,
    make_day,
    make_hire,
    make_placement,
    make_proposal,
    make_request,
)

pytestmark = pytest.mark.django_db


def shown(actor, name: str) -> str:
    client = Client()
    client.force_login(actor.user)
    return client.get(reverse(name)).text


def given_one_of_each():
    """An employer and a provider with one thing of each kind to do, and as many of others."""
    today = timezone.localdate()
    provider = make_provider()
    hire = make_hire(state="to_describe")
    employer = hire.organisation
    for organisation, teacher in ((employer, provider), (None, None)):
        own = {"organisation": organisation} if organisation else {}
        taught = make_completer(**({"provider": teacher} if teacher else {}))
        make_request(hire=make_proposal(enrolment=taught, hire=make_hire(learner=taught.learner, **own)).hire)
        make_placement(state="draft", **own)
        enrolment = make_enrolment(run=taught.run)
        unsigned = {"learner": enrolment.learner, "enrolment": enrolment}
        make_placement(state="open", **unsigned, **own)
        begun = make_placement(state="signed", starts_on=today - timedelta(days=9), **own)
        make_day(placement=begun, worked_on=today)
        over = {"starts_on": today - timedelta(days=90), "ends_on": today - timedelta(days=1)}
        make_placement(state="signed", **over, **own)
    return employer, provider


def test_employer_and_provider_read_what_waits_for_them_and_for_nobody_else(
    django_assert_num_queries,
) -> None:
    employer, provider = given_one_of_each()
    boss, tutor = make_actor(organisation=employer), make_actor(organisation=provider)
    with django_assert_num_queries(1):
        assert agenda.of_employer(boss) == agenda.ForEmployer(1, 1, 1, 1, 1, 1, interviews=0)
    with django_assert_num_queries(1):
        assert agenda.of_provider(tutor) == agenda.ForProvider(outcomes=1, to_sign=1)
    page = shown(boss, "employer_home")
    for words in ("hours to confirm", "agreement to sign", "to report on", "rating to give"):
        assert words in page
    page = shown(tutor, "provider_home")
    assert "outcome to record" in page or "Add your first course" in page
    idle = make_actor(role="employer")
    assert agenda.of_employer(idle) == agenda.ForEmployer(0, 0, 0, 0, 0, 0, 0)
    assert "What waits for you" not in shown(idle, "employer_home")


def test_a_learner_is_led_to_what_ends_soonest() -> None:
    today = timezone.localdate()
    row = make_placement(state="signed", starts_on=today - timedelta(days=20))
    learner = row.learner
    assert homes.of_learner(learner)["step"].title == f"Enter your hours: {row.organisation.name}"
    hire = make_hire(learner=learner, state="proposed", moved_at=timezone.now() - timedelta(days=9))
    assert homes.of_learner(learner)["step"].title == f"Is this right? Your work at {hire.organisation.name}"
    unsigned = make_placement(learner=learner, starts_on=today + timedelta(days=2))
    assert homes.of_learner(learner)["step"].title.endswith(unsigned.organisation.name)
    make_day(placement=row, worked_on=today)
    assert [len(rows) for rows in agenda.of_learner(learner)] == [1, 1, 0]
