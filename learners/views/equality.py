"""The equality questions, on a page of their own that leads to no decision."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from learners.access import learner_only
from learners.equality_forms import EqualityForm
from learners.models import EqualityAnswers
from learners.requests import LearnerRequest
from learners.services import equality
from learners.views.sent import posted


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def equality_answer(request: LearnerRequest) -> HttpResponse:
    standing = EqualityAnswers.objects.filter(learner=request.learner).first()
    initial = model_to_dict(standing, equality.FIELDS) if standing else None
    form = EqualityForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        equality.answer(learner=request.learner, values=form.answers(), by=request.actor)
        messages.success(request, "Thank you. Your answers are saved, apart from everything else.")
        return redirect("profile_show")
    return render(request, "learners/equality_answer.html", {"form": form, "is_answered": bool(standing)})


@require_POST
@learner_only
def equality_remove(request: LearnerRequest) -> HttpResponse:
    equality.remove(learner=request.learner, by=request.actor)
    messages.success(request, "Your answers to the equality questions are deleted.")
    return redirect("equality_answer")
