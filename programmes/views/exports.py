"""Files of a provider's own learners: asked what for, written down, streamed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.downloads import csv_response
from district.web.forms import Form
from district.web.tables import Column
from programmes import exports, inbox, progress_rows, roster, run_desk
from programmes.models import Enrolment, ExportPurpose
from programmes.services import exports as records

provider_only = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
ROWS_A_CHUNK = 2_000


class ExportForm(Form):
    purpose = forms.ChoiceField(
        label="What do you need the file for?",
        choices=ExportPurpose.choices,
        widget=forms.RadioSelect,
        help_text="It is kept with your name: people may ask who took their data, and why.",
    )


@form_page
@provider_only
def provider_application_export(request: ActorRequest) -> HttpResponseBase:
    """As the list is narrowed and ordered."""
    chosen = inbox.InboxFilter(
        request.GET or None,
        queryset=inbox.inbox(request.actor),
        choices=inbox.choices(request.actor.own_organisation.pk),
    )
    back = reverse("provider_application_list")
    return _export(request, "applications", exports.APPLICATIONS, chosen, back)


@form_page
@provider_only
def run_roster_export(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    run = run_desk.own_run(request.actor, public_id)
    if run is None:
        raise Http404
    chosen = roster.RosterFilter(request.GET or None, queryset=roster.of_run(request.actor, run))
    back = reverse("run_roster", args=[public_id])
    return _export(request, "roster", exports.ROSTER, chosen, back)


@form_page
@provider_only
def progress_export(request: ActorRequest) -> HttpResponseBase:
    """The progress file of all the provider's learners."""
    own = Enrolment.objects.filter(organisation=request.actor.own_organisation)
    return _export_progress(request, own, reverse("upload_list"))


@form_page
@provider_only
def run_progress_export(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    """The progress file of those on one course run."""
    run = run_desk.own_run(request.actor, public_id)
    if run is None:
        raise Http404
    own = Enrolment.objects.filter(organisation=request.actor.own_organisation, run=run)
    return _export_progress(request, own, reverse("run_roster", args=[public_id]))


def _export_progress(request: ActorRequest, own: QuerySet[Enrolment], back: str) -> HttpResponseBase:
    """In the very columns in which it is uploaded: sent back as it is, it changes nothing."""
    ukprn = request.actor.own_organisation.ukprn
    form = ExportForm(request.POST or None)
    if request.method == "POST" and ukprn and form.is_valid():
        records.record(
            organisation=request.actor.own_organisation,
            kind="progress",
            rows=progress_rows.recorded(own),
            narrowed_by=back,
            by=request.actor,
            **form.cleaned_data,
        )
        rows = progress_rows.rows(own, ukprn)
        return csv_response(f"progress-{timezone.localdate()}", progress_rows.COLUMNS, rows)
    more = {"left_out": progress_rows.left_out(own), "lacks_ukprn": not ukprn}
    return _ask(request, form, "progress", progress_rows.COLUMNS, back, **more)


def _export(
    request: ActorRequest,
    kind: str,
    columns: Sequence[Column[Any]],
    chosen: inbox.InboxFilter | roster.RosterFilter,
    back: str,
) -> HttpResponseBase:
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        records.record(
            organisation=request.actor.own_organisation,
            kind=kind,
            rows=chosen.qs,
            narrowed_by=request.GET.urlencode(),
            by=request.actor,
            **form.cleaned_data,
        )
        rows = exports.rows(chosen.qs, columns).iterator(chunk_size=ROWS_A_CHUNK)
        return csv_response(f"{kind}-{timezone.localdate()}", columns, rows)
    narrowed = {"is_narrowed": True, "count": chosen.qs.count()} if chosen.active_count else {}
    back += pages.query_string(request, page=None) if narrowed else ""
    return _ask(request, form, kind, columns, back, **narrowed)


def _ask(
    request: ActorRequest,
    form: ExportForm,
    kind: str,
    columns: Sequence[Column[Any]],
    back: str,
    **more: Any,
) -> HttpResponse:
    context = more | {
        "form": form,
        "kind": kind,
        "columns": [{"key": column.label, "value": column.meaning} for column in columns],
        "back": back,
    }
    return render(request, "programmes/export_ask.html", context)
