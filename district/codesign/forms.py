"""What is typed about needs that are answered: filters, an answer, a reply, what met a need."""

from collections.abc import Sequence
from typing import Any

from django import forms

from district.codesign.models import ByWhen, MetHow, NeedAnswer, NeedArea, NeedReply, SkillsNeed
from district.codesign.need_groups import ANYWHERE
from district.web.forms import FilterForm, Form, Look
from employers.filters import COUNCILS
from employers.models import Vacancy
from programmes.models import Course

AREAS = [
    *((code, name) for code, _, name in COUNCILS),
    (ANYWHERE, "Anywhere in the region, or in several councils"),
]
AREA_NAMES = dict(AREAS)
MOST_COURSES = 200


class GroupFilterForm(FilterForm):
    q = forms.CharField(label="Skill", max_length=100, required=False)
    area = forms.ChoiceField(label="Where", choices=[("", "Everywhere"), *AREAS], required=False)
    when = forms.ChoiceField(label="By when", choices=[("", "At any time"), *ByWhen.choices], required=False)


class StaffFilterForm(FilterForm):
    q = forms.CharField(label="Employer or need", max_length=100, required=False)
    state = forms.ChoiceField(
        label="State",
        choices=[("", "All"), *((v, label) for v, label in SkillsNeed.State.choices if v != "draft")],
        required=False,
    )
    area = forms.ChoiceField(label="Where", choices=[("", "Everywhere"), *AREAS], required=False)
    when = forms.ChoiceField(label="By when", choices=[("", "At any time"), *ByWhen.choices], required=False)


class AnswerForm(Form):
    marks_optional = False  # what an answer opens is asked for
    kind = forms.ChoiceField(
        label="What do you answer with?", choices=NeedAnswer.Kind.choices, widget=forms.RadioSelect
    )
    course = forms.ChoiceField(label="Which course?", required=False)
    words = forms.CharField(
        label="In your words",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="When it starts, what it costs an employer, how it is taught. Needed unless a published course says "
        "it all.",
    )
    area = forms.ChoiceField(label="Whose needs do you answer?", widget=forms.RadioSelect)
    looks = {
        "kind": Look(
            noun="what you answer with",
            hints={"offer": "A visit, a workshop, a part of a course …"},
            reveals={"course": "course"},
        ),
        "words": Look(noun="what you offer"),
        "area": Look(noun="whose needs you answer"),
    }

    def __init__(self, *args: Any, courses: Sequence[Course], areas: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.courses = {str(course.public_id): course for course in courses}
        self.fields["course"].choices = [
            ("", "Choose one"),
            *((key, course.title) for key, course in self.courses.items()),
        ]
        names = [(NeedArea.ANY.value if area == ANYWHERE else area, AREA_NAMES[area]) for area in areas]
        self.fields["area"].choices = [
            (NeedArea.EVERYWHERE.value, "All of them, wherever they are"),
            *names,
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == NeedAnswer.Kind.COURSE and "course" in data and not data["course"]:
            self.add_error("course", "Choose the course.")
        elif kind and kind != NeedAnswer.Kind.COURSE and "words" in data and not data["words"]:
            self.add_error("words", "Say in a few words what you offer.")
        return data

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"course": self.courses.get(self.cleaned_data["course"])}


class ReplyForm(Form):
    marks_optional = False  # what an answer opens is asked for
    answer = forms.ChoiceField(
        label="What do you say?",
        choices=[("accept", "Yes, let us talk"), ("decline", "No, thank you")],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label="Why not?", choices=NeedReply.Reason.choices, widget=forms.RadioSelect, required=False
    )
    words = forms.CharField(
        label="What would have suited you?",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="You can leave it empty. WMCA staff read this, the provider does not.",
    )
    looks = {
        "answer": Look(
            noun="what you say",
            hints={
                "accept": "The provider gets your name and e-mail address, and you get theirs.",
                "decline": "The provider does not learn who you are.",
            },
            reveals={"decline": "reason"},
        ),
        "reason": Look(noun="why not"),
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == "decline" and "reason" in data and not data["reason"]:
            self.add_error("reason", "Choose why you decline.")
        return data


class MeetForm(Form):
    marks_optional = False  # what an answer opens is asked for
    how = forms.ChoiceField(label="What met it?", widget=forms.RadioSelect)
    reply = forms.ChoiceField(label="Which answer?", required=False)
    vacancy = forms.ChoiceField(label="Which vacancy?", required=False)
    words = forms.CharField(
        label="In a few words",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="How many people it brought, and what made the difference. Needed only for something else.",
    )
    looks = {
        "how": Look(noun="what met it", reveals={"answer": "reply", "vacancy": "vacancy"}),
        "words": Look(noun="what met it"),
    }

    def __init__(
        self, *args: Any, replies: Sequence[NeedReply], vacancies: Sequence[Vacancy], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.replies = {str(reply.public_id): reply for reply in replies}
        self.vacancies = {str(vacancy.public_id): vacancy for vacancy in vacancies}
        without = {
            name
            for name, known in ((MetHow.ANSWER, self.replies), (MetHow.VACANCY, self.vacancies))
            if not known
        }
        self.fields["how"].choices = [
            (value, label) for value, label in MetHow.choices if value not in without
        ]
        self.fields["reply"].choices = [
            ("", "Choose one"),
            *((key, _name(reply)) for key, reply in self.replies.items()),
        ]
        self.fields["vacancy"].choices = [
            ("", "Choose one"),
            *((key, vacancy.title) for key, vacancy in self.vacancies.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        how = data.get("how")
        if how == MetHow.ANSWER and not data.get("reply"):
            self.add_error("reply", "Choose the answer.")
        elif how == MetHow.VACANCY and not data.get("vacancy"):
            self.add_error("vacancy", "Choose the vacancy.")
        elif how == MetHow.OTHER and not data.get("words"):
            self.add_error("words", "Say in a few words what met the need.")
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "how": data["how"],
            "words": data["words"],
            "reply": self.replies.get(data["reply"]),
            "vacancy": self.vacancies.get(data["vacancy"]),
        }


def _name(reply: NeedReply) -> str:
    answer = reply.answer
    what = answer.course.title if answer.course else answer.get_kind_display().lower()
    return f"{answer.organisation.name}: {what}"
