"""What employers, people who were hired, and providers fill in."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms

from district.web.fields import DateField, WholeNumberField
from district.web.forms import Form, Look
from district.workplace.models import LEAST_T_LEVEL_HOURS, DisputeReason, PlacementKind, Seen
from programmes import codes
from programmes.models import Enrolment, LearningOutcome

WORK = ("EMP", "EDU", "VOL")  # what an employer's word can be evidence of
YES, NO = "yes", "no"


class DescribeForm(Form):
    starts_on = DateField(label="First day of work", help_text="For example, 27 3 2027. It may be ahead.")
    weekly_hours = WholeNumberField(
        label="Hours a week",
        help_text="As agreed. An average will do.",
        min_value=1,
        max_value=60,
    )
    looks = {
        "starts_on": Look(noun="the first day of work"),
        "weekly_hours": Look(noun="the hours a week", width=2, suffix="hours"),
    }


class AgreeForm(Form):
    may_rate = forms.ChoiceField(
        label="May they be asked what you can do from your course?",
        choices=[(YES, "Yes, ask them"), (NO, "No, do not ask them")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    looks = {
        "may_rate": Look(
            size="m",
            hints={
                YES: "After 30 and 90 days, point by point. They learn which course you completed. What they confirm "
                "goes on your profile, and the course sees how many of all its people can do it, never you alone.",
                NO: "They do not learn from us that you took a course.",
            },
        )
    }


class DisputeForm(Form):
    reason = forms.ChoiceField(
        label="What is wrong?",
        choices=DisputeReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong."},
    )
    words = forms.CharField(
        label="What would be right?",
        help_text="Your employer reads this.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    looks = {"reason": Look(size="m"), "words": Look(noun="what would be right")}


class RecordForm(Form):
    what = forms.ChoiceField(
        label="What do they do now?",
        choices=[
            (f"{kind}{code}", label) for (kind, code), label in codes.DESTINATIONS.items() if kind in WORK
        ],
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label="Since when, or from when on?")
    looks = {"what": Look(size="m"), "starts_on": Look(noun="the day it starts", size="m")}

    def values(self) -> dict[str, Any]:
        what = self.cleaned_data["what"]
        return {"kind": what[:3], "code": what[3:], "starts_on": self.cleaned_data["starts_on"]}


class RefuseForm(Form):
    why_not = forms.CharField(
        label="Why do you not record it?",
        help_text="The person reads this.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    looks = {"why_not": Look(noun="why not")}


class RateForm(Form):
    """A question for each learning outcome."""

    def __init__(self, *args: Any, outcomes: Sequence[LearningOutcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids: dict[str, UUID] = {}
        looks: dict[str, Look] = {}
        for outcome in outcomes:
            name = f"outcome_{outcome.public_id.hex}"
            self.ids[name] = outcome.public_id
            self.fields[name] = forms.ChoiceField(
                label=outcome.words,
                choices=Seen.choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose an answer for “{outcome.words}”."},
            )
            looks[name] = Look(size="s", small=True)
        self.looks = looks  # type: ignore[misc]  # each form asks its own questions

    def answers(self) -> dict[UUID, str]:
        return {public_id: self.cleaned_data[name] for name, public_id in self.ids.items()}


class TermsForm(Form):
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")
    hours = WholeNumberField(label="Hours in all", min_value=1, max_value=4000)
    times = forms.CharField(
        label="Days and times", help_text="For example, Mondays to Wednesdays, 9:00 to 16:00.", max_length=200
    )
    place = forms.CharField(label="Where", max_length=300)
    supervisor = forms.CharField(label="Who looks after them", max_length=120)
    tasks = forms.CharField(
        label="What they will do and learn", max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    is_safe = forms.BooleanField(
        label="We have assessed the risks, and our employer's liability insurance covers the placement",
        error_messages={"required": "Nobody can sign before this is so."},
    )
    terms_number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9999)
    looks = {
        "starts_on": Look(noun="the first day"),
        "ends_on": Look(noun="the last day"),
        "hours": Look(noun="the hours in all", width=4, suffix="hours"),
        "times": Look(noun="the days and times"),
        "place": Look(noun="where it is"),
        "supervisor": Look(noun="who looks after them", width=30),
        "tasks": Look(noun="what they will do and learn"),
    }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == PlacementKind.T_LEVEL:
            self.fields["hours"].help_text = f"A T Level placement has {LEAST_T_LEVEL_HOURS} hours or more."

    def terms(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "terms_number"}


class SignForm(Form):
    enrolment = forms.ChoiceField(
        label="With which course is this placement?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the course: its provider signs, too."},
    )
    name = forms.CharField(
        label="Type your full name to sign",
        help_text="The others see your name and when you signed.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    terms_number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9999)
    looks = {"enrolment": Look(size="s"), "name": Look(noun="your name", width=30)}

    def __init__(self, *args: Any, enrolments: Iterable[Enrolment] | None, **kwargs: Any) -> None:
        """`enrolments`: what the learner may choose from; None where it is said already."""
        super().__init__(*args, **kwargs)
        self.enrolments = {str(each.public_id): each for each in enrolments or ()}
        if enrolments is None:
            del self.fields["enrolment"]
        else:
            self.fields["enrolment"].choices = [
                (key, f"{each.run.course.title}, {each.organisation.name}")
                for key, each in self.enrolments.items()
            ]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": data["name"],
            "terms_number": data["terms_number"],
            "enrolment": self.enrolments.get(data.get("enrolment", "")),
        }


class ChangeAskForm(Form):
    words = forms.CharField(
        label="What should be different?",
        help_text="The employer reads it. A changed agreement is signed again by everybody.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    looks = {"words": Look(noun="what should be different")}


class CancelForm(Form):
    reason = forms.CharField(
        label="Why do you call it off?",
        help_text="The others are told.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    looks = {"reason": Look(noun="why")}


class ReportForm(Form):
    hours_done = WholeNumberField(
        label="How many hours were they there?",
        help_text="In all. Enter 0 if they never came.",
        min_value=0,
        max_value=4000,
    )
    words = forms.CharField(
        label="How did it go?",
        help_text="What they did well, and what they should learn next. The learner and the provider read it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    looks = {"hours_done": Look(noun="the hours", width=4, suffix="hours"), "words": Look(noun="how it went")}
