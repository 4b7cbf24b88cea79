from django import forms

from district.api.services import tokens
from district.web.forms import Form, Look


class CreateForm(Form):
    name = forms.CharField(
        label="Name of the token",
        max_length=60,
        help_text="Which system uses it, like “Careers page”.",
    )
    days = forms.TypedChoiceField(
        label="How long does it work?", coerce=int, choices=list(tokens.DAYS.items()), initial=180
    )
    looks = {"days": Look(noun="how long it works")}


class RotateForm(Form):
    ending = forms.CharField(widget=forms.HiddenInput, max_length=4)
    overlap_hours = forms.TypedChoiceField(
        label="How long does the former secret go on working?",
        coerce=int,
        choices=list(tokens.OVERLAPS.items()),
        initial=24,
        widget=forms.RadioSelect,
        help_text="Time to put the new one into your system.",
    )
    days = forms.TypedChoiceField(
        label="How long does the new one work?", coerce=int, choices=list(tokens.DAYS.items()), initial=180
    )
    looks = {
        "overlap_hours": Look(noun="how long the former secret works"),
        "days": Look(noun="how long it works"),
    }
