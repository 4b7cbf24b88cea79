"""The equality questions: all optional, none of them near a decision."""

from typing import Any

from django import forms

from district.web.forms import Form, Look
from learners.models import EqualityAnswers

RATHER_NOT = ("", "I would rather not say")


def _radios(label: str, choices: list[tuple[str, str]], hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[*choices, RATHER_NOT],
        widget=forms.RadioSelect,
        required=False,
    )


class EqualityForm(Form):
    sex = _radios("What is your sex?", EqualityAnswers.Sex.choices)
    ethnicity = _radios("What is your ethnic group?", EqualityAnswers.Ethnicity.choices)
    has_disability = _radios(
        "Do you have a disability or a health condition that has lasted, or will last, 12 months or more?",
        EqualityAnswers.Answer.choices,
    )
    is_care_leaver = _radios(
        "Were you in care as a child?",
        EqualityAnswers.Answer.choices,
        "For example, with foster parents or in a children’s home.",  # noqa: RUF001
    )
    may_count = forms.BooleanField(
        label="You may count my answers",
        help_text="Only in large groups, so that nobody can tell who you are. Without this tick they are not used.",
        required=False,
    )
    marks_optional = False
    looks = {
        "sex": Look(size="m"),
        "ethnicity": Look(size="m"),
        "has_disability": Look(size="m"),
        "is_care_leaver": Look(size="m"),
    }

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}
