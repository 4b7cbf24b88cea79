"""What fitted when somebody applied, as it was then: the same lines for the learner and for who was applied to."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from district.matching import receipt_wording
from district.matching.models import FrozenReceipt
from district.partners.access import role_required, signed_in
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web.pages import render_page
from programmes import inbox
from programmes.models import Application


@require_safe
@signed_in
def application_receipt(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The learner's own side."""
    own = Application.objects.of(request.actor).exclude(state=Application.State.DRAFT)
    application = own.filter(public_id=public_id).first()
    return render_page(
        request, "matching/application_receipt.html", _shown(application, of_them=False), fragment="kept"
    )


@require_safe
@role_required(Role.PROVIDER)
def provider_application_receipt(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What the provider sees of it: the lines, and counts in place of the names of jobs."""
    sent = inbox.received(request.actor).filter(public_id=public_id)
    return render_page(
        request,
        "matching/provider_application_receipt.html",
        _shown(sent.first(), of_them=True),
        fragment="kept",
    )


def _shown(application: Application | None, *, of_them: bool) -> dict[str, Any]:
    if application is None:
        raise Http404("There is no such application.")
    kept = FrozenReceipt.objects.select_related("engine", "run__course__organisation")
    frozen = kept.filter(application=application.public_id).defer("run__course__search").first()
    if frozen is None:
        return {"application": application, "frozen": None}
    return {
        "application": application,
        "frozen": frozen,
        "course": frozen.run.course if frozen.run else None,
        "lines": receipt_wording.of_kept(frozen, of_them=of_them),
        "summary": receipt_wording.summary(frozen, of_them=of_them),
        "opening": receipt_wording.opening(frozen, of_them=of_them),
        "again": receipt_wording.again(frozen),
    }
