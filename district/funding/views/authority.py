"""Funds, allocations, contracts and rules, as WMCA staff keep them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.funding import change_tables, queries, tables
from district.funding.filters import ContractFilter
from district.funding.forms import (
    AllocationChangeForm,
    AllocationForm,
    ContractForm,
    FundForm,
    MoveForm,
    ProfileForm,
    RuleForm,
)
from district.funding.models import Allocation, Contract, ContractChange, Fund, MilestoneRule
from district.funding.services import contracts, funds, rules
from district.partners.access import staff_admin_only, staff_only
from district.partners.actor import Actor
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])
State = Contract.State


# Funds ------------------------------------------------------------------------------------------------


@require_safe
@staff_only
def funding_show(request: ActorRequest) -> HttpResponse:
    """The money at a glance: what there is, where it is, and what waits."""
    rows = list(queries.funds(request.actor))
    running = queries.contracts(request.actor).filter(state__in=[*Contract.PAYING, "submitted"])
    current = tables.worst_first(list(running[:50]))
    ages = queries.ageing(request.actor)
    waiting = sum(count for _, count, _ in ages)
    red = sum(queries.delivery(row).light == "red" for row in current)
    submitted = sum(row.state == State.SUBMITTED for row in current)
    proposed = ContractChange.objects.filter(state=ContractChange.State.PROPOSED).count()
    listed = reverse("contract_list")
    context = {
        "table": tables.fund_table(rows),
        "charts": [tables.stages(row, f"{row.name}: from the fund to what is paid") for row in rows[:2]],
        "ages": tables.age_table(ages),
        "contracts": tables.contract_table(current, route="contract_show", caption="Current contracts"),
        "standing": tables.standing_chart(current),
        "tiles": [
            (
                waiting,
                _of(waiting, "claim") + " to decide on",
                reverse("authority_claim_list"),
                bool(waiting),
            ),
            (red, _of(red, "contract") + " below tolerance", "#contracts", bool(red)),
            (submitted, _of(submitted, "contract") + " to approve", f"{listed}?state=submitted", False),
            (proposed, "growth or reduction to decide on", f"{listed}?change=proposed", False),
        ],
    }
    return render(request, "funding/funding_show.html", context)


def _of(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


@form_page
@staff_admin_only
def fund_create(request: ActorRequest) -> HttpResponse:
    form = FundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = funds.create(by=request.actor, **form.cleaned_data)
            messages.success(request, "The fund is here. Now set parts of it aside for programmes.")
            return redirect("fund_show", made.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "funding/fund_create.html", {"form": form})


@require_safe
@staff_only
def fund_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    fund = queries.fund(request.actor, public_id)
    rows = list(queries.allocations(fund.pk))
    current = list(queries.contracts(request.actor).filter(allocation__fund=fund.pk)[:100])
    context = {
        "fund": fund,
        "left": fund.amount - fund.allocated,
        "chart": tables.stages(fund, "From the fund to what is paid"),
        "table": tables.allocation_table(rows),
        "contracts": tables.contract_table(current, route="contract_show"),
    }
    return render(request, "funding/fund_show.html", context)


@form_page
@staff_admin_only
def allocation_create(request: ActorRequest, public_id: UUID) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.actor), public_id=public_id)
    form = AllocationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = funds.allocate(fund=fund, by=request.actor, **form.cleaned_data)
            messages.success(request, "It is set aside. Contracts can be made out of it.")
            return redirect("allocation_show", made.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "funding/allocation_create.html", {"form": form, "fund": fund})


@form_page
@staff_only
def allocation_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What is set aside for a programme, its contracts, and how much it is from now on."""
    seen = Allocation.objects.visible_to(request.actor).select_related("fund", "programme")
    row = get_object_or_404(seen, public_id=public_id)
    facts = {"amount": row.amount, "version": row.version}
    form = AllocationChangeForm(posted(request), initial=facts)
    if request.method == "POST" and form.is_valid():
        try:
            funds.change_allocation(allocation=row, by=request.actor, **form.cleaned_data)
            messages.success(request, "It is changed.")
            return redirect("allocation_show", public_id)
        except Refused as refusal:
            if refusal.code == "version":
                row.refresh_from_db()
                form.show_again(version=str(row.version))
            form.refuse(refusal)
    current = list(queries.contracts(request.actor).filter(allocation=row)[:100])
    context = {
        "allocation": row,
        "form": form,
        "given": sum(each.value for each in current if each.state != State.WITHDRAWN),
        "contracts": tables.contract_table(current, route="contract_show"),
    }
    return render(request, "funding/allocation_show.html", context)


# Contracts --------------------------------------------------------------------------------------------


@require_safe
@staff_only
def contract_list(request: ActorRequest) -> HttpResponse:
    chosen = ContractFilter(request.GET or None, queryset=queries.contracts(request.actor), request=request)
    page = pages.paginate(request, chosen.qs)
    context = {
        "filter": chosen,
        "active": chosen.active_count,
        "page": page,
        "table": tables.contract_table(page.object_list, route="contract_show"),
    }
    return render(request, "funding/contract_list.html", context)


