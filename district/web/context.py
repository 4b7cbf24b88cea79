"""What every page may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from district.web.navigation import DEFAULT_NAVIGATION, draw


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "demo_world": settings.DEMO_WORLD,
        "canonical_url": settings.SITE_URL.rstrip("/") + request.path,
        "site_url": settings.SITE_URL.rstrip("/"),
        "navigation": draw(DEFAULT_NAVIGATION, request.path),
        "actor": getattr(request, "actor", None),
    }
