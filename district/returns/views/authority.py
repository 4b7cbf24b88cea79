"""Partner reports at the desk: who owes one, and one of them line by line."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.funding.tables import how_it_goes
from district.partners.access import staff_admin_only, staff_only
from district.partners.requests import ActorRequest
from district.returns import queries, tables
from district.returns.filters import ReportFilter
from district.returns.forms import LooksForm, PointForm
from district.returns.models import PartnerReport
from district.returns.services import points, reports
from district.web import pages
from district.web.errors import Refused
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_only
def authority_return_list(request: ActorRequest) -> HttpResponse:
    chosen = ReportFilter(request.GET or None, queryset=queries.reports(request.actor), request=request)
    page = pages.paginate(request, chosen.qs)
    context = {
        "filter": chosen,
        "active": chosen.active_count,
        "page": page,
        "table": tables.report_table(page.object_list, route="authority_return_show"),
        "points": tables.point_table(list(queries.points()[:8])),
    }
    return render(request, "returns/authority_return_list.html", context)


@form_page
@staff_admin_only
def review_point_create(request: ActorRequest) -> HttpResponse:
    form = PointForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            points.create(by=request.actor, **form.cleaned_data)
            messages.success(
                request, "The review point is set. Reports open on its day, and providers are told."
            )
            return redirect("authority_return_list")
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "returns/review_point_create.html", {"form": form})


@form_page
@staff_only
def authority_return_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What the portal worked out beside what the provider says; each line accepted or to be mended."""
    report = queries.report(request.actor, public_id)
    lines = reports.lines_of(report)
    form = LooksForm(posted(request), report=report, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, form, report)
        except Refused as refusal:
            if refusal.code == "version":
                report = queries.report(request.actor, public_id)
                form.show_again(version=str(report.version))
            form.refuse(refusal)
    found = queries.delivery(request.actor, report)
    context = {
        "report": report,
        "form": form,
        "rows": [
            (row, tables.figure(row["line"], row["line"].value), tables.said(row["line"]))
            for row in form.rows
        ],
        **how_it_goes(found),
        "table": tables.line_table(lines),
        "is_own": report.sent_by_id == request.actor.person.pk,
        "left": sum(not line.look for line in lines),
        "corrected": sum(line.corrected is not None for line in lines),
        "unseen": sum(line.said == "confirmed" and not line.look for line in lines),
    }
    return render(request, "returns/authority_return_show.html", context)


def _keep(request: ActorRequest, form: LooksForm, report: PartnerReport) -> HttpResponse:
    said, do, by = form.cleaned_data, request.POST.get("do"), request.actor
    looks = form.values(accepts_confirmed=do == "accept")
    report = reports.look(report=report, looks=looks, version=said["version"], by=by)
    try:
        if do == "return":
            reports.send_back(report=report, answer=said["answer"], by=by)
            messages.success(request, "The provider is asked to mend it.")
        elif do == "final":
            reports.finalise(report=report, answer=said["answer"], by=by)
            messages.success(request, "The report is final.")
        elif do == "accept":
            messages.success(
                request, "What the provider confirms is accepted. Look at the lines that are left."
            )
        else:
            messages.success(request, "Your look at the lines is kept.")
    except Refused as refusal:
        messages.error(request, f"Your look at the lines is kept. {refusal.message}")
    return redirect("authority_return_show", report.public_id)
