"""The questions of the profile and of a held skill, in words for people who are nervous about forms."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from district.partners import numbers
from district.places.forms import PostcodeField
from district.skills import wording
from district.skills.models import Level
from district.web.fields import DateField, DateWidget, MoneyField, WholeNumberField
from district.web.forms import Form, Look
from learners.models import CONFIRMED, DEFAULT_TRAVEL_MILES, Evidence, Free, Looking, TravelMode

EARLIEST_START = date(2020, 1, 1)
OLDEST = 110
LONGEST_TEXT = 20_000
SAID_BY_LEARNERS = [choice for choice in Evidence.choices if choice[0] not in CONFIRMED]
LEVEL_HINTS = {str(each.level.value): each.in_short for each in wording.LEVELS}


def two_years_from_now() -> date:
    return timezone.localdate() + timedelta(days=730)


def without_personal_numbers(text: str) -> None:
    if kind := numbers.of_people(text):
        raise ValidationError(
            f"Take out the {kind}. Never type it here: nobody needs it to match you.", code="personal_number"
        )


class QuestionForm(Form):
    """`seen` is the mark of the answer that stood when the page was opened, so that nobody overwrites what they
    never saw."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class PlaceForm(QuestionForm):
    postcode = PostcodeField(
        label="What is your postcode?",
        help_text="We use it to measure how far courses and jobs are from you. Employers and colleges never see it.",
    )
    looks = {"postcode": Look(noun="your postcode", heading=True, width=10)}


