"""Organisations as WMCA staff see them: who waits, what was checked, what was decided."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners import queries
from district.partners.access import staff_admin_only, staff_only
from district.partners.filters import OrganisationFilter
from district.partners.forms import CheckForm, DecisionForm
from district.partners.history import History
from district.partners.models import JoinRequest, Organisation, OrganisationRole, RoleCheck
from district.partners.requests import ActorRequest
from district.partners.services import join_requests, roles
from district.web.errors import NotAllowed, Refused
from district.web.pages import paginate

# What may be decided: the words of its page, its button, whether it is destructive, whether it wants a
# reason.
DECISIONS: dict[str, dict[str, Any]] = {
    "approve": {"state": "approved", "button": "Approve", "warns": False, "needs_reason": False},
    "restore": {"state": "approved", "button": "Restore", "warns": False, "needs_reason": False},
    "refuse": {"state": "refused", "button": "Refuse", "warns": True, "needs_reason": True},
    "suspend": {"state": "suspended", "button": "Suspend", "warns": True, "needs_reason": True},
}
SERVICES: dict[str, Callable[..., OrganisationRole]] = {
    "approve": roles.approve,
    "restore": roles.approve,
    "refuse": roles.refuse,
    "suspend": roles.suspend,
}


@require_safe
@staff_only
def authority_organisation_list(request: ActorRequest) -> HttpResponse:
    """What waits stands first, oldest request before all others."""
    chosen = OrganisationFilter(
        request.GET or None, queryset=queries.for_staff(Organisation.objects.filter(is_active=True))
    )
    page = paginate(request, chosen.qs)
    return render(request, "partners/authority_organisation_list.html", {"filter": chosen, "page": page})


@require_safe
@staff_only
def authority_organisation_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    organisation = get_object_or_404(
        Organisation.objects.select_related("postcode__council"), public_id=public_id
    )
    context = {"organisation": organisation} | queries.staff_page(organisation)
    return render(request, "partners/authority_organisation_show.html", context)


@require_safe
@staff_only
def organisation_history(request: ActorRequest, public_id: UUID) -> HttpResponse:
    organisation = get_object_or_404(Organisation, public_id=public_id)
    page = paginate(request, History(organisation), per_page=50)
    context = {"organisation": organisation, "page": page}
    return render(request, "partners/organisation_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_admin_only
def check_record(request: ActorRequest, role_id: UUID, kind: str) -> HttpResponse:
    role = _role(role_id)
    if kind not in RoleCheck.Kind.values:
        raise Http404("There is no such check.")
    before = role.checks.filter(kind=kind).first()
    held = {"passed": "yes" if before.passed else "no", "note": before.note} if before else None
    form = CheckForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            roles.record_check(role=role, kind=kind, by=request.actor, **form.cleaned_data)
            messages.success(request, "The check is recorded.")
            return redirect("authority_organisation_show", role.organisation.public_id)
        except (Refused, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
    context = {"role": role, "form": form, "label": RoleCheck.Kind(kind).label}
    return render(request, "partners/check_record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_admin_only
def role_decide(request: ActorRequest, role_id: UUID, decision: str) -> HttpResponse:
    role = _role(role_id)
    words = DECISIONS.get(decision)
    if words is None:
        raise Http404("There is no such decision.")
    form = DecisionForm(
        request.POST if request.method == "POST" else None, needs_reason=words["needs_reason"]
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            SERVICES[decision](role=role, by=request.actor, **form.cleaned_data)
            messages.success(request, f"{role.organisation.name} has been told by e-mail.")
            return redirect("authority_organisation_show", role.organisation.public_id)
        except (Refused, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
            status = 409
    context = {
        "role": role,
        "form": form,
        "decision": decision,
        "missing": [RoleCheck.Kind(kind).label for kind in roles.missing_checks(role)],
        "back_href": reverse("authority_organisation_show", args=[role.organisation.public_id]),
    }
    return render(request, "partners/role_decide.html", context | words, status=status)


@require_POST
@staff_admin_only
def claim_accept(request: ActorRequest, request_id: UUID) -> HttpResponse:
    return _answer(request, request_id, join_requests.accept, "can now act for")


@require_POST
@staff_admin_only
def claim_decline(request: ActorRequest, request_id: UUID) -> HttpResponse:
    return _answer(request, request_id, join_requests.decline, "has been declined by")


def _answer(
    request: ActorRequest, request_id: UUID, answer: Callable[..., JoinRequest], words: str
) -> HttpResponse:
    asked = get_object_or_404(
        JoinRequest.objects.select_related("organisation", "user"), public_id=request_id
    )
    try:
        answer(request=asked, by=request.actor)
        messages.success(request, f"{asked.user} {words} {asked.organisation.name}.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("authority_organisation_show", asked.organisation.public_id)


def _role(role_id: UUID) -> OrganisationRole:
    return get_object_or_404(OrganisationRole.objects.select_related("organisation"), public_id=role_id)
