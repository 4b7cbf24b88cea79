"""A learner's short check-in: asked, answered, and shown to them afterwards with what happens next."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from learners.views.sent import posted
from programmes import check_in_forms
from programmes.check_in_forms import CheckInForm
from programmes.models import CheckIn, TutorTask
from programmes.services import check_ins


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check_in_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    check_in = _own(request, public_id)
    form = CheckInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            check_ins.answer(
                check_in=check_in,
                answers=form.answers(),
                wants_contact=form.cleaned_data["wants_contact"],
                words=form.cleaned_data["words"],
                by=request.actor,
            )
            return redirect("check_in_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "programmes/check_in_show.html", _shown(check_in) | {"form": form})


def _own(request: ActorRequest, public_id: UUID) -> CheckIn:
    found = (
        CheckIn.objects.of(request.actor)
        .filter(public_id=public_id)
        .select_related("enrolment__run__course__organisation")
        .defer("enrolment__run__course__search")
        .first()
    )
    if found is None:
        raise Http404("You have no such check-in.")
    return found


def _shown(check_in: CheckIn) -> dict[str, Any]:
    task = None
    if check_in.answered_at and check_in.is_low:
        tasks = check_in.enrolment.tutor_tasks.filter(cause=TutorTask.Cause.LOW_CHECK_IN)
        task = tasks.filter(raised_at__lte=check_in.answered_at).order_by("-raised_at").first()
        task = tasks.filter(raised_at__gte=check_in.answered_at).order_by("raised_at").first() or task
    is_current = check_in.enrolment.state in {"enrolled", "in_learning"}
    return {
        "check_in": check_in,
        "enrolment": check_in.enrolment,
        "course": check_in.enrolment.run.course,
        "point": check_in_forms.point(check_in),
        "rows": check_in_forms.rows(check_in),
        "task": task,
        "is_open": check_in.is_open and is_current,
    }
