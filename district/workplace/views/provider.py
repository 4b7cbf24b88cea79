"""What came of a provider's courses, as employers and the people they took on say it: to record, or not."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.tables import Column, Table
from district.workplace import queries
from district.workplace.forms import RecordForm, RefuseForm
from district.workplace.models import Hire, OutcomeProposal
from district.workplace.services import proposals
from learners.views.sent import posted
from programmes import codes

teaching = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
State = OutcomeProposal.State
ANSWERS = {
    Hire.State.PROPOSED: "Has not answered yet",
    Hire.State.UNANSWERED: "Has not answered",
    Hire.State.AGREED: "Agrees",
    Hire.State.DISPUTED: "Says that it is wrong",
    Hire.State.NOT_STARTED: "Never began",
    Hire.State.CLOSED: "Does not agree",
}


@require_safe
@teaching
def provider_hire_list(request: ActorRequest) -> HttpResponse:
    counts = queries.proposal_counts(request.actor)
    page = pages.paginate(request, queries.proposals(request.actor), count=counts.rows)
    context = {"page": page, "counts": counts, "table": _table(page.object_list)}
    return render(request, "workplace/provider_hire_list.html", context)


def _table(rows: Sequence[OutcomeProposal]) -> Table[OutcomeProposal]:
    columns: list[Column[Any]] = [
        Column("who", "Who", who_of, href=lambda row: reverse("provider_hire_show", args=[row.public_id])),
        Column("course", "Completed", lambda row: row.enrolment.run.course.title),
        Column("employer", "Works for", lambda row: row.hire.organisation.name),
        Column("starts", "First day", lambda row: row.hire.starts_on, "day"),
        Column("person", "They say", lambda row: ANSWERS.get(row.hire.state, "")),
        Column("state", "State", lambda row: row.get_state_display()),
    ]
    return Table("Work that people found after your courses", columns, rows)


def who_of(row: OutcomeProposal) -> str:
    learner = row.enrolment.learner
    return (learner.user.name or learner.user.email or "Somebody") if learner else "Somebody who has left"


@form_page
@teaching
def provider_hire_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A POST records it, as proposed or put right."""
    row = queries.proposal(request.actor, public_id)
    kind, code = proposals.code_of(row.hire)
    form = RecordForm(posted(request), initial={"what": f"{kind}{code}", "starts_on": row.hire.starts_on})
    if request.method == "POST" and form.is_valid():
        try:
            proposals.record(proposal=row, by=request.actor, **form.values())
            messages.success(request, "It is recorded as their destination.")
            return redirect("provider_hire_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "proposal": row,
        "hire": row.hire,
        "who": who_of(row),
        "answer": ANSWERS.get(Hire.State(row.hire.state), ""),
        "proposed": codes.DESTINATIONS[kind, code],
        "form": form,
        "may_record": row.may_become(State.RECORDED) and row.hire.state in Hire.STANDING,
        "may_refuse": row.may_become(State.REFUSED),
    }
    return render(request, "workplace/provider_hire_show.html", context)


@form_page
@teaching
def provider_hire_refuse(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = queries.proposal(request.actor, public_id)
    form = RefuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            proposals.refuse(proposal=row, by=request.actor, **form.cleaned_data)
            messages.success(request, "It is not recorded. The person can read why.")
            return redirect("provider_hire_list")
        except Refused as refusal:
            form.refuse(refusal)
    context = {"proposal": row, "who": who_of(row), "form": form}
    return render(request, "workplace/provider_hire_refuse.html", context)
