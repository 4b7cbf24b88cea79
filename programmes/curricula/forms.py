"""What providers type about learning outcomes, what employers say of them, and what providers answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from district.skills.models import Level
from district.web.forms import Form, Look
from programmes.forms import VersionedForm, text
from programmes.models import CurriculumComment, CurriculumVersion, LearningOutcome
from programmes.models.curriculum import LONGEST_COMMENT, LONGEST_OUTCOME

WHOLE = "whole"


class OutcomeForm(VersionedForm):
    words = forms.CharField(
        label="What will people be able to do?",
        max_length=LONGEST_OUTCOME,
        help_text="Begin with a verb. For example: Ask a database for the figures of a month.",
        widget=forms.Textarea({"rows": 2}),
    )


class OutcomeActForm(Form):
    """One button in the list of outcomes."""

    up = forms.UUIDField(required=False)
    down = forms.UUIDField(required=False)
    remove = forms.UUIDField(required=False)


class OutcomeSkillForm(Form):
    """One button among the skills of an outcome: add one, set its level, or take it off."""

    add = forms.UUIDField(required=False)
    skill = forms.UUIDField(required=False)
    level = forms.TypedChoiceField(choices=Level.choices, coerce=int, required=False, empty_value=None)
    answer = forms.ChoiceField(choices=[("level", ""), ("remove", "")], required=False)


class PublishForm(VersionedForm):
    note = forms.CharField(
        label="What is new in this version?",
        max_length=300,
        required=False,
        help_text="In a line or two, for learners and employers.",
        widget=forms.Textarea({"rows": 2}),
    )


class CompareForm(Form):
    before = forms.TypedChoiceField(label="Compare", coerce=int)
    after = forms.TypedChoiceField(label="with", coerce=int)

    def __init__(self, data: Any, *, numbers: Sequence[int]) -> None:
        super().__init__(data)
        choices = [(number, f"Version {number}") for number in numbers]
        self.fields["before"].choices = self.fields["after"].choices = choices


class CommentForm(Form):
    about = forms.ChoiceField(label="What is it about?", widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label="What would you say?", choices=CurriculumComment.Kind.choices, widget=forms.RadioSelect
    )
    words = text(
        "In your own words",
        LONGEST_COMMENT,
        rows=5,
        hint="What do people need to be able to do with you? Not needed if it is right as it is. Do not name "
        "people.",
    )
    may_quote = forms.BooleanField(
        label="Everybody may read these words on the page of the course",
        required=False,
        help_text="If not, the provider sums them up in words of its own.",
    )
    may_name = forms.BooleanField(
        label="The page of the course may name our organisation",
        required=False,
        help_text="If not, it says “an employer”. The provider always sees who you are.",
    )

    def __init__(self, *args: Any, outcomes: Sequence[LearningOutcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(each.public_id): each for each in outcomes}
        self.fields["about"].choices = [
            (WHOLE, "The whole curriculum"),
            *((public_id, f"{each.position}. {each.words}") for public_id, each in self.by_id.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") not in {None, CurriculumComment.Kind.RIGHT} and data.get("words") == "":
            self.add_error("words", "Write in a few words what is missing, or what is out of date.")
        return data

    @property
    def outcome(self) -> LearningOutcome | None:
        return self.by_id.get(self.cleaned_data["about"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "words", "may_quote", "may_name")}


class AnswerForm(VersionedForm):
    """A provider's answer to a comment; `later` are the versions after the one it is about."""

    decision = forms.ChoiceField(
        label="What do you make of it?",
        choices=[("adopt", "We take it up"), ("decline", "We do not take it up")],
        widget=forms.RadioSelect,
    )
    adopted_in = forms.ModelChoiceField(
        CurriculumVersion.objects.none(), label="In which version?", required=False, empty_label="Choose"
    )
    answer = text(
        "Your answer", 500, rows=3, hint="What you did, or why not. The employer and everybody reads it."
    )
    summary = forms.CharField(
        label="What the employer asked for, in a line",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    looks = {"decision": Look(reveals={"adopt": "adopted_in"})}

    def __init__(self, *args: Any, comment: CurriculumComment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = CurriculumVersion.objects.filter(
            course=comment.course_id, number__gt=comment.curriculum.number
        )
        chooser = self.fields["adopted_in"]
        chooser.queryset = later.order_by("-number")
        chooser.to_field_name = "public_id"
        chooser.label_from_instance = lambda each: (
            f"Version {each.number}, {each.get_state_display().lower()}"
        )
        self.fields["summary"].help_text = (
            "Shown on the page of the course above the employer's own words."
            if comment.may_quote
            else "Shown on the page of the course. The employer's own words are not."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == "adopt" and not data.get("adopted_in"):
            self.add_error("adopted_in", "Choose the version in which you take it up.")
        if data.get("decision") == "decline" and data.get("answer") == "":
            self.add_error("answer", "Say why not: the employer will read it, and so will everybody.")
        return data


class NamedSkillForm(Form):
    """One button of the skill picker on an employer's comment."""

    add = forms.UUIDField(required=False)
    level = forms.TypedChoiceField(choices=Level.choices, coerce=int, required=False, empty_value=None)
    remove = forms.UUIDField(required=False)
    do = forms.ChoiceField(choices=[("withdraw", "")], required=False)
