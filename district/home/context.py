"""The main navigation, by who is signed in: what everybody may browse, then the pages of their own work."""

from typing import Any

from django.urls import reverse

from district.partners.actor import Actor
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web.navigation import DEFAULT_NAVIGATION, NavItem, with_current


def navigation(request: ActorRequest) -> dict[str, Any]:
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {}
    return {"nav_items": with_current([*DEFAULT_NAVIGATION, *_own_pages(request.actor)], request.path)}


def _own_pages(actor: Actor) -> list[NavItem]:
    items = []
    if actor.is_staff:
        items.append(NavItem("The desk", reverse("authority_show")))
        items.append(NavItem("Money", reverse("funding_show")))
        items.append(NavItem("Reports", reverse("report_list")))
    if actor.acts_as(Role.EMPLOYER):
        items.append(NavItem("Hiring", reverse("employer_home")))
    if actor.acts_as(Role.PROVIDER):
        items.append(NavItem("Teaching", reverse("provider_home")))
    if actor.acts_as(Role.COMMUNITY):
        items.append(NavItem("Referring", reverse("referral_list")))
    if actor.acts_as(Role.COMMUNITY) or actor.acts_as(Role.CIVIC):
        items.append(NavItem("Helping", reverse("help_list")))
    if actor.organisation is None:
        items.append(NavItem("My matches", reverse("match_list")))
        items.append(NavItem("My applications", reverse("application_list")))
        items.append(NavItem("My job applications", reverse("job_application_list")))
        items.append(NavItem("My learning", reverse("learning_list")))
        items.append(NavItem("My profile", reverse("profile_show")))
    return items
