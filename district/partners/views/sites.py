"""What an organisation's administrators keep: sites, facts of an employer, its number, answers to WMCA staff."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from district.partners.access import organisation_admin
from district.partners.employer_forms import EmployerFactsForm, NumberForm, RoleAnswerForm, SiteForm
from district.partners.models import RoleQuestion, Site
from district.partners.requests import MemberRequest
from district.partners.services import employer_facts, organisations, sites, verification
from district.web.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def site_add(request: MemberRequest, public_id: UUID) -> HttpResponse:
    organisation = request.membership.organisation
    form = SiteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            site = sites.add(organisation=organisation, by=request.actor, **form.cleaned_data)
            messages.success(request, f"{site.name} is one of your sites.")
            return redirect("organisation_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "partners/site_change.html", {"organisation": organisation, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def site_change(request: MemberRequest, public_id: UUID, site_id: UUID) -> HttpResponse:
    site = _site(request, site_id)
    form = SiteForm(
        request.POST if request.method == "POST" else None,
        initial={"name": site.name, "postcode": site.postcode},
    )
    if request.method == "POST" and form.is_valid():
        try:
            sites.change(site=site, by=request.actor, **form.cleaned_data)
            messages.success(request, "The site is saved.")
            return redirect("organisation_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"organisation": request.membership.organisation, "form": form, "site": site}
    return render(request, "partners/site_change.html", context)


@require_POST
@organisation_admin
def site_close(request: MemberRequest, public_id: UUID, site_id: UUID) -> HttpResponse:
    try:
        site = sites.close(site=_site(request, site_id), by=request.actor)
        messages.success(request, f"{site.name} is closed. What was offered there keeps its place.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("organisation_show", public_id)


@require_POST
@organisation_admin
def site_make_main(request: MemberRequest, public_id: UUID, site_id: UUID) -> HttpResponse:
    try:
        site = sites.make_main(site=_site(request, site_id), by=request.actor)
        messages.success(request, f"{site.name} is the main site now.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("organisation_show", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def employer_facts_change(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The second of two people who edit at once is told, and keeps what they typed."""
    organisation = request.membership.organisation
    facts = employer_facts.of(organisation)
    held = {field: getattr(facts, field) for field in (*employer_facts.FIELDS, "version")}
    held["legal_name"] = organisation.legal_name
    form = EmployerFactsForm(request.POST if request.method == "POST" else None, initial=held)
    other = None
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            employer_facts.change(
                organisation=organisation,
                version=form.cleaned_data["version"],
                values=values,
                by=request.actor,
            )
            messages.success(request, "What you say as an employer is saved.")
            return redirect("organisation_show", public_id)
        except employer_facts.Changed as changed:
            other = changed.current
            form.refuse(changed)
            form.show_again(version=str(other.version))
        except Refused as refusal:
            form.refuse(refusal)
    context = {"organisation": organisation, "form": form, "other": other}
    return render(request, "partners/employer_facts_change.html", context, status=409 if other else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def number_give(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The company number of one that came in without it, or why it has none."""
    organisation = request.membership.organisation
    names = ("company_number", *organisations.WITHOUT_NUMBER)
    held = {name: getattr(organisation, name) for name in names}
    form = NumberForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.give_number(organisation=organisation, values=form.cleaned_data, by=request.actor)
            messages.success(request, "Thank you. WMCA staff see this when they check.")
            return redirect("organisation_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "partners/number_give.html", {"organisation": organisation, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_admin
def role_question_answer(request: MemberRequest, public_id: UUID, question_id: UUID) -> HttpResponse:
    organisation = request.membership.organisation
    asked = RoleQuestion.objects.select_related("organisation_role__organisation")
    question = get_object_or_404(asked, organisation_role__organisation=organisation, public_id=question_id)
    form = RoleAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            verification.answer(question=question, text=form.cleaned_data["answer"], by=request.actor)
            messages.success(request, "Thank you. WMCA staff have your answer.")
            return redirect("organisation_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"organisation": organisation, "question": question, "form": form}
    return render(request, "partners/role_question_answer.html", context)


def _site(request: MemberRequest, site_id: UUID) -> Site:
    own = Site.objects.select_related("postcode").filter(organisation=request.membership.organisation)
    return get_object_or_404(own, public_id=site_id)
