"""Whoever signs in is led to the home of what they act as, and each home says what to do next."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.home import agenda, desk
from district.matching.models import LearnerMatch
from district.outbox.models import OutboxTask
from district.partners.models import Role
from tests.factories.accounts import make_user
from tests.factories.employers import make_vacancy
from tests.factories.learners import NOWHERE, make_held_skill, make_learner
from tests.factories.matching import match_everybody
from tests.factories.partners import make_membership, make_organisation, make_role, make_staff
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


def member_of(*roles: str, approved: bool = True) -> User:
    organisation = make_organisation()
    for role in roles:
        make_role(organisation=organisation, role=role, approved=approved)
    return make_membership(organisation=organisation).user


def start_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/start/").headers.get("Location", "")


def test_each_role_is_led_to_its_own_home() -> None:
    assert start_of(make_staff()) == reverse("authority_show")
    assert start_of(member_of(Role.EMPLOYER)) == reverse("employer_home")
    assert start_of(member_of(Role.PROVIDER)) == reverse("provider_home")
    assert start_of(member_of(Role.EMPLOYER, Role.PROVIDER)) == reverse("employer_home")
    assert start_of(make_learner().user) == reverse("learner_home")


def test_members_without_an_approved_role_are_led_to_their_organisation() -> None:
    user = member_of(Role.EMPLOYER, approved=False)
    assert start_of(user) == reverse(
        "organisation_show", args=[user.memberships.get().organisation.public_id]
    )


def test_somebody_new_chooses_what_they_came_for(client: Client) -> None:
    client.force_login(make_user())
    page = client.get("/start/")
    assert page.status_code == 200
    for address in (reverse("profile_start"), reverse("organisation_start")):
        assert f'href="{address}"' in page.text


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/start/").headers["Location"] == "/account/login/?next=%2Fstart%2F"


def test_a_learner_is_told_the_one_thing_to_do_next() -> None:
    learner = make_learner(postcode=NOWHERE)
    assert agenda.of_learner(learner)["step"].title == "Tell us where you live"

    learner = make_learner()
    assert agenda.of_learner(learner)["step"].title == "Say what you can do"

    skills = [make_skill() for _ in range(3)]
    for skill in skills:
        make_held_skill(learner=learner, skill=skill)
    assert agenda.of_learner(learner)["step"].title == "Look further"

    make_vacancy(skills=skills, mode="remote")
    match_everybody()
    assert LearnerMatch.objects.get(learner=learner).vacancies != []
    assert agenda.of_learner(learner)["step"].title == "See what fits you, and why"


def test_the_desk_counts_what_waits_and_leaves_out_what_does_not(client: Client) -> None:
    client.force_login(make_staff())
    assert "Nothing needs your attention" in client.get("/authority/").text

    make_organisation(role=Role.EMPLOYER, approved=False)
    make_vacancy(closes_on=timezone.localdate())
    now = timezone.now()
    OutboxTask.objects.create(name="x", promised_in=1, state="failed", created_at=now, done_at=now)

    assert [(line.number, line.words) for line in desk.attention({})["lines"]] == [
        (1, "organisation waits for a check"),
        (1, "background job has failed"),
        (1, "vacancy closes within a week"),
    ]
    page = client.get("/authority/").text
    assert "organisation waits for a check" in page
    assert "course run" not in page
