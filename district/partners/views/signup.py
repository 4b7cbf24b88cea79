"""Signing an organisation up: one question a page, then check your answers."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from district.partners import questions
from district.partners.access import signed_in
from district.partners.models import Organisation, OrganisationDraft
from district.partners.questions import Question
from district.partners.requests import ActorRequest
from district.partners.services import drafts, organisations
from district.web.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_start(request: ActorRequest) -> HttpResponse:
    """What is needed, and the way on: with an open draft, to where it was left."""
    draft = drafts.open_draft(request.user)
    if request.method == "POST":
        return _go_on(draft or drafts.start(user=request.user))
    return render(request, "partners/organisation_start.html", {"draft": draft})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_ask(request: ActorRequest, slug: str) -> HttpResponse:
    draft = drafts.open_draft(request.user)
    if draft is None:
        return redirect("organisation_start")
    question = questions.by_slug(draft, slug)
    first_open = questions.next_open(draft)
    if question is None or _is_ahead(draft, question, first_open):
        return _go_on(draft)
    form = question.form(request.POST if request.method == "POST" else None, initial=question.values(draft))
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data[question.field]
        known = _known_already(question, answer)
        if known is not None:
            return redirect("organisation_join", known.public_id)
        return _go_on(drafts.answer(draft=draft, question=slug, values=form.cleaned_data))
    return render(
        request,
        "partners/organisation_ask.html",
        {"form": form, "question": question, "back_href": _way_back(draft, question)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation_check(request: ActorRequest) -> HttpResponse:
    draft = drafts.open_draft(request.user)
    if draft is None:
        sent = OrganisationDraft.objects.filter(user=request.user).order_by("-updated_at").first()
        if request.method == "POST" and sent and sent.organisation:
            return redirect("organisation_show", sent.organisation.public_id)
        return redirect("organisation_start")
    if questions.next_open(draft):
        return _go_on(draft)
    refusal = None
    if request.method == "POST":
        try:
            organisation = organisations.register(draft=draft, by=request.actor)
            return redirect("organisation_show", organisation.public_id)
        except Refused as refused:
            refusal = refused
    rows = [
        {
            "key": question.key,
            "value": question.words(draft),
            "href": reverse("organisation_ask", args=[question.slug]),
        }
        for question in questions.asked_of(draft)
    ]
    context = {"sections": [{"title": draft.name, "rows": rows}], "refusal": refusal}
    return render(request, "partners/organisation_check.html", context, status=409 if refusal else 200)


@require_POST
@signed_in
def draft_discard(request: ActorRequest) -> HttpResponse:
    draft = drafts.open_draft(request.user)
    if draft:
        drafts.discard(draft=draft)
    return redirect("organisation_list")


def _go_on(draft: OrganisationDraft) -> HttpResponse:
    following = questions.next_open(draft)
    return redirect("organisation_ask", following.slug) if following else redirect("organisation_check")


def _is_ahead(draft: OrganisationDraft, question: Question, first_open: Question | None) -> bool:
    asked = questions.asked_of(draft)
    return first_open is not None and asked.index(question) > asked.index(first_open)


def _way_back(draft: OrganisationDraft, question: Question) -> str:
    earlier = questions.before(draft, question)
    return reverse("organisation_ask", args=[earlier.slug]) if earlier else reverse("organisation_start")


def _known_already(question: Question, answer: object) -> Organisation | None:
    if question.field not in organisations.NUMBERS:
        return None
    return organisations.with_number(field=question.field, value=str(answer))
