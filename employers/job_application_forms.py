"""What people type about job applications, on both sides. Services decide; these explain."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from district.skills.missing_skills import MissingSkillsForm
from district.skills.models import Level
from district.web.fields import DateField, DateWidget
from district.web.forms import Form, Look
from employers.models import InvitationReason, MessageTemplate
from employers.profile_parts import LABELS
from employers.services.job_application_moves import BY_SKILL, REASONS
from employers.services.job_applications import Cv, Words

LONGEST_ANSWER = 1000
PHONE = r"^\+?[0-9 ().\-]{7,20}$"


def _today() -> Any:
    return timezone.localdate()


def _born_field(help_text: str) -> DateField:
    return DateField(
        label="Your date of birth",
        latest=_today,
        help_text=help_text,
        widget=DateWidget({"autocomplete": "bday"}),
    )


class ApplyForm(Form):
    """Built for one vacancy: its questions, and whether the date of birth is known to be early enough."""

    parts = forms.MultipleChoiceField(
        label="What of your profile goes with it?",
        choices=list(LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Take the tick away from what you would rather leave out.",
    )
    why = forms.CharField(
        label="Why this job?",
        max_length=2000,
        required=False,
        help_text="A few sentences are enough. Leave out your name and your school: they read it before they know you.",
        widget=forms.Textarea({"rows": 5}),
    )
    phone = forms.RegexField(
        regex=PHONE,
        label="Phone number",
        max_length=20,
        required=False,
        help_text="They get it once they shortlist you.",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": "Enter a phone number with 7 to 20 figures, like 0121 496 0123."},
    )
    cv = forms.FileField(
        label="CV",
        required=False,
        max_length=500,
        allow_empty_file=True,  # the check of what it holds has a better sentence
        help_text="PDF or Word (.docx), up to 5 MB. They can open it once they shortlist you.",
        widget=forms.FileInput({"accept": ".pdf,.docx,application/pdf"}),
    )
    without_cv = forms.BooleanField(label="Send it without the CV I added before", required=False)

    looks = {"phone": Look(width=20)}

    def __init__(
        self, *args: Any, questions: Sequence[str], has_cv: bool, is_age_known: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(questions)
        for number, question in enumerate(self.asked):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea({"rows": 4}),
                error_messages={"required": "Answer this question: the employer asks everybody."},
            )
        if not is_age_known:
            self.fields["born_on"] = _born_field("You can apply from 16. We check it now and do not keep it.")
        if not has_cv:
            del self.fields["without_cv"]
        order = [
            "parts",
            *(f"answer_{number}" for number in range(len(self.asked))),
            "why",
            "cv",
            "without_cv",
        ]
        self.order_fields([*order, "phone", "born_on"])

    def words(self) -> Words:
        data = self.cleaned_data
        return Words(
            parts=data["parts"],
            why=data["why"],
            answers=[data[f"answer_{number}"] for number in range(len(self.asked))],
            phone=data["phone"],
            born_on=data.get("born_on"),
        )

    def cv_sent(self) -> Cv | None:
        file = self.cleaned_data.get("cv")
        if file is not None:
            return Cv(name=file.name, content=file.read())
        return Cv(is_removed=True) if self.cleaned_data.get("without_cv") else None


class MoveForm(Form):
    """A message to go with a move: from a template, or typed."""

    template = forms.ChoiceField(label="Start from a template", required=False)
    words = forms.CharField(
        label="Message",
        max_length=2000,
        required=False,
        help_text="They get it by e-mail and on their page. You can write {name}, {job} and {employer}. "
        "Left empty with a template chosen, the template is sent.",
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, *args: Any, templates: Sequence[MessageTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {str(each.public_id): each for each in templates}
        self.fields["template"].choices = [
            ("", "None"),
            *((key, each.name) for key, each in self.templates.items()),
        ]
        if not self.templates:
            del self.fields["template"]

    @property
    def message(self) -> str:
        chosen = self.templates.get(self.cleaned_data.get("template", ""))
        return self.cleaned_data["words"].strip() or (chosen.words if chosen else "")


class RefuseForm(MissingSkillsForm, MoveForm):
    reason = forms.ChoiceField(
        label="Why do you not go on?",
        choices=[(reason.value, reason.label) for reason in REASONS],
        widget=forms.RadioSelect,
        help_text="They read it.",
    )
    level = forms.TypedChoiceField(
        label="At which level are they needed?",
        coerce=int,
        choices=Level.choices,
        required=False,
        initial=Level.FOUNDATION,
    )
    field_order = ["reason", "skills", "level", "template", "words"]

    @property
    def missing(self) -> list[tuple[UUID, int]]:
        level = self.cleaned_data["level"] or int(Level.FOUNDATION)
        return [(skill, level) for skill in self.cleaned_data["skills"]]

    def is_by_skill(self, reason: str) -> bool:
        return reason in BY_SKILL


class TemplateForm(Form):
    name = forms.CharField(label="Name of the template", max_length=60, help_text="Only you see it.")
    words = forms.CharField(
        label="Message",
        max_length=2000,
        help_text="You can write {name}, {job} and {employer}: they are filled in for each person.",
        widget=forms.Textarea({"rows": 8}),
    )


class AcceptForm(Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_on"] = _born_field("You can apply from 16. We check it now and do not keep it.")


class DeclineForm(Form):
    reason = forms.ChoiceField(
        label="Why not?",
        choices=InvitationReason.choices,
        widget=forms.RadioSelect,
        help_text="They read the reason, and never see your skills again.",
    )


class HideForm(Form):
    employer = forms.CharField(
        label="Name of the employer",
        max_length=200,
        help_text="As it stands in the list of partners or on its adverts.",
    )
