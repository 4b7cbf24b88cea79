"""What all e-mails about jobs have in common: when one is due, and how a job stands in it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from employers import wording
from employers.models import Vacancy

LENGTHS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


def due() -> Q:
    """Of rows with `often` and `told_on`: those whose day or week since the last e-mail is over."""
    today = timezone.localdate()
    wanted = Q()
    for often, length in LENGTHS.items():
        wanted |= Q(often=often) & (Q(told_on=None) | Q(told_on__lte=today - length))
    return wanted


def job(vacancy: Vacancy, url: str) -> dict[str, str]:
    facts = (
        wording.place(vacancy),
        vacancy.get_mode_display(),
        wording.pay(vacancy),
        wording.closing(vacancy.closes_on),
    )
    return {
        "title": vacancy.title,
        "employer": vacancy.organisation.name,
        "facts": " · ".join(filter(None, facts)),
        "url": url,
    }


def full(name: str, *args: Any) -> str:
    """The whole address of a page."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)
