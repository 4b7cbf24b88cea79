"""A community partner refers somebody; the person answers, and says what may be followed. The token stands in the
e-mail alone; we keep its digest.
"""

import hashlib
import secrets
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.community import addresses
from district.community.models import MayFollow, Referral
from district.outbox.services import mail
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from learners.services import profiles
from programmes.models import CourseRun

VALID_FOR = timedelta(days=30)
MOST_A_DAY = 50
State = Referral.State


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find(token: str) -> Referral | None:
    """One that still waits for an answer. Used, old and unknown ones are all alike."""
    return (
        Referral.objects.open()
        .filter(token_digest=digest(token), organisation__is_active=True)
        .select_related("organisation", "run__course__organisation")
        .defer("run__course__search")
        .first()
    )


@transaction.atomic
def make(
    *,
    name: str,
    email: str,
    run: CourseRun | None = None,
    may_follow: str,
    agreed_how: str,
    agreed_on: date,
    by: Actor,
) -> Referral:
    """Invite somebody who has agreed to it. One that waits already is not sent again. Whether the person has an account
    here plays no part, and is not told.
    """
    if not by.acts_as(Role.COMMUNITY):
        raise NotAllowed("Only community organisations refer people.")
    if agreed_on > timezone.localdate():
        raise Refused("They agreed today or before.", field="agreed_on")
    if may_follow not in MayFollow.values:
        raise Refused("Choose what they let you follow.", field="may_follow")
    own, now = by.own_organisation, timezone.now()
    email = email.strip().lower()
    waiting = Referral.objects.filter(organisation=own, email=email, run=run, state=State.SENT).first()
    if waiting is not None:
        return waiting
    if Referral.objects.filter(organisation=own, made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(f"You have referred {MOST_A_DAY} people in a day, which is the most. Go on tomorrow.")
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                organisation=own,
                made_by=by.person,
                run=run,
                name=" ".join(name.split()),
                email=email,
                token_digest=digest(token),
                expires_at=now + VALID_FOR,
                may_follow=may_follow,
                agreed_how=agreed_how.strip(),
                agreed_on=agreed_on,
            )
    except IntegrityError:  # a second click came first
        return Referral.objects.get(organisation=own, email=email, run=run, state=State.SENT)
    mail.send(
        to=email,
        subject=f"{own.name} suggests something to you",
        template="community/mail/referred",
        context={"referral": referral, "organisation": own, "run": run, "url": addresses.of_referral(token)},
        key=f"referral {referral.public_id}",
        is_secret=True,
    )
    return referral


@transaction.atomic
def accept(*, referral: Referral, may_follow: str, by: Actor) -> Referral:
    """The person says yes, and what may be followed: as was told, more or less."""
    current = _locked(referral)
    if current.state == State.ACCEPTED and current.learner and current.learner.user_id == by.user.pk:
        return current
    if may_follow not in MayFollow.values:
        raise Refused("Choose what may be followed.", field="may_follow")
    _require_open(current)
    current.state, current.learner = State.ACCEPTED, profiles.start(by=by)
    current.may_follow = may_follow
    current.ended_at = current.consented_at = timezone.now()
    current.save(update_fields=["state", "learner", "may_follow", "ended_at", "consented_at"])
    return current


@transaction.atomic
def decline(*, referral: Referral) -> Referral:
    """Whoever has the letter may say no, without an account. Nothing is kept of who it was."""
    current = _locked(referral)
    if current.state == State.DECLINED:
        return current
    _require_open(current)
    _end([current], State.DECLINED)
    return current


@transaction.atomic
def end_consent(*, referral: Referral, by: Actor) -> Referral:
    """From now on those who referred see nothing. Said twice it stays as it was."""
    current = _locked(referral)
    if current.learner is None or not by.is_signed_in or current.learner.user_id != by.user.pk:
        raise NotAllowed("Only the person who was referred can end this.")
    if current.consent_ended_at is None:
        current.consent_ended_at = timezone.now()
        current.save(update_fields=["consent_ended_at"])
    return current


@transaction.atomic
def end_old() -> int:
    """Those that nobody has answered in time; how many."""
    late = Referral.objects.filter(state=State.SENT, expires_at__lte=timezone.now())
    rows = list(late.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:500])
    _end(rows, State.EXPIRED)
    return len(rows)


def _end(rows: list[Referral], state: str) -> None:
    for row in rows:
        row.state, row.name, row.email, row.ended_at = state, "", "", timezone.now()
        row.may_follow = MayFollow.NOTHING
        row.save(update_fields=["state", "name", "email", "may_follow", "ended_at"])


def _locked(referral: Referral) -> Referral:
    return (
        Referral.objects.select_for_update(of=("self",))
        .select_related("learner", "organisation")
        .get(pk=referral.pk)
    )


def _require_open(referral: Referral) -> None:
    if referral.state != State.SENT or referral.expires_at <= timezone.now():
        raise Refused("This invitation has ended. Ask those who sent it for a new one.", code="state")
