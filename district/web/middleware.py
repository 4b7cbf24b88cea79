"""Around every request: health checks, headers, and a page of ours for what would otherwise be bare."""

import contextlib
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from district.web.views import errors

type Handler = Callable[[HttpRequest], HttpResponse]

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


def friendly_refusals(get_response: Handler) -> Handler:
    """A page of ours where Django answers "method not allowed" with nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return errors.method_not_allowed(request, response.get("Allow", ""))
        return response

    return answer
