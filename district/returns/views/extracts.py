"""Files of learners' rows for WMCA staff: asked for, decided on by a second person, downloaded and written down."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import staff_admin_only
from district.partners.requests import ActorRequest
from district.returns import files, quality, tables
from district.returns.filters import ExtractFilter
from district.returns.forms import ExtractDecisionForm, ExtractForm
from district.returns.models import LearnerExtract
from district.returns.services import extracts
from district.web import pages
from district.web.downloads import csv_response
from district.web.errors import Refused
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_admin_only
def authority_extract_list(request: ActorRequest) -> HttpResponse:
    seen = LearnerExtract.objects.visible_to(request.actor).for_list()
    listed = seen.annotate(opening_count=Count("openings")).order_by("-asked_at", "-id")
    chosen = ExtractFilter(request.GET or None, queryset=listed, request=request)
    page = pages.paginate(request, chosen.qs)
    context = {
        "filter": chosen,
        "active": chosen.active_count,
        "page": page,
        "table": tables.extract_table(page.object_list),
    }
    return render(request, "returns/authority_extract_list.html", context)


@form_page
@staff_admin_only
def authority_extract_ask(request: ActorRequest) -> HttpResponse:
    wanted = {name: request.GET.get(name, "") for name in ("issue", "provider")}
    form = ExtractForm(posted(request), initial=wanted)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = extracts.ask(
                organisation=said["provider"],
                issue=said["issue"],
                purpose=said["purpose"],
                reason=said["reason"],
                by=request.actor,
            )
            messages.success(request, "It is asked for. Another administrator decides on it.")
            return redirect("authority_extract_show", made.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "returns/authority_extract_ask.html", {"form": form})


@form_page
@staff_admin_only
def authority_extract_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What was asked for and why, the second person's decision, the file while it is open, and who downloaded it."""
    extract = _extract(request, public_id)
    form = ExtractDecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        decide = extracts.allow if form.cleaned_data["decision"] == "allow" else extracts.refuse
        try:
            decide(extract=extract, note=form.cleaned_data["note"], by=request.actor)
            messages.success(request, "Decided. Who asked is told.")
            return redirect("authority_extract_show", public_id)
        except Refused as refusal:
            if refusal.field is None:
                messages.error(request, refusal.message)
                return redirect("authority_extract_show", public_id)
            form.refuse(refusal)
    me = request.actor.person.pk
    opened = extract.openings.select_related("record__made_by").order_by("-id")
    context = {
        "extract": extract,
        "form": form,
        "issue": tables.issue_words(extract),
        "provider": tables.provider_words(extract),
        "state": tables.extract_state(extract),
        "count": quality.listed(extract.organisation, extract.issue).count()
        if tables.not_over(extract)
        else 0,
        "is_own": extract.asked_by_id == me,
        "may_take_back": tables.not_over(extract) and me in {extract.asked_by_id, extract.decided_by_id},
        "columns": [{"key": column.label, "value": column.meaning} for column in files.OF_DESK],
        "openings": tables.opening_table(list(opened[:50])),
    }
    return render(request, "returns/authority_extract_show.html", context)


@require_POST
@staff_admin_only
def authority_extract_open(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    extract = _extract(request, public_id)
    try:
        opening = extracts.open_file(extract=extract, by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("authority_extract_show", public_id)
    rows = files.rows(quality.listed(extract.organisation, extract.issue), files.OF_DESK)
    name = f"records-to-mend-{timezone.localdate()}"
    return csv_response(name, files.OF_DESK, rows, on_end=partial(extracts.keep_digest, opening.pk))


@require_POST
@staff_admin_only
def authority_extract_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    try:
        extracts.withdraw(extract=_extract(request, public_id), by=request.actor)
        messages.success(request, "It is taken back. Nobody can download it any more.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("authority_extract_show", public_id)


def _extract(request: ActorRequest, public_id: UUID) -> LearnerExtract:
    seen = LearnerExtract.objects.visible_to(request.actor)
    return get_object_or_404(
        seen.select_related("organisation", "asked_by", "decided_by"), public_id=public_id
    )
