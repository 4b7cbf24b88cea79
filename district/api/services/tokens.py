"""Tokens of employers' own systems: made, shown once, rotated with an overlap, revoked, counted."""

import hashlib
import math
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from district.api.models import ApiToken
from district.api.services import letters
from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Rank, Role
from district.web.errors import NotAllowed, Refused

PREFIX = "dsd_"  # so that programs that look for leaked secrets know one when they see it
DAYS = {30: "30 days", 90: "90 days", 180: "180 days", 365: "A year"}
OVERLAPS = {0: "Not at all: it stops now", 24: "For a day", 168: "For a week"}
MOST_LIVE = 10
WARN_BEFORE = timedelta(days=14)
MINUTE = timedelta(minutes=1)

COUNT = """
    INSERT INTO api_apitokenuse AS use (token_id, last_used_at, minute_began_at, calls)
    VALUES (%(token)s, %(now)s, %(now)s, 1)
    ON CONFLICT (token_id) DO UPDATE SET
        last_used_at = %(now)s,
        minute_began_at = CASE WHEN use.minute_began_at <= %(before)s THEN %(now)s ELSE use.minute_began_at END,
        calls = CASE WHEN use.minute_began_at <= %(before)s THEN 1 ELSE use.calls + 1 END
    RETURNING calls, minute_began_at
"""


def require_admin(by: Actor) -> None:
    if not by.acts_as(Role.EMPLOYER):
        raise NotAllowed("Tokens are for employers that WMCA staff have approved.")
    if not by.is_admin:
        raise NotAllowed("Ask an administrator of your organisation: only they make and end tokens.")


def digest(secret: str) -> str:
    """The secret has 256 random bits: a fast digest is as good as a slow one."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


@transaction.atomic
def create(*, name: str, days: int, by: Actor) -> tuple[ApiToken, str]:
    """A token and its secret, which nobody can be told again."""
    require_admin(by)
    organisation = _lock(by.own_organisation)
    name = " ".join(name.split())
    unrevoked = ApiToken.objects.filter(organisation=organisation, revoked_at=None)
    if unrevoked.filter(name__iexact=name).exists():
        raise Refused("You have a token of this name already. Choose another name.", field="name")
    if unrevoked.live().count() >= MOST_LIVE:
        raise Refused(f"You have {MOST_LIVE} tokens in use, which is the most. Revoke one first.")
    secret = _new_secret()
    token = ApiToken.objects.create(
        organisation=organisation,
        name=name,
        digest=digest(secret),
        ending=secret[-4:],
        expires_at=_end(days),
        created_by=by.person,
    )
    letters.promise(token, letters.Act.MADE)
    return token, secret


@transaction.atomic
def rotate(*, token: ApiToken, ending: str, days: int, overlap_hours: int, by: Actor) -> tuple[ApiToken, str]:
    """A new secret for the token whose secret ends so; the former one works on for a while."""
    require_admin(by)
    token = _own(token, by)
    if token.revoked_at is not None:
        raise Refused("This token is revoked. Make a new one.", code="state")
    if ending != token.ending:
        raise Refused("This token has just been rotated. Look at it again before you do so once more.")
    if overlap_hours not in OVERLAPS:
        raise Refused("Choose how long the former secret works.", field="overlap_hours")
    now, secret = timezone.now(), _new_secret()
    former_until = min(now + timedelta(hours=overlap_hours), token.expires_at)
    is_overlapping = former_until > now
    token.former_digest = token.digest if is_overlapping else None
    token.former_until = former_until if is_overlapping else None
    token.digest, token.ending = digest(secret), secret[-4:]
    token.rotated_at, token.expires_at, token.warned_at = now, _end(days), None
    token.save()
    letters.promise(token, letters.Act.ROTATED)
    return token, secret


@transaction.atomic
def revoke(*, token: ApiToken, by: Actor) -> ApiToken:
    """It stops at once, both of its secrets. Already revoked is a success."""
    require_admin(by)
    token = _own(token, by)
    if token.revoked_at is not None:
        return token
    token.revoked_at, token.revoked_by = timezone.now(), by.person
    token.former_digest = token.former_until = None
    token.save(update_fields=["revoked_at", "revoked_by", "former_digest", "former_until"])
    letters.promise(token, letters.Act.REVOKED)
    return token


def find(secret: str) -> ApiToken | None:
    """The live token of this secret, or of a former one while that still works. Unknown and ended ones are alike."""
    wanted, now = digest(secret), timezone.now()
    return (
        ApiToken.objects.live()
        .filter(Q(digest=wanted) | Q(former_digest=wanted, former_until__gt=now))
        .select_related("organisation")
        .first()
    )


def actor_of(token: ApiToken) -> Actor:
    """Who acts when a system calls: the organisation as an employer, whatever else it is, and no person."""
    is_employer = (
        token.organisation.is_active
        and OrganisationRole.objects.approved()
        .filter(organisation=token.organisation_id, role=Role.EMPLOYER)
        .exists()
    )
    return Actor(
        user=AnonymousUser(),
        organisation=token.organisation,
        roles=frozenset({Role.EMPLOYER.value} if is_employer else ()),
        rank=Rank.ADMIN,
        organisation_count=1,
    )


def count_call(token: ApiToken) -> int:
    """Note that it is used. How many seconds to wait, if it has been used too often within the minute; else 0."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"token": token.pk, "now": now, "before": now - MINUTE})
        calls, began = cursor.fetchone()
    if calls <= settings.API_CALLS_A_MINUTE:
        return 0
    return max(1, math.ceil((began + MINUTE - now).total_seconds()))


@transaction.atomic
def warn() -> int:
    """Tell administrators, once, of tokens that end soon. Says how many."""
    soon = timezone.now() + WARN_BEFORE
    ending = ApiToken.objects.live().filter(expires_at__lt=soon, warned_at=None)
    rows = list(ending.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:100])
    for token in rows:
        token.warned_at = timezone.now()
        token.save(update_fields=["warned_at"])
        letters.promise(token, letters.Act.ENDING)
    return len(rows)


def _lock(organisation: Organisation) -> Organisation:
    """Held while its tokens are counted."""
    return Organisation.objects.select_for_update(no_key=True).get(id=organisation.id)


def _own(token: ApiToken, by: Actor) -> ApiToken:
    if not by.acts_for(token.organisation_id):
        raise NotAllowed("Only administrators of the employer change its tokens.")
    return ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)


def _new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def _end(days: int) -> datetime:
    if days not in DAYS:
        raise Refused("Choose how long it works.", field="days")
    return timezone.now() + timedelta(days=days)
