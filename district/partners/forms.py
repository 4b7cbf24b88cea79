"""Forms of organisations: one question each for signing up, and those of members and WMCA staff."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from district.partners import numbers, websites
from district.partners.models import Rank, Role
from district.places.models import Postcode
from district.places.services import postcodes
from district.web.errors import Refused
from district.web.forms import Form, Look

# What people may sign up as; the authority is set up by itself.
OPEN_ROLES = [(role.value, role.label) for role in Role if role != Role.AUTHORITY]
ROLE_HINTS: Mapping[str, str] = {
    Role.PROVIDER: "It teaches courses. WMCA staff look it up by its UKPRN.",
    Role.EMPLOYER: "It offers jobs, apprenticeships, work experience or placements.",
    Role.SCHOOL: "A school or college that sends pupils to events. WMCA staff look it up by its URN.",
    Role.CIVIC: "A council, a public body or a task force.",
    Role.COMMUNITY: "A charity, library or group that helps people start with digital skills.",
}
RANK_HINTS: Mapping[str, str] = {
    Rank.MEMBER: "Does the daily work: courses, vacancies, applications.",
    Rank.ADMIN: "Also changes the organisation's details and who its members are.",
}


def without_personal_numbers(text: str) -> None:
    found = numbers.of_people(text)
    if found:
        raise ValidationError(f"Remove the {found}: everybody could read it here.", code="personal_number")


class NameForm(Form):
    looks: ClassVar = {"name": Look(noun="the name", heading=True)}
    name = forms.CharField(
        label="What is the organisation called?", max_length=200, help_text="The name that people know it by."
    )


class RolesForm(Form):
    looks: ClassVar = {"roles": Look(heading=True, hints=ROLE_HINTS)}
    roles = forms.MultipleChoiceField(
        label="What does it do in the district?",
        choices=OPEN_ROLES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that apply. WMCA staff check each one.",
        error_messages={"required": "Choose at least one."},
    )


class CompanyNumberForm(Form):
    looks: ClassVar = {"company_number": Look(heading=True, width=10)}
    marks_optional = False
    company_number = forms.CharField(
        label="What is its company number?",
        required=False,
        max_length=30,
        help_text="8 characters, from the Companies House register. Leave this empty if it has none.",
    )

    def clean_company_number(self) -> str:
        return checked(numbers.company_number, self.cleaned_data["company_number"])


class UkprnForm(Form):
    looks: ClassVar = {"ukprn": Look(noun="the UKPRN", heading=True, width=10)}
    ukprn = forms.CharField(
        label="What is its UKPRN?",
        max_length=30,
        help_text="8 digits, from the UK Register of Learning Providers, like 10012345.",
    )

    def clean_ukprn(self) -> str:
        return checked(numbers.ukprn, self.cleaned_data["ukprn"])


class UrnForm(Form):
    looks: ClassVar = {"urn": Look(noun="the URN", heading=True, width=10)}
    urn = forms.CharField(
        label="What is its URN?",
        max_length=30,
        help_text="The school's 6 digits, from Get Information about Schools, like 123456.",
    )

    def clean_urn(self) -> str:
        return checked(numbers.urn, self.cleaned_data["urn"])


class WebsiteField(forms.CharField):
    """Becomes a whole address that everybody may follow."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}))
        super().__init__(max_length=500, **kwargs)

    def clean(self, value: Any) -> str:
        return checked(websites.parse, super().clean(value))


class PostcodeField(forms.CharField):
    """Becomes the Postcode that was typed in any way."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Postcode | None:
        text = super().clean(value)
        return checked(postcodes.look_up, text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return value.postcode if isinstance(value, Postcode) else value


class WebsiteForm(Form):
    looks: ClassVar = {"website": Look(heading=True)}
    marks_optional = False
    website = WebsiteField(
        label="What is its website?",
        required=False,
        help_text="Like https://www.example.org. Leave this empty if it has none.",
    )


class PlaceForm(Form):
    looks: ClassVar = {"postcode": Look(noun="the postcode", heading=True, width=10)}
    postcode = PostcodeField(
        label="What is the postcode of its main site?",
        help_text="Like B1 1AA. Each course and job can have a place of its own.",
    )


class DescriptionForm(Form):
    looks: ClassVar = {"description": Look(noun="description", heading=True)}
    description = forms.CharField(
        label="What should people know about it?",
        max_length=1500,
        min_length=20,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[without_personal_numbers],
        help_text="Two or three sentences that everybody can read: what it does, for whom, and where.",
    )


class DetailsForm(Form):
    """What administrators may change. `version` is the one that they had before them."""

    looks: ClassVar = {"name": Look(noun="the name"), "postcode": Look(noun="the postcode", width=10)}
    name = forms.CharField(label="Name", max_length=200)
    website = WebsiteField(label="Website", required=False)
    postcode = PostcodeField(label="Postcode of the main site")
    description = forms.CharField(
        label="What people should know about it",
        max_length=1500,
        min_length=20,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[without_personal_numbers],
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class RoleForm(Form):
    looks: ClassVar = {"role": Look(heading=True, hints=ROLE_HINTS)}
    role = forms.ChoiceField(
        label="What else should it be in the district?", choices=OPEN_ROLES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [(value, label) for value, label in OPEN_ROLES if value not in taken]
        self.is_complete = not left
        self.fields["role"].choices = left


class InvitationForm(Form):
    looks: ClassVar = {"rank": Look(hints=RANK_HINTS)}
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="We write to this address. The invitation works once, for seven days.",
    )
    rank = forms.ChoiceField(
        label="What may they do?", choices=Rank.choices, widget=forms.RadioSelect, initial=Rank.MEMBER
    )


class RankForm(Form):
    looks: ClassVar = {"rank": Look(hints=RANK_HINTS)}
    rank = forms.ChoiceField(label="What may they do?", choices=Rank.choices, widget=forms.RadioSelect)


class JoinForm(Form):
    looks: ClassVar = {"message": Look(noun="what you do there")}
    message = forms.CharField(
        label="What do you do there?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[without_personal_numbers],
        help_text="Whoever answers sees this, your name and your e-mail address.",
    )


class SwitchForm(Form):
    looks: ClassVar = {"organisation": Look(heading=True)}
    organisation = forms.ChoiceField(label="For whom do you act?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = choices


class CheckForm(Form):
    looks: ClassVar = {"note": Look(noun="where you looked and what you found"), "passed": Look(inline=True)}
    passed = forms.TypedChoiceField(
        label="Is it right?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Where did you look, and what did you find?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[without_personal_numbers],
        help_text="Kept in the record. The organisation does not see it.",
    )


class DecisionForm(Form):
    """Approving needs no reason; refusing and suspending do."""

    looks: ClassVar = {"reason": Look(noun="the reason")}
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[without_personal_numbers],
        help_text="The organisation's administrators read this. Say what they can do about it.",
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


def checked[T](parse: Callable[[str], T], text: str) -> T:
    """A form's error instead of a refusal."""
    try:
        return parse(text)
    except Refused as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from None


class NoteForm(Form):
    words = forms.CharField(
        label="A note for your colleagues",
        max_length=2000,
        help_text="Only your organisation sees it. The person may ask to read what you keep about them.",
        widget=forms.Textarea({"rows": 3}),
    )
