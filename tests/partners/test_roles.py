"""Roles: asked for, checked, decided, by the table of transitions and nobody's own hand."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from district.outbox.models import Message
from district.partners.models import OrganisationRole, Rank, Role, RoleCheck
from district.partners.services import roles
from district.web.errors import NotAllowed, Refused
from tests.factories.partners import actor_of, make_actor, make_membership, make_role, make_staff, pass_checks
from tests.partners.conftest import Town

State = OrganisationRole.State
DECISIONS = {
    State.APPROVED: lambda role, by: roles.approve(role=role, by=by),
    State.REFUSED: lambda role, by: roles.refuse(role=role, reason="No such company.", by=by),
    State.SUSPENDED: lambda role, by: roles.suspend(role=role, reason="Complaints.", by=by),
}


@pytest.fixture
def staff(db: None) -> Any:
    return actor_of(make_staff())


def put(role: OrganisationRole, state: str) -> OrganisationRole:
    OrganisationRole.objects.filter(id=role.id).update(
        state=state, reason="A test.", decided_at="2027-01-01T00:00Z"
    )
    role.refresh_from_db()
    return role


@pytest.mark.parametrize("target", DECISIONS)
@pytest.mark.parametrize("start", list(State))
def test_only_what_the_table_lists_happens(town: Town, staff: Any, start: State, target: State) -> None:
    role = put(town.waiting, start)
    pass_checks(role)
    if start == target:
        assert DECISIONS[target](role, staff).state == start
        assert not Message.objects.exists()
    elif target in OrganisationRole.TRANSITIONS[start]:
        assert DECISIONS[target](role, staff).state == target
        assert [message.to for message in Message.objects.all()] == [town.admin.email]
    else:
        with pytest.raises(Refused, match="cannot become"):
            DECISIONS[target](role, staff)
        role.refresh_from_db()
        assert role.state == start


def test_a_role_is_approved_only_when_everything_was_found_right(town: Town, staff: Any) -> None:
    for kind in list(RoleCheck.Kind)[:-1]:
        roles.record_check(role=town.waiting, kind=kind, passed=True, note="Seen.", by=staff)
    roles.record_check(role=town.waiting, kind=RoleCheck.Kind.CONDUCT, passed=False, note="A ban.", by=staff)
    with pytest.raises(Refused, match="Missing: Nothing known against it"):
        roles.approve(role=town.waiting, by=staff)
    roles.record_check(role=town.waiting, kind=RoleCheck.Kind.CONDUCT, passed=True, note="Over.", by=staff)
    approved = roles.approve(role=town.waiting, by=staff)
    assert (approved.state, approved.decided_by) == (State.APPROVED, staff.user)
    assert RoleCheck.objects.filter(organisation_role=approved).count() == 4


def test_a_role_takes_effect_once_approved_and_loses_it_when_suspended(town: Town, staff: Any) -> None:
    assert Role.EMPLOYER not in actor_of(town.member).roles
    pass_checks(town.waiting)
    roles.approve(role=town.waiting, by=staff)
    assert actor_of(town.member).roles == {Role.PROVIDER, Role.EMPLOYER}
    roles.suspend(role=town.waiting, reason="Complaints.", by=staff)
    assert actor_of(town.member).roles == {Role.PROVIDER}
    roles.approve(role=town.waiting, by=staff)
    assert actor_of(town.member).roles == {Role.PROVIDER, Role.EMPLOYER}


@pytest.mark.parametrize("part", ["admin", "member", "stranger", "learner", "removed", "staff_member"])
def test_only_administrators_among_staff_decide(town: Town, part: str) -> None:
    by = actor_of(getattr(town, part))
    pass_checks(town.waiting)
    for decide in DECISIONS.values():
        with pytest.raises(NotAllowed):
            decide(town.waiting, by)
    with pytest.raises(NotAllowed):
        roles.record_check(role=town.waiting, kind="register", passed=True, note="Seen.", by=by)


def test_nobody_decides_about_their_own_organisation(town: Town) -> None:
    make_membership(user=town.staff, organisation=town.organisation, rank=Rank.MEMBER)
    pass_checks(town.waiting)
    with pytest.raises(NotAllowed, match="Ask a colleague"):
        roles.approve(role=town.waiting, by=actor_of(town.staff))


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_refusal_needs_its_reason(town: Town, staff: Any, reason: str) -> None:
    with pytest.raises(Refused, match="Give the reason"):
        roles.refuse(role=town.waiting, reason=reason, by=staff)


def test_a_refused_role_can_be_asked_for_again_and_is_checked_afresh(town: Town, staff: Any) -> None:
    pass_checks(town.waiting)
    roles.refuse(role=town.waiting, reason="No such company.", by=staff)
    asked = roles.ask(organisation=town.organisation, role=Role.EMPLOYER, by=actor_of(town.admin))
    assert (asked.state, asked.reason, asked.decided_at, asked.checks.count()) == (
        State.REQUESTED,
        "",
        None,
        0,
    )


def test_asking_for_a_role_twice_is_asking_once(town: Town) -> None:
    by = actor_of(town.admin)
    first = roles.ask(organisation=town.organisation, role=Role.SCHOOL, by=by)
    assert roles.ask(organisation=town.organisation, role=Role.SCHOOL, by=by) == first
    with pytest.raises(Refused, match="cannot become"):
        roles.ask(organisation=town.organisation, role=Role.PROVIDER, by=by)


@pytest.mark.parametrize("part", ["member", "removed", "stranger", "staff"])
def test_only_its_administrators_ask_for_a_role(town: Town, part: str) -> None:
    with pytest.raises(NotAllowed):
        roles.ask(organisation=town.organisation, role=Role.SCHOOL, by=actor_of(getattr(town, part)))


def test_nobody_asks_to_be_the_combined_authority(town: Town) -> None:
    with pytest.raises(NotAllowed):
        roles.ask(organisation=town.organisation, role=Role.AUTHORITY, by=actor_of(town.admin))
    address = reverse("role_ask", args=[town.organisation.public_id])
    response = town.client_of("admin").post(address, {"role": "authority"})
    assert "Choose from the options shown" in response.text


def test_nothing_is_checked_once_a_role_is_decided(town: Town, staff: Any) -> None:
    with pytest.raises(Refused, match="Nothing is being checked"):
        roles.record_check(role=town.role, kind="register", passed=True, note="Late.", by=staff)


def test_staff_check_and_approve_on_pages(town: Town) -> None:
    client = town.client_of("staff")
    page = reverse("authority_organisation_show", args=[town.organisation.public_id])
    decide = reverse("role_decide", args=[town.waiting.public_id, "approve"])
    early = client.post(decide)
    assert (early.status_code, "Not everything is checked" in early.text) == (409, True)
    for kind in RoleCheck.Kind.values:
        address = reverse("check_record", args=[town.waiting.public_id, kind])
        assert client.post(address, {"passed": "yes", "note": f"Looked up {kind}."})["Location"] == page
    assert "Looked up register." in client.get(page).text
    done = client.post(decide, follow=True)
    assert "has been told by e-mail" in done.text
    town.waiting.refresh_from_db()
    assert town.waiting.state == State.APPROVED
    assert "approved Canal Works as employer" in Message.objects.get(to=town.admin.email).text
    assert client.post(decide).status_code == 302


def test_the_organisation_reads_the_reason(town: Town, staff: Any) -> None:
    roles.suspend(role=town.role, reason="Three complaints <b>open</b>.", by=staff)
    page = town.client_of("member").get(reverse("organisation_show", args=[town.organisation.public_id]))
    assert "Three complaints &lt;b&gt;open&lt;/b&gt;." in page.text
    assert "Three complaints <b>open</b>." in Message.objects.get().text


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "approved", "decided_at": None}, "partners_decision_has_time"),
        (
            {"state": "refused", "decided_at": "2027-01-01T00:00Z", "reason": ""},
            "partners_refusal_has_reason",
        ),
    ],
)
def test_the_database_holds_what_a_decision_needs(
    town: Town, values: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OrganisationRole.objects.filter(id=town.waiting.id).update(**values)


def test_the_database_keeps_each_role_once(town: Town) -> None:
    with pytest.raises(IntegrityError, match="partners_role_once"):
        make_role(organisation=town.organisation, role=Role.PROVIDER)


def test_the_database_wants_a_note_and_one_check_of_a_kind(town: Town) -> None:
    checked = {
        "organisation_role": town.waiting,
        "kind": "register",
        "passed": True,
        "checked_by": town.staff,
    }
    with pytest.raises(IntegrityError, match="partners_check_has_note"), transaction.atomic():
        RoleCheck.objects.create(**checked)
    RoleCheck.objects.create(**checked, note="Seen.")
    with pytest.raises(IntegrityError, match="partners_one_check_of_a_kind"):
        RoleCheck.objects.create(**checked, note="Again.")


def test_the_actor_of_somebody_without_organisation_has_no_role(db: None) -> None:
    actor = make_actor()
    assert (actor.organisation, actor.roles, actor.is_staff, actor.is_admin) == (
        None,
        frozenset(),
        False,
        False,
    )
