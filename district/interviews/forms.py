"""What employers, completers, providers and WMCA staff fill in about interviews."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from district.interviews.models import (
    DeclineReason,
    InterviewCommitment,
    InterviewOffer,
    InterviewSlot,
    Meet,
)
from district.interviews.models.commitment import LEAST_WEEKS
from district.interviews.services.commitments import MOST_IN_A_ROW
from district.web.fields import DateField, WholeNumberField
from district.web.forms import Form, Look
from district.web.templatetags.district import moment
from employers.models import Vacancy
from programmes.models import Programme

State = InterviewOffer.State


class CommitmentForm(Form):
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label="For whom?",
        to_field_name="public_id",
        empty_label="Choose a programme",
    )
    job_title = forms.CharField(label="For which job?", max_length=120)
    vacancy = forms.ModelChoiceField(
        Vacancy.objects.none(),
        label="Is it one of your vacancies here?",
        help_text="Then people are put forward by the skills it asks for.",
        to_field_name="public_id",
        required=False,
        empty_label="Not one of them",
    )
    promised = WholeNumberField(label="How many people will you interview?", min_value=1, max_value=200)
    job_weeks = WholeNumberField(
        label="How many weeks does the job last?",
        help_text=f"Leave empty if it has no end. An interview counts for a job of {LEAST_WEEKS} weeks or longer.",
        min_value=1,
        max_value=520,
        required=False,
    )
    ends_on = DateField(label="The last day on which you will interview", earliest=timezone.localdate)
    is_mock = forms.BooleanField(
        label="These are practice interviews: there is no job to get",
        help_text="Welcome, but they never count as guaranteed interviews.",
        required=False,
    )
    looks = {
        "programme": Look(noun="a programme"),
        "job_title": Look(noun="the job"),
        "promised": Look(noun="how many people", width=3),
        "job_weeks": Look(noun="how many weeks", width=3),
        "ends_on": Look(noun="the last day"),
    }

    def __init__(self, *args: Any, programmes: Any, vacancies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes
        self.fields["vacancy"].queryset = vacancies


class SlotForm(Form):
    on = DateField(label="Day", earliest=timezone.localdate)
    at = forms.TimeField(
        label="First interview begins at",
        help_text="For example, 14:30.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Enter a time, like 14:30."},
    )
    minutes = WholeNumberField(label="Length in minutes", min_value=10, max_value=240, initial=30)
    count = WholeNumberField(
        label="How many, one after the other?", min_value=1, max_value=MOST_IN_A_ROW, initial=1
    )
    meet = forms.ChoiceField(
        label="Where?",
        choices=[("place", "At an address"), ("online", "Online")],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label="The address, or the link to join",
        help_text="Only people who are offered an interview see it.",
        max_length=300,
    )
    looks = {
        "on": Look(noun="the day"),
        "at": Look(noun="the time", width=5),
        "minutes": Look(noun="the length", width=3, suffix="minutes"),
        "count": Look(noun="how many", width=2),
        "meet": Look(noun="where", inline=True),
        "place": Look(noun="the address or the link"),
    }

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        at: time = said["at"]
        return {
            "starts_at": timezone.make_aware(datetime.combine(said["on"], at)),
            "minutes": said["minutes"],
            "count": said["count"],
            "is_online": said["meet"] == "online",
            "place": said["place"],
        }


class CancelForm(Form):
    reason = forms.CharField(label="Why do you call it off? The person is told.", max_length=200)
    looks = {"reason": Look(noun="why")}


class OutcomeForm(Form):
    outcome = forms.ChoiceField(
        label="What came of it?",
        choices=[
            (State.JOB_OFFER, "They came, and we offer them the job"),
            (State.NOT_SELECTED, "They came, and were not selected"),
            (State.ATTENDED, "They came, and we have not decided yet"),
            (State.NO_SHOW, "They did not come"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it."},
    )
    looks = {"outcome": Look(size="m")}

    def __init__(self, *args: Any, offer: InterviewOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = InterviewOffer.TRANSITIONS[State(offer.state)]
        field = self.fields["outcome"]
        field.choices = [(value, words) for value, words in field.choices if value in may]


class DeclineForm(Form):
    reason = forms.ChoiceField(
        label="Why?",
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )
    note = forms.CharField(
        label="Anything to add",
        help_text="Your provider sees why. The employer does not.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    looks = {"reason": Look(size="m"), "note": Look(noun="what you want to add")}


class SlotChoice(Form):
    slot = forms.ChoiceField(
        label="Choose a time",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a time.",
            "invalid_choice": "This time has gone. Choose another.",
        },
    )
    looks = {"slot": Look(size="m")}

    def __init__(
        self, *args: Any, slots: Iterable[InterviewSlot], with_employer: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {str(slot.public_id): slot for slot in slots}
        self.fields["slot"].choices = [
            (key, words_of(slot, with_employer=with_employer)) for key, slot in self.slots.items()
        ]

    def chosen(self) -> InterviewSlot:
        return self.slots[self.cleaned_data["slot"]]


def words_of(slot: InterviewSlot, *, with_employer: bool) -> str:
    where = "online" if slot.is_online else slot.place
    said = f"{moment(slot.starts_at)}, {slot.minutes} minutes, {where}"
    if not with_employer:
        return said
    practice = " (practice: does not count)" if slot.commitment.is_mock else ""
    return f"{slot.commitment.organisation.name}, {slot.commitment.job_title}: {said}{practice}"


class PreferenceForm(Form):
    meet = forms.ChoiceField(
        label="How would you like to meet?", choices=Meet.choices, widget=forms.RadioSelect
    )
    first = forms.ChoiceField(label="Which employer would you like best?", required=False)
    second = forms.ChoiceField(label="And next?", required=False)
    third = forms.ChoiceField(label="And then?", required=False)
    looks = {"meet": Look(size="s", noun="how you would like to meet")}

    def __init__(self, *args: Any, commitments: Iterable[InterviewCommitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitments = {str(row.public_id): row for row in commitments}
        choices = [("", "No preference")] + [
            (key, f"{row.organisation.name}: {row.job_title}") for key, row in self.commitments.items()
        ]
        for name in ("first", "second", "third"):
            self.fields[name].choices = choices

    def chosen(self) -> list[InterviewCommitment]:
        said = (self.cleaned_data[name] for name in ("first", "second", "third"))
        return [self.commitments[key] for key in said if key]


class PromiseForm(Form):
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label="Programme",
        to_field_name="public_id",
        empty_label="Choose a programme",
    )
    working_days = WholeNumberField(
        label="Within how many working days is everybody who completes offered an interview?",
        min_value=1,
        max_value=130,
    )
    applies_from = DateField(label="For courses completed from")
    source = forms.CharField(
        label="Where is this laid down?",
        help_text="A contract, a funding rule or a decision.",
        max_length=300,
    )
    looks = {
        "programme": Look(noun="a programme"),
        "working_days": Look(noun="how many working days", width=3, suffix="working days"),
        "applies_from": Look(noun="the first day"),
        "source": Look(noun="where it is laid down"),
    }

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes
