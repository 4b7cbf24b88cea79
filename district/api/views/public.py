"""The API told: to machines as OpenAPI, to people as a page."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from district.api import document, problems
from district.api.access import only_read
from district.web.access import public


@only_read
@public
def api_document(request: HttpRequest) -> HttpResponse:
    return JsonResponse(document.openapi())


@only_read
@public
def api_docs(request: HttpRequest) -> HttpResponse:
    context = {
        "operations": document.operations(),
        "sent": [thing for thing in document.things() if thing.is_sent],
        "answered": [thing for thing in document.things() if not thing.is_sent],
        "calls": settings.API_CALLS_A_MINUTE,
        "wrong_tokens": settings.API_WRONG_TOKENS_A_MINUTE,
        "closes_on": timezone.localdate() + timedelta(days=28),
    }
    return render(request, "api/api_docs.html", context)


@csrf_exempt
@public
def api_unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked below the address of the API, in any way: a program is answered as programs read."""
    return problems.unknown_address()
