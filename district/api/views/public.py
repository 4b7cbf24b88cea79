"""The API told: to machines as OpenAPI, to people as a page."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from district.api import document
from district.web.access import public


@require_safe
@public
def api_document(request: HttpRequest) -> HttpResponse:
    return JsonResponse(document.openapi())


@require_safe
@public
def api_docs(request: HttpRequest) -> HttpResponse:
    context = {
        "operations": document.operations(),
        "sent": [thing for thing in document.things() if thing.is_sent],
        "answered": [thing for thing in document.things() if not thing.is_sent],
        "calls": settings.API_CALLS_A_MINUTE,
        "closes_on": timezone.localdate() + timedelta(days=28),
    }
    return render(request, "api/api_docs.html", context)
