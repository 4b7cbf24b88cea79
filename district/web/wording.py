"""Error sentences that say what to do, and the refusal of text that no person could have meant."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Controls other than tab and line breaks, and characters that reorder what a reader sees.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp", "Mn"}


def readable_text(value: Any) -> None:
    """A validator for anything typed: no hidden controls or direction marks, and something to see."""
    if not isinstance(value, str):
        return
    if UNREADABLE.search(value):
        raise ValidationError(
            "Remove the hidden characters: type the text again instead of pasting it.", code="unreadable"
        )
    if value and all(unicodedata.category(character) in INVISIBLE for character in value):
        raise ValidationError("Type at least one letter or number that can be seen.", code="invisible")


def noun_of(label: str) -> str:
    """The label inside a sentence: "Job title" becomes "job title", "CV" and questions stay."""
    label = str(label).strip().rstrip(":.")
    if label.endswith("?"):
        return label
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def sentences(field: forms.Field, noun: str) -> dict[str, str]:
    """Our error messages for this kind of field, each a next step."""
    subject = "This" if noun.endswith("?") else noun[:1].upper() + noun[1:]
    found = {
        "required": _required(field, noun),
        "max_length": f"{subject} must be %(limit_value)d characters or fewer. It has %(show_value)d.",
        "min_length": f"{subject} must be at least %(limit_value)d characters. It has %(show_value)d.",
        "min_value": f"{subject} must be %(limit_value)s or more.",
        "max_value": f"{subject} must be %(limit_value)s or less.",
        "invalid_choice": "Choose from the options shown.",
        "invalid_list": "Choose from the options shown.",
        "invalid_pk_value": "Choose from the options shown.",
    }
    if isinstance(field, forms.EmailField):
        found["invalid"] = "Enter an e-mail address in the right form, like name@example.com."
    elif isinstance(field, forms.URLField):
        found["invalid"] = "Enter a web address that starts with https://, like https://www.example.org."
    elif isinstance(field, forms.IntegerField | forms.DecimalField):
        found["invalid"] = f"{subject} must be a number, like 25."
        found["max_digits"] = found["max_whole_digits"] = f"{subject} is too long a number. Check it."
        found["max_decimal_places"] = f"{subject} must have %(max)s figures after the point or fewer."
    elif isinstance(field, forms.FileField):
        found["required"] = (
            "Choose a file to upload." if noun.endswith("?") else f"Choose {_with_article(noun)} to upload."
        )
        found["empty"] = "The file you chose is empty. Choose another."
    return found


def _required(field: forms.Field, noun: str) -> str:
    is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    if isinstance(field, forms.BooleanField):
        return "Tick the box to go on."
    verb = "Choose" if is_choice else "Enter"
    if noun.endswith("?"):
        return f"{verb} an answer to \u201c{noun}\u201d"
    return f"{verb} {_with_article(noun)}."


def _with_article(noun: str) -> str:
    if re.match(
        r"(your|their|the|a|an|any|yes|how|what|where|which|when|who|whom|whose|why|whether)\b", noun
    ):
        return noun
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    if re.match(r"(last|first|lowest|highest)\b", noun) or " of the " in noun:
        return f"the {noun}"
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def reword(field: forms.Field, noun: str) -> None:
    """Gives a field our sentences where its author has not written their own."""
    standard: dict[str, Any] = {}
    for cls in reversed(type(field).__mro__):
        standard |= getattr(cls, "default_error_messages", {})
    for code, sentence in sentences(field, noun).items():
        if field.error_messages.get(code) is standard.get(code) or code not in field.error_messages:
            field.error_messages[code] = sentence
