"""What staff type about a challenge. Services decide; these explain."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from district.accounts.models import User
from district.matching.models import Place
from district.skills.models import Level
from district.taskforce.models import Challenge
from district.web import marks
from district.web.fields import DateField
from district.web.forms import Form, Look
from programmes.models import Programme

WEEKS_TO_ANSWER = 8


def in_some_weeks() -> date:
    return timezone.localdate() + timedelta(weeks=WEEKS_TO_ANSWER)


class GapForm(Form):
    """Which gap it is raised from; comes with the address."""

    skill = forms.UUIDField()
    level = forms.TypedChoiceField(choices=Level.choices, coerce=int, required=False, empty_value=None)
    place = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        councils = [(code, name) for code, name, *_ in marks.COUNCIL_CELLS]
        apart = [(place.value, place.label) for place in Place if place != Place.COUNCIL]
        self.fields["place"].choices = [*councils, *apart]


class ChallengeForm(Form):
    title = forms.CharField(
        label="The challenge in one line",
        max_length=120,
        help_text="For example: 40 people short in cyber security",
    )
    problem = forms.CharField(
        label="What is the trouble?",
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text="What employers cannot do for want of it, what has been tried, what an answer would look like.",
    )
    owner = forms.ChoiceField(label="Who answers for it?")
    answer_by = DateField(label="By when is an answer wanted?")
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )
    looks = {
        "title": Look(noun="the challenge in one line"),
        "problem": Look(noun="what the trouble is"),
        "owner": Look(noun="who answers for it"),
        "answer_by": Look(noun="the day by which an answer is wanted"),
    }

    def __init__(self, *args: Any, staff: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(user.pk): user for user in staff}
        self.fields["owner"].choices = [
            ("", "Choose a person"),
            *((key, user.name or user.email or "") for key, user in self.staff.items()),
        ]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "title": data["title"],
            "problem": data["problem"],
            "owner": self.staff[data["owner"]],
            "answer_by": data["answer_by"],
        }


def initial(challenge: Challenge) -> dict[str, Any]:
    return {
        "title": challenge.title,
        "problem": challenge.problem,
        "owner": str(challenge.owner_id or ""),
        "answer_by": challenge.answer_by,
        "version": challenge.version,
    }


class AnswerForm(Form):
    words = forms.CharField(
        label="What is done about it?", max_length=2000, widget=forms.Textarea({"rows": 6})
    )
    programme = forms.ChoiceField(label="Which programme answers it?", required=False)
    looks = {"words": Look(noun="what is done about it"), "programme": Look(noun="a programme")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {str(row.public_id): row for row in Programme.objects.order_by("name")}
        self.fields["programme"].choices = [
            ("", "None of them"),
            *((key, row.name) for key, row in self.programmes.items()),
        ]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"words": data["words"], "programme": self.programmes.get(data["programme"])}


class AgainForm(Form):
    answer_by = DateField(label="By when is another answer wanted?")
    looks = {"answer_by": Look(noun="the day by which an answer is wanted")}

    def values(self) -> dict[str, Any]:
        return {"answer_by": self.cleaned_data["answer_by"]}


class CloseForm(Form):
    words = forms.CharField(
        label="What came of it?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
    looks = {"words": Look(noun="what came of it")}

    def values(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


class WithdrawForm(CloseForm):
    words = forms.CharField(
        label="Why do you take it back?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
    looks = {"words": Look(noun="why you take it back")}
