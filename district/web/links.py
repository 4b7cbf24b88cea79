"""Addresses of pages elsewhere, as people type them."""

import re
from urllib.parse import urlsplit

from district.web.wording import UNREADABLE

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def clean_address(text: str) -> str:
    """The http(s) address, with https:// where only the site is given; empty if it is not one for the public."""
    if re.search(r"[\s<>\"'`\\]", text) or UNREADABLE.search(text):
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.username is not None or not HOST.fullmatch(host):
        return ""
    return address
