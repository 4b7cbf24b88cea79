"""Counts who looks at a vacancy, without keeping who: one browser once a day, under a number that nobody can turn back.

The page writes one row into an unlogged table; every hour the rows become counts of their day, and those of days that
are over are deleted with the salt that made their numbers.
"""

import logging
import re
import secrets
from datetime import date
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from employers.models import VacancyVisit, VisitKind, VisitSalt, VisitSource

log = logging.getLogger(__name__)

ROBOTS = re.compile(
    r"bot\b|bot[/ ;-]|crawl|spider|slurp|preview|fetch|monitor|headless|lighthouse|facebookexternalhit"
    r"|curl|wget|python|httpx|aiohttp|okhttp|java/|go-http|ruby|perl|scrapy|libwww|axios|node",
    re.IGNORECASE,
)
SOURCES = (("/jobs/", VisitSource.LIST), ("/me/matches/", VisitSource.MATCH))
NOTE = """
    INSERT INTO employers_vacancyvisit (day, vacancy_id, kind, visitor, source)
    SELECT %(day)s, %(vacancy)s, %(kind)s, %(visitor)s, coalesce(
        (SELECT source FROM employers_vacancyvisit
         WHERE day = %(day)s AND vacancy_id = %(vacancy)s AND kind = 'seen' AND visitor = %(visitor)s),
        %(source)s)
    ON CONFLICT DO NOTHING
"""
COUNT = """
    INSERT INTO employers_vacancyday (vacancy_id, day, kind, source, count)
    SELECT visit.vacancy_id, visit.day, visit.kind, visit.source, count(*)
    FROM employers_vacancyvisit visit JOIN employers_vacancy vacancy ON vacancy.id = visit.vacancy_id
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (vacancy_id, day, kind, source)
        DO UPDATE SET count = greatest(employers_vacancyday.count, excluded.count)
        WHERE employers_vacancyday.count < excluded.count
"""

_salt: tuple[date, bytes] | None = None


def note(*, request: HttpRequest, vacancy_id: int, kind: VisitKind) -> None:
    """A page never fails for it, nor waits for anybody."""
    if not _is_counted(request):
        return
    day = timezone.localdate()
    try:
        values: dict[str, Any] = {
            "day": day,
            "vacancy": vacancy_id,
            "kind": kind.value,
            "visitor": _visitor(request, day),
            "source": source_of(request).value,
        }
        with connection.cursor() as cursor:
            cursor.execute(NOTE, values)
    except DatabaseError:
        log.warning("a look at a vacancy was not counted", exc_info=True)


def source_of(request: HttpRequest) -> VisitSource:
    """From the address (links in e-mails say it), else from the page of ours that the link stood on."""
    if request.GET.get("from") == "alert":
        return VisitSource.ALERT
    before = request.headers.get("Referer", "").partition("://")[2]
    for start, source in SOURCES:
        if before.startswith(request.get_host() + start):
            return source
    return VisitSource.DIRECT


@transaction.atomic
def count_days() -> None:
    """Counts are set, not added to: it may be done any number of times. Days that are over lose their rows."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
    VacancyVisit.objects.filter(day__lt=today).delete()
    VisitSalt.objects.filter(day__lt=today).delete()


def _is_counted(request: HttpRequest) -> bool:
    """People with a browser; neither programs, nor pages fetched beforehand, nor members of organisations and staff."""
    agent = request.headers.get("User-Agent", "")
    if request.method != "GET" or not agent or ROBOTS.search(agent) or "Sec-Purpose" in request.headers:
        return False
    actor = getattr(request, "actor", None)
    return not (request.user.is_authenticated and actor and actor.organisation)


def _visitor(request: HttpRequest, day: date) -> int:
    if request.user.is_authenticated:
        who = f"user {request.user.pk}"
    else:
        who = f"{_address(request)} {request.headers.get('User-Agent', '')}"
    digest = blake2b(who.encode("utf-8", "replace"), digest_size=8, key=_salt_of(day)).digest()
    return int.from_bytes(digest, signed=True)


def _address(request: HttpRequest) -> str:
    """What the proxy in front of us says, where there is one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        passed_on = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        if passed_on:
            return passed_on
    return str(request.META.get("REMOTE_ADDR", ""))


def _salt_of(day: date) -> bytes:
    """One a day for all processes; this one remembers today's."""
    global _salt  # noqa: PLW0603 - one salt a day, one memory of it per process
    kept = _salt
    if kept is None or kept[0] != day:
        VisitSalt.objects.bulk_create([VisitSalt(day=day, salt=secrets.token_hex(32))], ignore_conflicts=True)
        kept = _salt = (day, VisitSalt.objects.get(day=day).salt.encode())
    return kept[1]
