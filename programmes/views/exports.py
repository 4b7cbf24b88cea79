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
from district.web.downloads import csv_response
from district.web.forms import Form
from district.web.tables import Column
from programmes import exports, inbox, roster, run_desk
from programmes.models import ExportPurpose
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
    chosen = inbox.InboxFilter(request.GET or None, queryset=inbox.received(request.actor), request=request)
    ordered = chosen.qs.order_by("submitted_at", "id")
    back = reverse("provider_application_list")
    return _export(request, "applications", exports.APPLICATIONS, ordered, back)


@form_page
@provider_only
def run_roster_export(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    run = run_desk.own_run(request.actor, public_id)
    if run is None:
        raise Http404
    chosen = roster.RosterFilter(request.GET or None, queryset=roster.of_run(request.actor, run))
    back = reverse("run_roster", args=[public_id])
    return _export(request, "roster", exports.ROSTER, chosen.qs, back)


def _export(
    request: ActorRequest, kind: str, columns: Sequence[Column[Any]], queryset: QuerySet[Any], back: str
) -> HttpResponseBase:
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        records.record(
            organisation=request.actor.own_organisation,
            kind=kind,
            rows=queryset,
            narrowed_by=request.GET.urlencode(),
            by=request.actor,
            **form.cleaned_data,
        )
        rows = exports.rows(queryset, columns).iterator(chunk_size=ROWS_A_CHUNK)
        return csv_response(f"{kind}-{timezone.localdate()}", columns, rows)
    return _ask(request, form, kind, columns, back)


def _ask(
    request: ActorRequest, form: ExportForm, kind: str, columns: Sequence[Column[Any]], back: str
) -> HttpResponse:
    context = {
        "form": form,
        "kind": kind,
        "columns": [{"key": column.label, "value": column.meaning} for column in columns],
        "back": back,
    }
    return render(request, "programmes/export_ask.html", context)
