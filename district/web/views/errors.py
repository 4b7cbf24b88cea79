"""Pages for when something went wrong: each says what to do next, none says how the portal is built."""

import sys
import uuid
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from district.web.access import public
from district.web.errors import NotAllowed


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _bare("413.html", 413)
    return _bare("400.html", 400)


@public
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = exception.message if isinstance(exception, NotAllowed) else ""
    return render(request, "403.html", {"sentence": sentence}, status=403)


@public
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _bare("csrf.html", 403)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or the database does not answer or took too long, which will pass."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _bare("503.html", 503)
        response["Retry-After"] = "30"
        return response
    return _bare("500.html", 500, reference=reference())


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    response = _bare("405.html", 405)
    response["Allow"] = allowed
    return response


def reference() -> str:
    """The request's id in the log, by which staff can find what happened."""
    known = structlog.contextvars.get_contextvars().get("request_id")
    return str(known or uuid.uuid4())[:8]


def _bare(template: str, status: int, **context: Any) -> HttpResponse:
    """Drawn without a request: no session, no user, no database."""
    return HttpResponse(render_to_string(template, context), status=status)
