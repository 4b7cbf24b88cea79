"""What every page may use about who is signed in."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from district.web.navigation import NavItem


def account(request: HttpRequest) -> dict[str, Any]:
    """The account menu. Asks nothing of the database beyond the actor."""
    actor = getattr(request, "actor", None)
    if actor is None or not request.user.is_authenticated:
        return {"account_menu": _menu()}
    own = actor.organisation
    return {
        "account_menu": _menu(
            request.user.email,
            own.name if own else "",
            own.public_id if own else None,
            may_switch=actor.organisation_count > 1,
        )
    }


@lru_cache(maxsize=500)
def _menu(
    email: str = "", organisation: str = "", public_id: UUID | None = None, *, may_switch: bool = False
) -> SafeString:
    """Every page has it: it is drawn once for each person, and again when anything in it is another."""
    items = [NavItem("Your start page", "/start/")]
    if public_id:
        items.append(NavItem("Your organisation", reverse("organisation_show", args=[public_id])))
    if may_switch:
        items.append(NavItem("Act for another organisation", reverse("organisation_switch")))
    items.append(NavItem("Your name", reverse("name_change")))
    context = {"email": email, "organisation": organisation, "items": items}
    return render_to_string("components/account_menu.html", context)
