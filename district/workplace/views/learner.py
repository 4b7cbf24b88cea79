"""A person's own work and placements."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.workplace import queries
from district.workplace.forms import NO, YES, AgreeForm, DisputeForm
from district.workplace.models import Hire
from district.workplace.services import hires
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST_PLACEMENTS = 20
State = Hire.State


@require_safe
@signed_in
def own_hire_list(request: ActorRequest) -> HttpResponse:
    context = {
        "page": pages.paginate(request, queries.own_hires(request.actor)),
        "placements": list(queries.own_placements(request.actor)[:MOST_PLACEMENTS]),
    }
    return render(request, "workplace/own_hire_list.html", context)


@form_page
@signed_in
def own_hire_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """How it stands; a POST agrees, and says whether the employer may be asked what they can do."""
    row = queries.own_hire(request.actor, public_id)
    initial = {} if row.may_rate is None else {"may_rate": YES if row.may_rate else NO}
    form = AgreeForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            hires.agree(hire=row, may_rate=form.cleaned_data["may_rate"] == YES, by=request.actor)
            messages.success(request, "Thank you. Your answer is kept.")
            return redirect("own_hire_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "hire": row,
        "form": form,
        "may_agree": row.may_become(State.AGREED) or row.state == State.AGREED,
        "may_dispute": row.may_become(State.DISPUTED),
    }
    return render(request, "workplace/own_hire_show.html", context)


@form_page
@signed_in
def own_hire_dispute(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = queries.own_hire(request.actor, public_id)
    form = DisputeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            hires.dispute(hire=row, by=request.actor, **form.cleaned_data)
            messages.success(request, "Your employer is asked to put it right.")
            return redirect("own_hire_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "workplace/own_hire_dispute.html", {"hire": row, "form": form})
