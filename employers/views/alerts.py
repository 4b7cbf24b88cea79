"""Alerts: ask for one from a search, confirm it, change it, and stop it from any of its e-mails."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.actor import Actor
from district.web.access import public
from district.web.errors import Refused
from district.web.one_click import stop_page
from employers import filters
from employers.alert_forms import AddressAlertForm, AlertChangeForm, AlertForm
from employers.models import AlertReader, JobAlert
from employers.services import alerts
from learners.access import learner_only
from learners.models import Learner
from learners.requests import LearnerRequest

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@public
def alert_create(request: HttpRequest) -> HttpResponse:
    """The search stands in the address, as in that of the list it comes from."""
    asked = filters.read(request.GET)
    learner = (
        Learner.objects.select_related("user").filter(user=request.user).first()
        if request.user.is_authenticated
        else None
    )
    form_class = AlertForm if learner and learner.user.email else AddressAlertForm
    form = form_class(request.POST if request.method == "POST" else None)
    is_asked = False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        choice = {"asked": asked, "name": given["name"], "often": given["often"]}
        try:
            if learner and learner.user.email:
                alerts.save(learner=learner, by=Actor(user=request.user), **choice)
                messages.success(request, "The alert is on. We write when there is something new.")
                return redirect("alert_list")
            alerts.ask(email=given["email"], **choice)
            is_asked = True
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "search": filters.in_words(asked),
        "refusal": asked.refusal,
        "is_learner": learner is not None,
        "is_asked": is_asked,
        "days": alerts.WAITS.days,
        "list_href": _list_href(filters.kept_query(asked)),
    }
    return render(request, "employers/alert_create.html", context)


def _list_href(query: str) -> str:
    return reverse("job_list") + (f"?{query}" if query else "")


@form_page
@public
def alert_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Looking confirms nothing, for e-mail programs open the links they find."""
    alert = get_object_or_404(JobAlert, key=key)
    refusal = ""
    if request.method == "POST":
        try:
            alert = alerts.confirm(key=key) or alert
        except Refused as refused:
            refusal = refused.message
    context = {"alert": alert, "refusal": refusal, "list_href": _list_href(alert.query)}
    return render(request, "employers/alert_confirm.html", context)


@csrf_exempt  # e-mail programs send this form themselves; the key in the address is the only right it takes
@form_page
@public
def alert_stop(request: HttpRequest, key: str) -> HttpResponse:
    return stop_page(
        request,
        stop=lambda: alerts.stop(key=key),
        is_known=lambda: (
            JobAlert.objects.filter(key=key).exists() or AlertReader.objects.filter(key=key).exists()
        ),
        template="employers/alert_stop.html",
    )


@require_safe
@learner_only
def alert_list(request: LearnerRequest) -> HttpResponse:
    own = JobAlert.objects.of(request.learner).order_by("-asked_at", "-id")
    rows = [_row(alert) for alert in own[: 3 * alerts.MOST]]
    context = {"alerts": rows, "most": alerts.MOST, "address": request.learner.user.email}
    return render(request, "employers/alert_list.html", context)


def _row(alert: JobAlert) -> dict[str, Any]:
    return {"alert": alert, "href": _list_href(alert.query)}


@form_page
@learner_only
def alert_change(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    alert = _own(request, public_id)
    form = AlertChangeForm(
        request.POST if request.method == "POST" else None, initial={"name": alert.name, "often": alert.often}
    )
    if request.method == "POST" and form.is_valid():
        try:
            alerts.change(
                alert=alert,
                name=form.cleaned_data["name"],
                often=form.cleaned_data["often"],
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The alert is on, as you changed it.")
            return redirect("alert_list")
    context = {"form": form, "alert": alert, "list_href": _list_href(alert.query)}
    return render(request, "employers/alert_change.html", context)


@require_POST
@learner_only
def alert_remove(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    alerts.remove(alert=_own(request, public_id), by=request.actor)
    messages.success(request, "The alert is removed. We write no more about it.")
    return redirect("alert_list")


def _own(request: LearnerRequest, public_id: UUID) -> JobAlert:
    alert = JobAlert.objects.of(request.learner).filter(public_id=public_id).first()
    if alert is None:
        raise Http404("There is no such alert.")
    return alert
