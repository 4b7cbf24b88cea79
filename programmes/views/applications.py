"""My applications: how each stands, and what its learner can do about it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from district.web.pages import paginate
from programmes import queries_own, wording
from programmes.applying import intake_words
from programmes.applying import questions as asking
from programmes.applying import status as application_status
from programmes.applying.status import Status
from programmes.models import Application, SupportNeed
from programmes.services import applications

State = Application.State


@dataclass(frozen=True)
class Line:
    """An application as the list shows it."""

    application: Application
    status: Status


@require_safe
@signed_in
def application_list(request: ActorRequest) -> HttpResponse:
    page = paginate(request, queries_own.own_applications(request.actor))
    lines = [Line(each, application_status.listed(each)) for each in page.object_list]
    return render(request, "programmes/application_list.html", {"page": page, "lines": lines})


@require_safe
@signed_in
def application_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    application = queries_own.own_application(request.actor, public_id)
    return render(request, "programmes/application_show.html", _shown(application))


def _shown(application: Application) -> dict[str, Any]:
    place, chance = queries_own.place_and_chance(application)
    rule = intake_words.rule(application.run.intake, application)
    needs = list(application.support_needs.all())
    is_open = any(need.is_shared and not need.answer for need in needs)
    is_offered = application.state in {State.OFFERED, State.ACCEPTED}
    return {
        "application": application,
        "run": application.run,
        "course": application.run.course,
        "facts": _facts(application),
        "rule": rule,
        "lot": intake_words.lot_rows(rule),
        "status": application_status.status(application, place=place, is_support_open=is_open),
        "chance": application_status.chance_words(chance) if chance else "",
        "events": application_status.timeline(application),
        "needs": [_need(need) for need in needs],
        "may_tell": application.state in applications.MAY_STILL_TELL and application.state != State.DRAFT,
        "may_withdraw": application.may_become(State.WITHDRAWN),
        "may_appeal": application.may_become(State.UNDER_REVIEW)
        and application.state == State.INELIGIBLE
        and application.appealed_at is None,
        "conditions": list(application.conditions.order_by("id")) if is_offered else [],
        "gaps": queries_own.gaps(application),
        "enrolment": application.enrolments.order_by("-id").first()
        if application.state == State.ENROLLED
        else None,
        "answers": [
            {"key": step.title, "value": step.answer_of(application)} for step in asking.asked(application)
        ],
    }


def _need(need: SupportNeed) -> dict[str, Any]:
    told = "\n".join(filter(None, (need.details, application_status.support_answer(need))))
    return {"key": need.get_kind_display(), "value": told}


def _facts(application: Application) -> list[dict[str, str]]:
    run = application.run
    facts = [
        ("When", wording.starts(run)),
        ("Where", ", ".join(filter(None, (wording.where(run), run.venue.postcode_id if run.venue else "")))),
        ("How", wording.how(run)),
        ("How long", wording.length(run)),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


# What one can do -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_accept(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Yes to an offer. One that has run out, or overlaps with another course, says so on this page."""
    application = queries_own.own_application(request.actor, public_id)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            applications.accept(application=application, by=request.actor)
            messages.success(request, f"The place is yours: {application.run.course.title}.")
            return redirect("application_show", public_id)
        except Refused as refused:
            refusal = refused
    elif application.state != State.OFFERED:
        return redirect("application_show", public_id)
    context = _asked(application) | {
        "refusal": refusal,
        "other": queries_own.overlapping(application),
        "has_run_out": application.offer_ends_at is not None and application.offer_ends_at <= timezone.now(),
        "conditions": list(application.conditions.order_by("id")),
    }
    return render(request, "programmes/offer_accept.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_decline(request: ActorRequest, public_id: UUID) -> HttpResponse:
    application = queries_own.own_application(request.actor, public_id)
    if request.method == "POST":
        try:
            applications.decline(application=application, by=request.actor)
            messages.success(request, "You have said no to the place. It goes to the next person.")
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("application_show", public_id)
    if application.state != State.OFFERED:
        return redirect("application_show", public_id)
    return render(request, "programmes/offer_decline.html", _asked(application))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """At any time before enrolment; a second click finds it withdrawn."""
    application = queries_own.own_application(request.actor, public_id)
    was_draft = application.state == State.DRAFT
    if request.method == "POST":
        try:
            applications.withdraw(application=application, by=request.actor)
            messages.success(request, "The draft is thrown away." if was_draft else "You have withdrawn.")
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("application_list") if was_draft else redirect("application_show", public_id)
    if not application.may_become(State.WITHDRAWN):
        return redirect("application_show", public_id)
    return render(
        request, "programmes/application_withdraw.html", _asked(application) | {"is_draft": was_draft}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application_appeal(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Ask the provider once to look again at whether one is eligible."""
    application = queries_own.own_application(request.actor, public_id)
    if request.method == "POST":
        try:
            applications.appeal(application=application, by=request.actor)
            messages.success(request, "The provider looks at it again and writes to you.")
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("application_show", public_id)
    if application.state != State.INELIGIBLE:
        return redirect("application_show", public_id)
    return render(request, "programmes/application_appeal.html", _asked(application))


def _asked(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "run": application.run,
        "course": application.run.course,
        "facts": _facts(application),
    }
