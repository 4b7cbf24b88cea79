"""The questions of "Is it likely free for me?", and how the answers travel from page to page.

They travel in a signed field of the form, as plain texts. Nothing of them is written down for people who are not
signed in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone

from district.eligibility.judgement import Answers, age_on
from district.places.forms import PostcodeField
from district.places.services import postcodes
from district.web.fields import MoneyField
from district.web.forms import Form, Look
from district.web.templatetags.district import day, money
from learners.forms import birth_field
from learners.models import FundingFacts, Learner, PayPeriod, PriorLevel, Work, pay_of_a_year

YOUNGEST = 16
SALT = "eligibility.free_check"
SECONDS = 6 * 3600
LEAST_A_YEAR, MOST_A_YEAR = 100, 1_000_000

type Told = dict[str, str]


class BirthForm(Form):
    born_on = birth_field(hint="Some money is for people from a certain age.")
    looks = {"born_on": Look(noun="your date of birth", heading=True, size="l")}

    def clean_born_on(self) -> date:
        born_on: date = self.cleaned_data["born_on"]
        if age_on(born_on, timezone.localdate()) < YOUNGEST:
            raise forms.ValidationError(
                "This check is for people who are 16 or over. Ask a teacher about courses at school.",
                code="too_young",
            )
        return born_on


class HomeForm(Form):
    postcode = PostcodeField(
        label="What is your home postcode?",
        help_text="Some money is only for people who live in certain council areas. No fixed address? Use the"
        " postcode of where you stay.",
    )
    looks = {"postcode": Look(noun="your postcode", heading=True, size="l", width=10)}


class LevelForm(Form):
    prior_level = forms.ChoiceField(
        label="What is the highest qualification you have?",
        help_text="Choose the nearest. Old ones count too.",
        choices=PriorLevel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the nearest. If you do not know, choose the last one."},
    )
    looks = {
        "prior_level": Look(
            heading=True,
            size="l",
            hints={
                PriorLevel.BELOW_2.value: "Like an entry certificate, or GCSEs at grades 1 to 3 (D to G).",
                PriorLevel.PART_2.value: "Like one to four GCSEs at grades 4 to 9 (A* to C).",
                PriorLevel.FULL_2.value: "Like five GCSEs at grades 4 to 9 (A* to C), or an NVQ 2.",
                PriorLevel.PART_3.value: "Like one A level.",
                PriorLevel.FULL_3.value: "Like two A levels, a BTEC National, an NVQ 3 or a T Level.",
                PriorLevel.HIGHER.value: "Like an HNC, a foundation degree or a degree.",
            },
        )
    }


class WorkForm(Form):
    work = forms.ChoiceField(
        label="Are you in paid work?",
        help_text="Part-time, zero-hours, agency work and working for yourself all count.",
        choices=Work.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what fits you best today."},
    )
    looks = {"work": Look(heading=True, size="l")}


class PayForm(Form):
    pay = MoneyField(
        label="How much are you paid before tax?",
        help_text="Take all your jobs together. If you do not know, leave it empty: we tell you what to check.",
        min_value=Decimal(0),
        max_value=MOST_A_YEAR,
        required=False,
    )
    pay_per = forms.ChoiceField(
        label="Is that for an hour, a week, a month or a year?",
        choices=PayPeriod.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    hours = MoneyField(
        label="How many hours do you work in a usual week?",
        help_text="For example 16 or 37.5.",
        max_digits=5,
        min_value=Decimal("0.5"),
        max_value=100,
        required=False,
    )
    marks_optional = False
    looks = {
        "pay": Look(noun="your pay", heading=True, size="l", width=10, prefix="£"),
        "pay_per": Look(size="s", reveals={PayPeriod.HOUR.value: "hours"}),
        "hours": Look(noun="the number of hours", width=4, suffix="hours"),
    }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        if said["pay"] is None:
            return said | {"pay_per": "", "hours": None}
        if not said["pay_per"]:
            self.add_error("pay_per", "Choose whether that is for an hour, a week, a month or a year.")
        elif said["pay_per"] != PayPeriod.HOUR:
            said["hours"] = None
        elif said["hours"] is None:
            self.add_error("hours", "Enter how many hours you work in a usual week, like 16.")
        if self.errors:
            return said
        a_year = pay_of_a_year(pay=said["pay"], per=said["pay_per"], hours=said["hours"])
        if a_year is not None and (a_year > MOST_A_YEAR or 0 < a_year < LEAST_A_YEAR):
            self.add_error(
                "pay_per", f"That makes {money(a_year)} a year. Check the amount and what it is for."
            )
        return said


@dataclass(frozen=True)
class Question:
    """`mark` is the answer without which the question is still open; `said` is the answer in words."""

    name: str
    title: str
    form: type[Form]
    mark: str
    said: Callable[[Mapping[str, str]], str]

    def is_asked(self, told: Mapping[str, str]) -> bool:
        return self.name != "pay" or told.get("work") == Work.PAID

    def is_open(self, told: Mapping[str, str]) -> bool:
        return self.is_asked(told) and self.mark not in told


def _pay_in_words(told: Mapping[str, str]) -> str:
    if not told.get("pay"):
        return "You did not say"
    per = PayPeriod(told["pay_per"]).label.lower()
    hours = f", {told['hours'].removesuffix('.0')} hours a week" if told.get("hours") else ""
    return f"{money(told['pay'])} {per}{hours}"


QUESTIONS = (
    Question(
        "birth",
        "Date of birth",
        BirthForm,
        "born_on",
        lambda told: day(date.fromisoformat(told["born_on"])),
    ),
    Question("home", "Home postcode", HomeForm, "postcode", lambda told: told["postcode"]),
    Question(
        "level",
        "Highest qualification",
        LevelForm,
        "prior_level",
        lambda told: PriorLevel(told["prior_level"]).label,
    ),
    Question("work", "Paid work", WorkForm, "work", lambda told: Work(told["work"]).label),
    Question("pay", "Pay before tax", PayForm, "pay", _pay_in_words),
)
BY_NAME = {question.name: question for question in QUESTIONS}


def following(told: Mapping[str, str]) -> Question | None:
    """The first question that is still open."""
    return next((question for question in QUESTIONS if question.is_open(told)), None)


def before(question: Question) -> Question | None:
    place = QUESTIONS.index(question)
    return QUESTIONS[place - 1] if place else None


def with_answer(told: Told, cleaned: Mapping[str, Any]) -> Told:
    """The answers so far with those of one form; pay goes when somebody says that they have no paid work."""
    added = {name: "" if value is None else str(value) for name, value in cleaned.items()}
    kept = told | added
    if kept.get("work") != Work.PAID:
        kept = {name: value for name, value in kept.items() if name not in PayForm.base_fields}
    return kept


def pack(told: Told) -> str:
    return signing.dumps(told, salt=SALT)


def unpack(text: str) -> Told | None:
    """What `pack` made not too long ago; None for anything else."""
    try:
        return dict(signing.loads(text, salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return None


def initial(told: Mapping[str, str]) -> dict[str, Any]:
    """As the forms show it."""
    born_on = {"born_on": date.fromisoformat(told["born_on"])} if told.get("born_on") else {}
    return dict(told) | born_on


def values(told: Mapping[str, str]) -> dict[str, Any]:
    """As a service takes it; only of somebody who has answered all."""
    pay, hours = told.get("pay"), told.get("hours")
    return {
        "born_on": date.fromisoformat(told["born_on"]),
        "postcode": postcodes.look_up(told["postcode"]),
        "work": told["work"],
        "prior_level": told["prior_level"],
        "pay": Decimal(pay) if pay else None,
        "pay_per": told.get("pay_per", ""),
        "hours": Decimal(hours) if hours else None,
    }


def answers(said: Mapping[str, Any]) -> Answers:
    """`values`, as the rules read them."""
    council = said["postcode"].council
    return Answers(
        born_on=said["born_on"],
        council=council.code,
        council_name=council.name,
        work=said["work"],
        yearly_pay=pay_of_a_year(pay=said["pay"], per=said["pay_per"], hours=said["hours"]),
        prior_level=said["prior_level"],
    )


def of_facts(facts: FundingFacts, learner: Learner) -> Told:
    """What a learner has kept; without a postcode that question is open again."""
    told = {
        "born_on": facts.born_on.isoformat(),
        "prior_level": facts.prior_level,
        "work": facts.work,
        "pay": "" if facts.pay is None else f"{facts.pay}",
        "pay_per": facts.pay_per,
        "hours": "" if facts.hours is None else f"{facts.hours.normalize():f}",
    }
    home = {"postcode": learner.postcode_id} if learner.postcode_id else {}
    return with_answer({}, told | home)
