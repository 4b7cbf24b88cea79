"""What providers type about their courses, runs and venues. Services decide; these explain."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from district.partners.models import Organisation
from district.places.models import Postcode
from district.places.services import postcodes
from district.skills.models import Level
from district.web.errors import Refused
from district.web.fields import DateField, MoneyField, WholeNumberField
from district.web.forms import Form, Look
from district.web.links import clean_address
from programmes.filters import LEVELS
from programmes.models import (
    AttendancePattern,
    Course,
    CourseRun,
    DeliveryMode,
    DurationUnit,
    Programme,
    StudyMode,
    TaughtSkill,
    Venue,
)

MOST_PLACES = 5_000


def text(label: str, most: int, *, hint: str = "", rows: int = 4, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
    )


class VersionedForm(Form):
    """Knows which version of the thing it was opened on."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class BasicsForm(VersionedForm):
    title = forms.CharField(label="Title of the course", max_length=255)
    programme = forms.ModelChoiceField(
        Programme.objects.order_by("name"),
        label="Programme it belongs to",
        required=False,
        empty_label="None",
    )
    level = forms.ChoiceField(
        label="Level",
        required=False,
        choices=[("", "No level"), *LEVELS.items()],
        help_text="Of the qualification.",
    )
    awarding_body = forms.CharField(label="Who awards it", max_length=255, required=False)


class AboutForm(VersionedForm):
    who_for = text(
        "Who is it for?", 2000, hint="In plain words: what people can do already, and what they want."
    )
    entry_requirements = text("What do people need before they start?", 2000)


class LearningForm(VersionedForm):
    what_you_learn = text(
        "What will people learn?",
        4000,
        rows=8,
        hint="We find skills in this text and show them to you to accept.",
    )
    how_you_learn = text("How will they learn?", 2000)
    what_to_bring = text("What do they need to bring?", 2000)
    how_assessed = text("How will they be assessed?", 2000)
    where_next = text("Where can it lead?", 2000)


SECTIONS: dict[str, tuple[str, type[VersionedForm]]] = {
    "basics": ("Title and level", BasicsForm),
    "about": ("Who it is for", AboutForm),
    "learning": ("What people learn", LearningForm),
}


class RunForm(VersionedForm):
    mode = forms.ChoiceField(
        label="How is it taught?", choices=DeliveryMode.choices, widget=forms.RadioSelect
    )
    venue = forms.ModelChoiceField(
        Venue.objects.none(), label="Venue", required=False, empty_label="Choose a venue"
    )
    is_flexible = forms.BooleanField(label="People can start at any time", required=False)
    starts_on = DateField(label="Start date", required=False, help_text="For example, 27 3 2027.")
    ends_on = DateField(label="End date", required=False)
    study_mode = forms.ChoiceField(
        label="How much of the week", required=False, choices=[("", "Not said"), *StudyMode.choices]
    )
    pattern = forms.ChoiceField(
        label="When in the week", required=False, choices=[("", "Not said"), *AttendancePattern.choices]
    )
    duration = WholeNumberField(label="How long does it take?", min_value=1, max_value=999, required=False)
    duration_unit = forms.ChoiceField(
        label="Unit", required=False, choices=[("", "Choose a unit"), *DurationUnit.choices]
    )
    cost = MoneyField(
        label="Cost to the learner", min_value=0, max_digits=8, required=False, help_text="0 if it is free."
    )
    cost_note = forms.CharField(label="About the cost", max_length=255, required=False)
    webpage = forms.CharField(label="Web page where people apply", max_length=500, required=False)
    capacity = WholeNumberField(
        label="Places",
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        help_text="Empty if there is no limit.",
    )

    looks = {
        "duration": Look(width=3, noun="the duration"),
        "cost": Look(width=5, prefix="£"),
        "capacity": Look(width=4, noun="the number of places"),
        "starts_on": Look(noun="the start date"),
        "ends_on": Look(noun="the end date"),
    }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.filter(organisation=organisation).order_by("name")

    def clean_webpage(self) -> str:
        address = clean_address(self.cleaned_data["webpage"])
        if self.cleaned_data["webpage"] and not address:
            raise ValidationError("Enter a web address, like https://www.example.org/courses.")
        return address


class VenueForm(Form):
    name = forms.CharField(label="Name of the venue", max_length=250)
    address = forms.CharField(label="Street address", max_length=300)
    town = forms.CharField(label="Town or city", max_length=75)
    postcode = forms.CharField(label="Postcode", max_length=10)
    reference = forms.CharField(
        label="Your reference",
        max_length=255,
        required=False,
        help_text="Course files may name the venue by it.",
    )

    looks = {"postcode": Look(width=10)}

    def clean_postcode(self) -> Postcode:
        try:
            return postcodes.look_up(self.cleaned_data["postcode"])
        except Refused as refusal:
            raise ValidationError(refusal.message) from None


class DecideForm(Form):
    """One button press on the skills page."""

    taught = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    add = forms.UUIDField(required=False)
    level = forms.TypedChoiceField(choices=Level.choices, coerce=int, required=False, empty_value=None)
    answer = forms.ChoiceField(
        choices=[("accept", ""), ("refuse", ""), ("level", ""), ("remove", "")], required=False
    )


class SuggestionsForm(Form):
    """All suggestions of a course in one form, each with its level; a button for one, or for all."""

    accept = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    refuse = forms.IntegerField(  # type: ignore[assignment] # Django takes fields out of the class: the method stays
        min_value=1, max_value=2**62, required=False
    )
    all = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")], required=False)

    def __init__(self, data: QueryDict, *, waiting: Sequence[TaughtSkill]) -> None:
        super().__init__(data)
        # only what the page showed: what has been suggested since waits for the next look
        self.shown = [taught.id for taught in waiting if f"level-{taught.id}" in data]
        for taught_id in self.shown:
            self.fields[f"level-{taught_id}"] = forms.TypedChoiceField(coerce=int, choices=Level.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("accept", "refuse", "all")):
            raise ValidationError("Choose one of the skills on this page.")
        return data

    @property
    def is_accepting(self) -> bool:
        return bool(self.cleaned_data["accept"]) or self.cleaned_data["all"] == "accept"

    def chosen(self) -> dict[int, int]:
        """Levels by the id of the taught skill, of those that still wait."""
        data = self.cleaned_data
        wanted = set(self.shown) if data["all"] else {data["accept"] or data["refuse"]}
        return {each: data[f"level-{each}"] for each in self.shown if each in wanted}


class MoveForm(Form):
    """Where to along the table of states."""

    to = forms.ChoiceField(choices=[*Course.State.choices, *CourseRun.State.choices])
