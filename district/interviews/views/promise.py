"""How far the promise of an interview is kept: the provider's page of its own learners, WMCA's of everybody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.interviews import queries
from district.interviews.forms import PromiseForm, SlotChoice
from district.interviews.models import InterviewGuarantee
from district.interviews.services import promises, settling
from district.partners.access import role_required, staff_admin_only, staff_only
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.charts import bars
from district.web.errors import Refused
from district.web.tables import Column, Table
from learners.views.sent import posted
from programmes.models import Programme

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@role_required(Role.PROVIDER)
def provider_interview_list(request: ActorRequest) -> HttpResponse:
    return render(request, "interviews/provider_interview_list.html", _kept(request))


@require_safe
@staff_only
def authority_interview_list(request: ActorRequest) -> HttpResponse:
    promised = Table(
        "What is promised",
        [
            Column[Any]("programme", "Programme", lambda row: row.programme.name),
            Column[Any]("days", "Within", lambda row: f"{row.working_days} working days"),
            Column[Any]("from", "From", lambda row: row.applies_from, "day"),
            Column[Any]("source", "Laid down in", lambda row: row.source),
            Column[Any]("employers", "Employers", lambda row: row.employers, "number"),
            Column[Any]("free", "Free times", lambda row: row.free, "number"),
        ],
        queries.newest_promises(),
    )
    return render(
        request, "interviews/authority_interview_list.html", _kept(request) | {"promised": promised}
    )


def _kept(request: ActorRequest) -> dict[str, Any]:
    figures = queries.figures(request.actor)
    page = pages.paginate(request, queries.overdue(request.actor), count=figures.kept.overdue)
    return {
        "kept": figures.kept,
        "chart": figures.chart,
        "outcomes": bars("What came of the interviews", list(figures.results.items()))
        if any(figures.results.values())
        else None,
        "page": page,
        "table": _owed("Overdue", page.object_list),
        "soon": _owed("Due within five working days", list(queries.due_soon(request.actor)[:50])),
    }


def _owed(caption: str, rows: Any) -> Table[InterviewGuarantee]:
    columns: list[Column[InterviewGuarantee]] = [
        Column("who", "Who", name_of, href=_href),
        Column("course", "Completed", lambda row: row.enrolment.run.course.title),
        Column("provider", "Provider", lambda row: row.enrolment.organisation.name),
        Column("ended", "On", lambda row: row.enrolment.ended_on, "day"),
        Column("due", "Promised by", lambda row: row.due_on, "day"),
    ]
    return Table(caption, columns, rows)


def name_of(row: InterviewGuarantee) -> str:
    user = row.enrolment.learner.user if row.enrolment.learner else None
    return (user.name or user.email or "Somebody") if user else "Somebody who has left"


def _href(row: InterviewGuarantee) -> str:
    return reverse("interview_offer_make", args=[row.enrolment.public_id])


@form_page
@role_required(Role.PROVIDER, Role.AUTHORITY)
def interview_offer_make(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Mend it by hand: a free slot to somebody who is owed one."""
    owed = queries.guarantee(request.actor, public_id)
    form = SlotChoice(posted(request), slots=queries.free_slots(owed.programme_id)[:60], with_employer=True)
    back = "authority_interview_list" if request.actor.is_staff else "provider_interview_list"
    if request.method == "POST" and form.is_valid():
        try:
            settling.offer_by_hand(guarantee=owed, slot=form.chosen(), by=request.actor)
            messages.success(request, "It is offered. The answer is theirs to give.")
            return redirect(back)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "owed": owed,
        "past": list(
            owed.enrolment.interview_offers.select_related("slot__commitment__organisation").order_by("id")
        ),
        "who": name_of(owed),
        "back": reverse(back),
        "has_slots": bool(form.slots),
    }
    return render(request, "interviews/interview_offer_make.html", context)


@form_page
@staff_admin_only
def interview_promise_make(request: ActorRequest) -> HttpResponse:
    form = PromiseForm(posted(request), programmes=Programme.objects.order_by(Lower("name")))
    if request.method == "POST" and form.is_valid():
        try:
            promises.promise(by=request.actor, **form.cleaned_data)
            messages.success(request, "It is promised. Whoever has completed since is on the list.")
            return redirect("authority_interview_list")
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "interviews/interview_promise_make.html", {"form": form})
