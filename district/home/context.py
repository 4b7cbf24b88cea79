"""The main navigation, by who is signed in: what everybody may browse, then the pages of their own work."""

from functools import cache
from typing import Any

from django.urls import reverse

from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web.navigation import DEFAULT_NAVIGATION, NavItem, draw

PLACEMENTS = ("/placements/",)  # all three sides read and sign an agreement on one page


def navigation(request: ActorRequest) -> dict[str, Any]:
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {}
    actor = request.actor
    items = _items(actor.roles, acts_for_nobody=actor.organisation is None)
    return {"navigation": draw(items, request.path)}


@cache
def _items(roles: frozenset[str], *, acts_for_nobody: bool) -> tuple[NavItem, ...]:
    """The same for all who have these roles."""
    items = [*DEFAULT_NAVIGATION]
    if Role.AUTHORITY in roles:
        items.append(NavItem("The desk", reverse("authority_show")))
        items.append(NavItem("Money", reverse("funding_show")))
        items.append(NavItem("Reports", reverse("report_list")))
    if Role.EMPLOYER in roles:
        items.append(NavItem("Hiring", reverse("employer_home"), PLACEMENTS))
    if Role.PROVIDER in roles:
        items.append(NavItem("Teaching", reverse("provider_home"), PLACEMENTS))
    if Role.COMMUNITY in roles:
        items.append(NavItem("Referring", reverse("referral_list")))
    if Role.COMMUNITY in roles or Role.CIVIC in roles:
        items.append(NavItem("Helping", reverse("help_list")))
    if acts_for_nobody:
        items.append(NavItem("My matches", reverse("match_list")))
        items.append(NavItem("My applications", reverse("application_list")))
        items.append(NavItem("My job applications", reverse("job_application_list")))
        items.append(NavItem("My learning", reverse("learning_list")))
        items.append(NavItem("My profile", reverse("profile_show")))
    return tuple(items)
