"""Who may open a view.

Each view carries exactly one of these (or `district.web.access.public`); a test reads `access_rule`.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pghistory
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from district.partners.actor import Actor
from district.partners.models import Membership, Role
from district.partners.requests import ActorRequest, MemberRequest
from district.web.errors import NotAllowed

log = logging.getLogger(__name__)

type View = Callable[..., HttpResponseBase]

STAFF_SECONDS = 12 * 3600
READING = {"GET", "HEAD", "OPTIONS"}


def _guard(rule: str, may: Callable[[Actor], bool], sentence: str = "") -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if actor.is_staff and _signed_in_for(request) > STAFF_SECONDS:
                logout(request)
                messages.info(request, "WMCA staff sign in afresh each day.")
                return _to_sign_in(request)
            if actor.must_set_up_mfa:
                messages.info(request, "Set up two-step sign-in first: you can change what others rely on.")
                return redirect("mfa_index")
            if not may(actor):
                log.warning("access refused", extra={"rule": rule, "user_id": actor.user.pk})
                raise NotAllowed(sentence or "Your role does not allow this.")
            if request.method not in READING and actor.organisation:
                pghistory.context(acting_for=actor.organisation.id)
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    way_back = request.get_full_path() if request.method in READING else "/"
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': way_back})}")


def _signed_in_for(request: HttpRequest) -> float:
    """Seconds since the person last proved who they are."""
    proofs = [record["at"] for record in get_authentication_records(request, request.user) if "at" in record]
    return time.time() - max(proofs) if proofs else 0


signed_in = _guard("signed in", lambda actor: True)
member_only = _guard(
    "member of an organisation",
    lambda actor: actor.organisation is not None,
    "This page is for people who act for an organisation.",
)
admin_only = _guard(
    "administrator of an organisation",
    lambda actor: actor.organisation is not None and actor.is_admin,
    "This page is for administrators of an organisation. Ask one of yours.",
)
staff_only = _guard("WMCA staff", lambda actor: actor.is_staff, "This page is for WMCA staff.")
staff_admin_only = _guard(
    "WMCA staff, administrators",
    lambda actor: actor.is_staff_admin,
    "Only administrators among WMCA staff may do this.",
)


def role_required(*roles: str) -> Callable[[View], View]:
    """Acts for an organisation with one of these approved roles."""
    labels = [Role(role).label.lower() for role in roles]
    names = " or ".join(f"{'an' if label[0] in 'aeiou' else 'a'} {label}" for label in labels)
    return _guard(
        f"acts as {' or '.join(roles)}",
        lambda actor: bool(actor.roles.intersection(roles)),
        f"This page is for people who act for {names} that WMCA staff have approved. "
        "An organisation's page shows how far that is.",
    )


def organisation_member(view: View) -> View:
    """A live member of the organisation in the address (`public_id`), whichever one they act for now.

    The membership, with its organisation, is passed on as `request.membership`. Others get a 404.
    """

    @wraps(view)
    def guarded(request: MemberRequest, public_id: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.membership = _membership_or_404(request, public_id)
        return view(request, public_id, *args, **kwargs)

    return _ruled(guarded, "member of this organisation")


def organisation_admin(view: View) -> View:
    """The same for its administrators; its other members get a 403."""

    @wraps(view)
    def guarded(request: MemberRequest, public_id: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        membership = _membership_or_404(request, public_id)
        if not membership.is_admin:
            raise NotAllowed("Only the organisation's administrators may do this. Ask one of them.")
        request.membership = membership
        return view(request, public_id, *args, **kwargs)

    return _ruled(guarded, "administrator of this organisation")


def _ruled(view: View, rule: str) -> View:
    guarded = signed_in(view)
    guarded.access_rule = rule  # type: ignore[attr-defined]
    return guarded


def _membership_or_404(request: ActorRequest, public_id: UUID) -> Membership:
    membership = (
        Membership.objects.live()
        .select_related("organisation__postcode__council")
        .filter(user=request.user, organisation__public_id=public_id)
        .first()
    )
    if membership is None:
        raise Http404("There is no such organisation among yours.")
    return membership
