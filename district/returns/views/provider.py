"""A provider's reports, and what it should mend in its enrolments."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.funding.tables import how_it_goes
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.returns import quality, queries, tables
from district.returns.forms import LinesForm
from district.returns.services import reports
from district.web import pages
from district.web.errors import Refused
from learners.views.sent import posted

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
        "fixes": [line for line in lines if line.look == "fix"],
    }
    return render(request, "returns/provider_return_show.html", context)


def _keep(request: ActorRequest, form: LinesForm, public_id: UUID) -> HttpResponse:
    """Keep what was answered, and send it if that was pressed."""
    report = queries.report(request.actor, public_id)
    report = reports.answer(
        report=report,
        answers=form.answers(),
        words=form.cleaned_data["words"],
        version=form.cleaned_data["version"],
        by=request.actor,
    )
    if request.POST.get("do") != "send":
        messages.success(request, "Your answers are kept. Nothing is sent yet.")
        return redirect("provider_return_show", public_id)
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
