"""Typed reading of environment variables: each failure is one sentence that says what to do."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class EnvironmentFault(Exception):
    """A setting is missing or wrong; the message says which and how to mend it."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise EnvironmentFault(f"Set the environment variable {name}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "default"}:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise EnvironmentFault(f"{name} is {value!r}: use 1 or 0.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise EnvironmentFault(f"{name} is {value!r}: use a whole number.") from None


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    value = os.environ.get(name, default)
    if value not in options:
        raise EnvironmentFault(f"{name} is {value!r}: use one of {', '.join(options)}.")
    return value


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().resolve()


def socket_address(name: str) -> str | tuple[str, int] | None:
    """Where a program listens: unix:///a/path or tcp://host:port; None if it is not said."""
    value = os.environ.get(name, "").strip()
    if not value:
        return None
    url = urlsplit(value)
    with suppress(ValueError):  # of a port that is none
        if url.scheme == "unix" and not url.netloc and len(url.path) > 1:
            return unquote(url.path)
        if url.scheme == "tcp" and url.hostname and url.port:
            return url.hostname, url.port
    raise EnvironmentFault(f"{name} must look like unix:///run/clamav/clamd.ctl or tcp://scanner:3310.")


def database(name: str, default: str) -> dict[str, Any]:
    """A Django database entry from postgres://user:password@host:port/name; a socket folder is ?host=/path."""
    url = urlsplit(os.environ.get(name) or default)
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise EnvironmentFault(f"{name} must look like postgres://user:password@host:5432/database.")
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", None) or unquote(url.hostname or ""),
        "PORT": query.pop("port", None) or str(url.port or ""),
        "OPTIONS": query,
    }
