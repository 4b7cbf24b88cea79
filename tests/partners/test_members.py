"""Ranks and leaving: an organisation keeps an administrator, however many leave at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from district.outbox.models import Message
from district.partners.models import Membership, Organisation, Rank
from district.partners.services import members
from district.web.errors import NotAllowed, Refused
from tests.factories.partners import actor_of, make_actor, make_membership, make_organisation
from tests.partners.conftest import Town


def by(town: Town, part: str) -> Any:
    return actor_of(getattr(town, part))


def test_an_administrator_changes_a_rank_and_the_colleague_is_told(town: Town) -> None:
    members.change_rank(membership=town.membership_of("member"), rank=Rank.ADMIN, by=by(town, "admin"))
    assert town.membership_of("member").rank == Rank.ADMIN
    assert Message.objects.get().to == town.member.email
    members.change_rank(membership=town.membership_of("member"), rank=Rank.ADMIN, by=by(town, "admin"))
    assert Message.objects.count() == 1


@pytest.mark.parametrize("part", ["member", "removed", "stranger", "learner", "staff"])
def test_nobody_else_changes_a_rank_or_removes(town: Town, part: str) -> None:
    membership = town.membership_of("admin")
    with pytest.raises(NotAllowed):
        members.change_rank(membership=membership, rank=Rank.MEMBER, by=by(town, part))
    with pytest.raises(NotAllowed):
        members.remove(membership=membership, by=by(town, part))
    assert town.membership_of("admin").rank == Rank.ADMIN


def test_the_last_administrator_can_neither_leave_nor_step_down(town: Town) -> None:
    membership = town.membership_of("admin")
    with pytest.raises(Refused, match="at least one administrator"):
        members.remove(membership=membership, by=by(town, "admin"))
    with pytest.raises(Refused, match="at least one administrator"):
        members.change_rank(membership=membership, rank=Rank.MEMBER, by=by(town, "admin"))
    assert Membership.objects.admins().filter(organisation=town.organisation).count() == 1


def test_a_locked_out_administrator_does_not_count(town: Town) -> None:
    gone = make_membership(organisation=town.organisation)
    gone.user.is_active = False
    gone.user.save()
    with pytest.raises(Refused, match="at least one administrator"):
        members.remove(membership=town.membership_of("admin"), by=by(town, "admin"))


def test_a_member_leaves_and_may_come_back(town: Town) -> None:
    membership = town.membership_of("member")
    members.remove(membership=membership, by=by(town, "member"))
    members.remove(membership=membership, by=by(town, "admin"))
    assert not Membership.objects.live().filter(user=town.member).exists()
    members.add(organisation=town.organisation, user=town.member, rank=Rank.MEMBER)
    assert Membership.objects.live().get(user=town.member).rank == Rank.MEMBER


def test_a_removed_colleague_is_told_once(town: Town) -> None:
    membership = town.membership_of("member")
    members.remove(membership=membership, by=by(town, "admin"))
    members.remove(membership=membership, by=by(town, "admin"))
    assert [message.to for message in Message.objects.all()] == [town.member.email]
    with pytest.raises(Refused, match="left the organisation"):
        members.change_rank(membership=membership, rank=Rank.ADMIN, by=by(town, "admin"))


def test_somebody_who_was_removed_a_moment_ago_may_not(town: Town) -> None:
    """The actor was built before; the database is asked."""
    second = make_actor(organisation=town.organisation)
    members.remove(membership=Membership.objects.get(user=second.user), by=by(town, "admin"))
    with pytest.raises(NotAllowed):
        members.remove(membership=town.membership_of("member"), by=second)


def leave_at_once(count: int) -> list[Any]:
    """As many administrators leave one organisation at the same moment; says how each fared."""
    organisation = make_organisation()
    leaving = [make_membership(organisation=organisation) for _ in range(count)]
    gate, answers = threading.Barrier(count), []

    def leave(membership: Membership) -> None:
        actor = actor_of(membership.user)
        gate.wait()
        try:
            members.remove(membership=membership, by=actor)
            answers.append("left")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[membership]) for membership in leaving]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return [answers.count("left"), Membership.objects.admins().filter(organisation=organisation).count()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(10))
def test_when_eight_administrators_leave_at_once_one_stays(turn: int) -> None:
    assert leave_at_once(8) == [7, 1]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_all_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""
    slow: Callable[[Membership], None] = members._require_another_admin

    def look_then_wait(membership: Membership) -> None:
        slow(membership)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")

    monkeypatch.setattr(members, "_require_another_admin", look_then_wait)
    monkeypatch.setattr(members, "lock", lambda organisation_id: Organisation.objects.get(id=organisation_id))
    assert leave_at_once(8)[1] == 0
