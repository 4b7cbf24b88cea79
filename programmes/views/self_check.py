"""The digital self-check: five pages for everybody, a result with courses and a plan, kept for learners."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web import charts
from district.web.access import public
from district.web.errors import Refused
from district.web.tables import simple_table
from district.web.templatetags.district import day
from learners import self_check
from learners.access import learner_only
from learners.models import Learner, SelfCheck
from learners.requests import LearnerRequest
from learners.self_check import AREAS, LEVELS, Area, AreaResult
from learners.self_check_forms import AreaForm, PlanForm
from learners.services import records, self_checks
from programmes import suggested

SALT = "programmes.self_check"
SECONDS = 2 * 24 * 3600
SHOWN_CHECKS = 6
LOST = "We could not use your answers any more. Please do the check again: it takes five minutes."
SCALE = "1 just starting, 2 with help, 3 on my own, 4 can show others."

type Said = Mapping[str, int]


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)  # not no-store: “Back” would lead nowhere
@public
def self_check_ask(request: HttpRequest) -> HttpResponse:
    """A page for each area. A learner's answers are rows; everybody else's travel in the form, signed."""
    learner = _learner(request)
    asked = cast(ActorRequest, request)
    return _ask_learner(asked, learner) if learner else _ask_visitor(asked)


def _ask_visitor(request: ActorRequest) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, AREAS[0], {})
    said = _unpack(request.POST.get("told", ""))
    if request.POST.get("told") and not said:
        messages.info(request, LOST)
    area = self_check.BY_CODE.get(request.POST.get("area", ""))
    if area:
        form = AreaForm(request.POST, area=area)
        if not form.is_valid():
            return _ask(request, area, said, form)
        said = said | form.values
    following = self_check.following(said)
    wanted = self_check.BY_CODE.get(request.POST.get("to", ""))
    if wanted and not (following and AREAS.index(following) < AREAS.index(wanted)):
        following = wanted
    return _ask(request, following, said) if following else _told(request, said)


def _ask_learner(request: ActorRequest, learner: Learner) -> HttpResponse:
    check = learner.self_checks.filter(finished_at=None).first()
    said = check.answers if check else {}
    if request.method == "POST":
        area = self_check.BY_CODE.get(request.POST.get("area", ""), AREAS[0])
        form = AreaForm(request.POST, area=area)
        if not form.is_valid():
            return _ask(request, area, said, form)
        saved = self_checks.answer(learner=learner, area=area.code, values=form.values, by=request.actor)
        following = self_check.following(saved.answers)
        if following is None:
            return redirect("self_check_show")
        return redirect(f"{reverse('self_check_ask')}?area={following.code}")
    if check is None and learner.self_checks.exists():
        return redirect("self_check_show")
    wanted = self_check.BY_CODE.get(request.GET.get("area", ""))
    return _ask(request, wanted or self_check.following(said) or AREAS[0], said)


def _ask(request: HttpRequest, area: Area, said: Said, form: AreaForm | None = None) -> HttpResponse:
    place = AREAS.index(area)
    context = {
        "area": area,
        "place": place + 1,
        "count": len(AREAS),
        "form": form or AreaForm(area=area, said=said),
        "before": AREAS[place - 1] if place else None,
        "is_kept": _learner(request) is not None,
        "told": _pack(said) if said else "",
    }
    return render(request, "programmes/self_check_ask.html", context)


def _told(request: ActorRequest, said: Said) -> HttpResponse:
    """The result of somebody for whom nothing is kept; their plan may be changed and printed all the same."""
    token = _pack(said)
    is_planning = "plan" in request.POST
    steps = self_checks.first_plan(said, timezone.localdate())
    form = PlanForm(request.POST) if is_planning else PlanForm(steps=steps)
    if is_planning and form.is_valid():
        steps = form.steps
    back = f"{reverse('self_check_keep')}?{urlencode({'told': token})}"
    may_keep = not request.user.is_authenticated or request.actor.organisation is None
    context = _result(self_check.results(said), None) | {
        "steps": steps,
        "form": form,
        "told": token,
        "may_keep": may_keep,
        "sign_in_href": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}",
    }
    return render(request, "programmes/self_check_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def self_check_show(request: LearnerRequest) -> HttpResponse:
    """The newest result, what has changed since the one before, and the plan."""
    done = list(
        request.learner.self_checks.exclude(finished_at=None).order_by("-finished_at", "-id")[:SHOWN_CHECKS]
    )
    if not done:
        return redirect("self_check_ask")
    newest = done[0]
    newest.learner = request.learner
    steps = self_checks.plan_of(newest)
    status = 200
    form = PlanForm(request.POST if request.method == "POST" else None, steps=steps)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or None
            self_checks.save_plan(check=newest, steps=form.steps, seen=seen, by=request.actor)
            messages.success(request, "Your plan is saved.")
            return redirect("self_check_show")
        except records.Changed as changed:
            form.refuse(changed)
            form.show_again(seen=self_checks.mark_of(steps))
            status = 409
        except Refused as refusal:
            form.refuse(refusal)
    context = _result(self_check.results(newest.answers), request.learner) | {
        "check": newest,
        "steps": steps,
        "form": form,
        "earlier": _earlier(done),
    }
    return render(request, "programmes/self_check_show.html", context, status=status)


def _result(lines: list[AreaResult], learner: Learner | None) -> dict[str, Any]:
    weakest, strongest = self_check.weakest_first(lines)[0], max(lines, key=lambda line: line.points)
    if weakest.level == strongest.level:
        title = f"You are at the same level in all five areas: {weakest.words.lower()}."
        if weakest.points < strongest.points:
            title += f" You can gain most in “{weakest.area.name}”."
    else:
        title = f"You are strongest in “{strongest.area.name}”. You can gain most in “{weakest.area.name}”."
    return {
        "lines": lines,
        "title": title,
        "chart": charts.bars(
            title, [(line.area.name, line.level) for line in lines], top=max(LEVELS), note=SCALE
        ),
        "table": simple_table(
            "Your level in each area", ["Area", "Level"], [(line.area.name, line.words) for line in lines]
        ),
        "suggestions": suggested.after(lines, home=learner.postcode if learner else None),
    }


def _earlier(done: Sequence[SelfCheck]) -> dict[str, Any] | None:
    """How far somebody has come since the first check shown, and all of them in a table."""
    if len(done) < 2:
        return None
    results = [self_check.results(check.answers) for check in done]
    newest, oldest = results[0], results[-1]
    up = sum(now.points > then.points for now, then in zip(newest, oldest, strict=True))
    down = sum(now.points < then.points for now, then in zip(newest, oldest, strict=True))
    since = day(done[-1].finished_at)
    title = f"Since {since} you have come further in {up} of {len(AREAS)} areas."
    if not up:
        title = f"What you say has {'changed' if down else 'stayed the same'} since {since}."
    dates = [day(check.finished_at) for check in done]
    return {
        "chart": charts.grouped_bars(
            title,
            ["Then", "Now"],
            [(now.area.name, [then.level, now.level]) for now, then in zip(newest, oldest, strict=True)],
            top=max(LEVELS),
            note=SCALE,
        ),
        "table": simple_table(
            "All your checks",
            ["Area", *dates],
            [(area.name, *(result[place].words for result in results)) for place, area in enumerate(AREAS)],
        ),
    }


@require_POST
@learner_only
def self_check_again(request: LearnerRequest) -> HttpResponse:
    self_checks.begin(learner=request.learner, by=request.actor)
    return redirect("self_check_ask")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def self_check_keep(request: ActorRequest) -> HttpResponse:
    """Somebody has signed in after the check: they may keep what they said."""
    word = request.POST.get("told") or request.GET.get("told") or ""
    said = _unpack(word)
    if self_check.following(said) is not None:
        messages.info(request, LOST)
        return redirect("self_check_ask")
    if request.method == "POST":
        self_checks.keep(said=said, by=request.actor)
        messages.success(request, "Your result is kept. Only you see it.")
        return redirect("self_check_show")
    return render(
        request, "programmes/self_check_keep.html", {"told": word, "lines": self_check.results(said)}
    )


def _learner(request: HttpRequest) -> Learner | None:
    """Whose answers are rows."""
    if not request.user.is_authenticated:
        return None
    return Learner.objects.filter(user=request.user).first()


def _pack(said: Said) -> str:
    return signing.dumps(self_check.pack(said), salt=SALT)


def _unpack(text: str) -> dict[str, int]:
    """What `_pack` made in the last two days; anything else is nothing."""
    try:
        return self_check.unpack(signing.loads(text, salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return {}
