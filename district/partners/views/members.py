"""Inviting, accepting, changing and removing members, and answering those who ask to join."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from district.partners import actors
from district.partners.access import organisation_admin, organisation_member, signed_in
from district.partners.forms import InvitationForm, RankForm
from district.partners.models import Invitation, JoinRequest, Membership
from district.partners.requests import ActorRequest, MemberRequest
from district.partners.services import invitations, join_requests, members
from district.web.errors import NotAllowed, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def invitation_send(request: MemberRequest, public_id: UUID) -> HttpResponse:
    organisation = request.membership.organisation
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(
                organisation=organisation,
                email=form.cleaned_data["email"],
                rank=form.cleaned_data["rank"],
                by=request.actor,
            )
            messages.success(request, f"We have written to {invitation.email}.")
            return redirect("organisation_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "partners/invitation_send.html", {"organisation": organisation, "form": form})


@require_POST
@organisation_admin
def invitation_withdraw(request: MemberRequest, public_id: UUID, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(
        Invitation, organisation=request.membership.organisation, public_id=invitation_id
    )
    try:
        invitations.withdraw(invitation=invitation, by=request.actor)
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("organisation_show", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invitation_accept(request: ActorRequest, token: str) -> HttpResponse:
    """The page behind the link of an invitation.

    A token that is unknown, used or old says no more than that.
    """
    invitation = invitations.find(token)
    if invitation is None or not invitation.is_open:
        return render(request, "partners/invitation_ended.html", status=404)
    if not invitations.is_for(invitation=invitation, user=request.user):
        return render(request, "partners/invitation_for_another.html", status=403)
    if request.method == "POST":
        try:
            invitations.accept(invitation=invitation, by=request.actor)
        except (Refused, NotAllowed) as refusal:
            messages.error(request, str(refusal))
            return redirect("organisation_list")
        request.session[actors.SESSION_KEY] = str(invitation.organisation.public_id)
        messages.success(request, f"You now act for {invitation.organisation.name}.")
        return redirect("organisation_show", invitation.organisation.public_id)
    return render(request, "partners/invitation_accept.html", {"invitation": invitation})


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def member_change(request: MemberRequest, public_id: UUID, member_id: UUID) -> HttpResponse:
    membership = _member(request.membership, member_id)
    form = RankForm(request.POST if request.method == "POST" else None, initial={"rank": membership.rank})
    if request.method == "POST" and form.is_valid():
        try:
            members.change_rank(membership=membership, rank=form.cleaned_data["rank"], by=request.actor)
            messages.success(request, f"{membership.user} is changed.")
            return redirect("organisation_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"organisation": request.membership.organisation, "member": membership, "form": form}
    return render(request, "partners/member_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_member
def member_remove(request: MemberRequest, public_id: UUID, member_id: UUID) -> HttpResponse:
    """An administrator removes a colleague; everybody may leave."""
    membership = _member(request.membership, member_id)
    is_own = membership.user_id == request.user.pk
    if not is_own and not request.membership.is_admin:
        raise NotAllowed("Only the organisation's administrators may remove somebody else.")
    refusal = None
    if request.method == "POST":
        try:
            members.remove(membership=membership, by=request.actor)
            if is_own:
                messages.success(request, f"You have left {membership.organisation.name}.")
                return redirect("organisation_list")
            messages.success(request, f"{membership.user} no longer acts for {membership.organisation.name}.")
            return redirect("organisation_show", public_id)
        except Refused as refused:
            refusal = refused
    context = {
        "organisation": request.membership.organisation,
        "member": membership,
        "is_own": is_own,
        "refusal": refusal,
        "back_href": reverse("organisation_show", args=[public_id]),
    }
    return render(request, "partners/member_remove.html", context, status=409 if refusal else 200)


@require_POST
@organisation_admin
def join_accept(request: MemberRequest, public_id: UUID, request_id: UUID) -> HttpResponse:
    return _answer(request, public_id, request_id, accepts=True)


@require_POST
@organisation_admin
def join_decline(request: MemberRequest, public_id: UUID, request_id: UUID) -> HttpResponse:
    return _answer(request, public_id, request_id, accepts=False)


def _answer(request: MemberRequest, public_id: UUID, request_id: UUID, *, accepts: bool) -> HttpResponse:
    asked = get_object_or_404(
        JoinRequest.objects.select_related("user"),
        organisation=request.membership.organisation,
        public_id=request_id,
    )
    try:
        if accepts:
            join_requests.accept(request=asked, by=request.actor)
            messages.success(request, f"{asked.user} can now act for {request.membership.organisation.name}.")
        else:
            join_requests.decline(request=asked, by=request.actor)
            messages.success(request, f"You have declined {asked.user}. We have told them.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("organisation_show", public_id)


def _member(own: Membership, member_id: UUID) -> Membership:
    live = Membership.objects.live().select_related("user", "organisation")
    return get_object_or_404(live, organisation=own.organisation, public_id=member_id)
