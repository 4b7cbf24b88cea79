"""What every page may use about who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from district.web.navigation import NavItem


def account(request: HttpRequest) -> dict[str, Any]:
    """The entries of the account menu. Asks nothing of the database beyond the actor."""
    actor = getattr(request, "actor", None)
    if actor is None or not request.user.is_authenticated:
        return {"account_items": []}
    items = [NavItem("Your start page", "/start/")]
    if actor.organisation is not None:
        items.append(
            NavItem("Your organisation", reverse("organisation_show", args=[actor.organisation.public_id]))
        )
    if actor.organisation_count > 1:
        items.append(NavItem("Act for another organisation", reverse("organisation_switch")))
    items.append(NavItem("Your name", reverse("name_change")))
    return {"account_items": items}
