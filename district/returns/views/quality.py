"""Data quality at the desk: how much each provider should mend, the rows behind a count, and asking for them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import staff_admin_only, staff_only
from district.partners.requests import ActorRequest
from district.returns import quality, queries, tables
from district.returns.filters import FaultFilter
from district.returns.forms import AskForm, ExportForm
from district.returns.services import mending
from district.web import charts, pages
from district.web.downloads import csv_response
from district.web.errors import Refused
from district.web.templatetags.district import plural
from learners.views.sent import posted


@require_safe
@staff_only
def authority_quality_list(request: ActorRequest) -> HttpResponse:
    """How much each provider should mend."""
    found = queries.providers_with_issues()
    page = pages.paginate(request, found, count=len(found))
    totals = queries.totals(found)
    context = {
        "page": page,
        "table": tables.provider_table(page.object_list, has_rows=request.actor.is_staff_admin),
        "totals": totals,
        "chart": charts.bars(
            f"What is wrong in {plural(totals['all'], 'enrolment')}",
            [(issue.label, totals[issue.code]) for issue in quality.ISSUES],
        ),
    }
    return render(request, "returns/authority_quality_list.html", context)


@require_safe
@staff_admin_only
def authority_quality_rows(request: ActorRequest) -> HttpResponse:
    """The rows behind a count: which they are, how long they have been so, and who has to mend them."""
    issue = quality.BY_CODE.get(request.GET.get("issue", ""), quality.ISSUES[0])
    chosen = FaultFilter(request.GET or None, queryset=quality.everywhere(issue.code), request=request)
    listed = chosen.qs.select_related("organisation", "run__course").defer("run__course__search")
    page = pages.paginate(request, listed)
    provider = chosen.form.cleaned_data.get("provider") if chosen.form.is_valid() else None
    context: dict[str, Any] = {
        "filter": chosen,
        "active": chosen.active_count,
        "issue": issue,
        "provider": provider,
        "page": page,
        "table": tables.fault_table(page.object_list, issue),
        "chart": charts.bars("How long they have been so", chosen.ages()),
    }
    return render(request, "returns/authority_quality_rows.html", context)


@require_POST
@staff_admin_only
def authority_quality_ask(request: ActorRequest) -> HttpResponse:
    """Write to a provider that it should mend rows of one kind, with the link to its list of them."""
    form = AskForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such provider or rule.")
    provider, code = form.cleaned_data["provider"], form.cleaned_data["issue"]
    try:
        mending.ask(provider=provider, code=code, by=request.actor)
        messages.success(request, f"{provider.name} is asked to mend them, with the link to its list.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{reverse('authority_quality_rows')}?issue={code}&provider={provider.public_id}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def authority_quality_export(request: ActorRequest) -> HttpResponseBase:
    """The counts as a file. Rows of people do not leave the desk."""
    form = ExportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        found = queries.providers_with_issues()
        mending.record_export(purpose=form.cleaned_data["purpose"], rows=len(found), by=request.actor)
        columns = tables.provider_table(found, has_rows=False).columns
        return csv_response(f"data-quality-{timezone.localdate()}", columns, found)
    return render(request, "returns/authority_quality_export.html", {"form": form})
