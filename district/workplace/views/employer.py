"""People whom an employer took on: when it begins, and what they can do after 30 and 90 days."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.tables import Column, Table
from district.workplace import queries
from district.workplace.forms import DescribeForm, RateForm
from district.workplace.models import Hire, RatingRequest
from district.workplace.services import hires, ratings
from district.workplace.services.letters import name_of
from learners.views.sent import posted

hiring = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
State = Hire.State


@require_safe
@hiring
def hire_list(request: ActorRequest) -> HttpResponse:
    counts = queries.hire_counts(request.actor)
    page = pages.paginate(request, queries.hires(request.actor), count=counts.rows)
    context = {"page": page, "counts": counts, "table": _table(page.object_list)}
    return render(request, "workplace/hire_list.html", context)


def _table(rows: Sequence[Hire]) -> Table[Hire]:
    columns: list[Column[Any]] = [
        Column("who", "Who", name_of, href=lambda row: reverse("hire_show", args=[row.public_id])),
        Column("job", "Job", lambda row: row.job_title),
        Column("hired", "Taken on", lambda row: row.hired_at, "day"),
        Column("starts", "First day", lambda row: row.starts_on, "day"),
        Column("state", "State", lambda row: row.get_state_display()),
        Column("next", "What is to be done", _next, href=_next_href),
    ]
    return Table("People you found here and took on", columns, rows)


def _open_request(row: Hire) -> RatingRequest | None:
    if row.state != State.AGREED or not row.may_rate:
        return None
    return next((each for each in row.rating_requests.all() if each.is_open), None)


def _next(row: Hire) -> str:
    if row.state == State.TO_DESCRIBE:
        return "Say when it begins"
    if row.state == State.DISPUTED:
        return "Put right what is wrong"
    return "Say what they can do" if _open_request(row) else "Nothing"


def _next_href(row: Hire) -> str:
    if row.state in Hire.WAITS_FOR_EMPLOYER:
        return reverse("hire_show", args=[row.public_id])
    asked = _open_request(row)
    return reverse("hire_rate", args=[asked.public_id]) if asked else ""


@form_page
@hiring
def hire_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """How it stands; a POST says when it begins."""
    row = queries.hire(request.actor, public_id)
    initial = {"starts_on": row.starts_on, "weekly_hours": row.weekly_hours}
    form = DescribeForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            hires.describe(hire=row, by=request.actor, **form.cleaned_data)
            messages.success(request, "Thank you. We ask the person whether it is right.")
            return redirect("hire_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "hire": row,
        "who": name_of(row),
        "form": form,
        "asked": _open_request(row),
        "may_describe": row.may_be_described and row.learner is not None,
        "may_fall_through": row.may_become(State.NOT_STARTED),
    }
    return render(request, "workplace/hire_show.html", context)


@require_POST
@hiring
def hire_fall_through(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = queries.hire(request.actor, public_id)
    try:
        hires.fall_through(hire=row, by=request.actor)
        messages.success(request, "It is kept that they never began. They are told.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("hire_show", public_id)


@form_page
@hiring
def hire_rate(request: ActorRequest, public_id: UUID) -> HttpResponse:
    asked = queries.rating_request(request.actor, public_id)
    hire = asked.hire
    may_answer = asked.is_open and hire.state == State.AGREED and bool(hire.may_rate)
    outcomes = ratings.outcomes_of(hire) if may_answer else []
    form = RateForm(posted(request), outcomes=outcomes)
    if request.method == "POST" and form.is_valid():
        try:
            ratings.rate(request=asked, answers=form.answers(), by=request.actor)
            messages.success(request, "Thank you. It helps them, and the course.")
            return redirect("hire_show", hire.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "asked": asked,
        "hire": hire,
        "who": name_of(hire),
        "form": form,
        "courses": sorted({outcome.curriculum.course.title for outcome in outcomes}),
        "may_answer": bool(outcomes),
    }
    return render(request, "workplace/hire_rate.html", context)


@require_POST
@hiring
def hire_left(request: ActorRequest, public_id: UUID) -> HttpResponse:
    asked = queries.rating_request(request.actor, public_id)
    try:
        ratings.say_left(request=asked, by=request.actor)
        messages.success(request, "Thank you. We do not ask about them again.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("hire_show", asked.hire.public_id)
