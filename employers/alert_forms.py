from django import forms
from django.core.exceptions import ValidationError

from district.web.forms import Form, Look
from employers.models import JobAlert


class AlertForm(Form):
    """Nothing is chosen beforehand: to be written to is for people to ask for."""

    name = forms.CharField(
        label="What do you call it?",
        help_text="It stands on top of each e-mail. If you leave it empty, we describe the search.",
        max_length=100,
        required=False,
    )
    often = forms.ChoiceField(
        label="How often may we write to you?", choices=JobAlert.Often.choices, widget=forms.RadioSelect
    )

    looks = {"often": Look(noun="how often we may write")}


class AddressAlertForm(AlertForm):
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We first ask you there whether it was you. It is used for this alert and nothing else.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    looks = {**AlertForm.looks, "email": Look(noun="your e-mail address")}


class AlertChangeForm(AlertForm):
    """A saved alert has a name already, which is only to be changed for another."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name:
            raise ValidationError("Enter a name.")
        return name
