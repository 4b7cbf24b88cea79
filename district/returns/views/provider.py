"""A provider's reports, and what it should mend in its enrolments."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from district.funding.tables import how_it_goes
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.returns import answering, files, quality, queries, tables
from district.returns.answering import LinesForm
from district.returns.forms import ExportForm
from district.returns.services import reports
from district.web import pages
from district.web.downloads import csv_response
from district.web.errors import Refused
from learners.views.sent import posted
from programmes.services import exports as records

provider_only = role_required(Role.PROVIDER)


@require_safe
@provider_only
def provider_return_list(request: ActorRequest) -> HttpResponse:
    own = queries.reports(request.actor).filter(contract__organisation=request.actor.own_organisation)
    page = pages.paginate(request, own)
    context = {
        "page": page,
        "table": tables.report_table(page.object_list, route="provider_return_show", is_own=True),
        "waiting": [row for row in page.object_list if row.is_with_provider],
    }
    return render(request, "returns/provider_return_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@provider_only
def provider_return_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The report as the portal has filled it in, to be confirmed or corrected line by line."""
    report = queries.report(request.actor, public_id)
    lines = reports.lines_of(report)
    form = LinesForm(posted(request), report=report, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, form, public_id)
        except Refused as refusal:
            if refusal.code == "version":
                report = queries.report(request.actor, public_id)
                form.show_again(version=str(report.version))
            form.refuse(refusal)
    found = queries.delivery(request.actor, report)
    context = {
        "report": report,
        "form": form,
        **how_it_goes(found),
        "table": tables.line_table(lines),
        "left": sum(map(answering.is_left, lines)),
        "next": answering.next_part(lines),
    }
    return render(request, "returns/provider_return_show.html", context)


def _keep(request: ActorRequest, form: LinesForm, public_id: UUID) -> HttpResponse:
    """Keep what was answered, in every part; then send it, or go on where something is left."""
    do, _, part = request.POST.get("do", "").partition(" ")
    report = queries.report(request.actor, public_id)
    report = reports.answer(
        report=report,
        answers=form.answers(right=part if do == "right" else ""),
        words=form.cleaned_data["words"],
        version=form.cleaned_data["version"],
        by=request.actor,
    )
    if do != "send":
        messages.success(request, "Your answers are kept. Nothing is sent yet.")
        further = answering.next_part(reports.lines_of(report)) or "send"
        return redirect(f"{reverse('provider_return_show', args=[public_id])}#{further}")
    try:
        reports.send(report=report, by=request.actor)
    except Refused as refusal:
        messages.error(request, f"Your answers are kept, but not sent. {refusal.message}")
        return redirect("provider_return_show", public_id)
    messages.success(request, "Your report is sent. WMCA looks at each line.")
    return redirect("provider_return_list")


@require_safe
@provider_only
def provider_quality_list(request: ActorRequest) -> HttpResponse:
    """What is missing or cannot be right, each row with where it is mended."""
    own = request.actor.own_organisation
    counts = quality.counts([own.pk]).get(own.pk, quality.NONE)
    issue = quality.BY_CODE.get(request.GET.get("issue", ""))
    context = {
        "counts": counts,
        "issues": tables.issue_table(counts, "provider_quality_list"),
        "issue": issue,
        "total": sum(counts[code] for code in quality.BY_CODE),
    }
    if issue is not None:
        page = pages.paginate(request, quality.with_issue(own.pk, issue.code), count=counts[issue.code])
        context |= {"page": page, "table": tables.mend_table(page.object_list, issue)}
    return render(request, "returns/provider_quality_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@provider_only
def provider_quality_export(request: ActorRequest) -> HttpResponseBase:
    """Its own rows as a file: they are its own people."""
    form, own = ExportForm(posted(request)), request.actor.own_organisation
    if request.method == "POST" and form.is_valid():
        listed = quality.listed(own, "")
        records.record(
            organisation=own,
            kind="data quality",
            rows=listed,
            by=request.actor,
            **form.cleaned_data,
        )
        return csv_response(f"to-mend-{timezone.localdate()}", files.OWN, files.rows(listed, files.OWN))
    columns = [{"key": column.label, "value": column.meaning} for column in files.OWN]
    return render(request, "returns/provider_quality_export.html", {"form": form, "columns": columns})
