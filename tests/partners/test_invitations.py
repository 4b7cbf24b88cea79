"""Invitations: bound to their address, once, for seven days."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message
from district.partners.models import Invitation, Membership, Rank
from district.partners.services import invitations
from district.web.errors import NotAllowed, Refused
from tests.factories.accounts import make_user
from tests.factories.partners import actor_of, make_invitation, make_membership, make_organisation
from tests.partners.conftest import TOKEN, Town


def invite(
    town: Town, email: str = "new@example.com", part: str = "admin", rank: str = Rank.MEMBER
) -> Invitation:
    return invitations.invite(
        organisation=town.organisation, email=email, rank=rank, by=actor_of(getattr(town, part))
    )


def test_an_invitation_is_mailed_and_its_token_is_nowhere_else(town: Town) -> None:
    invitation = invite(town, email=" New@Example.com ")
    message = Message.objects.get()
    assert (invitation.email, message.to) == ("new@example.com", "new@example.com")
    token = message.text.split("/organisations/invitations/")[1].split("/")[0]
    assert invitations.find(token) == invitation
    assert invitation.token_digest != token
    assert message.is_secret is True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM partners_invitationevent e WHERE e::text LIKE %s", [f"%{token}%"]
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("part", ["member", "removed", "stranger", "staff"])
def test_only_administrators_invite_and_withdraw(town: Town, part: str) -> None:
    with pytest.raises(NotAllowed):
        invite(town, part=part)
    with pytest.raises(NotAllowed):
        invitations.withdraw(invitation=town.invitation, by=actor_of(getattr(town, part)))


def test_a_member_is_not_invited_again(town: Town) -> None:
    with pytest.raises(Refused, match="a member already"):
        invite(town, email=town.member.email.upper())


def test_a_second_invitation_replaces_the_first(town: Town) -> None:
    first = invite(town)
    second = invite(town, rank=Rank.ADMIN)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.is_open
    assert Message.objects.filter(to="new@example.com").count() == 2


def test_there_is_an_end_to_open_invitations(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    invite(town)
    with pytest.raises(Refused, match="2 open invitations"):
        invite(town, email="third@example.com")


def test_who_reads_the_address_accepts_once(town: Town) -> None:
    by = actor_of(town.invited)
    membership = invitations.accept(invitation=town.invitation, by=by)
    assert (membership.organisation, membership.rank) == (town.organisation, Rank.MEMBER)
    with pytest.raises(Refused, match="no longer open"):
        invitations.accept(invitation=town.invitation, by=by)


def test_an_address_that_is_not_confirmed_does_not_count(town: Town) -> None:
    EmailAddress.objects.filter(user=town.invited).update(verified=False)
    with pytest.raises(NotAllowed):
        invitations.accept(invitation=town.invitation, by=actor_of(town.invited))


def test_a_look_alike_address_is_another_address(town: Town) -> None:
    invitation = make_invitation(organisation=town.organisation, email="mike@example.com")
    other = make_user(email="m\u0131ke@example.com")
    with pytest.raises(NotAllowed):
        invitations.accept(invitation=invitation, by=actor_of(other))


@pytest.mark.parametrize(
    "ended",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_an_invitation_that_has_ended_is_refused(town: Town, ended: dict[str, Any]) -> None:
    Invitation.objects.filter(id=town.invitation.id).update(**ended)
    with pytest.raises(Refused, match="no longer open"):
        invitations.accept(invitation=town.invitation, by=actor_of(town.invited))
    response = town.client_of("invited").get(reverse("invitation_accept", args=[TOKEN]))
    assert response.status_code == 404
    assert "This invitation has ended" in response.text


def test_withdrawing_twice_is_withdrawing_once(town: Town) -> None:
    by = actor_of(town.admin)
    first = invitations.withdraw(invitation=town.invitation, by=by).withdrawn_at
    assert invitations.withdraw(invitation=town.invitation, by=by).withdrawn_at == first


def test_an_accepted_invitation_cannot_be_withdrawn(town: Town) -> None:
    invitations.accept(invitation=town.invitation, by=actor_of(town.invited))
    with pytest.raises(Refused, match="Remove the member instead"):
        invitations.withdraw(invitation=town.invitation, by=actor_of(town.admin))


@pytest.mark.parametrize("token", ["x", "%00", "\u202e", "a" * 3000, "../admin", "ü"])
def test_a_made_up_token_says_no_more_than_an_old_one(town: Town, token: str) -> None:
    response = town.client_of("learner").get(f"/organisations/invitations/{token}/")
    assert response.status_code in {404, 400}


def test_the_link_leads_through_sign_in_to_membership(town: Town) -> None:
    client = Client()
    address = reverse("invitation_accept", args=[TOKEN])
    assert client.get(address)["Location"].startswith("/account/login/?next=")
    client.force_login(town.invited)
    page = client.get(address)
    assert (page.status_code, "Join Canal Works" in page.text) == (200, True)
    done = client.post(address, follow=True)
    assert done.redirect_chain[-1][0] == reverse("organisation_show", args=[town.organisation.public_id])
    assert "You now act for Canal Works" in done.text
    assert client.post(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_eight_presses_make_one_member() -> None:
    organisation = make_organisation()
    make_membership(organisation=organisation)
    user = make_user()
    invitation = make_invitation(organisation=organisation, email=user.email)
    gate, answers = threading.Barrier(8), []

    def press() -> None:
        by = actor_of(user)
        gate.wait()
        try:
            invitations.accept(invitation=invitation, by=by)
            answers.append("member")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["member", *["refused"] * 7]
    assert Membership.objects.filter(user=user).count() == 1


def test_the_database_keeps_one_open_invitation_to_an_address(town: Town) -> None:
    with pytest.raises(IntegrityError, match="partners_one_open_invitation"):
        make_invitation(organisation=town.organisation, email=town.invitation.email.upper())


def test_the_database_lets_an_invitation_end_once(town: Town) -> None:
    with pytest.raises(IntegrityError, match="partners_invitation_ends_once"):
        make_invitation(accepted_at=timezone.now(), withdrawn_at=timezone.now())
