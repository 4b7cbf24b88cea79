"""Web addresses that may be shown to everybody as a link."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from district.web.errors import Refused

MOST_CHARACTERS = 200
EXAMPLE = "like https://www.example.org"
_PRIVATE_ENDS = (
    ".local",
    ".localhost",
    ".internal",
    ".lan",
    ".home",
    ".intranet",
    ".test",
    ".invalid",
    ".onion",
)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)  # "javascript:", but not "host:443"
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+\.?")


def parse(text: str) -> str:
    """The address in its full form ("www.example.org" gives "https://www.example.org"), or a refusal."""
    text = text.strip()
    if not text:
        return ""
    scheme, separator, rest = text.partition("://")
    if not separator:
        if _OTHER_SCHEME.match(text):
            raise Refused(f"Enter a web address that starts with https://, {EXAMPLE}.", field="website")
        scheme, rest = "https", text
    if scheme.lower() not in {"http", "https"}:
        raise Refused(f"Enter a web address that starts with https://, {EXAMPLE}.", field="website")
    address = f"{scheme.lower()}://{rest}"
    if len(address) > MOST_CHARACTERS:
        raise Refused(f"The web address must be {MOST_CHARACTERS} characters or fewer.", field="website")
    _check(address)
    return address


def _check(address: str) -> None:
    if re.search(r"[\s\\<>\"'`{}|^\x00-\x1f\x7f]", address):
        raise Refused(
            f"Remove spaces and signs that no web address has. It looks {EXAMPLE}.", field="website"
        )
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Refused(f"Enter a web address, {EXAMPLE}.", field="website") from None
    if parts.username is not None or parts.password is not None:
        raise Refused("Remove the user name and password from the web address.", field="website")
    if port not in (None, 80, 443):
        raise Refused("Remove the port number from the web address.", field="website")
    if _is_number(host):
        raise Refused(f"Enter the website's name instead of its number, {EXAMPLE}.", field="website")
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        plain = ""
    if host == "localhost" or host.endswith(_PRIVATE_ENDS):
        raise Refused(
            "Enter a web address that everybody can open, not one of your own network.", field="website"
        )
    if not _HOST.fullmatch(plain):
        raise Refused(f"Enter the whole web address, {EXAMPLE}.", field="website")


def _is_number(host: str) -> bool:
    """Written as an address of four parts, as IPv6, or as one of the numbers that browsers read as one."""
    try:
        ip_address(host)
    except ValueError:
        return bool(re.fullmatch(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*", host, re.IGNORECASE))
    return True