class TravelForm(QuestionForm):
    travel_miles = WholeNumberField(
        label="How far can you travel?",
        help_text=f"Miles each way, in a straight line. If you are not sure, leave it empty: we take"
        f" {DEFAULT_TRAVEL_MILES} miles, which is about half an hour by train.",
        min_value=0,
        max_value=200,
        required=False,
    )
    travel_modes = forms.MultipleChoiceField(
        label="How do you get about?",
        help_text="Tick all that you can use.",
        choices=TravelMode.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    marks_optional = False
    looks = {
        "travel_miles": Look(noun="the distance", heading=True, size="l", width=3, suffix="miles"),
        "travel_modes": Look(size="m"),
    }


class RemoteForm(QuestionForm):
    remote_ok = forms.TypedChoiceField(
        label="Could you work from home?",
        help_text="Say yes if you would look at jobs done from home. We cannot show you any of them if you say no.",
        choices=[("True", "Yes"), ("False", "No")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    looks = {"remote_ok": Look(heading=True, size="l")}


class LookingForm(QuestionForm):
    looking_for = forms.MultipleChoiceField(
        label="What do you look for?",
        help_text="Tick all that you would like to see.",
        choices=Looking.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one."},
    )
    looks = {
        "looking_for": Look(
            heading=True,
            size="l",
            hints={
                Looking.APPRENTICESHIP.value: "A paid job in which you learn and get a qualification.",
                Looking.WORK_EXPERIENCE.value: "A short time with an employer, to see what it is like.",
                Looking.PLACEMENT.value: "The weeks with an employer that belong to a course.",
            },
        )
    }


class TimesForm(QuestionForm):
    free_times = forms.MultipleChoiceField(
        label="When do you have time?",
        help_text="Tick all that could work. If you tick none, we look at all times.",
        choices=Free.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    free_from = DateField(
        label="From which date?",
        help_text="Leave it empty if you could start now.",
        earliest=EARLIEST_START,
        latest=two_years_from_now,
        required=False,
    )
    marks_optional = False
    looks = {"free_times": Look(heading=True, size="l"), "free_from": Look(noun="the date", size="m")}


class PayForm(QuestionForm):
    least_salary = MoneyField(
        label="What is the least pay you could take?",
        help_text="Whole pounds a year before tax, for full time. Leave it empty to see every job. Only you see this.",
        decimal_places=0,
        min_value=1,
        max_value=500_000,
        required=False,
        error_messages={"max_decimal_places": "Leave out the pence, like £21,892."},
    )
    marks_optional = False
    looks = {
        "least_salary": Look(noun="the pay", heading=True, size="l", width=10, prefix="£", suffix="a year")
    }

    def clean_least_salary(self) -> int | None:
        pay = self.cleaned_data["least_salary"]
        return None if pay is None else int(pay)


class MatchingForm(QuestionForm):
    matching_on = forms.TypedChoiceField(
        label="Shall we look for matches for you?",
        help_text="A computer compares your profile with courses and jobs and shows you what fits and why. It decides"
        " nothing about you, and nobody else sees the result.",
        choices=[("True", "Yes, show me what fits"), ("False", "No, keep no matches")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    looks = {
        "matching_on": Look(
            heading=True, size="l", hints={"False": "Matches worked out so far are removed at once."}
        )
    }


class HeldSkillForm(QuestionForm):
    level = forms.TypedChoiceField(
        label="How well can you do it?",
        choices=[(str(level.value), level.label) for level in Level],
        coerce=int,
        widget=forms.RadioSelect,
    )
    evidence = forms.ChoiceField(
        label="Where does it come from?",
        help_text="All of these count.",
        choices=SAID_BY_LEARNERS,
        widget=forms.RadioSelect,
    )
    evidence_note = forms.CharField(
        label="Anything to add?",
        help_text="For example “weekly stock sheets at a shop, two years”. Leave out names and numbers of people.",
        max_length=200,
        required=False,
        validators=[without_personal_numbers],
    )
    looks = {
        "level": Look(noun="your level", size="m", hints=LEVEL_HINTS),
        "evidence": Look(noun="where it comes from", size="m"),
        "evidence_note": Look(noun="your note", size="m"),
    }

    def __init__(self, *args: Any, evidence: str = "", **kwargs: Any) -> None:
        """What a completed course or an employer has confirmed stays so, and is no choice for anybody else."""
        super().__init__(*args, **kwargs)
        if evidence in CONFIRMED:
            self.fields["evidence"].choices = [(evidence, Evidence(evidence).label), *SAID_BY_LEARNERS]


class TextForm(Form):
    text = forms.CharField(
        label="Paste your CV or write about what you do",
        help_text="We look for names of skills in it and show you what we found. The text itself is not kept. Leave out"
        " your address and your National Insurance number.",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        validators=[without_personal_numbers],
    )
    looks = {"text": Look(noun="your text", heading=True, size="l")}


class LevelForm(Form):
    """The level of one skill that was suggested."""

    level = forms.TypedChoiceField(
        choices=[(str(level.value), level.label) for level in Level],
        coerce=int,
        initial=str(Level.INTERMEDIATE.value),
    )


class TypicalForm(Form):
    """Which of an occupation's typical skills somebody has, and how well on the whole."""

    skills = forms.MultipleChoiceField(
        label="Which of these can you do?",
        help_text="Tick those you have done before, anywhere. Leave the others.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one skill, or go back."},
    )
    level = forms.TypedChoiceField(
        label="How well, on the whole?",
        help_text="You can set each one by itself afterwards.",
        choices=[(str(level.value), level.label) for level in Level],
        coerce=int,
        widget=forms.RadioSelect,
    )
    looks = {"skills": Look(size="m"), "level": Look(noun="a level", size="m", hints=LEVEL_HINTS)}

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = choices


class FindForm(Form):
    """The search box of a picker."""

    q = forms.CharField(max_length=100, required=False)


class DeleteForm(Form):
    sure = forms.BooleanField(
        label="I am sure. Delete my profile, my skills and my matches.",
        error_messages={"required": "Tick the box if you want to delete your profile."},
    )


def oldest_birthday() -> date:
    today = timezone.localdate()
    return today.replace(year=today.year - OLDEST, day=min(today.day, 28))


def birth_field(label: str = "What is your date of birth?", *, hint: str, required: bool = True) -> DateField:
    return DateField(
        label=label,
        help_text=f"{hint} For example, 27 3 1990.",
        earliest=oldest_birthday,
        latest=timezone.localdate,
        required=required,
        widget=DateWidget(attrs={"autocomplete": "bday"}),
        error_messages={
            "required": "Enter your date of birth, like 27 3 1990.",
            "too_early": f"Check the year: we take dates of people up to {OLDEST} years old.",
            "too_late": "Check the year: a date of birth is in the past.",
            "invalid": "Enter a real date, like 27 3 1990.",
        },
    )


class SeenForm(Form):
    """Whether employers see what fits; the date of birth is checked and not kept."""

    is_agreed = forms.TypedChoiceField(
        label="May employers see what fits?",
        help_text="On the page of their own vacancy they see which of the skills they ask for you have, in part or not"
        " at all. They do not see your name, where you live, your age or anything else about you.",
        choices=[("True", "Yes, employers may see it"), ("False", "No")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    born_on = birth_field(
        "If you say yes: your date of birth",
        hint="Employers see nobody under 18. We check it now and do not keep it.",
        required=False,
    )
    marks_optional = False
    looks = {
        "is_agreed": Look(heading=True, size="l", noun="yes or no"),
        "born_on": Look(noun="your date of birth", size="m"),
    }
