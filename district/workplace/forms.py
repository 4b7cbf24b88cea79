"""What employers, people who were hired, and providers fill in."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from district.web.fields import DateField, WholeNumberField
from district.web.forms import Form, Look
from district.workplace import weeks
from district.workplace.models import LEAST_T_LEVEL_HOURS, DisputeReason, PlacementKind, Seen, Weekday
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
    hours = WholeNumberField(label="Hours in all with you", min_value=1, max_value=4000)
    is_shared = forms.BooleanField(
        label="They do the rest of their T Level with a second employer",
        help_text="A T Level placement is with two employers at most.",
        required=False,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days of the week?",
        help_text="Hours can be entered for these days alone.",
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one day of the week."},
    )
    times = forms.CharField(
        label="From when to when?",
        help_text="For example, 9:00 to 16:00 with half an hour for lunch.",
        max_length=200,
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
        "weekdays": Look(small=True),
        "times": Look(noun="the times"),
        "place": Look(noun="where it is"),
        "supervisor": Look(noun="who looks after them", width=30),
        "tasks": Look(noun="what they will do and learn"),
    }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == PlacementKind.T_LEVEL:
            self.fields["hours"].help_text = f"A T Level placement has {LEAST_T_LEVEL_HOURS} hours or more."
        else:
            del self.fields["is_shared"]

    def clean_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["weekdays"])

    def terms(self) -> dict[str, Any]:
        known = {name: value for name, value in self.cleaned_data.items() if name != "terms_number"}
        return {"is_shared": False} | known


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
    never_came = forms.BooleanField(
        label="They never came",
        error_messages={"required": "Say that they never came, or confirm hours first."},
    )
    words = forms.CharField(
        label="How did it go?",
        help_text="What they did well, and what they should learn next. The learner and the provider read it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    looks = {"words": Look(noun="how it went")}

    def __init__(self, *args: Any, has_hours: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_hours:
            del self.fields["never_came"]


# Hours ------------------------------------------------------------------------------------------------


class HoursField(forms.Field):
    """Hours and minutes of a day as people type them; cleaned to minutes, nothing typed to 0."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> int:
        text = str(value or "").strip()
        minutes = weeks.read(text) if text else 0
        if minutes is None:
            raise forms.ValidationError("Enter hours like 7, 7.5 or 7:30.")
        return minutes


class WeekForm(Form):
    """The hours of each day of a week; `seen` is the mark of the week as it was shown."""

    seen = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    marks_optional = False

    def __init__(
        self,
        data: Any,
        *,
        week: weeks.Week,
        days: Sequence[date],
        is_employer: bool,
        like: weeks.Week | None = None,
    ) -> None:
        """`like`: the week whose hours are filled in."""
        kept = (like or week).rows.items()
        typed = {weeks.field_of(day): weeks.typed(row.counted) for day, row in kept if row.counted}
        super().__init__(data, initial={"seen": week.mark} | typed)
        self.days = {weeks.field_of(day): day for day in days}
        looks: dict[str, Look] = {}
        for name, day in self.days.items():
            self.fields[name] = HoursField(
                label=f"{day:%A} {day.day} {day:%B}",
                required=False,
                help_text=_said_to_employer(week, day) if is_employer else _said_to_learner(week, day, data),
            )
            looks[name] = Look(width=4, suffix="hours")
        self.looks = looks  # type: ignore[misc]  # each week has its own days

    def minutes(self) -> dict[date, int]:
        return {day: self.cleaned_data[name] for name, day in self.days.items()}


def _said_to_employer(week: weeks.Week, day: date) -> str:
    row = week.rows.get(day)
    if row is None or row.minutes is None:
        entered = "They have entered nothing."
    else:
        entered = f"They have entered {weeks.said(row.minutes)}."
    is_other = row is not None and row.confirmed_minutes is not None and row.confirmed_minutes != row.minutes
    return f"{entered} You have confirmed {weeks.said(row.counted)}." if row and is_other else entered


def _said_to_learner(week: weeks.Week, day: date, data: Any) -> str:
    """Beside what was sent, what is kept."""
    row = week.rows.get(day)
    return f"Kept so far: {weeks.said(row.counted)}." if row and data is not None else ""
