"""What a provider types about the people on a course run, its sessions and its registers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from district.partners.models import Organisation
from district.web.errors import Refused
from district.web.fields import DateField, WholeNumberField
from district.web.forms import Form, Look
from district.web.links import clean_address
from programmes import codes
from programmes.forms import VersionedForm
from programmes.models import (
    Admission,
    CourseRun,
    Enrolment,
    Intake,
    PriorityClass,
    RunSession,
    TutorTask,
    Venue,
)

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
HIGHER_EDUCATION_ONLY = {codes.WithdrawalReason.ACADEMIC, codes.WithdrawalReason.WRITTEN_OFF}


def today_or_before(label: str, **kwargs: Any) -> DateField:
    return DateField(label=label, latest=timezone.localdate, initial=timezone.localdate, **kwargs)


class LastDayForm(Form):
    last_day = today_or_before("Last day of learning", help_text="For example, 27 3 2027.")
    looks = {"last_day": Look(noun="the last day")}


class OnForm(Form):
    on = today_or_before("On which day?")
    looks = {"on": Look(noun="the day")}


class WithdrawForm(LastDayForm):
    reason = forms.ChoiceField(
        label="Why do they leave?",
        choices=[("", "Choose a reason"), *codes.WithdrawalReason.choices],
        help_text="As the learner record codes it.",
    )


class ResumeForm(OnForm):
    planned_end_on = DateField(label="Planned end", required=False, help_text="Empty if it stays as planned.")
    run = forms.ModelChoiceField(
        CourseRun.objects.none(), label="Course run", required=False, empty_label="The same as before"
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = CourseRun.objects.filter(course__organisation=organisation).select_related("course")
        still = mine.filter(state__in=[CourseRun.State.OPEN, CourseRun.State.CLOSED]).defer("course__search")
        self.fields["run"].queryset = still.order_by("course__title", "starts_on", "id")


class DestinationForm(Form):
    what = forms.ChoiceField(
        label="What do they do now?",
        choices=[(f"{kind}{code}", label) for (kind, code), label in codes.DESTINATIONS.items()],
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label="Since when, or from when on?")
    collected_on = today_or_before("When did you hear of it?")
    note = forms.CharField(label="How do you know?", max_length=300, required=False)

    looks = {
        "starts_on": Look(noun="the day it starts"),
        "collected_on": Look(noun="the day you heard of it"),
    }

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        what = data["what"]
        return {"kind": what[:3], "code": what[3:]} | {
            name: data[name] for name in ("starts_on", "collected_on", "note")
        }


class CorrectForm(Form):
    to = forms.ChoiceField(label="What is right?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="What was wrong?",
        max_length=300,
        help_text="It is kept with the history.",
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = Enrolment.CORRECTIONS.get(Enrolment.State(enrolment.state), set())
        self.fields["to"].choices = [pair for pair in Enrolment.State.choices if pair[0] in allowed]


class RecordForm(VersionedForm):
    uln = forms.CharField(label="Unique learner number (ULN)", max_length=10, required=False)
    learner_reference = forms.CharField(label="Your learner reference", max_length=12, required=False)
    learning_aim = forms.CharField(label="Learning aim", max_length=8, required=False)
    starts_on = DateField(label="First day of learning")
    planned_end_on = DateField(label="Planned last day")
    fund_model = forms.ChoiceField(
        label="Funding model", choices=[("", "Not said"), *codes.FundModel.choices], required=False
    )
    programme_type = forms.ChoiceField(
        label="Programme type", choices=[("", "None"), *codes.ProgrammeType.choices], required=False
    )
    funding_source = forms.ChoiceField(
        label="Source of funding", choices=[("", "Not said"), *codes.SourceOfFunding.choices], required=False
    )
    full_funding = forms.ChoiceField(
        label="Full or co-funding", choices=[("", "Not said"), *codes.FullFunding.choices], required=False
    )

    looks = {"uln": Look(width=10), "learner_reference": Look(width=20), "learning_aim": Look(width=10)}

    def clean_learner_reference(self) -> str:
        text = self.cleaned_data["learner_reference"]
        if not all(part.isascii() and (part.isalnum() or part == " ") for part in text):
            raise ValidationError("Use up to 12 letters, digits and spaces.")
        return text

    def clean_learning_aim(self) -> str:
        text = self.cleaned_data["learning_aim"].upper()
        if text and not (text.isascii() and text.isalnum() and len(text) == 8):
            raise ValidationError("A learning aim has 8 letters and digits, like 60312345.")
        return text


class TaskForm(Form):
    outcome = forms.ChoiceField(
        label="What came of it?", choices=TutorTask.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="More about it", max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )


# Sessions and runs -----------------------------------------------------------------------------------


class PlanForm(Form):
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days of the week?",
        coerce=int,
        choices=list(enumerate(DAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    starts = forms.TimeField(label="From", help_text="For example, 18:00.")
    ends = forms.TimeField(label="Until", help_text="For example, 20:30.")
    without = forms.CharField(
        label="Not on these days",
        required=False,
        max_length=1000,
        help_text="Holidays, one on a line, like 25 12 2027.",
        widget=forms.Textarea({"rows": 3}),
    )

    looks = {"starts": Look(width=5, noun="the start"), "ends": Look(width=5, noun="the end")}

    def clean_without(self) -> list[Any]:
        field = DateField()
        days = []
        for line in self.cleaned_data["without"].splitlines():
            if line.strip():
                parts = line.replace("/", " ").replace(".", " ").replace("-", " ").split()
                days.append(field.clean([*parts, "", ""][:3] if len(parts) <= 3 else ["x", "x", "x"]))
        return days


class SessionForm(VersionedForm):
    day = DateField(label="Day")
    starts = forms.TimeField(label="From", help_text="For example, 18:00.")
    ends = forms.TimeField(label="Until", help_text="For example, 20:30.")
    title = forms.CharField(label="What it is about", max_length=200, required=False)
    venue = forms.ModelChoiceField(
        Venue.objects.none(), label="Venue", required=False, empty_label="No venue"
    )
    link = forms.CharField(label="Link for those who join online", max_length=500, required=False)

    looks = {
        "starts": Look(width=5, noun="the start"),
        "ends": Look(width=5, noun="the end"),
        "day": Look(noun="the day"),
    }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.filter(organisation=organisation).order_by("name")

    @classmethod
    def initial_of(cls, session: RunSession) -> dict[str, Any]:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return {
            "day": starts.date(),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "title": session.title,
            "venue": session.venue_id,
            "link": session.link,
            "version": session.version,
        }

    def clean_link(self) -> str:
        address = clean_address(self.cleaned_data["link"])
        if self.cleaned_data["link"] and not address:
            raise ValidationError("Enter a web address, like https://www.example.org/room.")
        return address

    def refuse(self, refusal: Refused) -> None:
        field = {"starts_at": "starts", "ends_at": "ends"}.get(refusal.field or "", refusal.field)
        super().refuse(Refused(refusal.message, field=field, code=refusal.code))

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        starts = timezone.make_aware(datetime.combine(data["day"], data["starts"]))
        ends = timezone.make_aware(datetime.combine(data["day"], data["ends"]))
        return {"starts_at": starts, "ends_at": ends} | {
            name: data[name] for name in ("title", "venue", "link")
        }


class AdmissionForm(Form):
    admission = forms.ChoiceField(
        label="How do people get a place?", choices=Admission.choices, widget=forms.RadioSelect
    )
    intake = forms.ModelChoiceField(
        Intake.objects.none(), label="Which intake?", required=False, empty_label="Choose an intake"
    )
    offer_hours = WholeNumberField(
        label="How many hours do people have to answer an offer?",
        min_value=1,
        max_value=336,
        help_text="From 1 hour to 14 days, which is 336.",
    )

    looks = {
        "admission": Look(reveals={Admission.INTAKE: "intake"}),
        "offer_hours": Look(width=4, noun="the number of hours"),
    }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Intake.objects.filter(organisation=organisation, settled_at=None)
        self.fields["intake"].queryset = mine.order_by("closes_at", "id")


class IntakeForm(Form):
    name = forms.CharField(label="Name of the intake", max_length=200, help_text="For example, Spring 2027.")
    closes_on = DateField(label="Last day for applications", help_text="They close at the end of this day.")
    first = forms.ChoiceField(label="Who comes first?", required=False)
    second = forms.ChoiceField(label="Who comes second?", required=False)
    third = forms.ChoiceField(label="Who comes third?", required=False)

    looks = {"closes_on": Look(noun="the last day")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second", "third"):
            self.fields[name].choices = [("", "Nobody in particular"), *PriorityClass.choices]

    @classmethod
    def initial_of(cls, intake: Intake) -> dict[str, Any]:
        chosen = dict(zip(("first", "second", "third"), intake.classes, strict=False))
        return {"name": intake.name, "closes_on": timezone.localdate(intake.closes_at)} | chosen

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        end = datetime.combine(data["closes_on"], datetime.max.time().replace(microsecond=0))
        chosen: Sequence[str] = [data[name] for name in ("first", "second", "third") if data[name]]
        return {"name": data["name"], "closes_at": timezone.make_aware(end), "classes": list(chosen)}


class CopyForm(Form):
    starts_on = DateField(
        label="Start date of the copy",
        earliest=timezone.localdate,
        help_text="Its end and its sessions move by the same number of days.",
    )
    looks = {"starts_on": Look(noun="the start date")}
