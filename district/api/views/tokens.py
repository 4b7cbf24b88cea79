"""An employer's tokens: made, shown once, rotated and revoked by its administrators."""

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.api.forms import CreateForm, RotateForm
from district.api.models import ApiToken, PostedVacancy
from district.api.services import tokens
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.tables import Column, Table

employer_only = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
FEW = 10  # posted vacancies that the page shows


@require_safe
@employer_only
def token_list(request: ActorRequest) -> HttpResponse:
    own = (
        ApiToken.objects.visible_to(request.actor)
        .for_list()
        .order_by(F("revoked_at").asc(nulls_first=True), "-created_at", "-id")
    )
    context = {
        "page": pages.paginate(request, own),
        "may_change": request.actor.is_admin,
        "table": _posted(request),
        "most": tokens.MOST_LIVE,
    }
    return render(request, "api/token_list.html", context)


def _posted(request: ActorRequest) -> Table[PostedVacancy]:
    rows = PostedVacancy.objects.visible_to(request.actor).for_list()[:FEW]
    columns: list[Column[PostedVacancy]] = [
        Column(
            "title",
            "Vacancy",
            lambda row: row.vacancy.title,
            href=lambda row: reverse("vacancy_show", args=[row.vacancy.public_id]),
        ),
        Column("reference", "Your reference", lambda row: row.reference),
        Column("state", "State", lambda row: row.vacancy.get_state_display()),
        Column("changed", "Last sent", lambda row: row.changed_at, kind="day"),
    ]
    return Table("Vacancies your systems posted last", columns, rows)


@form_page
@employer_only
def token_create(request: ActorRequest) -> HttpResponse:
    tokens.require_admin(request.actor)
    form = CreateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = tokens.create(**form.cleaned_data, by=request.actor)
            return _show_once(request, token, secret)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "api/token_create.html", {"form": form, "back_href": reverse("token_list")})


@form_page
@employer_only
def token_rotate(request: ActorRequest, public_id: UUID) -> HttpResponse:
    token = _own(request, public_id)
    form = RotateForm(request.POST if request.method == "POST" else None, initial={"ending": token.ending})
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = tokens.rotate(token=token, **form.cleaned_data, by=request.actor)
            return _show_once(request, token, secret)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "token": token, "back_href": reverse("token_list")}
    return render(request, "api/token_rotate.html", context)


@form_page
@employer_only
def token_revoke(request: ActorRequest, public_id: UUID) -> HttpResponse:
    token = _own(request, public_id)
    if request.method == "POST":
        tokens.revoke(token=token, by=request.actor)
        messages.success(request, f"The token “{token.name}” is revoked. It works no longer.")
        return redirect("token_list")
    return render(request, "api/token_revoke.html", {"token": token, "back_href": reverse("token_list")})


def _show_once(request: ActorRequest, token: ApiToken, secret: str) -> HttpResponse:
    """In the answer itself: the secret is kept nowhere, not even in the session, so there is nothing to lead on to."""
    return render(request, "api/token_show.html", {"token": token, "secret": secret})


def _own(request: ActorRequest, public_id: UUID) -> ApiToken:
    token = get_object_or_404(ApiToken.objects.visible_to(request.actor), public_id=public_id)
    tokens.require_admin(request.actor)
    return token
