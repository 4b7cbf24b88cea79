"""Where somebody was before they had to sign in or sign up, kept in their session until they have."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NAME = "way_back"


def remember(request: HttpRequest, path: str) -> None:
    request.session[NAME] = path


def take(request: HttpRequest) -> str:
    """The address, once; empty where there is none."""
    path = request.session.pop(NAME, "")
    return path if isinstance(path, str) and url_has_allowed_host_and_scheme(path, None) else ""
