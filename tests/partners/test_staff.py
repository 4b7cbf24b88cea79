"""The first WMCA staff, and the shorter sessions of all of them."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from district.accounts.models import User
from district.outbox.models import Message
from district.partners.models import Membership, Organisation, Rank, Role
from district.partners.services import roles
from district.web.errors import NotAllowed
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.partners import actor_of, make_organisation, make_staff, pass_checks
from tests.partners.conftest import Town

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("make_staff", *words, stdout=out)
    return out.getvalue()


def test_the_command_makes_account_authority_and_membership() -> None:
    said = run("Alex@Authority.Example", "--name", "Alex Wyatt")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == (
        "alex@authority.example",
        "Alex Wyatt",
        False,
    )
    actor = actor_of(user)
    assert (actor.is_staff, actor.is_staff_admin) == (True, True)
    assert "They choose a password at /account/password/reset/." in said
    assert Organisation.objects.get().name == "West Midlands Combined Authority"


def test_running_it_again_changes_nothing_but_the_rank() -> None:
    run("alex@authority.example")
    run("alex@authority.example")
    assert Membership.objects.get().rank == Rank.ADMIN
    run("alex@authority.example", "--member")
    assert Membership.objects.get().rank == Rank.MEMBER


def test_an_account_that_is_there_is_used_and_an_authority_too() -> None:
    user = make_user(email="alex@authority.example", password=PASSWORD)
    authority = make_organisation(name="Our authority", role=Role.AUTHORITY)
    assert "password" not in run(user.email)
    assert Membership.objects.get().organisation == authority


@pytest.mark.parametrize("email", ["", "x", "a@b\n", "alex@"])
def test_a_bad_address_is_refused_with_a_sentence(email: str) -> None:
    with pytest.raises(CommandError, match="Give an e-mail address"):
        run(email)
    assert not User.objects.exists()


def test_staff_made_so_can_set_a_password_by_e_mail(client: Client) -> None:
    cache.clear()
    run("alex@authority.example")
    client.post("/account/password/reset/", {"email": "alex@authority.example"})
    message = Message.objects.get()
    assert (message.to, message.subject) == ("alex@authority.example", "Set a new password")


def test_staff_who_may_only_look_do_not_decide(town: Town) -> None:
    pass_checks(town.waiting)
    with pytest.raises(NotAllowed):
        roles.approve(role=town.waiting, by=actor_of(town.staff_member))


@pytest.mark.parametrize(("hours", "is_in"), [(11, True), (13, False)])
def test_staff_sign_in_afresh_each_day(client: Client, hours: int, is_in: bool) -> None:
    cache.clear()
    user = make_staff(user=make_user(password=PASSWORD))
    client.post("/account/login/", {"login": user.email, "password": PASSWORD, "remember": "on"})
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        page = client.get("/authority/organisations/")
    assert (page.status_code == 200) is is_in
    assert is_in or page["Location"] == "/account/login/?next=%2Fauthority%2Forganisations%2F"
    assert ("_auth_user_id" in client.session) is is_in


def test_others_stay_signed_in_for_a_week(client: Client) -> None:
    cache.clear()
    user = make_user(password=PASSWORD)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD, "remember": "on"})
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert client.get("/organisations/").status_code == 200
