"""The profile: a page that shows what is said, and one page for each question."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from learners import questions
from learners.access import learner_only
from learners.forms import DeleteForm, FindForm, SeenForm
from learners.models import EmployerConsent, Learner
from learners.queries import occupations, profile_page
from learners.requests import LearnerRequest
from learners.services import consents, profiles, records
from learners.views.sent import chosen_id, posted

SHOWN_OCCUPATIONS = 8
GO_ON = "go"  # in the address while somebody answers one question after the other


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile_start(request: ActorRequest) -> HttpResponse:
    """What we ask and why; starting makes the record."""
    if request.method == "POST":
        learner = profiles.start(by=request.actor)
        first = questions.following(learner)
        return redirect(f"{first.href}?{GO_ON}=on" if first else "profile_show")
    if Learner.objects.filter(user=request.user).exists():
        return redirect("profile_show")
    return render(request, "learners/profile_start.html")


@require_safe
@learner_only
def profile_show(request: LearnerRequest) -> HttpResponse:
    return render(request, "learners/profile_show.html", profile_page(request.learner))


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def profile_question(request: LearnerRequest, name: str) -> HttpResponse:
    """One question. If the answer was changed elsewhere since the page was opened, both are shown."""
    question, learner = questions.called(name), request.learner
    standing = profiles.held(learner, question.fields)
    form = question.form(posted(request), initial=standing | {"seen": records.mark(standing)})
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = profiles.answer(
                learner=learner,
                question=name,
                values={field: form.cleaned_data[field] for field in question.fields},
                seen=form.cleaned_data["seen"],
                by=request.actor,
            )
            messages.success(request, _said(question, saved))
            return redirect(_after(request, question, saved))
        except records.Changed as changed:
            other = changed.current
            form.refuse(changed)
            form.show_again(seen=records.mark(profiles.held(other, question.fields)))
        except Refused as refusal:
            form.refuse(refusal)
    context = _question_page(request, question) | {
        "form": form,
        "standing": other and question.answer_of(other),
    }
    return render(request, "learners/profile_question.html", context, status=409 if other else 200)


def _question_page(request: LearnerRequest, question: questions.Question) -> dict[str, Any]:
    goes_on = GO_ON in request.GET
    following = questions.following(request.learner, question) if goes_on else None
    place = questions.QUESTIONS.index(question) + 1 if question in questions.QUESTIONS else 0
    return {
        "question": question,
        "place": place if goes_on else 0,
        "count": len(questions.QUESTIONS),
        "goes_on": goes_on,
        "skip_href": f"{following.href}?{GO_ON}=on" if following else reverse("profile_show"),
        "may_remove": question is not questions.MATCHING and question.is_answered(request.learner),
    }


def _after(request: LearnerRequest, question: questions.Question, learner: Learner) -> str:
    following = questions.following(learner, question) if GO_ON in request.GET else None
    return f"{following.href}?{GO_ON}=on" if following else reverse("profile_show")


def _said(question: questions.Question, learner: Learner) -> str:
    """The answer in words, so that people see that they were understood."""
    if question.name == "place" and learner.postcode:
        council = learner.postcode.council
        if council.is_inside:
            return f"{learner.postcode} is in {council}."
        return (
            f"{learner.postcode} is in {council}, outside the seven councils of the West Midlands Combined Authority."
            " You can use everything here. Some places that are paid for may be kept for people who live inside."
        )
    return f"{question.title}: {question.answer_of(learner)}."


@require_POST
@learner_only
def profile_answer_remove(request: LearnerRequest, name: str) -> HttpResponse:
    """Take an answer back."""
    question = questions.called(name)
    if question is not questions.MATCHING:
        profiles.leave_open(learner=request.learner, question=name, fields=question.fields, by=request.actor)
        messages.success(request, f"{question.title}: your answer is removed.")
    return redirect("profile_show")


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def profile_hopes(request: LearnerRequest) -> HttpResponse:
    """Occupations somebody would like to work in: search, choose, remove. Works with and without JavaScript."""
    if request.method == "POST":
        _change_hopes(request)
        return redirect("profile_hopes")
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    hopes = list(request.learner.hopes.order_by("label", "id"))
    search = occupations(words, most=SHOWN_OCCUPATIONS, without={hope.id for hope in hopes})
    context = {"words": words, "hopes": hopes, "search": search, "form": form}
    return render(request, "learners/profile_hopes.html", context)


def _change_hopes(request: LearnerRequest) -> None:
    try:
        if chosen := chosen_id(request, "add"):
            added = profiles.hope_for(learner=request.learner, occupation=chosen, by=request.actor)
            messages.success(request, f"Added: {added}.")
        elif unwanted := chosen_id(request, "remove"):
            profiles.stop_hoping_for(learner=request.learner, occupation=unwanted, by=request.actor)
            messages.success(request, "Removed.")
        else:
            messages.error(request, "Choose an occupation from the list.")
    except Refused as refusal:
        messages.error(request, refusal.message)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def profile_delete(request: LearnerRequest) -> HttpResponse:
    form = DeleteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        profiles.delete(learner=request.learner, by=request.actor)
        messages.success(
            request, "Your profile, your skills and your matches are deleted. Your account stays."
        )
        return redirect("profile_start")
    return render(request, "learners/profile_delete.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def profile_employers(request: LearnerRequest) -> HttpResponse:
    """A learner decides whether employers see what fits, without their name."""
    is_agreed = EmployerConsent.objects.filter(learner=request.learner).exists()
    form = SeenForm(request.POST or None, initial={"is_agreed": str(is_agreed)})
    if request.method == "POST" and form.is_valid():
        agreed = form.cleaned_data["is_agreed"]
        try:
            consents.be_seen_by_employers(
                learner=request.learner,
                is_agreed=agreed,
                born_on=form.cleaned_data["born_on"],
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = "Employers may see what fits." if agreed else "Employers see nothing of you."
            messages.success(request, said)
            return redirect("profile_show")
    return render(request, "learners/profile_employers.html", {"form": form, "is_agreed": is_agreed})
