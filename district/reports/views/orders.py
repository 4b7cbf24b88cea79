"""Reports that come to somebody by themselves, each month."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.reports.definitions import DEFINITIONS
from district.reports.models import Delivery, ReportRun, StandingOrder
from district.reports.services import deliveries
from district.web import pages

PER_PAGE = 20


@require_POST
@staff_only
def report_order(request: ActorRequest, public_id: UUID) -> HttpResponse:
    runs = ReportRun.objects.visible_to(request.actor).select_related("definition").defer("result")
    run = get_object_or_404(runs, public_id=public_id)
    deliveries.order(run=run, by=request.actor)
    messages.success(request, "You get this report by e-mail each month, when the month has been frozen.")
    return redirect("order_list")


@require_safe
@staff_only
def order_list(request: ActorRequest) -> HttpResponse:
    own = StandingOrder.objects.visible_to(request.actor).live().order_by("-made_at", "-id")
    page = pages.paginate(request, own, PER_PAGE)
    sent = Delivery.objects.filter(order__person=request.actor.person).exclude(sent_at=None)
    context = {
        "page": page,
        "titles": {code: each.title for code, each in DEFINITIONS.items()},
        "sent": sent.select_related("run__definition")
        .defer("run__result")
        .order_by("-sent_at", "-id")[:PER_PAGE],
    }
    return render(request, "reports/order_list.html", context)


@require_POST
@staff_only
def order_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    order = get_object_or_404(StandingOrder.objects.visible_to(request.actor), public_id=public_id)
    deliveries.end(order=order, by=request.actor)
    messages.success(request, "This report does not come by itself any more.")
    return redirect("order_list")


@require_safe
@staff_only
def report_delivered(request: ActorRequest, token: str) -> HttpResponse:
    found = deliveries.opened(token=token, by=request.actor)
    if found is None:
        raise Http404("This link has run out, or was sent to somebody else.")
    return redirect("report_show", found.run.public_id)
