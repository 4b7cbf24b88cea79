from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from district.reports.files import FORMATS
from district.reports.models import Label, Publication, Snapshot
from district.reports.parts import Definition
from district.reports.scope import COHORTS, WHOLE, Scope, periods
from district.reports.services.publications import OPEN_PROFILES
from district.web.fields import DateField
from district.web.forms import Form, Look
from district.web.templatetags.district import day
from programmes.models import ExportPurpose

LONDON = ZoneInfo("Europe/London")
RELEASE_HOUR = time(9, 30)
FURTHEST = timedelta(days=366)
PURPOSES = [
    (purpose.value, purpose.label)
    for purpose in (ExportPurpose.QUALITY, ExportPurpose.FUNDING, ExportPurpose.REQUEST)
]


class ScopeForm(Form):
    """What a report is about; it asks for what this report can be narrowed by."""

    def __init__(self, *args: Any, definition: Definition, snapshots: list[Snapshot], **kwargs: Any) -> None:
        self.definition, self.snapshots = definition, {str(each.public_id): each for each in snapshots}
        self.newest = snapshots[0]
        super().__init__(*args, **kwargs)

    snapshot = forms.ChoiceField(
        label="Frozen month", help_text="Reports count frozen rows, never the live ones."
    )
    period = forms.ChoiceField(label="Period")
    programme = forms.ChoiceField(label="Programme", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    council = forms.ChoiceField(
        label="Council", required=False, help_text="Where the person lived when they started."
    )
    cohort = forms.ChoiceField(label="Group of people", required=False)

    def prepare(self) -> "ScopeForm":
        """Choices as the newest snapshot has them."""
        labels: dict[str, list[tuple[str, str]]] = {"programme": [], "provider": [], "council": []}
        kept = Label.objects.filter(snapshot=self.newest, kind__in=labels)
        for kind, key, words in kept.order_by("words").values_list("kind", "key", "words"):
            labels[kind].append((key, words))
        self.fields["snapshot"].choices = [
            (key, f"{each}, as at {day(each.as_at)}") for key, each in self.snapshots.items()
        ]
        self.fields["period"].choices = periods(self.newest.as_at)
        for name, choices in labels.items():
            self.fields[name].choices = [("", "All"), *choices]
        self.fields["cohort"].choices = [
            ("", "Everybody"),
            *((key, each.label) for key, each in COHORTS.items()),
        ]
        for name in ("period", "programme", "provider", "council", "cohort"):
            if name not in self.definition.fields:
                del self.fields[name]
        return self

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        chosen = [name for name in ("programme", "provider", "council") if found.get(name)]
        if self.definition.is_always_protected and len(chosen) > 1:
            self.add_error(
                chosen[-1],
                "Choose a programme, a provider or a council: two of them would make groups too small.",
            )
        if self.definition.is_always_protected and str(found.get("period", "")).startswith("f"):
            self.add_error("period", "This report is counted by academic years. Choose one, or all years.")
        return found

    @property
    def scope(self) -> Scope:
        found = {name: value for name, value in self.cleaned_data.items() if name != "snapshot" and value}
        return Scope(**{"period": WHOLE, **found})

    @property
    def chosen_snapshot(self) -> Snapshot:
        return self.snapshots[self.cleaned_data["snapshot"]]


class AgainForm(Form):
    reason = forms.CharField(
        label="Why does this month have to be frozen once more?",
        max_length=300,
        help_text="For example: a provider sent its records late. The earlier snapshot stays.",
    )


def _tomorrow() -> Any:
    return timezone.localdate() + timedelta(days=1)


def _in_a_year() -> Any:
    return timezone.localdate() + FURTHEST


class PublishForm(Form):
    title = forms.CharField(
        label="Title", max_length=200, help_text="What everybody reads above the figures."
    )
    summary = forms.CharField(
        label="What the figures show",
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text="Two or three sentences.",
    )
    when = forms.ChoiceField(
        label="When does it come out?",
        choices=[("now", "At once"), ("later", "On a day, at 9:30 in the morning")],
        widget=forms.RadioSelect,
    )
    day = DateField(label="Day", required=False, earliest=_tomorrow, latest=_in_a_year)
    status = forms.ChoiceField(
        label="Are the figures provisional?",
        choices=[("provisional", "Provisional: they may still be revised"), ("final", "Final")],
        widget=forms.RadioSelect,
        initial="provisional",
    )
    profile = forms.ChoiceField(
        label="How are small numbers protected?",
        choices=list(OPEN_PROFILES.items()),
        widget=forms.RadioSelect,
    )
    revises = forms.ChoiceField(label="Does it revise earlier figures?", required=False)
    reason = forms.CharField(
        label="Why the figures are revised",
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text="Everybody reads it beside the new figures. The earlier ones stay.",
    )
    looks = {"when": Look(reveals={"later": "day"})}

    def __init__(self, *args: Any, earlier: list[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {str(each.public_id): each for each in earlier}
        if earlier:
            self.fields["revises"].choices = [
                ("", "No, they are new"),
                *((key, f"{each.title} ({day(each.publish_at)})") for key, each in self.earlier.items()),
            ]
        else:
            del self.fields["revises"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("when") == "later" and not found.get("day") and "day" not in self.errors:
            self.add_error("day", "Enter the day on which it comes out.")
        if found.get("revises") and not found.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why the figures are revised: everybody will read it.")
        return found

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        found = self.cleaned_data
        is_later = found["when"] == "later"
        revised = self.earlier.get(found.get("revises") or "")
        return {
            "title": found["title"],
            "summary": " ".join(found["summary"].split()),
            "publish_at": datetime.combine(found["day"], RELEASE_HOUR, LONDON)
            if is_later
            else timezone.now(),
            "is_provisional": found["status"] == "provisional",
            "profile": found["profile"],
            "revises": revised,
            "reason": found.get("reason", "") if revised else "",
        }


class ExportForm(Form):
    kind = forms.ChoiceField(label="Which file?", choices=list(FORMATS.items()), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(
        label="What do you need it for?",
        choices=PURPOSES,
        widget=forms.RadioSelect,
        help_text="It is kept with your name.",
    )
