"""Growth, reduction and new rates of contracts: proposed, looked at beside what stands, and decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from district.funding import change_tables
from district.funding.forms import ChangeDecisionForm, ChangeForm
from district.funding.models import Contract, ContractChange
from district.funding.services import changes, claims, funds
from district.partners.access import staff_admin_only, staff_only
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from district.web.templatetags.district import money
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@staff_only
def contract_change_propose(request: ActorRequest, public_id: UUID) -> HttpResponse:
    contract = get_object_or_404(
        Contract.objects.visible_to(request.actor).select_related("organisation"), public_id=public_id
    )
    form = ChangeForm(posted(request), contract=contract)
    if request.method == "POST" and form.is_valid():
        try:
            changes.propose(contract=contract, by=request.actor, **form.values())
            messages.success(request, "Proposed. Somebody else decides on it.")
            return redirect("contract_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "funding/contract_change_propose.html", {"form": form, "contract": contract})


@form_page
@staff_admin_only
def contract_change_decide(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = ContractChange.objects.visible_to(request.actor)
    change = get_object_or_404(
        seen.select_related("contract__organisation", "contract__allocation", "proposed_by"),
        public_id=public_id,
    )
    form = ChangeDecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        decide: Any = changes.approve if form.cleaned_data["decision"] == "approve" else changes.reject
        try:
            decide(change=change, note=form.cleaned_data["note"], by=request.actor)
            messages.success(request, "Decided. The months show it.")
            return redirect("contract_show", change.contract.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "change": change,
        "contract": change.contract,
        "is_own": change.proposed_by_id == request.actor.person.pk,
        "is_open": change.state == ContractChange.State.PROPOSED,
        "people": change_tables.people_words(change),
        **(_before_and_after(change) if change.state == ContractChange.State.PROPOSED else {}),
    }
    return render(request, "funding/contract_change_decide.html", context)


def _before_and_after(change: ContractChange) -> dict[str, Any]:
    """For who decides: the months as they are and as they would be, and what that leaves."""
    contract = change.contract
    rows = change_tables.months_beside(change, list(contract.profile.order_by("month")))
    left = contract.allocation.amount - funds.contracted(contract.allocation)
    rate = contract.rate_on(change.from_month, list(contract.changes.approved()))
    return {
        "chart": change_tables.change_chart(change, rows) if change.amount or change.starts else None,
        "worth_after": contract.value + change.amount,
        "worth_note": f"{money(contract.value)} now, {money(claims.spent(contract))} of it promised or paid",
        "starts_after": sum(row.starts_after for row in rows),
        "starts_note": f"{sum(row.starts for row in rows):,} now",
        "rate_note": f"{money(rate)} now",
        "left_after": left - change.amount,
        "left_note": f"{money(left)} now",
    }


@require_POST
@staff_only
def contract_change_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    change = get_object_or_404(
        ContractChange.objects.visible_to(request.actor).select_related("contract"), public_id=public_id
    )
    try:
        changes.withdraw(change=change, by=request.actor)
        messages.success(request, "It is taken back.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("contract_show", change.contract.public_id)
