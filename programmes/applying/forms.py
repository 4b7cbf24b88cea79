"""What a learner is asked when they apply: one thing a page, in words for people who are nervous about forms."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from district.web.fields import WholeNumberField
from district.web.forms import Form, Look
from learners.forms import birth_field, without_personal_numbers
from learners.services import consents
from programmes.codes import Benefit, EmploymentStatus, PriorLevel, Unemployed, WeeklyHours
from programmes.models import Application, ContactBy, SupportNeed

YOUNGEST = 16
LONGEST_WHY, LONGEST_NEED = 2000, 1000
MOST_CHOICES = 20


class StepForm(Form):
    """`seen` is the mark of the answer that stood when the page was opened, so that nobody overwrites what they
    never saw."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def fit(self, application: Application) -> None:
        """Ask as suits the person of this application."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def _radios(
    label: str, choices: list[tuple[str, str]], *, hint: str = "", missing: str, required: bool = True
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.RadioSelect,
        required=required,
        error_messages={"required": missing},
    )


class BornForm(StepForm):
    born_on = birth_field(hint="Some courses are for certain ages.")
    looks = {"born_on": Look(noun="your date of birth", heading=True, size="l")}

    def clean_born_on(self) -> Any:
        born_on = self.cleaned_data["born_on"]
        if consents.birthday(born_on, YOUNGEST) > timezone.localdate():
            raise ValidationError(
                "You can apply here from the age of 16. Ask a teacher about courses at school.",
                code="too_young",
            )
        return born_on


class WorkForm(StepForm):
    employment_status = _radios(
        "Are you in paid work?",
        EmploymentStatus.choices,
        hint="It decides who pays for the course. Nothing here counts against you.",
        missing="Choose the answer that is nearest.",
    )
    looks = {
        "employment_status": Look(
            heading=True,
            size="l",
            hints={
                EmploymentStatus.PAID.value: "Any hours, also if you work for yourself.",
                EmploymentStatus.NOT_LOOKING.value: "For example, you are at home with children, or unwell.",
            },
        )
    }


class HoursForm(StepForm):
    weekly_hours = _radios(
        "How many hours do you work in a usual week?",
        WeeklyHours.choices,
        missing="Choose the hours that are nearest.",
    )
    is_self_employed = forms.BooleanField(label="I work for myself", required=False)
    wants_more_hours = forms.BooleanField(label="I would like more hours", required=False)
    is_at_risk = forms.BooleanField(label="I may lose my job soon", required=False)
    looks = {"weekly_hours": Look(heading=True, size="l")}


class OutOfWorkForm(StepForm):
    unemployed_for = _radios(
        "How long have you been out of work?",
        Unemployed.choices,
        hint="If you have never had a job, count from when you left school.",
        missing="Choose the time that is nearest.",
    )
    benefit = _radios(
        "Do you get any of these?",
        [*Benefit.choices, ("", "None of these, or I would rather not say")],
        hint="Some courses are free for people who do.",
        missing="",
        required=False,
    )
    marks_optional = False
    looks = {
        "unemployed_for": Look(heading=True, size="l"),
        "benefit": Look(size="m"),
    }


class EarningsForm(StepForm):
    earnings = WholeNumberField(
        label="About how much do you earn in a year?",
        help_text="Before tax, in whole pounds. Some courses are free for people on low pay. Leave it empty if you"
        " would rather not say. We wipe it once your application is decided.",
        min_value=0,
        max_value=1_000_000,
        required=False,
        error_messages={
            "invalid": "Enter whole pounds, like 18500.",
            "max_value": "Check the number: enter the pounds of one year, like 18500.",
            "min_value": "Enter 0 or more pounds.",
        },
    )
    marks_optional = False
    looks = {"earnings": Look(noun="your pay", heading=True, size="l", width=10, prefix="£", suffix="a year")}


class PriorForm(StepForm):
    prior_level = _radios(
        "What is the highest qualification you have?",
        PriorLevel.choices,
        hint="Choose the nearest. If you are not sure, say so: that is fine.",
        missing="Choose the nearest, or “I do not know”.",
    )
    looks = {"prior_level": Look(heading=True, size="l")}


class WhyForm(StepForm):
    why = forms.CharField(
        label="Why would you like to do this course?",
        help_text="One or two sentences are enough. The provider reads them.",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[without_personal_numbers],
        error_messages={"required": "Write a few words about why you would like this course."},
    )
    looks = {"why": Look(noun="why you would like this course", heading=True, size="l")}


class ContactForm(StepForm):
    contact_by = _radios(
        "How should the provider reach you?",
        [choice for choice in ContactBy.choices if choice[0] != ContactBy.HELPER],
        hint="We also send you an e-mail at each step.",
        missing="Choose how the provider should reach you.",
    )
    phone = forms.CharField(
        label="Your phone number",
        help_text="For a phone call or a text message. Like 0121 496 0000.",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    marks_optional = False
    looks = {
        "contact_by": Look(heading=True, size="l"),
        "phone": Look(noun="your phone number", size="s", width=20),
    }

    def fit(self, application: Application) -> None:
        """Somebody without an e-mail address may be reached through those who help them."""
        if application.learner.user.email is None:
            self.fields["contact_by"].choices = [
                choice for choice in ContactBy.choices if choice[0] != ContactBy.EMAIL
            ]
            self.fields["contact_by"].help_text = "Letters to print come to those who help you apply."

    def clean_phone(self) -> str:
        """Digits with an optional + in front, whatever stood between them."""
        typed = self.cleaned_data["phone"]
        number = re.sub(r"[\s().\-/]", "", typed)
        number = re.sub(r"^(\+44|0044)0?", "0", number)
        if number and not re.fullmatch(r"\+?[0-9]{10,15}", number, re.ASCII):
            raise ValidationError("Enter a phone number, like 0121 496 0000.", code="invalid")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        by = cleaned.get("contact_by")
        if by in {ContactBy.PHONE, ContactBy.TEXT} and "phone" in cleaned and not cleaned["phone"]:
            self.add_error("phone", "Enter your phone number, so that the provider can reach you.")
        return cleaned


class ChoiceForm(StepForm):
    choice = WholeNumberField(
        label="How much would you like this start, of those you apply for together?",
        help_text="Places on several starts are given out together. Enter 1 for the one you would like best, 2 for"
        " the next, and so on.",
        min_value=1,
        max_value=MOST_CHOICES,
        error_messages={"invalid": "Enter a number, like 1."},
    )
    looks = {"choice": Look(noun="a number", heading=True, size="l", width=2)}


NEED_HINTS = {
    SupportNeed.Kind.TRAVEL: "For example, fares or parking.",
    SupportNeed.Kind.KIT: "For example, a laptop to borrow or data for your phone.",
    SupportNeed.Kind.CHILDCARE: "For example, money for a childminder, or sessions in school hours.",
    SupportNeed.Kind.ADJUSTMENT: "For example, large print, more breaks, a quiet place, a sign language interpreter.",
    SupportNeed.Kind.LANGUAGE: "For example, help with reading or writing English.",
    SupportNeed.Kind.OTHER: "Anything else that would help.",
}


def details_name(kind: str) -> str:
    return f"details_{kind}"


def _details(kind: SupportNeed.Kind) -> forms.CharField:
    return forms.CharField(
        label=f"{kind.label}: what would help?",
        max_length=LONGEST_NEED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[without_personal_numbers],
    )


class SupportForm(StepForm):
    """What somebody needs; each kind opens a box for a few words."""

    needs = forms.MultipleChoiceField(
        label="Would any of these help you take part?",
        help_text="Tick all that would help, or none. You choose on the next page whether the provider may read it. It"
        " is never used to decide who gets a place.",
        choices=SupportNeed.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    details_travel = _details(SupportNeed.Kind.TRAVEL)
    details_kit = _details(SupportNeed.Kind.KIT)
    details_childcare = _details(SupportNeed.Kind.CHILDCARE)
    details_adjustment = _details(SupportNeed.Kind.ADJUSTMENT)
    details_language = _details(SupportNeed.Kind.LANGUAGE)
    details_other = _details(SupportNeed.Kind.OTHER)
    marks_optional = False
    looks = {
        "needs": Look(
            heading=True,
            size="l",
            hints={kind.value: hint for kind, hint in NEED_HINTS.items()},
            reveals={kind.value: details_name(kind.value) for kind in SupportNeed.Kind},
        ),
        **{details_name(kind.value): Look(noun="a few words", size="s") for kind in SupportNeed.Kind},
    }

    def clean(self) -> dict[str, Any]:
        """Words in a box that was not ticked count as ticked: nobody loses what they wrote."""
        cleaned = super().clean() or self.cleaned_data
        written = [kind for kind in SupportNeed.Kind.values if cleaned.get(details_name(kind))]
        if "needs" in cleaned:
            cleaned["needs"] = [
                kind for kind in SupportNeed.Kind.values if kind in {*cleaned["needs"], *written}
            ]
        return cleaned


class SharingForm(StepForm):
    """Which of the needs the provider may read. Nothing is ticked for anybody."""

    shared = forms.MultipleChoiceField(
        label="What may the provider read?",
        help_text="If you tick it, the provider reads what you wrote and answers before it offers you a place. If you"
        " do not tick it, the provider does not see it.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    marks_optional = False
    looks = {"shared": Look(heading=True, size="l")}

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared"].choices = choices
