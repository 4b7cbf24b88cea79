"""People judge pairs blind; WMCA staff see how far they agree with one another and with the engine."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.matching.human_check_forms import ConsentForm, RaterForm, RatingForm
from district.matching.models import CheckConsent, EngineVersion, RatedPair, Rater
from district.matching.services import human_check
from district.matching.services.human_check import Outcome
from district.partners.access import signed_in, staff_only
from district.partners.requests import ActorRequest
from district.skills.models import Level
from district.web.errors import Refused
from district.web.tables import Column, Table, simple_table
from district.web.templatetags.district import as_title
from learners.access import learner_only
from learners.requests import LearnerRequest

COLUMNS = (
    Column[Outcome]("engine", "Engine", lambda row: row.engine.code),
    Column[Outcome]("pairs", "Pairs", lambda row: f"{row.pairs:,}"),
    Column[Outcome]("both", "Two or more rated", lambda row: f"{row.both:,}"),
    Column[Outcome]("kappa", "Kappa", lambda row: _told(row.kappa)),
    Column[Outcome]("weighted", "Weighted kappa", lambda row: _told(row.weighted_kappa)),
    Column[Outcome]("lists", "Whole lists", lambda row: f"{row.lists:,}"),
    Column[Outcome]("ndcg", "nDCG at 10", lambda row: _told(row.ndcg)),
)


def _told(figure: float | None) -> str:
    return "Not enough ratings yet" if figure is None else f"{figure:.2f}"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def human_check_show(request: ActorRequest) -> HttpResponse:
    """Figures by version, how far each rater is, and the form that names one."""
    form = RaterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            human_check.name_rater(email=form.cleaned_data["email"], by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "They can rate now: they find the pairs at /rating/.")
            return redirect("human_check_show")
    outcomes = human_check.outcomes()
    engine = EngineVersion.objects.current().first()
    newest = next((row for row in outcomes if row.engine == engine), None)
    raters = list(Rater.objects.filter(engine=engine).select_related("user"))
    context: dict[str, Any] = {
        "engine": engine,
        "newest": newest,
        "raters": [(rater.user.name, newest.rated.get(rater.seat, 0) if newest else 0) for rater in raters],
        "pairs_table": _of_two(newest, {rater.seat: rater.user.name for rater in raters}) if newest else None,
        "is_small": bool(newest and newest.is_small),
        "is_fictional": any(row.is_fictional for row in outcomes),
        "table": Table("Figures by version of the engine", COLUMNS, outcomes),
        "least_both": human_check.LEAST_BOTH,
        "least_lists": human_check.LEAST_LISTS,
        "form": form,
    }
    return render(request, "matching/human_check_show.html", context)


def _of_two(outcome: Outcome, names: dict[int, str]) -> Table[Any] | None:
    """How far each two raters agree."""
    if not outcome.agreements:
        return None
    rows = [
        (
            f"{names.get(each.seats[0], '?')} and {names.get(each.seats[1], '?')}",
            each.both,
            _told(each.kappa),
            "" if each.margin is None else f"{each.margin:.2f} up or down",
            _told(each.weighted_kappa),
        )
        for each in outcome.agreements
    ]
    heads = ["Raters", "Both rated", "Kappa", "May be off by", "Weighted kappa"]
    return simple_table("How far each two raters agree", heads, rows)


@require_POST
@staff_only
def human_check_draw(request: ActorRequest) -> HttpResponse:
    try:
        count = human_check.draw(by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{count} pairs are drawn for this version.")
    return redirect("human_check_show")


def _rater(request: ActorRequest) -> Rater:
    rater = human_check.rater_of(request.actor.person)
    if rater is None:
        raise Http404("You are no rater.")
    return rater


@require_safe
@signed_in
def rating_show(request: ActorRequest) -> HttpResponse:
    """Where a rater begins, goes on and ends."""
    pairs = human_check.in_order(_rater(request))
    following = next((number for number, (_, value) in enumerate(pairs, 1) if value is None), None)
    done = sum(value is not None for _, value in pairs)
    rated = [(number, value) for number, (_, value) in enumerate(pairs, 1) if value is not None]
    context = {"total": len(pairs), "done": done, "following": following, "rated": rated}
    return render(request, "matching/rating_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pair_rate(request: ActorRequest, number: int) -> HttpResponse:
    """One pair, by its number in this rater's own order."""
    rater = _rater(request)
    pairs = human_check.in_order(rater)
    if not 1 <= number <= len(pairs):
        raise Http404("There is no such pair.")
    pair_id, own = pairs[number - 1]
    pair = get_object_or_404(RatedPair.objects.usable(), id=pair_id)
    form = RatingForm(request.POST or None, initial={} if own is None else {"value": own})
    if request.method == "POST" and form.is_valid():
        human_check.rate(rater=rater, pair=pair, value=form.cleaned_data["value"], by=request.actor)
        left = [place for place, (_, value) in enumerate(pairs, 1) if value is None and place != number]
        following = next((place for place in left if place > number), left[0] if left else None)
        return redirect("pair_rate", following) if following else redirect("rating_show")
    context = {
        "pair": pair,
        "number": number,
        "form": form,
        "total": len(pairs),
        "done": sum(value is not None for _, value in pairs),
        "asked": simple_table(
            "What the job asks",
            ["Skill", "Level", "Need"],
            [
                (as_title(label), Level(level).label, "Essential" if is_essential else "Desired")
                for label, level, is_essential in pair.asked
            ],
        ),
        "held": simple_table(
            "What the person says they can do",
            ["Skill", "Level"],
            [(as_title(label), Level(level).label) for label, level in pair.held],
        ),
    }
    return render(request, "matching/pair_rate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_only
def match_check(request: LearnerRequest) -> HttpResponse:
    """A learner decides whether raters may see their skills."""
    is_agreed = CheckConsent.objects.filter(learner=request.learner).exists()
    form = ConsentForm(request.POST or None, initial={"is_agreed": str(is_agreed)})
    if request.method == "POST" and form.is_valid():
        agreed = form.cleaned_data["is_agreed"]
        human_check.agree(learner=request.learner, is_agreed=agreed, by=request.actor)
        messages.success(
            request, "Thank you: they may see your skills." if agreed else "They do not see your skills."
        )
        return redirect("profile_show")
    return render(request, "matching/match_check.html", {"form": form})
