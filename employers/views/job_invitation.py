"""A learner answers an employer's invitation, and says from which employers they are hidden."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.models import Organisation, Role
from district.web import pages
from district.web.access import public
from district.web.errors import Refused
from employers import answer_rate, profile_parts, wording
from employers.job_application_forms import AcceptForm, DeclineForm, HideForm
from employers.models import CandidateInvitation, HiddenEmployer
from employers.services import candidate_invitations as invitations
from learners.access import learner_only
from learners.requests import LearnerRequest

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@learner_only
def job_invitation_show(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """Yes with what they would get to know, or no with a reason."""
    invitation = _own(request, public_id)
    do = request.POST.get("do")
    accept = AcceptForm(request.POST if do == "accept" else None)
    decline = DeclineForm(request.POST if do == "decline" else None)
    try:
        if do == "accept" and accept.is_valid():
            application = invitations.accept(
                invitation=invitation, born_on=accept.cleaned_data["born_on"], by=request.actor
            )
            messages.success(request, "You have said yes. The employer knows who you are now.")
            return redirect("job_application_show", application.public_id)
        if do == "decline" and decline.is_valid():
            invitations.decline(
                invitation=invitation, reason=decline.cleaned_data["reason"], by=request.actor
            )
            messages.success(request, "You have said no. This employer does not see your skills again.")
            return redirect("job_application_list")
    except Refused as refusal:
        (accept if do == "accept" else decline).refuse(refusal)
    vacancy = invitation.vacancy
    kept = profile_parts.of_profile(request.learner)
    context = {
        "invitation": invitation,
        "vacancy": vacancy,
        "facts": " · ".join(
            filter(None, [wording.place(vacancy), wording.pay(vacancy), wording.hours(vacancy)])
        ),
        "parts": profile_parts.shown(kept, profile_parts.LABELS, is_blind=False),
        "accept": accept,
        "decline": decline,
    }
    return render(request, "employers/job_invitation_show.html", context)


@form_page
@learner_only
def hidden_employer_list(request: LearnerRequest) -> HttpResponse:
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = _named(form.cleaned_data["employer"])
            invitations.hide_from(learner=request.learner, organisation=organisation, by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{organisation.name} does not see your skills any more.")
            return redirect("hidden_employer_list")
    rows = HiddenEmployer.objects.filter(learner=request.learner).select_related("organisation")
    page = pages.paginate(request, rows.order_by("organisation__name", "id"))
    return render(request, "employers/hidden_employer_list.html", {"form": form, "page": page})


@require_POST
@learner_only
def hidden_employer_remove(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    organisation = get_object_or_404(Organisation, public_id=public_id)
    invitations.show_to(learner=request.learner, organisation=organisation, by=request.actor)
    messages.success(request, f"{organisation.name} may see your skills again, without who you are.")
    return redirect("hidden_employer_list")


@require_safe
@public
def employer_answer_rate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The line that pages of an employer fetch; empty where too few have applied."""
    organisation = get_object_or_404(Organisation.objects.filter(is_active=True), public_id=public_id)
    rate = answer_rate.of_employer(organisation.id)
    context = {"employer": organisation, "rate": rate, "fewest": answer_rate.FEWEST}
    return pages.render_page(request, "employers/employer_answer_rate.html", context, fragment="line")


def _named(name: str) -> Organisation:
    rows = Organisation.objects.filter(is_active=True, name__iexact=name)
    found = list(rows.filter(roles__role=Role.EMPLOYER).distinct()[:2]) or list(
        rows.filter(is_imported=True)[:2]
    )
    if not found:
        raise Refused(
            "There is no employer of this name. Write it as it stands on its adverts.", field="employer"
        )
    return found[0]


def _own(request: LearnerRequest, public_id: UUID) -> CandidateInvitation:
    rows = CandidateInvitation.objects.of(request.actor).select_related(
        "vacancy__organisation", "vacancy__council", "learner"
    )
    return get_object_or_404(rows, public_id=public_id)
