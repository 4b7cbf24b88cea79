"""The keys that sign badges: made at first use, changed by command, published for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from district.certificates import signing
from district.certificates.models import BadgeKey


def current() -> BadgeKey:
    """The key that signs now; the first one is made when it is asked for."""
    found = BadgeKey.objects.current().first()
    if found is None:
        BadgeKey.objects.bulk_create([_new()], ignore_conflicts=True)  # somebody else may have come first
        found = BadgeKey.objects.current().get()
    return found


@transaction.atomic
def rotate() -> BadgeKey:
    """A new key signs from now on. The old one signs nothing more, and what it has signed still holds."""
    for old in BadgeKey.objects.current().select_for_update():
        old.retired_at, old.private_key = timezone.now(), ""
        old.save(update_fields=["retired_at", "private_key"])
    new = _new()
    new.save(force_insert=True)
    return new


@dataclass(frozen=True)
class Signed:
    """A signed badge, the address of its key, and whether the published half of that key says the same."""

    token: str
    kid: str
    holds: bool


def sign(claims: dict[str, Any]) -> Signed:
    """As a compact JSON Web Signature. Where the secret of the site was changed without keeping the one before, the
    key cannot be opened any more: a new one takes its place.
    """
    key = current()
    opened = _opened(key)
    if opened is None:
        key = rotate()
        opened = _opened(key)
    if opened is None:
        raise RuntimeError("A key that was just made does not open.")
    kid = address(key)
    token = signing.sign(claims, key=opened, kid=kid)
    return Signed(token, kid, holds=signing.read(token, keys={kid: key.public_key}) == claims)


def read(token: str) -> dict[str, Any] | None:
    """What a badge says, if one of our keys has signed it, retired or not, and nothing was changed since."""
    return signing.read(token, keys={address(key): key.public_key for key in BadgeKey.objects.all()})


def published() -> dict[str, Any]:
    """All public keys, as a JSON Web Key Set; the one that signs now comes first."""
    keys = sorted(BadgeKey.objects.all(), key=_age, reverse=True)
    return {"keys": [as_jwk(key) for key in keys]}


def as_jwk(key: BadgeKey) -> dict[str, Any]:
    return {**key.public_key, "kid": address(key), "use": "sig", "alg": signing.ALGORITHM}


def address(key: BadgeKey) -> str:
    """Where the key is published: what a signature names it by."""
    return settings.SITE_URL.rstrip("/") + reverse("badge_key_show", args=[key.thumbprint])


def _age(key: BadgeKey) -> tuple[bool, datetime]:
    return key.retired_at is None, key.made_at


def _new() -> BadgeKey:
    private = signing.new_key()
    jwk = signing.public_jwk(private.public_key())
    return BadgeKey(
        thumbprint=signing.thumbprint(jwk), public_key=jwk, private_key=signing.seal(private, _secrets())
    )


def _opened(key: BadgeKey) -> rsa.RSAPrivateKey | None:
    return signing.unseal(key.private_key, _secrets())


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
