"""Full addresses of the pages that letters lead to."""

from django.conf import settings


def of_help() -> str:
    return _full("/helping/")


def of_referral(token: str) -> str:
    return _full(f"/referrals/{token}/")


def _full(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
