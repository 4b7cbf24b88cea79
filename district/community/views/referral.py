"""Referrals: made and followed by a community partner, answered and ended by the person."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.community.models import MayFollow, Referral
from district.community.services import referrals
from district.partners.access import role_required, signed_in
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages, way_back
from district.web.access import public
from district.web.errors import Refused
from district.web.fields import DateField
from district.web.forms import Form, Look
from district.web.tables import Column, Table
from district.web.templatetags.district import day
from learners.views.sent import posted
from programmes import queries_own, wording
from programmes.roster import HEAVY

referring = role_required(Role.COMMUNITY)
form_page = require_http_methods(["GET", "HEAD", "POST"])
THEIRS = (
    (MayFollow.NOTHING, "Nothing"),
    (MayFollow.APPLIED, "Whether they have applied"),
    (MayFollow.STARTED, "Whether they have applied and started"),
    (MayFollow.COMPLETED, "Whether they have applied, started and completed"),
)


class ReferralForm(Form):
    name = forms.CharField(label="Their name", max_length=100)
    email = forms.EmailField(
        label="Their e-mail address", help_text="We write to them once, and ask.", max_length=254
    )
    may_follow = forms.ChoiceField(
        label="What do they let you follow?",
        help_text="They can change this when they answer, and end it at any time.",
        choices=THEIRS,
        widget=forms.RadioSelect,
    )
    agreed_how = forms.CharField(
        label="How did they agree to this?",
        help_text="For example: we spoke about it at the job club.",
        max_length=200,
    )
    agreed_on = DateField(label="When did they agree?", latest=timezone.localdate, initial=timezone.localdate)
    looks = {
        "name": Look(noun="their name"),
        "email": Look(noun="their e-mail address"),
        "may_follow": Look(noun="what they let you follow"),
        "agreed_how": Look(noun="how they agreed"),
        "agreed_on": Look(noun="the day they agreed"),
    }


class AnswerForm(Form):
    may_follow = forms.ChoiceField(
        label="What may they know of how you get on?",
        help_text="You can end it at any time, with one click.",
        choices=MayFollow.choices,
        widget=forms.RadioSelect,
    )
    looks = {"may_follow": Look(noun="what they may know", size="m")}


# A community partner's --------------------------------------------------------------------------------


@require_safe
@referring
def referral_list(request: ActorRequest) -> HttpResponse:
    own = Referral.objects.visible_to(request.actor).with_what_may_be_followed()
    rows = own.select_related("run__course").defer(*HEAVY).order_by("-made_at", "-id")
    page = pages.paginate(request, rows)
    context = {"page": page, "table": _table(page.object_list)}
    return render(request, "community/referral_list.html", context)


def _table(rows: Any) -> Table[Referral]:
    columns: list[Column[Referral]] = [
        Column("name", "Name", lambda row: row.name or "Somebody"),
        Column("made", "Referred", lambda row: day(row.made_at)),
        Column("to", "To", lambda row: row.run.course.title if row.run else "The portal"),
        Column("follows", "How they get on", _told),
    ]
    return Table("People you have referred", columns, rows)


def _told(row: Referral) -> str:
    """Only what the query hands out. Where nothing may be followed, all ends look alike."""
    if row.follows == MayFollow.NOTHING:
        is_waiting = row.state == Referral.State.SENT and row.may_follow != MayFollow.NOTHING
        return (
            "Waiting for their answer" if is_waiting and row.expires_at > timezone.now() else "Not followed"
        )
    steps = [("Applied", row.applied_on), ("Started", row.started_on), ("Completed", row.completed_on)]
    said = [f"{words} {day(on)}" for words, on in steps if on]
    return ". ".join(said) or "Has not applied yet"


@form_page
@referring
def referral_make(request: ActorRequest, run_id: UUID | None = None) -> HttpResponse:
    run = queries_own.run_to_apply_for(run_id) if run_id else None
    form = ReferralForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = referrals.make(run=run, by=request.actor, **form.cleaned_data)
            messages.success(request, f"We have written to {made.email}. The answer is theirs to give.")
            return redirect("referral_list")
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "run": run, "starts": wording.starts(run) if run else ""}
    return render(request, "community/referral_make.html", context)


# The person's -----------------------------------------------------------------------------------------


@form_page
@public  # type: ignore[arg-type] # every request has its actor, be it a visitor
def referral_answer(request: ActorRequest, token: str) -> HttpResponse:
    """The page behind the link of the letter. To say no one needs no account."""
    referral = referrals.find(token)
    if referral is None:
        return render(request, "community/referral_ended.html", status=404)
    form = AnswerForm(
        request.POST if request.POST.get("do") == "accept" else None,
        initial={"may_follow": referral.may_follow},
    )
    if request.method == "POST" and request.POST.get("do") == "decline":
        referrals.decline(referral=referral)
        messages.success(request, "You have said no. We have wiped your name and address from it.")
        return redirect("home_show")
    if request.method == "POST" and not request.user.is_authenticated:
        here = reverse("referral_answer", args=[token])
        way_back.remember(request, here)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
    if request.method == "POST" and form.is_valid():
        try:
            may_follow = form.cleaned_data["may_follow"]
            accepted = referrals.accept(referral=referral, may_follow=may_follow, by=request.actor)
            messages.success(request, f"{accepted.organisation.name} knows no more than you have chosen.")
            return (
                redirect("application_start", referral.run.public_id)
                if referral.run
                else redirect("course_list")
            )
        except Refused as refusal:
            form.refuse(refusal)
    if request.user.is_authenticated:
        way_back.take(request)
    context = {
        "referral": referral,
        "run": referral.run,
        "form": form,
        "starts": wording.starts(referral.run) if referral.run else "",
    }
    return render(request, "community/referral_answer.html", context)


@require_safe
@signed_in
def own_referral_list(request: ActorRequest) -> HttpResponse:
    rows = Referral.objects.of(request.actor).select_related("organisation", "run__course").defer(*HEAVY)
    page = pages.paginate(request, rows.order_by("-consented_at", "-id"))
    return render(request, "community/own_referral_list.html", {"page": page})


@require_POST
@signed_in
def referral_stop(request: ActorRequest, public_id: UUID) -> HttpResponse:
    own = Referral.objects.of(request.actor).select_related("organisation")
    referral = get_object_or_404(own, public_id=public_id)
    referrals.end_consent(referral=referral, by=request.actor)
    messages.success(request, f"{referral.organisation.name} sees nothing more.")
    return redirect("own_referral_list")
