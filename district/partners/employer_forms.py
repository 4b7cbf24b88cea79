"""Forms of what an employer says of itself, of its sites, and of what WMCA staff ask it."""

from typing import Any, ClassVar

from django import forms

from district.partners import numbers, sic
from district.partners.forms import PostcodeField, checked, without_personal_numbers
from district.partners.models import DisabilityConfident, Sector, SizeBand, WithoutNumber
from district.web.fields import DateField
from district.web.forms import Form, Look

NOTE_HELP = (
    "Like its website, its charity number, or who can vouch for it. WMCA staff read this, nobody else."
)


class WithoutNumberForm(Form):
    looks: ClassVar = {
        "without_number": Look(noun="what it is"),
        "without_number_note": Look(noun="how else WMCA staff can look it up"),
    }
    without_number = forms.ChoiceField(
        label="What is it, then?",
        choices=WithoutNumber.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is, or go back and enter its company number."},
    )
    without_number_note = forms.CharField(
        label="How else can WMCA staff see that it trades?",
        max_length=300,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[without_personal_numbers],
        help_text=NOTE_HELP,
    )


class NumberForm(Form):
    """A company number, or why there is none."""

    looks: ClassVar = {
        "company_number": Look(width=10),
        "without_number_note": Look(noun="how else WMCA staff can look it up"),
    }
    marks_optional = False
    company_number = forms.CharField(
        label="Company number",
        required=False,
        max_length=30,
        help_text="8 characters, from the Companies House register. Leave this empty if it has none.",
    )
    without_number = forms.ChoiceField(
        label="If it has none: what is it?",
        choices=WithoutNumber.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    without_number_note = forms.CharField(
        label="If it has none: how else can WMCA staff see that it trades?",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[without_personal_numbers],
        help_text=NOTE_HELP,
    )

    def clean_company_number(self) -> str:
        return checked(numbers.company_number, self.cleaned_data["company_number"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("company_number"):
            return data | {"without_number": "", "without_number_note": ""}
        if "company_number" in data:
            if not data.get("without_number"):
                self.add_error(
                    "without_number", "Enter the company number, or choose what it is without one."
                )
            if not data.get("without_number_note") and "without_number_note" not in self.errors:
                self.add_error("without_number_note", "Say how else WMCA staff can see that it trades.")
        return data


class SicCodesField(forms.CharField):
    """Becomes the list of codes."""

    def clean(self, value: Any) -> list[str]:
        return checked(sic.parse, super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class EmployerFactsForm(Form):
    """`version` is the one that they had before them."""

    looks: ClassVar = {
        "sic_codes": Look(width=30),
        "disability_confident": Look(noun="the level that the certificate names"),
    }
    legal_name = forms.CharField(
        label="Registered name",
        max_length=200,
        required=False,
        help_text="If it differs from the trading name, which is the one that people see here.",
    )
    size_band = forms.ChoiceField(
        label="How many people work there?",
        choices=SizeBand.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    sector = forms.ChoiceField(
        label="Sector", choices=[("", "Choose a sector"), *Sector.choices], required=False
    )
    sic_codes = SicCodesField(
        label="SIC codes",
        required=False,
        max_length=200,
        help_text="Up to four, as they stand at Companies House: 5 digits each, with commas between them.",
    )
    disability_confident = forms.TypedChoiceField(
        label="Disability Confident",
        choices=DisabilityConfident.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=DisabilityConfident.NONE,
        help_text="The level that the certificate names.",
    )
    disability_confident_until = DateField(
        label="Until when does the certificate count?", required=False, help_text="Like 31 3 2028."
    )
    living_wage_from = DateField(
        label="Real Living Wage accreditation: from",
        required=False,
        help_text="As accredited by the Living Wage Foundation. Leave both dates empty if it is not.",
    )
    living_wage_until = DateField(label="Real Living Wage accreditation: until", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("disability_confident_until") and data.get("disability_confident") == 0:
            self.add_error("disability_confident", "Choose the level that the certificate names.")
        begins, ends = data.get("living_wage_from"), data.get("living_wage_until")
        if "living_wage_from" in data and "living_wage_until" in data:
            if begins and not ends:
                self.add_error("living_wage_until", "Enter until when the accreditation counts.")
            elif ends and not begins:
                self.add_error("living_wage_from", "Enter from when the accreditation counts.")
            elif begins and ends and ends <= begins:
                self.add_error("living_wage_until", "Enter a date after the one it begins on.")
        return data


class SiteForm(Form):
    looks: ClassVar = {
        "name": Look(noun="what you call it"),
        "postcode": Look(noun="the postcode", width=10),
    }
    name = forms.CharField(
        label="What do you call it?", max_length=100, help_text="Like “Workshop” or “Coventry office”."
    )
    postcode = PostcodeField(label="Postcode", help_text="Like B1 1AA.")


class RoleQuestionForm(Form):
    looks: ClassVar = {"question": Look(noun="what you need to know")}
    question = forms.CharField(
        label="What do you need to know?",
        max_length=1000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[without_personal_numbers],
        help_text="Its administrators get this by e-mail and have 28 days to answer. Say what would settle it.",
    )


class RoleAnswerForm(Form):
    looks: ClassVar = {"answer": Look(noun="your answer")}
    answer = forms.CharField(
        label="Your answer",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[without_personal_numbers],
        help_text="WMCA staff read this, nobody else. It cannot be changed afterwards.",
    )


class MergeForm(Form):
    looks: ClassVar = {"reason": Look(noun="how you know")}
    reason = forms.CharField(
        label="How do you know that they are one?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[without_personal_numbers],
        help_text="Kept in the record. Neither organisation sees it.",
    )
