"""What an employer does with a vacancy as a whole: look at its page, let it out, pause, extend, end, copy it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from district.web.forms import Form
from employers import forms, queries
from employers.models import Vacancy
from employers.services import vacancies, vacancy_copies
from employers.views.employer import own_vacancy
from employers.views.public import prepare_page

employer_only = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])

MOVES: dict[str, tuple[Callable[..., Vacancy], str]] = {
    "publish": (vacancies.publish, "The vacancy is open. Everybody can see it."),
    "reopen": (vacancies.reopen, "The vacancy is open again."),
    "resume": (vacancies.resume, "The vacancy is open again."),
    "take-back": (vacancies.take_back, "The vacancy is a draft again. You can change it."),
    "copy": (
        vacancy_copies.copy,
        "This is a copy, with its skills. Give it dates, and change what is different.",
    ),
    "relist": (vacancy_copies.relist, "This draft offers the opening again. Give it new dates."),
}
QUEUED = "WMCA staff look at the vacancy before people see it. Below is by when."

ENDS: dict[str, tuple[type[Form], Callable[..., Vacancy], str]] = {
    "close": (forms.EndForm, vacancies.close, "The vacancy is closed. Nobody can apply any more."),
    "withdraw": (Form, vacancies.withdraw, "The vacancy is withdrawn. Nobody sees it any more."),
    "filled": (forms.FilledForm, vacancies.tell_filled, "Thank you. That helps to see what works."),
}
TIMES: dict[str, tuple[type[Form], Callable[..., Vacancy], str]] = {
    "pause": (forms.PauseForm, vacancies.pause, "The vacancy is paused. It opens again by itself."),
    "extend": (forms.ExtendForm, vacancies.extend, "People have more time to apply."),
}


@require_safe
@employer_only
def vacancy_preview(request: ActorRequest, public_id: UUID) -> HttpResponse:
    vacancy = own_vacancy(request, public_id)
    prepared = prepare_page(queries.preview(vacancy))
    back = reverse("vacancy_show", args=[public_id])
    return render(
        request,
        "employers/vacancy_preview.html",
        {"vacancy": vacancy, "prepared": prepared, "back_href": back},
    )


@require_POST
@employer_only
def vacancy_open(request: ActorRequest, public_id: UUID, move: str) -> HttpResponse:
    vacancy = own_vacancy(request, public_id)
    if move not in MOVES:
        raise Http404
    service, said = MOVES[move]
    try:
        moved = service(vacancy=vacancy, by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("vacancy_show", public_id)
    messages.success(request, QUEUED if moved.state == Vacancy.State.SUBMITTED else said)
    return redirect("vacancy_show", moved.public_id)


@form_page
@employer_only
def vacancy_end(request: ActorRequest, public_id: UUID, move: str) -> HttpResponse:
    """Asks once more before closing or withdrawing, and whether an opening was filled."""
    return _ask(request, own_vacancy(request, public_id), ENDS, move, template="employers/vacancy_end.html")


@form_page
@employer_only
def vacancy_time(request: ActorRequest, public_id: UUID, move: str) -> HttpResponse:
    """A pause with its end, or a later closing time."""
    return _ask(request, own_vacancy(request, public_id), TIMES, move, template="employers/vacancy_time.html")


def _ask(
    request: ActorRequest,
    vacancy: Vacancy,
    moves: dict[str, tuple[type[Form], Callable[..., Vacancy], str]],
    move: str,
    *,
    template: str,
) -> HttpResponse:
    if move not in moves:
        raise Http404
    form_class, service, said = moves[move]
    form = form_class(request.POST if request.method == "POST" else None, initial=_initial(vacancy, move))
    if request.method == "POST" and form.is_valid():
        try:
            service(vacancy=vacancy, **form.cleaned_data, by=request.actor)
        except Refused as refusal:
            if refusal.code == "state":
                messages.error(request, refusal.message)
                return redirect("vacancy_show", vacancy.public_id)
            form.refuse(refusal)
        else:
            messages.success(request, said)
            return redirect("vacancy_show", vacancy.public_id)
    back = reverse("vacancy_show", args=[vacancy.public_id])
    return render(request, template, {"vacancy": vacancy, "move": move, "form": form, "back_href": back})


def _initial(vacancy: Vacancy, move: str) -> dict[str, Any]:
    if move == "extend":
        return {"closes_on": vacancy.closes_on, "closes_time": vacancy.closes_time}
    return {"filled": vacancy.filled} if move == "filled" else {}
