"""Invitations by e-mail to act for an organisation.

The token stands in the e-mail alone; we keep its digest.
"""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Invitation, Membership, Organisation
from district.partners.services import letters, members
from district.web.errors import NotAllowed, Refused

VALID_FOR = timedelta(days=7)
MOST_OPEN = 50


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find(token: str) -> Invitation | None:
    return (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(token_digest=digest(token), organisation__is_active=True)
        .first()
    )


@transaction.atomic
def invite(*, organisation: Organisation, email: str, rank: str, by: Actor) -> Invitation:
    """Invite by e-mail. A second invitation to the same address replaces the first, whose link then ends."""
    members.lock(organisation.id)
    members.require_admin(organisation=organisation, by=by)
    email = email.strip().lower()
    if Membership.objects.live().filter(organisation=organisation, user__email=email).exists():
        raise Refused("This person is a member already.", field="email")
    now = timezone.now()
    unanswered = Invitation.objects.unanswered().filter(organisation=organisation)
    unanswered.filter(email=email).update(withdrawn_at=now)
    if unanswered.filter(expires_at__gt=now).count() >= MOST_OPEN:
        raise Refused(f"There are {MOST_OPEN} open invitations. Withdraw some before you send more.")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        rank=rank,
        token_digest=digest(token),
        invited_by=by.person,
        expires_at=now + VALID_FOR,
    )
    letters.invited(invitation=invitation, token=token)
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor) -> Invitation:
    members.lock(invitation.organisation_id)
    members.require_admin(organisation=invitation.organisation, by=by)
    current = Invitation.objects.select_for_update(no_key=True).get(id=invitation.id)
    if current.accepted_at is not None:
        raise Refused("This invitation has been accepted. Remove the member instead.")
    if current.withdrawn_at is None:
        current.withdrawn_at = timezone.now()
        current.save(update_fields=["withdrawn_at"])
    return current


def is_for(*, invitation: Invitation, user: User) -> bool:
    """Whether the invited address is one that this person has proved to be theirs.

    Compared letter by letter (both are kept in small letters): `iexact` takes a dotless i for an i.
    """
    return EmailAddress.objects.filter(user=user, verified=True, email=invitation.email).exists()


@transaction.atomic
def accept(*, invitation: Invitation, by: Actor) -> Membership:
    """Once, in time, and only by whoever reads the invited address."""
    members.lock(invitation.organisation_id)
    current = (
        Invitation.objects.select_related("organisation")
        .select_for_update(of=("self",), no_key=True)
        .get(id=invitation.id)
    )
    if not is_for(invitation=current, user=by.person):
        raise NotAllowed("This invitation is for another e-mail address. Sign in with that one.")
    if not current.is_open:
        raise Refused("This invitation is no longer open. Ask for a new one.")
    current.accepted_at = timezone.now()
    current.save(update_fields=["accepted_at"])
    return members.add(organisation=current.organisation, user=by.person, rank=current.rank)
