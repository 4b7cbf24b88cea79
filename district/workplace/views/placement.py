"""Placement agreements: the lists of employer and provider, and the one page that all three sides read and sign."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import role_required, signed_in
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.tables import Column, Table
from district.web.templatetags.district import day, moment
from district.workplace import queries, working_time
from district.workplace.forms import CancelForm, ChangeAskForm, ReportForm, SignForm, TermsForm
from district.workplace.models import Placement, Side
from district.workplace.services import placements
from district.workplace.services.letters import name_of
from district.workplace.views import hours as hours_view
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])
hiring = role_required(Role.EMPLOYER)
State = Placement.State
SHARED = ". The rest of the T Level is done with a second employer."


@require_safe
@hiring
def placement_list(request: ActorRequest) -> HttpResponse:
    page = pages.paginate(request, queries.placements(request.actor))
    return render(request, "workplace/placement_list.html", {"page": page, "table": _table(page.object_list)})


@require_safe
@role_required(Role.PROVIDER)
def provider_placement_list(request: ActorRequest) -> HttpResponse:
    page = pages.paginate(request, queries.placements(request.actor))
    context = {"page": page, "table": _table(page.object_list)}
    return render(request, "workplace/provider_placement_list.html", context)


def _table(rows: Sequence[Placement]) -> Table[Placement]:
    columns: list[Column[Any]] = [
        Column("who", "Who", name_of, href=lambda row: reverse("placement_show", args=[row.public_id])),
        Column("title", "Placement", lambda row: f"{row.title} ({row.get_kind_display()})"),
        Column("employer", "Employer", lambda row: row.organisation.name),
        Column("starts", "First day", lambda row: row.starts_on, "day"),
        Column("hours", "Hours agreed", lambda row: row.hours, "number"),
        Column("confirmed", "Confirmed", lambda row: row.confirmed_hours if row.has_log else None, "number"),
        Column("state", "State", _state),
    ]
    return Table("Placements", columns, rows)


def _state(row: Any) -> str:
    said = str(row.get_state_display())
    if row.state == State.OPEN:
        return f"{said}: {row.signature_count} of 3"
    return f"{said}: hours to confirm" if row.hours_wait else said


@form_page
@signed_in
def placement_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The agreement as it stands; a POST signs it."""
    row, side = _found(request, public_id)
    may_sign = _may_sign(row, side)
    asks_course = may_sign and side == Side.LEARNER and row.enrolment is None and row.learner is not None
    courses = list(placements.may_be_with(row.learner)[:20]) if asks_course and row.learner else None
    form = SignForm(posted(request), initial={"terms_number": row.terms_number}, enrolments=courses)
    if request.method == "POST" and form.is_valid():
        try:
            signed = placements.sign(placement=row, by=request.actor, **form.values())
            last = signed.state == State.SIGNED
            messages.success(request, "Signed by all: it is agreed." if last else "You have signed.")
            return redirect("placement_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
            if refusal.code == "stale":
                row, side = _found(request, public_id)
                form.show_again(terms_number=str(row.terms_number))
    context = {
        "placement": row,
        "who": name_of(row),
        "side": side,
        "form": form,
        "may_sign": may_sign,
        "without_course": courses == [],
        "facts": _facts(row),
        "signatures": _signatures(row),
        "may_write": side == Side.EMPLOYER and row.is_live,
        "may_ask": side != Side.EMPLOYER and row.state in {State.OPEN, State.SIGNED},
        "may_cancel": row.may_become(State.CANCELLED),
        "log": hours_view.log_of(row, queries.weeks_of(row), side) if row.has_log else None,
        "may_report": side == Side.EMPLOYER and row.may_be_reported,
        "is_over": row.ends_on is not None and row.ends_on <= timezone.localdate(),
        "asked_by": Side(row.ask_by).label.lower() if row.ask_by else "",
        "cancelled_by": Side(row.cancelled_by).label.lower() if row.cancelled_by else "",
    }
    return render(request, "workplace/placement_show.html", context)


def _found(request: ActorRequest, public_id: UUID) -> tuple[Placement, Side]:
    row = queries.placement(request.actor, public_id)
    side = placements.side_of(row, request.actor)
    if side is None:
        raise Http404("You are no side of such a placement.")
    return row, side


def _may_sign(row: Placement, side: Side) -> bool:
    if row.state != State.OPEN or (row.enrolment is None and side != Side.LEARNER):
        return False
    return all(each.side != side or each.terms_number != row.terms_number for each in row.signatures.all())


def _facts(row: Placement) -> list[dict[str, Any]]:
    if row.starts_on is None:
        return []
    young = working_time.said_of(row.learner, row.starts_on)
    return [
        {"key": "Who", "value": name_of(row)},
        {"key": "Employer", "value": row.organisation.name},
        {
            "key": "College or provider",
            "value": f"{row.enrolment.organisation.name}: {row.enrolment.run.course.title}"
            if row.enrolment
            else "The learner says so when signing",
        },
        {"key": "From", "value": day(row.starts_on)},
        {"key": "To", "value": day(row.ends_on)},
        {"key": "Hours in all", "value": f"{row.hours:,}{SHARED if row.is_shared else ''}"},
        {"key": "Days", "value": row.weekdays_said},
        {"key": "Times", "value": row.times},
        *([{"key": "Hours allowed", "value": young}] if young else []),
        {"key": "Where", "value": row.place},
        {"key": "Looked after by", "value": row.supervisor},
        {"key": "What they do and learn", "value": row.tasks},
        {"key": "Safety", "value": "Risks are assessed, and the employer's liability insurance covers it."},
    ]


def _signatures(row: Placement) -> list[dict[str, str]]:
    """One a side, as the terms stand now."""
    by_side = {each.side: each for each in row.signatures.all() if each.terms_number == row.terms_number}
    return [
        {
            "key": str(side.label),
            "value": f"{by_side[side].name}, {moment(by_side[side].signed_at)}" if side in by_side else "",
        }
        for side in Side
    ]


@form_page
@hiring
def placement_write(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row, side = _found(request, public_id)
    if side != Side.EMPLOYER:
        raise Http404("Only the employer writes it.")
    initial = {name: getattr(row, name) for name in Placement.TERMS} | {"terms_number": row.terms_number}
    if row.state == State.DRAFT:
        del initial["weekdays"]
    form = TermsForm(posted(request), initial=initial, kind=row.kind)
    if request.method == "POST" and form.is_valid():
        try:
            placements.write(
                placement=row, terms=form.terms(), seen=form.cleaned_data["terms_number"], by=request.actor
            )
            messages.success(request, "It is written. The learner is asked to read and sign it first.")
            return redirect("placement_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    young = working_time.said_of(row.learner, timezone.localdate())
    context = {"placement": row, "who": name_of(row), "form": form, "young": young}
    return render(request, "workplace/placement_write.html", context)


@form_page
@signed_in
def placement_ask(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row, _ = _found(request, public_id)
    form = ChangeAskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            placements.ask_for_change(placement=row, by=request.actor, **form.cleaned_data)
            messages.success(request, "The employer is told.")
            return redirect("placement_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "workplace/placement_ask.html", {"placement": row, "form": form})


@form_page
@signed_in
def placement_cancel(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row, _ = _found(request, public_id)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            placements.cancel(placement=row, by=request.actor, **form.cleaned_data)
            messages.success(request, "It is called off. The others are told.")
            return redirect("placement_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "workplace/placement_cancel.html", {"placement": row, "form": form})


@form_page
@hiring
def placement_report(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row, side = _found(request, public_id)
    if side != Side.EMPLOYER:
        raise Http404("Only the employer reports on it.")
    form = ReportForm(posted(request), has_hours=row.confirmed_minutes > 0)
    if request.method == "POST" and form.is_valid():
        try:
            placements.report(placement=row, by=request.actor, **form.cleaned_data)
            messages.success(request, "Thank you. The learner and the provider can read it.")
            return redirect("placement_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "placement": row,
        "who": name_of(row),
        "side": side,
        "form": form,
        "log": hours_view.log_of(row, queries.weeks_of(row), side),
        "will_be": _will_be(row),
    }
    return render(request, "workplace/placement_report.html", context)


def _will_be(row: Placement) -> str:
    """How it ends by the hours that are confirmed now."""
    if row.confirmed_minutes == 0:
        return str(State.NO_SHOW.label)
    return str((State.COMPLETED if row.confirmed_hours >= row.least_hours else State.PARTLY).label)
