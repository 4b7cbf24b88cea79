"""What a learner has given others the address of, which is all that is asked; and how others check a badge."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from district.certificates import badge
from district.certificates.forms import BadgeForm
from district.certificates.models import BadgeKey, CertificateLink, CertificateOpening
from district.certificates.services import badge_keys, certificates
from district.certificates.views.certificate import badge_response, certificate_facts, signed_response
from district.web.access import public
from programmes.models import TaughtSkill
from programmes.services import curriculum

PROGRAMS = re.compile(
    r"bot|crawl|spider|preview|facebookexternalhit|whatsapp|slack|curl|wget|python|java/|http-client",
    re.IGNORECASE,
)
JWKS_TYPE, JWK_TYPE = "application/jwk-set+json", "application/jwk+json"
Kind = CertificateOpening.Kind


@require_safe
@never_cache
@public
def certificate_open(request: HttpRequest, key: str) -> HttpResponse:
    link = _link(key)
    _note(request, link, Kind.PROGRAM if _is_program(request) else Kind.BROWSER)
    facts = certificate_facts(link.enrolment)
    context = facts | {
        "badge_href": reverse("certificate_open_badge", args=[key]),
        "signed_href": reverse("certificate_open_signed", args=[key]),
        "signed": badge_keys.sign(badge.claims(_credential(link, facts["taught"]))),
    }
    return _unlisted(render(request, "certificates/certificate_open.html", context))


@require_safe
@never_cache
@public
def certificate_open_badge(request: HttpRequest, key: str) -> HttpResponse:
    link = _link(key)
    _note(request, link, Kind.BADGE)
    return _unlisted(badge_response(_credential(link, curriculum.taught_to(link.enrolment))))


@require_safe
@never_cache
@public
def certificate_open_signed(request: HttpRequest, key: str) -> HttpResponse:
    link = _link(key)
    _note(request, link, Kind.BADGE)
    return _unlisted(signed_response(_credential(link, curriculum.taught_to(link.enrolment))))


def _credential(link: CertificateLink, taught: Sequence[TaughtSkill]) -> dict[str, Any]:
    page = settings.SITE_URL.rstrip("/") + reverse("certificate_open", args=[link.key])
    return badge.credential(link.enrolment, taught, evidence_url=page)


# Signatures ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@public
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Somebody was sent a signed badge. Nothing of it is kept."""
    form = BadgeForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    context = {"form": form, "asked": asked, "told": _told(form.cleaned_data["badge"]) if asked else None}
    return render(request, "certificates/certificate_check.html", context)


def _told(token: str) -> dict[str, Any] | None:
    """What a badge of ours says, for people to read; nothing where its signature does not hold."""
    said = badge_keys.read(token)
    if said is None:
        return None
    subject = said["credentialSubject"]
    return {
        "name": subject["identifier"][0]["identityHash"],
        "course": said["name"],
        "provider": said["issuer"]["name"],
        "since": datetime.fromisoformat(said["validFrom"]),
        "result": subject["result"][0]["value"],
        "page": next((each["id"] for each in said.get("evidence", [])), ""),
    }


@require_safe
@public
def badge_key_list(request: HttpRequest) -> HttpResponse:
    return _key_response(badge_keys.published(), JWKS_TYPE)


@require_safe
@public
def badge_key_show(request: HttpRequest, thumbprint: str) -> HttpResponse:
    key = get_object_or_404(BadgeKey, thumbprint=thumbprint)
    return _key_response(badge_keys.as_jwk(key), JWK_TYPE)


def _key_response(data: dict[str, Any], content_type: str) -> HttpResponse:
    response = JsonResponse(data, content_type=content_type)
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"  # other sites check badges in the browser
    return response


# Links ------------------------------------------------------------------------------------------------


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
    if link is None or link.enrolment.learner is None or not link.enrolment.earns_certificate:
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
