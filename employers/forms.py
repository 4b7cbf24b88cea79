"""What employers type about their vacancies. Services decide; these explain."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from district.places.models import Postcode
from district.places.services import postcodes
from district.skills.models import Level
from district.web.errors import Refused
from district.web.fields import DateField, MoneyField, WholeNumberField
from district.web.forms import Form, Look
from employers import other_places, wages, wording
from employers.adverts import fields
from employers.models import (
    END_OF_DAY,
    EndReason,
    Filled,
    Pattern,
    RefusalReason,
    VacancyKind,
    VacancySkill,
    WorkMode,
    YoungestAge,
)

LATEST_DAYS = 366
CLOSING_TIMES = [*(time(hour) for hour in range(8, 21)), END_OF_DAY]
LEVELS = {
    2: "2, like GCSEs",
    3: "3, like A levels",
    4: "4",
    5: "5",
    6: "6, a degree",
    7: "7, above a first degree",
}


def _today() -> Any:
    return timezone.localdate()


def _tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def _in_a_year() -> Any:
    return timezone.localdate() + timedelta(days=LATEST_DAYS)


class ClosingTimeField(forms.TypedChoiceField):
    """A full hour of London's clocks, or the end of the day, which it is when nothing is chosen."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(each.isoformat(), wording.clock(each).capitalize()) for each in CLOSING_TIMES]
        super().__init__(
            coerce=time.fromisoformat,
            choices=choices,
            required=False,
            empty_value=END_OF_DAY,  # type: ignore[arg-type] # what it is coerced to
            initial=END_OF_DAY.isoformat(),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, time) else value


