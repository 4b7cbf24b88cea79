"""The queue of checks, and what WMCA staff still want to know."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners import queries
from district.partners.access import staff_admin_only, staff_only
from district.partners.employer_forms import RoleQuestionForm
from district.partners.models import OrganisationRole, RoleQuestion
from district.partners.requests import ActorRequest
from district.partners.services import verification
from district.web.errors import NotAllowed, Refused
from district.web.pages import paginate


@require_safe
@staff_only
def authority_check_list(request: ActorRequest) -> HttpResponse:
    """Who waits for a check, oldest first, with the day by which we promised an answer."""
    page = paginate(request, queries.checks_waiting())
    return render(
        request,
        "partners/authority_check_list.html",
        {"page": page, "lines": [queries.WaitingCheck.of(role) for role in page]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_admin_only
def role_question_ask(request: ActorRequest, role_id: UUID) -> HttpResponse:
    role = get_object_or_404(OrganisationRole.objects.select_related("organisation"), public_id=role_id)
    form = RoleQuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            verification.ask(role=role, question=form.cleaned_data["question"], by=request.actor)
            messages.success(request, f"The administrators of {role.organisation.name} have been asked.")
            return redirect("authority_organisation_show", role.organisation.public_id)
        except (Refused, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
    return render(request, "partners/role_question_ask.html", {"role": role, "form": form})


@require_POST
@staff_admin_only
def role_question_withdraw(request: ActorRequest, question_id: UUID) -> HttpResponse:
    question = get_object_or_404(
        RoleQuestion.objects.select_related("organisation_role__organisation"), public_id=question_id
    )
    try:
        verification.withdraw(question=question, by=request.actor)
        messages.success(request, "The question is taken back. The clock runs again.")
    except (Refused, NotAllowed) as refusal:
        messages.error(request, str(refusal))
    return redirect("authority_organisation_show", question.organisation_role.organisation.public_id)
