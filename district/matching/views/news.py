"""How often a learner is told by e-mail what is new, and the way out of it from the e-mail itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from district.matching.forms import NewsForm
from district.matching.models import NewsChoice
from district.matching.services import news
from district.web.access import public
from district.web.one_click import stop_page
from learners.access import learner_only
from learners.requests import LearnerRequest


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def match_news(request: LearnerRequest) -> HttpResponse:
    choice = news.choice_of(request.learner)
    has_chosen = not choice._state.adding
    form = NewsForm(
        request.POST if request.method == "POST" else None,
        initial={"often": choice.often} if has_chosen else {},
    )
    if request.method == "POST" and form.is_valid():
        saved = news.choose(learner=request.learner, often=form.cleaned_data["often"], by=request.actor)
        messages.success(request, f"E-mails about new jobs: {saved.get_often_display().lower()}.")
        return redirect("match_list")
    context = {"form": form, "address": request.learner.user.email}
    return render(request, "matching/match_news.html", context)


@csrf_exempt  # e-mail programs send this form themselves; the key in the address is the only right it takes
@require_http_methods(["GET", "HEAD", "POST"])
@public
def match_news_stop(request: HttpRequest, key: str) -> HttpResponse:
    return stop_page(
        request,
        stop=lambda: news.stop(key=key),
        is_known=lambda: NewsChoice.objects.filter(key=key).exists(),
        template="matching/match_news_stop.html",
    )
