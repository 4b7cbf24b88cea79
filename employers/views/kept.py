"""The jobs that a learner keeps, what closes first on top."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, F, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from district.web import pages
from district.web.errors import Refused
from employers import queries, wording
from employers.models import KeptVacancy
from employers.services import alerts, kept
from learners.access import learner_only
from learners.requests import LearnerRequest


@require_safe
@learner_only
def kept_list(request: LearnerRequest) -> HttpResponse:
    today = timezone.localdate()
    is_over = Case(
        When(vacancy__state="open", vacancy__closes_on=None, then=Value(0)),
        When(vacancy__state="open", vacancy__closes_on__gte=today, then=Value(0)),
        default=Value(1),
    )
    rows = kept.of(request.learner).select_related("vacancy__organisation", "vacancy__council")
    rows = rows.defer("vacancy__description", "vacancy__council__outline")
    rows = rows.order_by(is_over, F("vacancy__closes_on").asc(nulls_last=True), "vacancy_id")
    page = pages.paginate(request, rows)
    context = {
        "page": page,
        "items": [_item(row) for row in page.object_list],
        "is_reminded": alerts.reader_of(request.learner).is_reminded,
        "days": kept.DAYS_BEFORE,
    }
    return render(request, "employers/kept_list.html", context)


def _item(row: KeptVacancy) -> dict[str, Any]:
    vacancy = row.vacancy
    closes = wording.closing(vacancy.closes_on) if vacancy.is_open else "Closed"
    return {
        "id": vacancy.public_id,
        "title": vacancy.title,
        "href": reverse("job_show", args=[vacancy.public_id]),
        "who": " · ".join(filter(None, [vacancy.organisation.name, wording.place(vacancy)])),
        "when": closes,
        "money": wording.pay(vacancy),
        "tag": "" if vacancy.is_open else "Closed",
    }


@require_POST
@learner_only
def kept_change(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """Keep it or let it go: the side is the form's, so that a page left open turns nothing round."""
    vacancy = queries.for_detail(public_id)
    if vacancy is None:
        raise Http404("There is no such job.")
    try:
        if request.POST.get("wanted") == "no":
            kept.let_go(learner=request.learner, vacancy=vacancy, by=request.actor)
            messages.success(request, f"You no longer keep “{vacancy.title}”.")
        else:
            kept.keep(learner=request.learner, vacancy=vacancy, by=request.actor)
            messages.success(request, f"You keep “{vacancy.title}”.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("kept_list")


@require_POST
@learner_only
def kept_remind(request: LearnerRequest) -> HttpResponse:
    wanted = request.POST.get("wanted") != "no"
    alerts.remind(learner=request.learner, wanted=wanted, by=request.actor)
    messages.success(request, "We remind you." if wanted else "We do not remind you any more.")
    return redirect("kept_list")
