"""What providers and WMCA staff fill in about partner reports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models.functions import Lower
from django.utils.html import format_html
from django.utils.safestring import SafeString

from district.partners.models import Organisation
from district.returns import quality
from district.returns.models import ReportLine
from district.web.fields import DateField
from district.web.forms import Form, Look
from programmes.models import ExportPurpose

Said = ReportLine.Said


class PointForm(Form):
    code = forms.RegexField(
        r"^[A-Za-z0-9]{1,10}$",
        label="What is it called?",
        help_text="Such as R03, R06, R09 or R12.",
        max_length=10,
        error_messages={"invalid": "Enter letters and numbers only, such as R06."},
    )
    covers_until = DateField(label="The last day that reports tell of")
    opens_on = DateField(label="The day on which reports open")
    due_on = DateField(label="The day by which they are due")
    source = forms.CharField(label="Where is it laid down?", max_length=300)
    looks = {"code": Look(noun="the code", width=5)}


class LooksForm(Form):
    """WMCA's look at each line."""

    marks_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label="What should the provider know or do?",
        help_text="Needed when you ask for fixes.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, report: Any, lines: Sequence[ReportLine]) -> None:
        self.lines = lines
        initial: dict[str, Any] = {"version": report.version}
        own = dict(self.base_fields)
        asked: dict[str, forms.Field] = {"version": own.pop("version")}
        for line in lines:
            initial[f"look_{line.measure}"] = line.look
            initial[f"note_{line.measure}"] = line.look_note
            asked[f"look_{line.measure}"] = forms.ChoiceField(
                label=_about("What do you think?", line),
                choices=[(ReportLine.Look.ACCEPTED, "Accept"), (ReportLine.Look.FIX, "To be mended")],
                widget=forms.RadioSelect,
                required=False,
            )
            asked[f"note_{line.measure}"] = forms.CharField(
                label="What is to be mended, if anything?", max_length=300, required=False
            )
        self.base_fields = asked | own  # type: ignore[misc] # of this form alone
        super().__init__(data, initial=initial)

    @property
    def looks(self) -> dict[str, Look]:  # type: ignore[override]
        return {
            f"look_{line.measure}": Look(noun="what you think", inline=True, small=True)
            for line in self.lines
        }

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the provider corrects first; `is_folded`: it confirms the line, and nothing has to be said of it."""
        found = []
        for line in sorted(self.lines, key=lambda line: line.said != Said.CORRECTED):
            look, note = self[f"look_{line.measure}"], self[f"note_{line.measure}"]
            is_faulty = bool(look.errors or note.errors)
            is_plain = line.said == Said.CONFIRMED and look.value() != ReportLine.Look.FIX
            found.append(
                {
                    "line": line,
                    "look": look,
                    "note": note,
                    "is_faulty": is_faulty,
                    "is_folded": is_plain and not is_faulty,
                }
            )
        return found

    def values(self, *, accepts_confirmed: bool = False) -> dict[str, tuple[str, str]]:
        """`accepts_confirmed`: what the provider confirms is accepted where nothing else is said of it."""
        said = self.cleaned_data
        found = {}
        for line in self.lines:
            look = said[f"look_{line.measure}"]
            if accepts_confirmed and not look and line.said == Said.CONFIRMED:
                look = ReportLine.Look.ACCEPTED
            found[line.measure] = (look, said[f"note_{line.measure}"] or "")
        return found


def _about(question: str, line: ReportLine) -> SafeString:
    """Beside the heading that names the line, for those who do not see it."""
    return format_html(
        '{}<span class="govuk-visually-hidden"> {}</span>', question, line.get_measure_display()
    )


# Data quality -----------------------------------------------------------------------------------------


class AskForm(Form):
    """Which provider is asked to mend what; only pressed."""

    provider = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), to_field_name="public_id", label="Provider"
    )
    issue = forms.ChoiceField(choices=[(issue.code, issue.label) for issue in quality.ISSUES], label="Rule")


PURPOSES = [(each.value, each.label) for each in (ExportPurpose.QUALITY, ExportPurpose.FUNDING)]


class ExportForm(Form):
    purpose = forms.ChoiceField(
        label="What do you need the file for?",
        choices=PURPOSES,
        widget=forms.RadioSelect,
        help_text="It is kept with your name.",
    )
    looks = {"purpose": Look(noun="what you need it for")}


class ExtractForm(Form):
    """Rows of learners for WMCA staff."""

    issue = forms.ChoiceField(
        label="What is wrong in the records?",
        choices=[("", "Anything"), *((issue.code, issue.label) for issue in quality.ISSUES)],
        required=False,
    )
    provider = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Which provider?",
        to_field_name="public_id",
        empty_label="All providers",
        required=False,
    )
    purpose = forms.ChoiceField(
        label="What do you need the file for?", choices=PURPOSES, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Why are the counts not enough?",
        help_text="Whoever decides reads it, and it is kept. No names, please.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    marks_optional = False
    looks = {"purpose": Look(noun="what you need it for"), "reason": Look(noun="the reason")}

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["provider"].queryset = (
            Organisation.objects.filter(enrolments__isnull=False).distinct().order_by(Lower("name"))
        )


class ExtractDecisionForm(Form):
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("allow", "Allow it for three days"), ("refuse", "Do not allow it")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Anything to say to who asked?",
        help_text="Needed when you do not allow it.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    marks_optional = False
    looks = {"decision": Look(noun="what you decide")}
