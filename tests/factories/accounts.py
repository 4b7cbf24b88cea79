"""People who can sign in."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from district.accounts.models import User

PASSWORD = "canal boats carry 7 cells"
_numbers = count(1)
_hashes: dict[str, str] = {}


def make_user(
    *, email: str = "", name: str = "Amina Begum", password: str = "", verified: bool = True, **fields: Any
) -> User:
    """A person with a confirmed address. Without a password (hashing is slow) use `client.force_login`."""
    user = User(email=email or f"person{next(_numbers)}@example.com", name=name, **fields)
    user.password = _hash(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


def _hash(password: str) -> str:
    if password not in _hashes:
        _hashes[password] = make_password(password or None)
    return _hashes[password]
