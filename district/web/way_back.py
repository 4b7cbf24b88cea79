"""Where somebody was: before they had to sign in or sign up, kept in their session until they have; and the search
that led them to a page.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NAME = "way_back"
LONGEST_SEARCH = 2000  # characters


def remember(request: HttpRequest, path: str) -> None:
    request.session[NAME] = path


def take(request: HttpRequest) -> str:
    """The address, once; empty where there is none."""
    path = request.session.pop(NAME, "")
    return path if isinstance(path, str) and url_has_allowed_host_and_scheme(path, None) else ""


def to_search(request: HttpRequest, path: str) -> str:
    """The search on our own list at this path from which somebody comes; empty if they come from elsewhere."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if before.netloc != request.get_host() or before.path != path or len(before.query) > LONGEST_SEARCH:
        return ""
    return f"{path}?{before.query}" if before.query else ""
