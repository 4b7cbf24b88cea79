"""The one page of a check-in: four statements, from not at all to completely."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from district.web.forms import Form, Look
from learners.forms import without_personal_numbers
from programmes.models import CheckIn
from programmes.models.check_in import STATEMENTS, Agreement
from programmes.services.check_ins import LONGEST


def _statement(words: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=words,
        choices=Agreement.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose how far this is so: {words}.",
            "invalid_choice": "Choose from the options shown.",
        },
    )


class CheckInForm(Form):
    confidence = _statement(STATEMENTS["confidence"])
    routine = _statement(STATEMENTS["routine"])
    support = _statement(STATEMENTS["support"])
    calm = _statement(STATEMENTS["calm"])
    wants_contact = forms.BooleanField(label="I would like my tutor to get in touch", required=False)
    words = forms.CharField(
        label="Anything you would like your tutor to know",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[without_personal_numbers],
    )
    looks: ClassVar[Mapping[str, Look]] = {
        **{name: Look(size="s", small=True) for name in STATEMENTS},
        "words": Look(noun="what you wrote for your tutor", size="s"),
    }

    def answers(self) -> dict[str, int]:
        return {name: int(self.cleaned_data[name]) for name in STATEMENTS}


def rows(check_in: CheckIn) -> list[dict[str, Any]]:
    """Each statement with its answer in words."""
    said = [
        {"key": words, "value": f"{Agreement(number).label} ({number} of 5)"}
        for name, words in STATEMENTS.items()
        if (number := getattr(check_in, name)) is not None
    ]
    if check_in.wants_contact:
        said.append({"key": "Asks for the tutor to get in touch", "value": "Yes"})
    if check_in.words:
        said.append({"key": "For the tutor", "value": check_in.words})
    return said


def point(check_in: CheckIn) -> str:
    """The set point in words."""
    return "Before the first day" if check_in.point == 0 else f"After {check_in.point * 4} weeks"
