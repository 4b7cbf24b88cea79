"""People without an e-mail address: their profile is begun by somebody who helps them, and taken over with a code."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.web.errors import Refused
from learners.models import Learner, ProfileClaim

VALID_FOR = timedelta(days=90)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another one on paper
GROUPS, GROUP = 3, 4
LONGEST_NAME = 100


@transaction.atomic
def make_person(*, name: str, by: Actor) -> Learner:
    """Somebody who cannot sign in yet. Nothing is looked up, so that nobody learns who has an account."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter the person's name.", field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Shorten the name to {LONGEST_NAME} characters.", field="name")
    user = User(email=None, name=name)
    user.set_unusable_password()
    user.save()
    is_fictional = by.organisation is not None and by.organisation.is_fictional
    return Learner.objects.create(user=user, matching_on=False, is_fictional=is_fictional)


@transaction.atomic
def new_code(*, learner: Learner, by: Actor) -> str:
    """A code to print. It replaces the one before, and is never shown again."""
    current = Learner.objects.select_for_update(of=("self",)).select_related("user").get(pk=learner.pk)
    if current.user.email is not None:
        raise Refused("This person signs in by themselves already.", code="claimed")
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    code, now = "-".join(groups), timezone.now()
    ProfileClaim.objects.update_or_create(
        learner=current,
        defaults={
            "organisation": by.own_organisation,
            "code_digest": digest(code),
            "made_by": by.person,
            "made_at": now,
            "expires_at": now + VALID_FOR,
        },
    )
    return code


def digest(code: str) -> str:
    """Of a code as people type it: small letters, without the dashes."""
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()


def locked(code: str) -> Learner:
    """Whose profile the code opens. One that is wrong, used or old says no more than that."""
    claim = (
        ProfileClaim.objects.select_for_update(of=("self",))
        .select_related("learner__user")
        .filter(code_digest=digest(code), expires_at__gt=timezone.now())
        .first()
    )
    if claim is None:
        raise Refused(
            "This code does not work. Check each letter and number, or ask those who helped you for a new one.",
            field="code",
        )
    return claim.learner
