"""The users of the demo world: verified, and all with the one demo password."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from district.accounts.models import User

PASSWORD = "canal-lock-demo"  # noqa: S105  printed by `up`; the demo world is never loaded in production


def make(email: str, name: str) -> User:
    """The user of this address, made if there is none yet."""
    user, is_new = User.objects.get_or_create(email=email, defaults={"name": name, "password": _hashed()})
    if is_new:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@cache
def _hashed() -> str:
    """Hashed once: a password hash is slow on purpose, and there are seventy users."""
    return make_password(PASSWORD)
