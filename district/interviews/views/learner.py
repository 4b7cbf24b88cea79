"""A completer's own interviews."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.interviews import queries
from district.interviews.forms import DeclineForm, PreferenceForm, SlotChoice
from district.interviews.services import offers
from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def own_interview_list(request: ActorRequest) -> HttpResponse:
    page = pages.paginate(request, queries.own_guarantees(request.actor))
    return render(request, "interviews/own_interview_list.html", {"page": page})


@form_page
@signed_in
def own_interview_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A POST accepts."""
    offer = queries.own_offer(request.actor, public_id)
    if request.method == "POST":
        try:
            offers.accept(offer=offer, by=request.actor)
            messages.success(request, "Your interview is fixed. The employer knows that you come.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("own_interview_show", public_id)
    context = {
        "offer": offer,
        "slot": offer.slot,
        "commitment": offer.slot.commitment,
        "may_move": offer.may_move and queries.other_times(offer).exists(),
    }
    return render(request, "interviews/own_interview_show.html", context)


@form_page
@signed_in
def own_interview_decline(request: ActorRequest, public_id: UUID) -> HttpResponse:
    offer = queries.own_offer(request.actor, public_id)
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            offers.decline(offer=offer, by=request.actor, **form.cleaned_data)
            messages.success(request, "You have declined. The time goes to somebody else.")
            return redirect("own_interview_list")
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "interviews/own_interview_decline.html", {"form": form, "offer": offer})


@form_page
@signed_in
def own_interview_move(request: ActorRequest, public_id: UUID) -> HttpResponse:
    offer = queries.own_offer(request.actor, public_id)
    form = SlotChoice(posted(request), slots=queries.other_times(offer)[:40], with_employer=False)
    if request.method == "POST" and form.is_valid():
        try:
            offers.move(offer=offer, slot=form.chosen(), by=request.actor)
            messages.success(request, "Your interview has its new time. The employer knows.")
            return redirect("own_interview_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "interviews/own_interview_move.html", {"form": form, "offer": offer})


@form_page
@signed_in
def interview_preference(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = queries.own_enrolment(request.actor, public_id)
    said = getattr(enrolment, "interview_preference", None)
    rows = list(queries.choosable(enrolment.interview_guarantee.programme_id)[:100])
    by_pk = {row.pk: str(row.public_id) for row in rows}
    chosen = [by_pk[pk] for pk in said.choices if pk in by_pk] if said else []
    initial = {"meet": said.meet if said else "any"} | dict(
        zip(("first", "second", "third"), chosen, strict=False)
    )
    form = PreferenceForm(posted(request), commitments=rows, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            offers.prefer(
                enrolment=enrolment, meet=form.cleaned_data["meet"], choices=form.chosen(), by=request.actor
            )
            messages.success(request, "We keep to it as far as there are interviews.")
            return redirect("own_interview_list")
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "course": enrolment.run.course, "has_employers": bool(rows)}
    return render(request, "interviews/interview_preference.html", context)
