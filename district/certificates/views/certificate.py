"""A learner's own certificate, and the links by which they show it to others."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, F, Prefetch
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.certificates import badge
from district.certificates.forms import ShareForm
from district.certificates.models import CertificateLink, CertificateOpening
from district.certificates.services import badge_keys, certificates
from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from learners.views.sent import posted
from programmes import queries_own
from programmes.models import Enrolment
from programmes.services import curriculum

BADGE_TYPE = "application/ld+json"
SIGNED_TYPE = "application/jwt"
SHOWN_OPENINGS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def certificate_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The certificate, and the links that its learner has made to it. Sending the form makes a link."""
    enrolment = _earned(request, public_id)
    form = ShareForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            certificates.share(enrolment=enrolment, label=form.cleaned_data["label"], by=request.actor)
            messages.success(request, "Here is your link. Whoever has it can see the certificate.")
            return redirect(reverse("certificate_show", args=[public_id]) + "#links")
        except Refused as refusal:
            form.refuse(refusal)
    latest = CertificateOpening.objects.order_by("-opened_at", "-id")[:SHOWN_OPENINGS]
    links = (
        CertificateLink.objects.of(request.actor)
        .filter(enrolment=enrolment)
        .annotate(opened_count=Count("openings"))
        .prefetch_related(Prefetch("openings", latest, to_attr="latest"))
        .order_by(F("revoked_at").asc(nulls_first=True), "-made_at", "-id")
    )
    site = settings.SITE_URL.rstrip("/")
    context = certificate_facts(enrolment) | {
        "form": form,
        "links": [
            {"link": link, "address": site + reverse("certificate_open", args=[link.key])} for link in links
        ],
    }
    return render(request, "certificates/certificate_show.html", context)


def certificate_facts(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "enrolment": enrolment,
        "course": enrolment.run.course,
        "provider": enrolment.organisation,
        "taught": curriculum.taught_to(enrolment),
        "result": badge.result_words(enrolment),
        "issued_on": badge.issued_on(enrolment),
    }


def _earned(request: ActorRequest, public_id: UUID) -> Enrolment:
    enrolment = queries_own.own_enrolment(request.actor, public_id)
    if not enrolment.earns_certificate:
        raise Http404("There is no certificate for this course yet.")
    return enrolment


@require_safe
@signed_in
def certificate_badge(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = _earned(request, public_id)
    taught = curriculum.taught_to(enrolment)
    response = badge_response(badge.credential(enrolment, taught))
    response["Content-Disposition"] = 'attachment; filename="badge.json"'
    return response


@require_safe
@signed_in
def certificate_signed(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = _earned(request, public_id)
    return signed_response(badge.credential(enrolment, curriculum.taught_to(enrolment)))


def signed_response(data: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(badge_keys.sign(badge.claims(data)).token, content_type=SIGNED_TYPE)
    response["Content-Disposition"] = 'attachment; filename="badge.jwt"'
    return response


def badge_response(data: dict[str, Any]) -> HttpResponse:
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(data, content_type=BADGE_TYPE, json_dumps_params=options)


@require_POST
@signed_in
def certificate_stop(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """`public_id` is the link's."""
    link = get_object_or_404(
        CertificateLink.objects.of(request.actor).select_related("enrolment"), public_id=public_id
    )
    certificates.stop(link=link, by=request.actor)
    messages.success(request, "The link is stopped. It opens nothing any more.")
    return redirect(reverse("certificate_show", args=[link.enrolment.public_id]) + "#links")
