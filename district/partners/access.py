"""Who may open a view. Each view carries exactly one of these (or `district.web.access.public`); a test reads `access_rule`."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from district.partners.actor import Actor

View = Callable[..., HttpResponse]


def _guard(rule: str, may: Callable[[Actor], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(
                    f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}"
                )
            if not may(request.actor):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


signed_in = _guard("signed in", lambda actor: True)
member_only = _guard("member of an organisation", lambda actor: actor.organisation is not None)
admin_only = _guard(
    "administrator of an organisation", lambda actor: actor.organisation is not None and actor.is_admin
)
staff_only = _guard("WMCA staff", lambda actor: actor.is_staff)


def role_required(*roles: str) -> Callable[[View], View]:
    """Acts for an organisation with one of these approved roles."""
    return _guard("acts as " + " or ".join(roles), lambda actor: bool(actor.roles.intersection(roles)))
