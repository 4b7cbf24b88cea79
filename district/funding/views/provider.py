"""A provider's contracts: what its learners have earned, what is missing, and what it claims."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.funding import queries, tables
from district.funding.filters import LearnerFilter
from district.funding.forms import EvidenceForm, RowsForm, SizeForm, WordsForm
from district.funding.models import Contract, Evidence, MilestoneClaim
from district.funding.services import claims, evidence, milestones
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.templatetags.district import plural
from learners.views.sent import posted
from programmes import codes

provider_only = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
State = MilestoneClaim.State


def _own(request: ActorRequest, public_id: UUID) -> Any:
    """A contract of the organisation they act for, also where they are WMCA staff besides."""
    return get_object_or_404(
        queries.contracts(request.actor).filter(organisation=request.actor.own_organisation),
        public_id=public_id,
    )


@require_safe
@provider_only
def provider_funding_list(request: ActorRequest) -> HttpResponse:
    rows = queries.contracts(request.actor).filter(organisation=request.actor.own_organisation)
    page = pages.paginate(request, rows)
    context = {
        "page": page,
        "table": tables.contract_table(
            page.object_list, route="provider_funding_show", caption="Your contracts", is_own=True
        ),
        "asked": [row for row in page.object_list if row.asked_count],
        "ready": queries.ready([row.pk for row in page.object_list]),
    }
    return render(request, "funding/provider_funding_list.html", context)


@require_safe
@provider_only
def provider_funding_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The learners of a contract, each with three milestones and the next thing to do."""
    contract = _own(request, public_id)
    chosen = LearnerFilter(request.GET or None, queryset=MilestoneClaim.objects.none(), request=request)
    page = pages.paginate_ids(request, queries.learner_ids(contract.pk, chosen.chosen))
    found = queries.delivery(contract)
    context = {
        "contract": contract,
        "filter": chosen,
        "active": int(bool(chosen.chosen)),
        "page": page,
        "rows": [_row(each) for each in queries.learners(page.object_list)],
        "tally": queries.tally(contract.pk),
        **tables.how_it_goes(found),
        "may_claim": contract.state in {Contract.State.LIVE, Contract.State.CLOSED},
        "acts": [{"name": "act", "value": "claim", "label": "Claim these", "kind": ""}],
    }
    return render(request, "funding/provider_funding_show.html", context)


def _row(rows: list[MilestoneClaim]) -> dict[str, Any]:
    """A learner's line: where each milestone stands, what can be claimed, and the next thing that is missing."""
    claimable = next((row for row in rows if row.state == State.DUE and row.is_next), None)
    return {
        "name": tables.person_of(rows[0]),
        "href": reverse("provider_milestone_show", args=[rows[0].enrolment.public_id]),
        "course": rows[0].enrolment.run.course.title,
        "milestones": rows,
        "claimable": claimable,
        "words": _next_words(rows, claimable),
    }


def _next_words(rows: list[MilestoneClaim], claimable: MilestoneClaim | None) -> str:
    asked = next((row for row in rows if row.state == State.QUERIED or row.may_claim_again), None)
    if asked is not None:
        return f"{asked.short}: WMCA says: {asked.answer}"
    if claimable is not None:
        return f"{claimable.short} can be claimed."
    waits = next((row for row in rows if row.state in {State.CLAIMED, State.APPROVED}), None)
    if waits is not None:
        return f"{waits.short} is with WMCA."
    missing = next((row for row in rows if row.state == State.NOT_DUE), None)
    return f"{missing.short}: {' '.join(missing.reasons)}" if missing else ""


@require_POST
@provider_only
def provider_funding_refresh(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Work the milestones out now rather than tonight."""
    contract = _own(request, public_id)
    with transaction.atomic():
        milestones.promise(contract.pk)
    messages.success(request, "We are looking at everybody again. Load this page again in a moment.")
    return redirect("provider_funding_show", public_id)


@form_page
@provider_only
def provider_claim_make(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A last look at what is claimed, and the claim."""
    contract = _own(request, public_id)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = queries.chosen_claims(request.actor, RowsForm(sent).ids)
    rows = [
        row for row in chosen if row.contract_id == contract.pk and row.state == State.DUE and row.is_next
    ]
    if not rows:
        messages.error(request, "Tick the learners first, then claim for them.")
        return redirect("provider_funding_show", public_id)
    if request.method == "POST":
        try:
            done = claims.claim(claims=rows, by=request.actor)
            messages.success(request, f"{plural(len(done), 'milestone')} claimed. WMCA decides on them.")
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("provider_funding_show", public_id)
    context = {
        "contract": contract,
        "ids": [str(row.public_id) for row in rows],
        "sum": sum((row.amount for row in rows), Decimal(0)),
        "count": len(rows),
        "table": tables.own_claim_table(rows),
    }
    return render(request, "funding/provider_claim_make.html", context)


@form_page
@provider_only
def provider_milestone_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One learner's three milestones: why or why not, what shows it, and WMCA's questions."""
    rows = queries.milestones(request.actor, public_id)
    first, asked = rows[0], next((row for row in rows if _may_answer(row)), None)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "answer" and asked is None:
        messages.info(request, "There is no question to answer any more.")
        return redirect("provider_milestone_show", public_id)
    forms: dict[str, Any] = {
        "answer": WordsForm(posted(request) if do == "answer" else None),
        "evidence": EvidenceForm(posted(request) if do == "evidence" else None),
        "size": SizeForm(posted(request) if do == "size" else None),
    }
    if do in forms and forms[do].is_valid():
        try:
            messages.success(request, _do(request, do, forms[do].cleaned_data, first, asked))
            return redirect("provider_milestone_show", public_id)
        except Refused as refusal:
            forms[do].refuse(refusal)
    context = {
        "rows": rows,
        "contract": first.contract,
        "enrolment": first.enrolment,
        "person": tables.person_of(first),
        "asked": asked,
        "evidence": queries.evidence(first.enrolment_id),
        "asks_size": first.enrolment.full_funding == codes.FullFunding.PART and not _is_claimed(rows),
        "claimable": next((row for row in rows if row.state == State.DUE and row.is_next), None),
        "forms": forms,
        "form": forms.get(do),
    }
    return render(request, "funding/provider_milestone_show.html", context)


def _may_answer(row: MilestoneClaim) -> bool:
    return row.state == State.QUERIED or row.may_claim_again


def _is_claimed(rows: list[MilestoneClaim]) -> bool:
    return any(row.state not in milestones.OPEN for row in rows)


def _do(
    request: ActorRequest, do: str, said: dict[str, Any], first: MilestoneClaim, asked: MilestoneClaim | None
) -> str:
    if do == "evidence":
        evidence.record(claim=first, by=request.actor, **said)
        return "It is written down. The milestones show what it changes."
    if do == "size":
        evidence.say_size(claim=first, size=said["size"], by=request.actor)
        return "Thank you. The amounts show it."
    claims.claim(claims=[asked] if asked else [], words=said["words"], by=request.actor)
    return "Your answer is sent. The claim waits for a decision again."


@require_POST
@provider_only
def evidence_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(
        Evidence.objects.visible_to(request.actor).select_related("enrolment"), public_id=public_id
    )
    claim = get_object_or_404(
        MilestoneClaim.objects.visible_to(request.actor).select_related("contract"),
        enrolment=row.enrolment_id,
        number=1,
    )
    evidence.withdraw(evidence=row, claim=claim, by=request.actor)
    messages.success(request, "It does not count any more.")
    return redirect("provider_milestone_show", row.enrolment.public_id)
