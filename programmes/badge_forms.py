from django import forms

from district.web.forms import Form, Look
from programmes import signing


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
