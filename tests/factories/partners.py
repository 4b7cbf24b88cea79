"""Organisations, their members and those who act for them."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.accounts.models import User
from district.partners import actors
from district.partners.actor import Actor
from district.partners.models import (
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationRole,
    Rank,
    Role,
    RoleCheck,
    Site,
)
from district.partners.services import invitations
from tests.factories.accounts import make_user
from tests.factories.places import make_postcode

_numbers = count(1)


def make_organisation(*, role: str = "", approved: bool = True, **fields: Any) -> Organisation:
    """An organisation; with `role`, also that role, approved or waiting for a check."""
    organisation = Organisation.objects.create(**{"name": f"Canal Works {next(_numbers)}"} | fields)
    if role:
        make_role(organisation=organisation, role=role, approved=approved)
    return organisation


def make_role(
    *, organisation: Organisation, role: str, approved: bool = True, **fields: Any
) -> OrganisationRole:
    decision = {"state": OrganisationRole.State.APPROVED, "decided_at": timezone.now()} if approved else {}
    return OrganisationRole.objects.create(organisation=organisation, role=role, **decision | fields)


def make_membership(
    *,
    user: User | None = None,
    organisation: Organisation | None = None,
    rank: str = Rank.ADMIN,
    **fields: Any,
) -> Membership:
    return Membership.objects.create(
        user=user or make_user(), organisation=organisation or make_organisation(), rank=rank, **fields
    )


def make_invitation(
    *, organisation: Organisation | None = None, email: str = "", token: str = "", **fields: Any
) -> Invitation:
    number = next(_numbers)
    usual = {
        "organisation": organisation or make_organisation(),
        "email": email or f"colleague{number}@example.com",
        "token_digest": invitations.digest(token or f"token {number}"),
        "expires_at": timezone.now() + timedelta(days=7),
    }
    if "invited_by" not in fields:
        fields["invited_by"] = make_user()
    return Invitation.objects.create(**usual | fields)


def make_site(*, organisation: Organisation | None = None, **fields: Any) -> Site:
    usual = {"organisation": organisation or make_organisation(), "name": f"Shed {next(_numbers)}"}
    if "postcode" not in fields:
        fields["postcode"] = make_postcode()
    return Site.objects.create(**usual | fields)


def make_join_request(
    *, organisation: Organisation | None = None, user: User | None = None, **fields: Any
) -> JoinRequest:
    return JoinRequest.objects.create(
        **{
            "organisation": organisation or make_organisation(),
            "user": user or make_user(name="Sam Delaney"),
            "message": "I teach the evening classes.",
        }
        | fields
    )


def pass_checks(role: OrganisationRole, *, by: User | None = None) -> None:
    """All that must be checked before a role can be approved."""
    checker = by or make_user()
    for kind in RoleCheck.Kind:
        RoleCheck.objects.create(
            organisation_role=role, kind=kind, passed=True, note="Seen and right.", checked_by=checker
        )


def make_staff(*, user: User | None = None, rank: str = Rank.ADMIN) -> User:
    """A person who acts for the combined authority; `actor_of` gives their actor."""
    authority = Organisation.objects.filter(roles__role=Role.AUTHORITY).first() or make_organisation(
        role=Role.AUTHORITY, name="West Midlands Combined Authority"
    )
    return make_membership(user=user, organisation=authority, rank=rank).user


def make_actor(
    *,
    role: str = "",
    user: User | None = None,
    organisation: Organisation | None = None,
    rank: str = Rank.ADMIN,
    approved: bool = True,
) -> Actor:
    """Who asks for a service. With neither role nor organisation: a person who acts for nobody but themselves."""
    if not role and not organisation:
        return Actor(user=user or make_user())
    organisation = organisation or make_organisation(role=role, approved=approved)
    return actors.acting(make_membership(user=user, organisation=organisation, rank=rank))


def actor_of(user: User) -> Actor:
    """The actor that the person's oldest live membership makes of them."""
    membership = Membership.objects.live().filter(user=user).order_by("joined_at", "id").first()
    return actors.acting(membership) if membership else Actor(user=user)
