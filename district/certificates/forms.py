from django import forms

from district.certificates import signing
from district.web.forms import Form, Look


class BadgeForm(Form):
    """A signed badge, as it stands in its file."""

    badge = forms.CharField(
        label="The signed badge",
        help_text="Open the file badge.jwt in a text editor and copy all of it: three long words with full stops "
        "between them.",
        widget=forms.Textarea(attrs={"rows": "8", "spellcheck": "false", "autocomplete": "off"}),
        max_length=signing.MOST_CHARACTERS,
    )
    looks = {"badge": Look(noun="the signed badge")}


class ShareForm(Form):
    label = forms.CharField(
        label="Who is the link for?",
        help_text="So that you can tell your links apart. For example, “job at the library”. Only you see it.",
        max_length=80,
        required=False,
    )
