from django import forms

from district.places.models import Council, Postcode
from district.places.services import postcodes
from district.web.errors import Refused
from district.web.forms import Form, Look


class NearForm(Form):
    """Where somebody is, to show what is near; never kept."""

    postcode = forms.CharField(label="Your postcode", max_length=10, required=False)
    looks = {"postcode": Look(noun="your postcode", width=10)}

    place: Postcode | None = None

    def clean_postcode(self) -> str:
        text = self.cleaned_data["postcode"]
        if not text:
            return ""
        try:
            self.place = postcodes.look_up(text)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.place.postcode

    @property
    def council(self) -> Council | None:
        """The council the postcode lies in, when it is one of the seven."""
        if self.place is None or not self.place.council.is_inside:
            return None
        return self.place.council
