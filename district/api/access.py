"""Who calls: the system of an employer, by its token. Each address of the API carries this rule and no other."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pghistory
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from district.api import problems
from district.api.models import ApiToken
from district.api.services import tokens
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed

LARGEST = 100_000  # bytes of what is sent

type View = Callable[..., HttpResponseBase]


class ApiRequest(HttpRequest):
    """A request that has shown a token."""

    actor: Actor
    token: ApiToken


class EmployerToken(HttpBearer):
    """`Authorization: Bearer dsd_…`. A token that is unknown, revoked or expired is no token."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = tokens.find(token)
        if found is None:
            _count_wrong(request)
            return None
        if wait := tokens.count_call(found):
            raise problems.TooManyCalls(wait)
        actor = tokens.actor_of(found)
        if not actor.acts_as(Role.EMPLOYER):
            raise NotAllowed("Your organisation does not act as an employer at present. Ask WMCA staff.")
        request.actor, request.token = actor, found  # type: ignore[attr-defined]
        pghistory.context(acting_for=found.organisation_id, api_token=found.pk)
        return found


def _count_wrong(request: HttpRequest) -> None:
    """By address, with the limiter of wrong passwords. A token that works is found before this: nobody else's guesses
    lock it out.
    """
    limit = {"wrong_token": f"{settings.API_WRONG_TOKENS_A_MINUTE}/m/ip"}
    if not ratelimit.consume(request, app="api", action="wrong_token", config=limit, limit_get=True):
        raise problems.TooManyWrongTokens


def token_required(view: View) -> View:
    """For the views that the API library makes: they ask for the token themselves, and need no cookie."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if _is_too_large(request):
            return problems.answer(413, f"Send {LARGEST:,} bytes or fewer.")
        response = view(request, **kwargs)
        if response.status_code == 405:
            response = problems.wrong_method(response["Allow"])
        response["Cache-Control"] = "no-store, private"
        return response

    guarded.access_rule = "token of an employer"  # type: ignore[attr-defined]
    return guarded


def _is_too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST


def only_read(view: View) -> View:
    """For addresses of the API that need no token: another method is refused as the API refuses it."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            return view(request, **kwargs)
        return problems.wrong_method("GET, HEAD")

    return guarded
