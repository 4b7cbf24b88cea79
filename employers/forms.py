"""What employers type about their vacancies. Services decide; these explain."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

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
from employers.adverts import fields
from employers.models import Pattern, VacancyKind, VacancySkill, WorkMode

LATEST_DAYS = 366


def _today() -> Any:
    return timezone.localdate()


def _in_a_year() -> Any:
    return timezone.localdate() + timedelta(days=LATEST_DAYS)


class VersionedForm(Form):
    """Knows which version of the vacancy it was opened on."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )

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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("mode") != WorkMode.REMOTE and "postcode" in data and data["postcode"] is None:
            self.add_error("postcode", "Enter the postcode of the workplace, like B1 1AA.")
        return data


class PayForm(VersionedForm):
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
    starts_on = DateField(label="First day of work", required=False, earliest=_today)
    apply_url = forms.URLField(
        label="Web address where people apply",
        max_length=1000,
        required=False,
        help_text="Starts with https://",
    )
    looks = {
        "salary_unit": Look(hints={"none": "Adverts with pay are opened far more often."}, divider="none"),
        "salary_least": Look(width=10, prefix="£", noun="the lowest pay"),
        "salary_most": Look(width=10, prefix="£", noun="the highest pay"),
    }

    def clean_apply_url(self) -> str:
        text = self.cleaned_data["apply_url"]
        if text and fields.web_address(text) is None:
            raise ValidationError(
                "Enter a public web address that starts with https://, without a name or password in it."
            )
        return text

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


SECTIONS: dict[str, tuple[str, type[VersionedForm]]] = {
    "about": ("What you offer", AboutForm),
    "text": ("The job", TextForm),
    "place": ("Where and when", PlaceForm),
    "pay": ("Pay and dates", PayForm),
}


class AskForm(Form):
    """One button of the skills page: ask for a skill, change how, or take it off."""

    skill = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("ask", "ask"), ("refuse", "refuse")])
    level = forms.TypedChoiceField(coerce=int, choices=Level.choices, required=False, empty_value=None)
    need = forms.ChoiceField(choices=VacancySkill.Need.choices, required=False)


class SuggestionsForm(Form):
    """All suggestions of a vacancy in one form, each with its level and need; a button for one, or for all."""

    ask = forms.UUIDField(required=False)
    refuse = forms.UUIDField(required=False)  # type: ignore[assignment] # Django takes fields out of the class: the method stays
    all = forms.ChoiceField(choices=[("ask", "ask"), ("refuse", "refuse")], required=False)

    def __init__(self, data: QueryDict, *, waiting: Sequence[VacancySkill]) -> None:
        super().__init__(data)
        # only what the page showed: what has been suggested since waits for the next look
        self.shown = {
            asked.skill.public_id: asked for asked in waiting if f"level-{asked.skill.public_id}" in data
        }
        for public_id in self.shown:
            self.fields[f"level-{public_id}"] = forms.TypedChoiceField(coerce=int, choices=Level.choices)
            self.fields[f"need-{public_id}"] = forms.ChoiceField(choices=VacancySkill.Need.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("ask", "refuse", "all")):
            raise ValidationError("Choose one of the skills on this page.")
        return data

    @property
    def is_accepting(self) -> bool:
        return bool(self.cleaned_data["ask"]) or self.cleaned_data["all"] == "ask"

    def chosen(self) -> dict[int, tuple[int, str]]:
        """Level and need by the id of the skill, of those that still wait."""
        data = self.cleaned_data
        wanted = set(self.shown) if data["all"] else {data["ask"] or data["refuse"]}
        return {
            asked.skill_id: (data[f"level-{public_id}"], data[f"need-{public_id}"])
            for public_id, asked in self.shown.items()
            if public_id in wanted
        }
