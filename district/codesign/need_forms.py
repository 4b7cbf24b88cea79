"""What employers type about a skills need. Services decide; these explain."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from district.codesign.models import (
    MOST_HEADS,
    ByWhen,
    HardCause,
    NeedOffer,
    NeedPlace,
    NeedReason,
    Route,
)
from district.places.models import Postcode
from district.places.services import postcodes
from district.skills.models import Level
from district.web.errors import Refused
from district.web.fields import WholeNumberField
from district.web.forms import Form, Look
from district.web.templatetags.district import plural
from employers.filters import COUNCILS
from employers.models import Vacancy

type Choices = list[tuple[str, str]]


class NeedForm(Form):
    """Knows which version of the need it was opened on."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PeopleForm(NeedForm):
    title = forms.CharField(
        label="Whom do you need?",
        max_length=100,
        help_text="In your own words, like “people who keep our networks safe”. Only you and WMCA staff read it.",
    )
    heads = WholeNumberField(label="How many people?", min_value=1, max_value=MOST_HEADS)
    by_when = forms.ChoiceField(label="By when?", choices=ByWhen.choices, widget=forms.RadioSelect)
    looks = {
        "title": Look(noun="whom you need"),
        "heads": Look(width=4, noun="the number of people"),
        "by_when": Look(noun="when you need them by"),
    }


class TextForm(NeedForm):
    text = forms.CharField(
        label="Paste what you have, if you have something",
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text="An old advert, a job description or an e-mail. We look for skills in it and ask you about each. "
        "You can leave this empty and name the skills yourself.",
    )


class WhereForm(NeedForm):
    marks_optional = False  # what an answer opens is asked for
    place = forms.ChoiceField(
        label="Where do you need them?", choices=NeedPlace.choices, widget=forms.RadioSelect
    )
    postcode = forms.CharField(
        label="Postcode of the workplace",
        max_length=10,
        required=False,
        widget=forms.TextInput({"autocomplete": "postal-code"}),
    )
    council = forms.ChoiceField(
        label="Which council?",
        choices=[("", "Choose one"), *((code, name) for code, _, name in COUNCILS)],
        required=False,
    )
    looks = {
        "place": Look(noun="where", reveals={"postcode": "postcode", "council": "council"}),
        "postcode": Look(width=10),
    }

    def clean_postcode(self) -> Postcode | None:
        text = self.cleaned_data["postcode"]
        if not text or self.data.get("place") != NeedPlace.POSTCODE:
            return None
        try:
            found = postcodes.look_up(text)
        except Refused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None
        if found.council is None or not found.council.is_inside:
            raise ValidationError(
                "This postcode is outside the seven councils. Choose “Anywhere in the region” if people "
                "from here could work for you.",
                code="outside",
            )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        place = data.get("place")
        if place == NeedPlace.POSTCODE and "postcode" in data and data["postcode"] is None:
            self.add_error("postcode", "Enter the postcode of the workplace, like B1 1AA.")
        if place == NeedPlace.COUNCIL and "council" in data and not data["council"]:
            self.add_error("council", "Choose the council.")
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "place": data["place"],
            "postcode": data["postcode"] if data["place"] == NeedPlace.POSTCODE else None,
            "council_id": data["council"] if data["place"] == NeedPlace.COUNCIL else None,
        }


class WhyForm(NeedForm):
    marks_optional = False  # what an answer opens is asked for
    routes = forms.MultipleChoiceField(
        label="Would you hire, or train your own people?",
        choices=Route.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that you would accept.",
    )
    reason = forms.ChoiceField(
        label="Why do you need them?", choices=NeedReason.choices, widget=forms.RadioSelect
    )
    is_hard = forms.TypedChoiceField(
        label="Are such people hard to find?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        required=False,
        empty_value=None,
    )
    hard_causes = forms.MultipleChoiceField(
        label="Why are they hard to find?",
        choices=HardCause.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose all that apply.",
    )
    hard_words = forms.CharField(
        label="Anything to add about that?",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    looks = {
        "routes": Look(noun="what you would accept"),
        "reason": Look(noun="why you need them"),
        "is_hard": Look(inline=True, reveals={"yes": "hard_causes"}),
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_hard") and "hard_causes" in data and not data["hard_causes"]:
            self.add_error("hard_causes", "Choose why they are hard to find.")
        if not data.get("is_hard"):
            data["hard_causes"] = []
        return data


class OffersForm(NeedForm):
    offers = forms.MultipleChoiceField(
        label="What could you offer a provider who answers?",
        choices=NeedOffer.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose all that apply, or none.",
    )


SECTIONS: dict[str, tuple[str, type[NeedForm]]] = {
    "people": ("Whom you need", PeopleForm),
    "text": ("Your text", TextForm),
    "where": ("Where", WhereForm),
    "why": ("How and why", WhyForm),
    "offers": ("What you offer", OffersForm),
}
# A draft leads through these in order; "skills" is a page of its own kind.
STEPS = ("people", "text", "skills", "where", "why", "offers")


class SkillForm(Form):
    """One button beside one skill: name it, set its level, or take it off."""

    skill = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("ask", "ask"), ("remove", "remove")])
    level = forms.TypedChoiceField(coerce=int, choices=Level.choices, required=False, empty_value=None)


class StopForm(Form):
    words = forms.CharField(
        label="Why do you stop it?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="WMCA staff read this; it helps to see what changes in the region.",
    )
    looks = {"words": Look(noun="why you stop it")}


class VacanciesForm(Form):
    """Which of the employer's vacancies are for people of a need; none is an answer."""

    marks_optional = False
    vacancies = forms.MultipleChoiceField(
        label="Which of your vacancies are for these people?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Their openings then count once: in the vacancy, and no longer in the need.",
    )
    looks = {"vacancies": Look(noun="vacancies", heading=True)}

    def __init__(
        self, data: QueryDict | None, *, choosable: Sequence[Vacancy], named: Collection[int]
    ) -> None:
        initial = [str(vacancy.public_id) for vacancy in choosable if vacancy.pk in named]
        super().__init__(data, initial={"vacancies": initial})
        self.by_id = {str(vacancy.public_id): vacancy for vacancy in choosable}
        self.fields["vacancies"].choices = [
            (public_id, f"{vacancy.title} ({plural(vacancy.positions, 'opening')})")
            for public_id, vacancy in self.by_id.items()
        ]

    def chosen(self) -> list[Vacancy]:
        return [self.by_id[public_id] for public_id in self.cleaned_data["vacancies"]]
