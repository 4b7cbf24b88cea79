"""Around every request: health checks, headers, and a page of ours for what would otherwise be bare."""

import contextlib
from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from district.web.views import errors

type Handler = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger(__name__)
NO_STORE = {"Cache-Control": "no-store"}


def health_checks(get_response: Handler) -> Handler:
    """Answers /livez and /readyz before hosts, sessions or the database are looked at."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return JsonResponse({"status": "ok"}, headers=NO_STORE)
        if request.path == "/readyz":
            status = _readiness()
            return JsonResponse({"status": status}, status=503 if status == "down" else 200, headers=NO_STORE)
        return get_response(request)

    return answer


def _readiness() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        return "down"
    with contextlib.suppress(redis.RedisError):
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping()
        return "ok"
    return "degraded"


def own_headers(get_response: Handler) -> Handler:
    """Other sites may not embed what we send, nor may old plug-ins read it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        return response

    return answer


class FriendlyFailures:
    """A page of ours instead of an empty 405, and "try again soon" while the database is away."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return errors.method_not_allowed(request, response.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database_unavailable", exc_info=exception)
            return errors.unavailable(request)
        return None
