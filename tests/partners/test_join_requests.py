"""Asking to act for an organisation that is here already."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message
from district.partners.models import JoinRequest, Membership, Rank, Role
from district.partners.services import join_requests
from district.web.errors import NotAllowed, Refused
from tests.factories.partners import actor_of, make_actor, make_join_request, make_organisation, make_staff
from tests.partners.conftest import Town

State = JoinRequest.State


def test_asking_twice_is_asking_once_and_the_administrators_are_told(town: Town) -> None:
    by = actor_of(town.learner)
    first = join_requests.ask(organisation=town.organisation, message="I teach there.", by=by)
    second = join_requests.ask(organisation=town.organisation, message="Again", by=by)
    assert first == second
    assert [message.to for message in Message.objects.all()] == [town.admin.email]
    assert "I teach there." in Message.objects.get().text


def test_a_member_has_nothing_to_ask(town: Town) -> None:
    with pytest.raises(Refused, match="member of this organisation already"):
        join_requests.ask(organisation=town.organisation, message="?", by=actor_of(town.member))


def test_an_administrator_accepts_and_who_asked_is_told(town: Town) -> None:
    by = actor_of(town.admin)
    join_requests.accept(request=town.join_request, by=by)
    join_requests.accept(request=town.join_request, by=by)
    membership = Membership.objects.get(user=town.join_request.user)
    assert (membership.organisation, membership.rank) == (town.organisation, Rank.MEMBER)
    assert [message.to for message in Message.objects.all()] == [town.join_request.user.email]


@pytest.mark.parametrize("part", ["member", "removed", "stranger", "learner", "staff", "staff_member"])
def test_nobody_else_answers(town: Town, part: str) -> None:
    for answer in (join_requests.accept, join_requests.decline):
        with pytest.raises(NotAllowed):
            answer(request=town.join_request, by=actor_of(getattr(town, part)))
    town.join_request.refresh_from_db()
    assert town.join_request.state == State.OPEN


def test_an_answer_is_final(town: Town) -> None:
    join_requests.decline(request=town.join_request, by=actor_of(town.admin))
    with pytest.raises(Refused, match="has ended: declined"):
        join_requests.accept(request=town.join_request, by=actor_of(town.admin))
    with pytest.raises(Refused, match="has ended"):
        join_requests.withdraw(request=town.join_request, by=actor_of(town.join_request.user))
    assert not Membership.objects.filter(user=town.join_request.user).exists()


def test_only_who_asked_withdraws(town: Town) -> None:
    with pytest.raises(NotAllowed):
        join_requests.withdraw(request=town.join_request, by=actor_of(town.admin))
    by = actor_of(town.join_request.user)
    join_requests.withdraw(request=town.join_request, by=by)
    assert join_requests.withdraw(request=town.join_request, by=by).state == State.WITHDRAWN


@pytest.mark.django_db
def test_staff_answer_for_an_imported_organisation_that_nobody_acts_for() -> None:
    imported = make_organisation(name="From a file", is_imported=True)
    staff = make_staff()
    asked = join_requests.ask(organisation=imported, message="It is mine.", by=make_actor())
    assert [message.to for message in Message.objects.all()] == [staff.email]
    with pytest.raises(NotAllowed):
        join_requests.accept(request=asked, by=make_actor(role=Role.PROVIDER))
    join_requests.accept(request=asked, by=actor_of(staff))
    imported.refresh_from_db()
    assert imported.is_imported is False
    assert Membership.objects.get(organisation=imported).rank == Rank.ADMIN


@pytest.mark.django_db
def test_staff_see_and_accept_a_claim_on_the_page(client) -> None:
    asked = make_join_request(organisation=make_organisation(name="From a file"))
    client.force_login(make_staff())
    page = client.get(reverse("authority_organisation_show", args=[asked.organisation.public_id]))
    assert asked.message in page.text
    done = client.post(reverse("claim_accept", args=[asked.public_id]), follow=True)
    assert "Sam Delaney can now act for From a file." in done.text


@pytest.mark.django_db
def test_a_request_that_nobody_answers_ends_after_thirty_days() -> None:
    old, young = make_join_request(), make_join_request()
    JoinRequest.objects.filter(id=old.id).update(created_at=timezone.now() - timedelta(days=31))
    assert join_requests.expire_old() == 1
    assert join_requests.expire_old() == 0
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == (State.EXPIRED, State.OPEN)
    assert "nobody at" in Message.objects.get().text.lower()


@pytest.mark.django_db
def test_the_database_keeps_one_open_request_of_a_person() -> None:
    asked = make_join_request()
    with pytest.raises(IntegrityError, match="partners_one_open_join_request"):
        make_join_request(organisation=asked.organisation, user=asked.user)
