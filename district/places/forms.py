"""The form field for a postcode, wherever one is asked for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from district.places.models import Postcode
from district.places.services import postcodes
from district.web.errors import Refused


class PostcodeField(forms.CharField):
    """Takes a postcode as people type it and gives the Postcode, or None when left empty and not required."""

    widget = forms.TextInput(attrs={"autocomplete": "postal-code", "class": "govuk-input--width-10"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Postcode"} | kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return postcodes.look_up(text)
        except Refused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(f"Enter a postcode, {postcodes.EXAMPLE}.", code="required")

    def prepare_value(self, value: Any) -> Any:
        return value.postcode if isinstance(value, Postcode) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