@form_page
@staff_only
def contract_create(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = Allocation.objects.visible_to(request.actor).select_related("fund", "programme")
    allocation = get_object_or_404(seen, public_id=public_id)
    form = ContractForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = contracts.draft(allocation=allocation, by=request.actor, **form.cleaned_data)
            messages.success(request, "Drafted, with its value spread evenly. Now set its months.")
            return redirect("contract_profile_change", made.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "funding/contract_create.html", {"form": form, "allocation": allocation})


@require_safe
@staff_only
def contract_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    contract = queries.contract(request.actor, public_id)
    found = queries.delivery(contract)
    history = list(
        contract.changes.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-id")
    )
    rule_rows = queries.rules(contract.programme_id)
    waiting = next((row for row in history if row.state == ContractChange.State.PROPOSED), None)
    context = {
        "contract": contract,
        "delivery": found,
        **tables.how_it_goes(found),
        "months": tables.month_table(found),
        "tally": queries.tally(contract.pk),
        "changes": change_tables.change_table(history),
        "waiting": waiting,
        "until": queries.claims_until(contract, rule_rows[0] if rule_rows else None),
        "next": _next(contract, request.actor),
        "has_other_moves": bool(_others(contract, request.actor)),
        "may_grow": contract.state in {State.APPROVED, State.LIVE, State.PAUSED} and waiting is None,
    }
    return render(request, "funding/contract_show.html", context)


FOR_ADMINISTRATORS = {State.APPROVED, State.LIVE, State.PAUSED, State.CLOSED, State.ARCHIVED}


def _next(contract: Contract, by: Actor) -> tuple[str, str] | None:
    """What this person can do with one press."""
    move = tables.NEXT_MOVES.get(contract.state)
    if move is None or (move[0] in FOR_ADMINISTRATORS and not by.is_admin):
        return None
    if move[0] == State.APPROVED and contract.submitted_by_id == by.person.pk:
        return None
    return move


def _others(contract: Contract, by: Actor) -> list[tuple[str, str]]:
    return [
        move
        for move in tables.OTHER_MOVES.get(contract.state, [])
        if by.is_admin or move[0] not in FOR_ADMINISTRATORS
    ]


@require_POST
@staff_only
def contract_move(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The next step, by one press."""
    contract = get_object_or_404(Contract.objects.visible_to(request.actor), public_id=public_id)
    acts: dict[str, Any] = {
        State.SUBMITTED: contracts.submit,
        State.APPROVED: contracts.approve,
        State.LIVE: contracts.go_live,
    }
    act = acts.get(request.POST.get("to", ""))
    if act is None:
        messages.error(request, "Choose what happens with the contract.")
        return redirect("contract_show", public_id)
    try:
        act(contract=contract, by=request.actor)
        messages.success(request, "Done. The page shows what comes next.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("contract_show", public_id)


@form_page
@staff_only
def contract_stop(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Whatever needs a reason: sent back, withdrawn, paused, closed."""
    contract = get_object_or_404(
        Contract.objects.visible_to(request.actor).select_related("organisation"), public_id=public_id
    )
    form = MoveForm(posted(request), moves=_others(contract, request.actor))
    if request.method == "POST" and form.is_valid():
        to, note = form.cleaned_data["to"], form.cleaned_data["note"]
        acts: dict[str, Any] = {
            State.DRAFT: contracts.send_back,
            State.WITHDRAWN: contracts.withdraw,
            State.PAUSED: contracts.pause,
            State.CLOSED: contracts.close,
        }
        try:
            if to == State.ARCHIVED:
                contracts.archive(contract=contract, by=request.actor)
            else:
                acts[to](contract=contract, note=note, by=request.actor)
            messages.success(request, "Done.")
            return redirect("contract_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "funding/contract_stop.html", {"form": form, "contract": contract})


@form_page
@staff_only
def contract_profile_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    contract = queries.contract(request.actor, public_id)
    form = ProfileForm(posted(request), contract=contract)
    if request.method == "POST" and form.is_valid():
        try:
            contracts.set_profile(
                contract=contract,
                months=form.months(),
                version=form.cleaned_data["version"],
                by=request.actor,
            )
            messages.success(request, "The months are kept.")
            return redirect("contract_show", public_id)
        except Refused as refusal:
            if refusal.code == "version":
                form.show_again(version=str(queries.contract(request.actor, public_id).version))
            form.refuse(refusal)
    planned = sum(amount for _, amount, _ in form.rows)
    off = contract.value - planned
    context = {"form": form, "contract": contract, "planned": planned, "off": off, "over": -off}
    return render(request, "funding/contract_profile_change.html", context)


# Rules ------------------------------------------------------------------------------------------------


@require_safe
@staff_only
def milestone_rule_list(request: ActorRequest) -> HttpResponse:
    rows = MilestoneRule.objects.select_related("programme").order_by("programme__name", "-applies_from")
    page = pages.paginate(request, rows)
    return render(
        request,
        "funding/milestone_rule_list.html",
        {"page": page, "table": tables.rule_table(page.object_list)},
    )


@form_page
@staff_admin_only
def milestone_rule_create(request: ActorRequest) -> HttpResponse:
    form = RuleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            rules.add(programme=form.cleaned_data["programme"], values=form.values(), by=request.actor)
            messages.success(request, "It holds for people who start from that day on.")
            return redirect("milestone_rule_list")
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "funding/milestone_rule_create.html", {"form": form})
