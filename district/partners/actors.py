"""Finds out for whom a request acts."""

from django.http import HttpRequest

from district.partners.actor import Actor
from district.partners.models import Membership, OrganisationRole

SESSION_KEY = "acting_for"


def of(request: HttpRequest) -> Actor:
    """The actor of this request: at most two queries, none for visitors."""
    if not request.user.is_authenticated:
        return Actor(user=request.user)
    memberships = list(
        Membership.objects.live()
        .filter(user=request.user)
        .select_related("organisation")
        .order_by("joined_at", "id")
    )
    if not memberships:
        return Actor(user=request.user)
    chosen = request.session.get(SESSION_KEY)
    membership = next((m for m in memberships if str(m.organisation.public_id) == chosen), memberships[0])
    return acting(membership)


def acting(membership: Membership) -> Actor:
    """The actor that a live membership makes of its user."""
    roles = OrganisationRole.objects.filter(
        organisation_id=membership.organisation_id, state=OrganisationRole.State.APPROVED
    ).values_list("role", flat=True)
    return Actor(
        user=membership.user,
        organisation=membership.organisation,
        roles=frozenset(roles),
        rank=membership.rank,
    )
