"""What a provider types about applications: offers, refusals, answers about support, notes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from district.skills.missing_skills import MissingSkillsForm
from district.skills.models import Level
from district.web.forms import Form, Look
from programmes.models import (
    INELIGIBLE_REASONS,
    REASONS_WITH_A_NOTE,
    UNSUCCESSFUL_REASONS,
    Application,
    Reason,
    SupportNeed,
)

State = Application.State

MOST_CONDITIONS = 10
MISSING = f"{State.UNSUCCESSFUL}-{Reason.MISSING_SKILLS}"


class RowsForm(Form):
    """Which applications a page of many is about: their public ids, in the address or in hidden fields."""

    rows = forms.TypedMultipleChoiceField(coerce=str, required=False)

    def __init__(self, data: Any, *, most: int = 500) -> None:
        super().__init__(data)
        ids = [each for each in data.getlist("rows")[:most] if _is_uuid(each)]
        self.fields["rows"].choices = [(each, each) for each in ids]
        self.ids: Sequence[str] = list(dict.fromkeys(ids))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class NothingForm(Form):
    """Nothing to say: the button is enough."""


class OfferForm(Form):
    conditions = forms.CharField(
        label="Conditions",
        max_length=2000,
        required=False,
        help_text="What each person must do before they are enrolled, one on a line. For example: "
        "Show us a proof of your address.",
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_conditions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["conditions"].splitlines() if line.strip()]
        if len(lines) > MOST_CONDITIONS:
            raise ValidationError(f"Enter {MOST_CONDITIONS} conditions or fewer.")
        if any(len(line) > 300 for line in lines):
            raise ValidationError("Keep each condition to 300 characters.")
        return lines


def _reasons(to: str, reasons: Sequence[Reason], before: str = "") -> list[tuple[str, str]]:
    def words(label: str) -> str:
        return f"{before}{label[:1].lower()}{label[1:]}" if before else label

    return [(f"{to}-{reason.value}", words(str(reason.label))) for reason in reasons]


class RefuseForm(MissingSkillsForm):
    reason = forms.ChoiceField(
        label="Why is there no place for them?",
        choices=[
            *_reasons(State.UNSUCCESSFUL, UNSUCCESSFUL_REASONS),
            *_reasons(State.INELIGIBLE, INELIGIBLE_REASONS, "Not eligible: "),
        ],
        widget=forms.RadioSelect,
        help_text="They read it. Who is not eligible may ask you once to look again.",
    )
    note = forms.CharField(
        label="A few words to them",
        max_length=500,
        required=False,
        help_text="Kind and plain: what would help next time?",
        widget=forms.Textarea({"rows": 3}),
    )

    looks = {
        "reason": Look(
            reveals={MISSING: "skills"}, divider=f"{State.INELIGIBLE}-{INELIGIBLE_REASONS[0].value}"
        )
    }
    field_order = ["reason", "skills", "note"]

    @property
    def to(self) -> str:
        return self.cleaned_data["reason"].partition("-")[0]

    @property
    def code(self) -> str:
        return self.cleaned_data["reason"].partition("-")[2]

    @property
    def missing(self) -> list[tuple[UUID, int]]:
        return [(skill, Level.FOUNDATION) for skill in self.cleaned_data["skills"]]

    def is_by_skill(self, reason: str) -> bool:
        return reason == MISSING

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "reason" not in data:
            return data
        if (
            self.code in REASONS_WITH_A_NOTE
            and not data.get("note", "").strip()
            and "note" not in self.errors
        ):
            self.add_error("note", "Explain it in a sentence: the person will read it.")
        return data


class TakeBackForm(Form):
    note = forms.CharField(
        label="Why do you take the offer back?",
        max_length=500,
        help_text="The person reads it.",
        widget=forms.Textarea({"rows": 3}),
    )


class SupportForm(Form):
    """One answer for each need that somebody shared."""

    def __init__(self, data: Any = None, *, needs: Sequence[SupportNeed]) -> None:
        super().__init__(data)
        self.needs = needs
        for need in needs:
            label = need.get_kind_display()
            self.fields[need.kind] = forms.ChoiceField(
                label=label,
                help_text=escape(need.details),
                choices=SupportNeed.Answer.choices,
                widget=forms.RadioSelect,
                initial=need.answer or None,
                error_messages={"required": "Choose what you can do."},
            )
            self.fields[f"{need.kind}_note"] = forms.CharField(
                label=f"What exactly: {label[:1].lower()}{label[1:]}",
                max_length=1000,
                required=False,
                initial=need.answer_note,
                widget=forms.Textarea({"rows": 2}),
            )

    def answers(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        return {need.kind: (data[need.kind], data[f"{need.kind}_note"]) for need in self.needs}
