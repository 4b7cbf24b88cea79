"""What a learner has given others the address of: a calendar and a certificate. The address is all that is asked."""

import hashlib
import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from district.web.access import public
from district.web.pages import stamp, unchanged
from programmes import badge, calendar_file, queries_own
from programmes.models import CalendarFeed, CertificateLink, CertificateOpening
from programmes.services import certificates, curriculum
from programmes.views.learning import CALENDAR_TYPE, badge_response, certificate_facts

PROGRAMS = re.compile(
    r"bot|crawl|spider|preview|facebookexternalhit|whatsapp|slack|curl|wget|python|java/|http-client",
    re.IGNORECASE,
)
Kind = CertificateOpening.Kind


@require_safe
@public
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Read again and again by a calendar: nothing is sent when nothing has changed."""
    feed = CalendarFeed.objects.filter(key=key).only("learner_id").first()
    if feed is None:
        raise Http404("There is no such calendar.")
    text = calendar_file.write(queries_own.timetable(feed.learner_id), name="My digital skills courses")
    tag = hashlib.sha256(text.encode()).hexdigest()[:32]
    response = unchanged(request, tag=tag) or HttpResponse(text, content_type=CALENDAR_TYPE)
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return stamp(response, tag=tag)


@require_safe
@never_cache
@public
def certificate_open(request: HttpRequest, key: str) -> HttpResponse:
    link = _link(key)
    _note(request, link, Kind.PROGRAM if _is_program(request) else Kind.BROWSER)
    context = certificate_facts(link.enrolment) | {
        "badge_href": reverse("certificate_open_badge", args=[key]),
    }
    return _unlisted(render(request, "programmes/certificate_open.html", context))


@require_safe
@never_cache
@public
def certificate_open_badge(request: HttpRequest, key: str) -> HttpResponse:
    link = _link(key)
    _note(request, link, Kind.BADGE)
    page = settings.SITE_URL.rstrip("/") + reverse("certificate_open", args=[key])
    taught = curriculum.taught_to(link.enrolment)
    return _unlisted(badge_response(badge.credential(link.enrolment, taught, evidence_url=page)))


def _link(key: str) -> CertificateLink:
    """Only while its learner lets it, and only while the certificate is true."""
    link = (
        CertificateLink.objects.live()
        .filter(key=key)
        .select_related(
            "learner",
            "enrolment__learner__user",
            "enrolment__organisation",
            "enrolment__run__course__organisation",
        )
        .defer("enrolment__run__course__search")
        .first()
    )
    if link is None or link.enrolment.learner is None or not certificates.is_earned(link.enrolment):
        raise Http404("There is no such certificate. Whoever showed it may have taken it back.")
    return link


def _note(request: HttpRequest, link: CertificateLink, kind: str) -> None:
    """What its own learner opens is not worth a line."""
    if request.method == "GET" and link.learner.user_id != request.user.pk:
        certificates.note_opening(link=link, kind=kind)


def _is_program(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    return not agent or PROGRAMS.search(agent[:300]) is not None


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
