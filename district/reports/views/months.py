"""Months at the desk of WMCA staff: which are frozen, and freezing this one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from district.partners.access import staff_admin_only, staff_only
from district.partners.requests import ActorRequest
from district.reports.forms import AgainForm
from district.reports.models import Snapshot, month_of
from district.reports.services import snapshots
from district.web import pages
from district.web.errors import Refused

PER_PAGE = 20


@require_safe
@staff_only
def snapshot_list(request: ActorRequest) -> HttpResponse:
    return _snapshots(request, AgainForm())


@require_POST
@staff_admin_only
def snapshot_take(request: ActorRequest) -> HttpResponse:
    """The first of a month needs no reason."""
    form = AgainForm(request.POST)
    form.fields["reason"].required = Snapshot.objects.filter(month=month_of(timezone.localdate())).exists()
    if form.is_valid():
        try:
            snapshots.ask(reason=form.cleaned_data["reason"], by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The month is being frozen. This takes up to a minute.")
            return redirect("snapshot_list")
    return _snapshots(request, form)


def _snapshots(request: ActorRequest, form: AgainForm) -> HttpResponse:
    taken = Snapshot.objects.order_by("-month", "-number").select_related("progress")
    page = pages.paginate(request, taken, PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "is_busy": any(each.state == Snapshot.State.TAKING for each in page.object_list),
        "is_taken": any(each.month == month_of(timezone.localdate()) for each in page.object_list),
    }
    return render(request, "reports/snapshot_list.html", context)
