"""An organisation's inner pages, for its members; and for whom a person acts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.partners import actors, queries
from district.partners.access import organisation_admin, organisation_member, signed_in
from district.partners.forms import DetailsForm, JoinForm, RoleForm, SwitchForm
from district.partners.models import JoinRequest, Membership, Organisation
from district.partners.requests import ActorRequest, MemberRequest
from district.partners.services import drafts, join_requests, organisations, roles
from district.web.errors import Refused
from district.web.pages import next_url


@require_safe
@signed_in
def organisation_list(request: ActorRequest) -> HttpResponse:
    """For whom this person may act, and what they have begun."""
    context = {
        "memberships": actors.memberships_of(request.user),
        "draft": drafts.open_draft(request.user),
        "asked": JoinRequest.objects.open()
        .filter(user=request.user)
        .select_related("organisation")
        .order_by("created_at"),
    }
    return render(request, "partners/organisation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_switch(request: ActorRequest) -> HttpResponse:
    """Choose for whom to act. An organisation that is not theirs is no choice."""
    memberships = list(actors.memberships_of(request.user))
    choices = [(str(m.organisation.public_id), m.organisation.name) for m in memberships]
    if not choices:
        return redirect("organisation_list")
    acting_for = request.actor.organisation
    now = str(acting_for.public_id) if acting_for else ""
    form = SwitchForm(
        request.POST if request.method == "POST" else None, choices=choices, initial={"organisation": now}
    )
    if request.method == "POST" and form.is_valid():
        request.session[actors.SESSION_KEY] = form.cleaned_data["organisation"]
        chosen = dict(choices)[form.cleaned_data["organisation"]]
        messages.success(request, f"You now act for {chosen}.")
        return redirect(next_url(request, "/start/"))
    return render(request, "partners/organisation_switch.html", {"form": form})


@require_safe
@organisation_member
def organisation_show(request: MemberRequest, public_id: UUID) -> HttpResponse:
    membership: Membership = request.membership
    context = queries.inner_page(membership.organisation) | {"membership": membership}
    return render(request, "partners/organisation_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def organisation_change(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The second of two people who edit at once is shown both versions."""
    organisation: Organisation = request.membership.organisation
    held = {field: getattr(organisation, field) for field in (*organisations.DETAILS, "version")}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=held)
    if organisations.has_decided_role(organisation):
        del form.fields["name"]
    other = None
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            organisations.change(
                organisation=organisation,
                version=form.cleaned_data["version"],
                values=values,
                by=request.actor,
            )
            messages.success(request, "The details are saved.")
            return redirect("organisation_show", public_id)
        except organisations.Changed as changed:
            other = changed.current
            form.refuse(changed)
            sent = request.POST.copy()
            sent["version"] = str(other.version)
            form.data = sent
        except Refused as refusal:
            form.refuse(refusal)
    context = {"organisation": organisation, "form": form, "other": other}
    return render(request, "partners/organisation_change.html", context, status=409 if other else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def role_ask(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask for a role more, or again for one that was refused."""
    organisation: Organisation = request.membership.organisation
    held = organisation.roles.exclude(state="refused")
    form = RoleForm(
        request.POST if request.method == "POST" else None,
        taken=set(held.order_by("id").values_list("role", flat=True)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            roles.ask(organisation=organisation, role=form.cleaned_data["role"], by=request.actor)
            messages.success(request, "WMCA staff will check this. We write to you when it is decided.")
            if queries.wants_number(organisation, list(organisation.roles.order_by("id"))):
                return redirect("number_give", public_id)
            return redirect("organisation_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"organisation": organisation, "form": form, "is_complete": form.is_complete}
    return render(request, "partners/role_ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_join(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Ask to act for an organisation that is here already."""
    organisation = get_object_or_404(Organisation, public_id=public_id, is_active=True)
    if Membership.objects.live().filter(organisation=organisation, user=request.user).exists():
        return redirect("organisation_show", public_id)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            join_requests.ask(
                organisation=organisation, message=form.cleaned_data["message"], by=request.actor
            )
            messages.success(
                request, f"We have asked {organisation.name}. You get an e-mail with the answer."
            )
            return redirect("organisation_list")
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "partners/organisation_join.html", {"organisation": organisation, "form": form})


@require_http_methods(["POST"])
@signed_in
def join_withdraw(request: ActorRequest, request_id: UUID) -> HttpResponse:
    asked = JoinRequest.objects.filter(user=request.user, public_id=request_id).first()
    if asked is None:
        raise Http404("There is no such request of yours.")
    try:
        join_requests.withdraw(request=asked, by=request.actor)
        messages.success(request, f"You have withdrawn your request to {asked.organisation.name}.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("organisation_list")
