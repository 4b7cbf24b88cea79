"""Is it likely free for me? Five questions for everybody, and an answer with its reasons and what to do next."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from district.eligibility import judgement, prices
from district.eligibility import questions as asking
from district.eligibility.judgement import ADULT, Answer, Answers, Verdict
from district.eligibility.models import FundingRule
from district.eligibility.prices import PricedCourse
from district.eligibility.questions import Question, Told
from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.places.models import Postcode
from district.web.access import public
from district.web.errors import Refused
from district.web.forms import Form
from learners.access import learner_only
from learners.models import FundingFacts, Learner
from learners.requests import LearnerRequest
from learners.services import funding_facts

ORDER = (Answer.LIKELY, Answer.NEED_MORE, Answer.UNLIKELY)
TOO_OLD = "We could not use your earlier answers any more. Please answer again: nothing of them was kept."


@dataclass(frozen=True)
class Next:
    text: str
    href: str
    link: str


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)  # not no-store: “Back” would lead nowhere
@public
def free_check(request: HttpRequest) -> HttpResponse:
    return _check(cast(ActorRequest, request))


def _check(request: ActorRequest) -> HttpResponse:
    course = _course(request)
    if request.method != "POST":
        told, kept = _kept(request)
        question = asking.following(told)
        if question is None:
            return _answered(request, told, course, kept=kept)
        return _ask(request, question, told, course)
    told = asking.unpack(request.POST.get("told", "")) or {}
    if request.POST.get("told") and not told:
        messages.info(request, TOO_OLD)
    question = asking.BY_NAME.get(request.POST.get("question", ""))
    form = question.form(request.POST) if question else None
    if question and form is not None:
        if not form.is_valid():
            return _ask(request, question, told, course, form)
        told = asking.with_answer(told, form.cleaned_data)
    wanted = asking.BY_NAME.get(request.POST.get("to", ""))
    following = asking.following(told)
    if wanted and not (following and asking.QUESTIONS.index(following) < asking.QUESTIONS.index(wanted)):
        following = wanted
    return _ask(request, following, told, course) if following else _answered(request, told, course)


def _ask(
    request: HttpRequest,
    question: Question,
    told: Told,
    course: PricedCourse | None,
    form: Form | None = None,
) -> HttpResponse:
    context = {
        "question": question,
        "place": asking.QUESTIONS.index(question) + 1,
        "count": len(asking.QUESTIONS),
        "form": form or question.form(initial=asking.initial(told)),
        "before": asking.before(question),
        "told": asking.pack(told) if told else "",
        "course": course,
    }
    return render(request, "eligibility/free_check.html", context)


def _answered(
    request: ActorRequest, told: Told, course: PricedCourse | None, *, kept: FundingFacts | None = None
) -> HttpResponse:
    try:
        said = asking.values(told)
    except Refused:  # a postcode that has gone since
        return _ask(request, asking.BY_NAME["home"], told, course)
    answers = asking.answers(said)
    day = course.day if course else timezone.localdate()
    verdicts = judgement.eligibility(answers, FundingRule.objects.select_related("stream"), day)
    verdicts.sort(key=lambda verdict: ORDER.index(verdict.answer))
    of_course = judgement.of_course(course.money, verdicts) if course else None
    own = of_course.verdicts if of_course else ()
    context = {
        "course": course,
        "of_course": of_course,
        "verdicts": [verdict for verdict in verdicts if verdict not in own],
        "headline": _headline(verdicts),
        "year": judgement.funding_year(day),
        "next_year": judgement.funding_year(day) + 1,
        "day": day,
        "told": asking.pack(told),
        "said": [
            {"key": question.title, "value": question.said(told), "name": question.name}
            for question in asking.QUESTIONS
            if question.is_asked(told)
        ],
        "steps": _next(answers, said["postcode"], course, day),
        "kept": kept,
        "may_keep": request.user.is_authenticated and request.actor.organisation is None and kept is None,
    }
    return render(request, "eligibility/free_check_answer.html", context)


def _headline(verdicts: list[Verdict]) -> str:
    """What all streams say together."""
    likely = sum(verdict.answer is Answer.LIKELY for verdict in verdicts)
    if likely:
        kinds = "one kind of course is" if likely == 1 else f"{likely} kinds of course are"
        return f"Good news: {kinds} likely free for you"
    if any(verdict.answer is Answer.NEED_MORE for verdict in verdicts):
        return "We need to know more before we can say"
    return "Most funded courses are unlikely to be free for you"


def _next(answers: Answers, home: Postcode, course: PricedCourse | None, day: date) -> list[Next]:
    """There is always something to do next, and somebody to ask."""
    steps = []
    if course:
        href = reverse("course_show", args=[course.course.public_id])
        steps.append(
            Next(
                f"Ask {course.course.organisation.name}. They check and they decide.",
                href,
                "Back to the course",
            )
        )
    if answers.born_on and judgement.age_on(answers.born_on, judgement.counting_day(day)) < ADULT:
        steps.append(
            Next(
                "At 16 to 18, most courses at a college or with an employer cost you nothing. The Youth Guarantee is"
                " for people of 18 to 21.",
                "https://www.gov.uk/browse/education/find-course",
                "Find out about learning from 16",
            )
        )
    if not home.council.is_inside:
        steps.append(
            Next(
                f"Ask about adult learning at the council of {home.council}. It has money of its own.",
                "https://www.gov.uk/find-local-council",
                "Find the website of your council",
            )
        )
    near = urlencode({"postcode": home.postcode, "cost": "free"})
    steps += [
        Next(
            "Look at courses near you that are free, or free to people who fit the rules.",
            f"{reverse('course_list')}?{near}",
            "See free courses near me",
        ),
        Next(
            "Talk to a careers adviser. It is free. Ring 0800 100 900.",
            "https://nationalcareers.service.gov.uk/contact-us",
            "Contact the National Careers Service",
        ),
    ]
    return steps


def _course(request: HttpRequest) -> PricedCourse | None:
    """The course that somebody came from; an id that is none is no course."""
    try:
        public_id = UUID(request.POST.get("course") or request.GET.get("course") or "")
    except ValueError:
        return None
    return prices.priced_course(public_id)


def _kept(request: ActorRequest) -> tuple[Told, FundingFacts | None]:
    """What a signed-in learner has kept; or at least where they live."""
    if not request.user.is_authenticated:
        return {}, None
    learner = Learner.objects.select_related("funding_facts").filter(user=request.user).first()
    if learner is None:
        return {}, None
    if facts := getattr(learner, "funding_facts", None):
        return asking.of_facts(facts, learner), facts
    return ({"postcode": learner.postcode_id} if learner.postcode_id else {}), None


@require_POST
@signed_in
def free_keep(request: ActorRequest) -> HttpResponse:
    """Keep the answers with the profile."""
    told = asking.unpack(request.POST.get("told", "")) or {}
    if asking.following(told) is not None:
        messages.error(request, TOO_OLD)
        return redirect("free_check")
    try:
        funding_facts.keep(**asking.values(told), by=request.actor)
        messages.success(
            request, "Your answers are kept with your profile. Only you see them. You can remove them below."
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    course = _course(request)
    query = f"?course={course.course.public_id}" if course else ""
    return redirect(f"{reverse('free_check')}{query}")


@require_POST
@learner_only
def free_forget(request: LearnerRequest) -> HttpResponse:
    funding_facts.forget(learner=request.learner, by=request.actor)
    messages.success(request, "Your answers about age, work, pay and qualifications are removed.")
    return redirect("free_check")
