"""Finds out for whom a request acts."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Value
from django.http import HttpRequest

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Membership, OrganisationRole, Role
from district.partners.models.membership import MembershipQuerySet
from district.web import reads

SESSION_KEY = "acting_for"


def of(request: HttpRequest) -> Actor:
    """The actor of this request: one query, none for visitors."""
    if not request.user.is_authenticated:
        return Actor(user=request.user)
    memberships = _with_mfa(request.user.pk) if settings.REQUIRE_MFA else _without_mfa(request.user.pk)
    if not memberships:
        return Actor(user=request.user)
    chosen = request.session.get(SESSION_KEY)
    membership = next((m for m in memberships if str(m.organisation.public_id) == chosen), memberships[0])
    return _actor(request.user, membership, memberships)


def acting(membership: Membership) -> Actor:
    """The actor that a live membership makes of its user."""
    memberships = list(memberships_of(membership.user))
    return _actor(membership.user, next(m for m in memberships if m == membership), memberships)


def memberships_of(user: User) -> MembershipQuerySet:
    """The person's live memberships, oldest first, each with its organisation's `approved_roles`."""
    return _memberships(user.pk, needs_mfa=settings.REQUIRE_MFA)


@reads.kept
def _with_mfa(user_id: Any) -> MembershipQuerySet:
    return _memberships(user_id, needs_mfa=True)


@reads.kept
def _without_mfa(user_id: Any) -> MembershipQuerySet:
    return _memberships(user_id, needs_mfa=False)


def _memberships(user_id: Any, *, needs_mfa: bool) -> MembershipQuerySet:
    roles = OrganisationRole.objects.approved().filter(organisation_id=OuterRef("organisation_id"))
    mfa = Exists(Authenticator.objects.filter(user_id=OuterRef("user_id"))) if needs_mfa else Value(True)
    read = {"approved_roles": ArraySubquery(roles.order_by("role").values("role")), "has_mfa": mfa}
    return (
        Membership.objects.live()
        .filter(user_id=user_id)
        .select_related("organisation")
        .annotate(**read)
        .order_by("joined_at", "id")
    )


def _actor(user: User, membership: Membership, memberships: list[Membership]) -> Actor:
    has_power = any(m.is_admin or Role.AUTHORITY in m.approved_roles for m in memberships)
    return Actor(
        user=user,
        organisation=membership.organisation,
        roles=frozenset(membership.approved_roles),
        rank=membership.rank,
        organisation_count=len(memberships),
        must_set_up_mfa=has_power and not membership.has_mfa,
    )