class VersionedForm(Form):
    """Knows which version of the vacancy it was opened on."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )

    def __init__(self, *args: Any, kind: str = VacancyKind.JOB, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_kind = kind

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AboutForm(VersionedForm):
    kind = forms.ChoiceField(
        label="What do you offer?", choices=VacancyKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label="Title", max_length=100, help_text="What people search for, like “Junior web developer”."
    )
    positions = WholeNumberField(label="How many people do you want?", min_value=1, max_value=500, initial=1)
    looks = {
        "kind": Look(
            hints={
                "work_experience": "A short stay to try the work.",
                "placement": "At least 315 hours with a T Level student.",
                "guaranteed_interview": "Everybody who has the essential skills and applies is interviewed.",
            }
        ),
        "positions": Look(width=3, noun="the number of people"),
    }


class TextForm(VersionedForm):
    description = forms.CharField(
        label="What is the work, and what should people be able to do?",
        max_length=10_000,
        widget=forms.Textarea({"rows": 14}),
        help_text="Name tools and tasks plainly: we look for the skills in your words and ask you about each.",
    )
    summary = forms.CharField(
        label="In one or two sentences",
        max_length=350,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Shown in lists. Leave it empty and we take the first sentences of the text.",
    )
    looks = {"description": Look(noun="a description")}


class PlaceForm(VersionedForm):
    mode = forms.ChoiceField(
        label="Where is the work done?", choices=WorkMode.choices, widget=forms.RadioSelect
    )
    postcode = forms.CharField(
        label="Postcode of the workplace",
        max_length=10,
        required=False,
        help_text="Not needed for work from home only.",
        widget=forms.TextInput({"autocomplete": "postal-code"}),
    )
    place_text = forms.CharField(
        label="Address or name of the place", max_length=200, required=False, help_text="People see this."
    )
    other_places = forms.CharField(
        label="Other places where people work",
        max_length=2_200,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Up to nine, one on a line: the postcode, then what people call it, like “B4 7ET Curzon Street”.",
    )
    pattern = forms.ChoiceField(label="Working hours", choices=Pattern.choices, widget=forms.RadioSelect)
    weekly_hours = forms.DecimalField(
        label="Hours a week",
        max_digits=4,
        decimal_places=1,
        min_value=Decimal(1),
        max_value=Decimal(60),
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    looks = {
        "postcode": Look(width=10),
        "weekly_hours": Look(width=4, suffix="hours"),
        "pattern": Look(noun="the hours"),
    }

    def clean_postcode(self) -> Postcode | None:
        text = self.cleaned_data["postcode"]
        if not text:
            return None
        try:
            return postcodes.look_up(text)
        except Refused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None

    def clean_other_places(self) -> Any:
        try:
            return other_places.read(self.cleaned_data["other_places"])
        except Refused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        main, others = data.get("postcode"), data.get("other_places")
        if "postcode" in data and main is None and (data.get("mode") != WorkMode.REMOTE or others):
            self.add_error("postcode", "Enter the postcode of the workplace, like B1 1AA.")
        if main and others and main.postcode in {each["postcode"] for each in others}:
            self.add_error("other_places", f"{main.postcode} is the main place. Take it out here.")
        return data


class TrainingForm(VersionedForm):
    training = forms.CharField(
        label="Which training does the apprentice get?",
        max_length=200,
        help_text="The standard and the provider, like “Data technician, with Aston Lock College”.",
    )
    training_level = forms.TypedChoiceField(
        label="Level of the training",
        coerce=int,
        choices=[("", "Choose a level"), *LEVELS.items()],
        empty_value=None,
    )
    duration_months = WholeNumberField(label="How many months does it last?", min_value=1, max_value=72)
    looks = {
        "training": Look(noun="the training"),
        "training_level": Look(noun="the level of the training"),
        "duration_months": Look(width=3, suffix="months", noun="how many months it lasts"),
    }


class PlacementForm(VersionedForm):
    placement_hours = WholeNumberField(
        label="How many hours does the placement last?",
        min_value=1,
        max_value=2_000,
        help_text="At least 315 hours, on about 45 days.",
    )
    looks = {"placement_hours": Look(width=4, suffix="hours", noun="how many hours it lasts")}


class PayForm(VersionedForm):
    youngest_age = forms.TypedChoiceField(
        label="How old are the youngest people you can take on?",
        coerce=int,
        choices=[(16, "16 or 17"), (18, "18 to 20"), (21, "21 or over")],
        required=False,
        empty_value=YoungestAge.TWENTY_ONE.value,  # type: ignore[arg-type] # what it is coerced to
        widget=forms.RadioSelect,
        help_text="The pay must reach the minimum wage for them. The advert does not name an age.",
    )
    salary_unit = forms.ChoiceField(
        label="How do you give the pay?",
        choices=[("year", "For a year"), ("hour", "For an hour"), ("none", "I do not give it")],
        widget=forms.RadioSelect,
    )
    salary_least = MoneyField(label="From", required=False, min_value=Decimal(1))
    salary_most = MoneyField(
        label="To", required=False, min_value=Decimal(1), help_text="Leave empty if there is one figure."
    )
    closes_on = DateField(
        label="Last day to apply",
        earliest=_today,
        latest=_in_a_year,
        help_text="At least 7 days ahead; 14 days bring more people.",
    )
    closes_time = ClosingTimeField(label="Time on that day, in London")
    starts_on = DateField(label="First day of work", required=False, earliest=_today)
    looks = {
        "salary_unit": Look(hints={"none": "Adverts with pay are opened far more often."}, divider="none"),
        "salary_least": Look(width=10, prefix="£", noun="the lowest pay"),
        "salary_most": Look(width=10, prefix="£", noun="the highest pay"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.of_kind not in wages.JOBS:
            del self.fields["youngest_age"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "salary_unit" not in data:
            return data
        if data["salary_unit"] == "none":
            return data | {"salary_unit": "", "salary_least": None, "salary_most": None, "salary_text": ""}
        least, most = data.get("salary_least"), data.get("salary_most")
        if "salary_least" in data and least is None:
            self.add_error("salary_least", "Enter the pay, or choose that you do not give it.")
        if least is not None and most is not None and most < least:
            self.add_error("salary_most", "The highest pay must not be below the lowest.")
        if least is not None and "salary_most" in data:
            data["salary_most"] = most if most is not None else least
        return data | {"salary_text": ""}


class ApplyForm(VersionedForm):
    apply_url = forms.URLField(
        label="Web address where people apply",
        max_length=1000,
        required=False,
        help_text="Starts with https://",
    )
    question_one = forms.CharField(
        label="A question to people who apply",
        max_length=200,
        required=False,
        help_text="Like “Which project are you proud of, and why?”",
    )
    question_two = forms.CharField(label="A second question", max_length=200, required=False)

    def clean_apply_url(self) -> str:
        text = self.cleaned_data["apply_url"]
        if text and fields.web_address(text) is None:
            raise ValidationError(
                "Enter a public web address that starts with https://, without a name or password in it."
            )
        return text

    def clean_question_one(self) -> str:
        return _question(self.cleaned_data["question_one"])

    def clean_question_two(self) -> str:
        return _question(self.cleaned_data["question_two"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("question_two") and not data.get("question_one") and "question_one" in data:
            data["question_one"], data["question_two"] = data["question_two"], ""
        return data


def _question(text: str) -> str:
    if text and not text.endswith("?"):
        raise ValidationError("End the question with a question mark.")
    return text


SECTIONS: dict[str, tuple[str, type[VersionedForm]]] = {
    "about": ("What you offer", AboutForm),
    "text": ("The job", TextForm),
    "place": ("Where and when", PlaceForm),
    "training": ("The training", TrainingForm),
    "placement": ("The placement", PlacementForm),
    "pay": ("Pay and dates", PayForm),
    "apply": ("How people apply", ApplyForm),
}
OF_KIND = {"training": VacancyKind.APPRENTICESHIP, "placement": VacancyKind.PLACEMENT}


def sections_of(kind: str) -> list[str]:
    """The pages of a vacancy of this kind, in their order."""
    return [name for name in SECTIONS if OF_KIND.get(name, kind) == kind]


class FilledForm(Form):
    filled = forms.ChoiceField(
        label="Was the opening filled, and how?",
        choices=Filled.choices,
        widget=forms.RadioSelect,
        help_text="We ask for no name. It helps to see what brings people into work.",
    )
    looks = {"filled": Look(noun="whether it was filled")}


class EndForm(FilledForm):
    reason = forms.ChoiceField(
        label="Why do you close it?",
        choices=[each for each in EndReason.choices if each[0] != EndReason.TIME],
        widget=forms.RadioSelect,
    )
    field_order = ["reason", "filled"]
    looks = {**FilledForm.looks, "reason": Look(noun="the reason")}


class PauseForm(Form):
    until = DateField(
        label="Open it again on",
        earliest=_tomorrow,
        latest=_in_a_year,
        help_text="In 28 days at the latest. You can open it sooner yourself.",
    )
    looks = {"until": Look(noun="the day on which it opens again")}


class ExtendForm(Form):
    closes_on = DateField(label="New last day to apply", earliest=_today, latest=_in_a_year)
    closes_time = ClosingTimeField(label="Time on that day, in London")


class ReviewForm(Form):
    """The decision of WMCA staff on a vacancy that waits, with a request for each field that should change."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            ("approve", "Approve it: it opens now"),
            ("changes", "Ask for changes"),
            ("refuse", "Refuse it"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label="Reason for refusing it",
        choices=[("", "Choose a reason"), *RefusalReason.choices],
        required=False,
    )
    note = forms.CharField(
        label="A note to the employer",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    looks = {"decision": Look(noun="what you decide")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in wording.REVIEWED.items():
            self.fields[f"change_{name}"] = forms.CharField(
                label=f"{label}: what to change",
                max_length=500,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    def requests(self) -> dict[str, str]:
        asked = {name: self.cleaned_data[f"change_{name}"] for name in wording.REVIEWED}
        return {name: words for name, words in asked.items() if words}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision == "refuse" and not data.get("reason"):
            self.add_error("reason", "Choose the reason: the employer reads it.")
        wanted = any(data.get(f"change_{name}") for name in wording.REVIEWED)
        if decision == "changes" and not wanted:
            self.add_error("change_title", "Say what to change, in at least one of the fields.")
        if decision == "approve" and wanted:
            self.add_error(
                "decision", "You have written what to change: ask for changes, or clear those boxes."
            )
        return data


class AskForm(Form):
    """One button of the skills page: ask for a skill, change how, or take it off."""

    skill = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("ask", "ask"), ("refuse", "refuse")])
    level = forms.TypedChoiceField(coerce=int, choices=Level.choices, required=False, empty_value=None)
    need = forms.ChoiceField(choices=VacancySkill.Need.choices, required=False)


class SuggestionsForm(Form):
    """All suggestions of a vacancy, or of a skills need, in one form, each with what is asked of it; a button for one,
    or for all.
    """

    ask = forms.UUIDField(required=False)
    refuse = forms.UUIDField(required=False)  # type: ignore[assignment] # Django takes fields out of the class: the method stays
    all = forms.ChoiceField(choices=[("ask", "ask"), ("refuse", "refuse")], required=False)

    def __init__(self, data: QueryDict, *, waiting: Iterable[Any]) -> None:
        super().__init__(data)
        # only what the page showed: what has been suggested since waits for the next look
        self.shown = {
            each.skill.public_id: each for each in waiting if f"level-{each.skill.public_id}" in data
        }
        for public_id in self.shown:
            self.ask_of(public_id)

    def ask_of(self, public_id: UUID) -> None:
        self.fields[f"level-{public_id}"] = forms.TypedChoiceField(coerce=int, choices=Level.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("ask", "refuse", "all")):
            raise ValidationError("Choose one of the skills on this page.")
        return data

    @property
    def is_accepting(self) -> bool:
        return bool(self.cleaned_data["ask"]) or self.cleaned_data["all"] == "ask"

    def chosen(self) -> dict[int, Any]:
        """The level by the id of the skill, of those that still wait."""
        return self.answers("level")

    def answers(self, name: str) -> dict[int, Any]:
        data = self.cleaned_data
        wanted = set(self.shown) if data["all"] else {data["ask"] or data["refuse"]}
        return {
            each.skill_id: data[f"{name}-{public_id}"]
            for public_id, each in self.shown.items()
            if public_id in wanted
        }


class VacancySuggestionsForm(SuggestionsForm):
    def ask_of(self, public_id: UUID) -> None:
        super().ask_of(public_id)
        self.fields[f"need-{public_id}"] = forms.ChoiceField(choices=VacancySkill.Need.choices)

    def chosen(self) -> dict[int, tuple[int, str]]:
        """Level and need."""
        needs = self.answers("need")
        return {skill_id: (level, needs[skill_id]) for skill_id, level in self.answers("level").items()}
