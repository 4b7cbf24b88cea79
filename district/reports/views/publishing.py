"""Publishing at the desk: look at what everybody would read, say when, and see what is out or waits for its time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import staff_admin_only, staff_only
from district.partners.requests import ActorRequest
from district.reports.definitions import DEFINITIONS
from district.reports.drawing import draw
from district.reports.forms import PublishForm
from district.reports.models import Publication, ReportRun
from district.reports.services import overlaps, publications
from district.web import pages
from district.web.errors import Refused

form_page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20
OFFERED = 20


@form_page
@staff_admin_only
def report_publish(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The form beside what would be published: its small numbers are hidden already."""
    found = ReportRun.objects.visible_to(request.actor).select_related("definition", "snapshot")
    run = get_object_or_404(found, public_id=public_id, state=ReportRun.State.FINISHED)
    if standing := run.publications.filter(cancelled_at=None).defer("result", "html").first():
        return render(request, "reports/report_publish.html", {"run": run, "standing": standing})
    earlier = _earlier(run)
    definition = DEFINITIONS[run.definition.code]
    initial = {"title": f"{definition.title}: {run.scope_words}", "profile": definition.profile}
    if earlier:
        initial |= {"title": earlier[0].title, "summary": earlier[0].summary}
    form = PublishForm(request.POST or None, earlier=earlier, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            published = publications.publish(run=run, by=request.actor, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = "Published." if published.is_out else "Prepared. Nobody can read it before its time."
            messages.success(request, said)
            return redirect("publication_list")
    context: dict[str, Any] = {"form": form, "run": run}
    try:
        tables, hidden = publications.protected_tables(run, definition.profile)
        overlaps.check(run, tables, profile=definition.profile)
    except Refused as refusal:
        context["refusal"] = refusal.message
    else:
        context |= {"drawn": mark_safe(draw(definition, tables)), "hidden": hidden}  # noqa: S308 (drawn by a template)
    return render(request, "reports/report_publish.html", context)


def _earlier(run: ReportRun) -> list[Publication]:
    """The newest of each series of the same report about the same that is out."""
    out = Publication.objects.out().filter(run__definition__code=run.definition.code, run__scope=run.scope)
    newest = out.order_by("series", "-number").distinct("series").defer("html")
    return sorted(newest, key=lambda each: each.publish_at, reverse=True)[:OFFERED]


@require_safe
@staff_only
def publication_list(request: ActorRequest) -> HttpResponse:
    """What waits for its time is listed here, for staff alone."""
    all_made = Publication.objects.with_successors().order_by("-publish_at", "-id")
    listed = all_made.select_related("run__definition", "made_by").defer("result", "html", "run__result")
    page = pages.paginate(request, listed, PER_PAGE)
    return render(request, "reports/publication_list.html", {"page": page})


@require_POST
@staff_admin_only
def publication_cancel(request: ActorRequest, public_id: UUID) -> HttpResponse:
    publication = Publication.objects.filter(public_id=public_id).first()
    if publication is None:
        raise Http404
    try:
        publications.cancel(publication=publication, by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Cancelled. It will not come out.")
    return redirect("publication_list")
