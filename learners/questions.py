"""The questions of the profile in the order in which they are asked, and what each answer looks like in words."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from district.web.forms import Form
from district.web.templatetags.district import day, money
from learners import forms
from learners.models import Free, Learner, Looking, TravelMode


@dataclass(frozen=True)
class Question:
    """`told` is the answer in words, empty while nothing is said; a question that is `kept_open` may be left empty."""

    name: str
    title: str
    form: type[Form]
    fields: tuple[str, ...]
    told: Callable[[Learner], str]
    open_words: str = ""

    @property
    def may_stay_open(self) -> bool:
        return bool(self.open_words)

    @property
    def href(self) -> str:
        return reverse("profile_question", args=[self.name])

    def answer_of(self, learner: Learner) -> str:
        return self.told(learner) or (self.open_words if self.name in learner.answered else "")

    def is_answered(self, learner: Learner) -> bool:
        return bool(self.answer_of(learner))


def _place(learner: Learner) -> str:
    return f"{learner.postcode}, {learner.postcode.council}" if learner.postcode else ""


def _travel(learner: Learner) -> str:
    modes = [TravelMode(mode).label for mode in learner.travel_modes if mode in TravelMode]
    parts = [] if learner.travel_miles is None else [f"Up to {learner.travel_miles} miles"]
    return ", ".join(parts + [mode.lower() if at or parts else mode for at, mode in enumerate(modes)])


def _remote(learner: Learner) -> str:
    if "remote" not in learner.answered:
        return ""
    return "Yes" if learner.remote_ok else "No"


def _looking(learner: Learner) -> str:
    kinds = [Looking(kind).label for kind in learner.looking_for if kind in Looking]
    return ", ".join(kind if not at else kind[0].lower() + kind[1:] for at, kind in enumerate(kinds))


def _times(learner: Learner) -> str:
    times = [Free(time).label for time in learner.free_times if time in Free]
    start = [f"from {day(learner.free_from)}"] if learner.free_from else []
    said = ", ".join([time if not at else time.lower() for at, time in enumerate(times)] + start)
    return said[:1].upper() + said[1:]


def _pay(learner: Learner) -> str:
    return f"At least {money(learner.least_salary)} a year" if learner.least_salary else ""


def _matching(learner: Learner) -> str:
    return "On" if learner.matching_on else "Off"


QUESTIONS = (
    Question("place", "Where you live", forms.PlaceForm, ("postcode",), _place),
    Question(
        "travel",
        "How far and how you can travel",
        forms.TravelForm,
        ("travel_miles", "travel_modes"),
        _travel,
        "Not said, so up to 10 miles",
    ),
    Question("remote", "Working from home", forms.RemoteForm, ("remote_ok",), _remote),
    Question("looking", "What you look for", forms.LookingForm, ("looking_for",), _looking),
    Question(
        "times",
        "When you have time",
        forms.TimesForm,
        ("free_times", "free_from"),
        _times,
        "Any time, from now",
    ),
    Question("pay", "The least you could be paid", forms.PayForm, ("least_salary",), _pay, "No limit"),
)
MATCHING = Question("matching", "Matching", forms.MatchingForm, ("matching_on",), _matching)
BY_NAME = {question.name: question for question in (*QUESTIONS, MATCHING)}


def called(name: str) -> Question:
    if name not in BY_NAME:
        raise Http404("There is no such question.")
    return BY_NAME[name]


def following(learner: Learner, after: Question | None = None) -> Question | None:
    """The next question that has no answer yet: those after this one first."""
    place = QUESTIONS.index(after) + 1 if after in QUESTIONS else 0
    rest = [*QUESTIONS[place:], *QUESTIONS[:place]]
    return next(
        (question for question in rest if question is not after and not question.is_answered(learner)), None
    )
