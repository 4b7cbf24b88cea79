"""The base of every form and the one way a field is drawn (`controls.group`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.validators import ProhibitNullCharactersValidator as NullCharacters
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from district.web import controls, wording
from district.web.errors import Refused
from district.web.fields import DateWidget


@dataclass(frozen=True)
class Look:
    """How one field is shown; everything has a fitting default.

    noun      the field as error sentences say it: "your postcode"
    width     of a text box in characters: 2, 3, 4, 5, 10, 20 or 30
    heading   the label or legend is the page's only question, and its h1
    size      of the label: s, m or l
    prefix, suffix   a unit around a text box: "£", "miles"
    inline, small    for radios and checkboxes
    hints     by choice value; reveals: choice value -> name of the field it opens
    divider   the choice value before which "or" stands
    """

    noun: str = ""
    width: int = 0
    heading: bool = False
    size: str = ""
    prefix: str = ""
    suffix: str = ""
    inline: bool = False
    small: bool = False
    hints: Mapping[str, str] = field(default_factory=dict)
    reveals: Mapping[str, str] = field(default_factory=dict)
    divider: str = ""


PLAIN = Look()


KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
)
CLASSES = {
    "text": "govuk-input",
    "password": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
    "checkboxes": "govuk-checkboxes__input",
    "radios": "govuk-radios__input",
}
DJANGOS_ROWS = "10"  # what a Textarea has when nobody said how many
FEW_ROWS = "5"
GROUPED = {"date", "checkboxes", "radios"}


class BoundField(DjangoBoundField):
    """Adds to Django's bound field what is asked when it is drawn."""

    @cached_property
    def kind(self) -> str:
        widget = self.field.widget
        return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "text")

    @cached_property
    def look(self) -> Look:
        return getattr(self.form, "looks", {}).get(self.name, PLAIN)

    @property
    def is_grouped(self) -> bool:
        return self.kind in GROUPED

    @property
    def is_revealed(self) -> bool:
        """Drawn inside the option that opens it, and so not again in the form's order."""
        looks = getattr(self.form, "looks", {}).values()
        return any(self.name in look.reveals.values() for look in looks)

    @property
    def is_optional(self) -> bool:
        return (
            getattr(self.form, "marks_optional", False)
            and not self.field.required
            and self.kind != "checkbox"
        )

    @property
    def first_id(self) -> str:
        """What a link in the error summary leads to."""
        return f"{self.auto_id}_0" if self.is_grouped else self.auto_id

    @property
    def label_size(self) -> str:
        return self.look.size or ("l" if self.look.heading else "")

    def as_field_group(self) -> SafeString:
        """Drawn, with its label, hint and error."""
        return controls.group(self)

    @property
    def date_parts(self) -> list[dict[str, Any]]:
        widget = self.field.widget
        values = self.value()
        values = values if isinstance(values, list) else widget.decompress(values)
        return [
            {
                "id": f"{self.auto_id}_{index}",
                "name": f"{self.html_name}_{part}",
                "label": part.capitalize(),
                "value": value or "",
                "width": 4 if part == "year" else 2,
            }
            for index, (part, value) in enumerate(zip(widget.PARTS, values, strict=True))
        ]

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        base = CLASSES.get(self.kind, "")
        if shown.is_hidden or not base:
            return attrs
        classes = [base, shown.attrs.get("class", "")]
        if self.look.width and self.kind in {"text", "password"}:
            classes.append(f"govuk-input--width-{self.look.width}")
        if self.errors and not self.is_grouped and self.kind != "checkbox":
            classes.append(f"{base.split()[0]}--error")
        attrs["class"] = " ".join(filter(None, classes))
        return self._helpful_attrs(attrs, shown)

    def _helpful_attrs(self, attrs: dict[str, Any], widget: forms.Widget) -> dict[str, Any]:
        if isinstance(self.field, forms.EmailField) and "autocomplete" not in widget.attrs:
            attrs |= {"autocomplete": "email", "spellcheck": "false"}
        if self.kind == "textarea":
            attrs["rows"] = FEW_ROWS if widget.attrs.get("rows") == DJANGOS_ROWS else widget.attrs["rows"]
        return attrs


class Renderer(TemplatesSetting):
    form_template_name = "components/fields.html"
    bound_field_class = BoundField


class PlainWords:
    """For any form class: our sentences in its errors, and no hidden characters in what is typed."""

    looks: ClassVar[Mapping[str, Look]] = {}
    marks_optional = True
    use_required_attribute = False
    data: Any  # what was sent, as Django gives it: it can be copied and set
    fields: dict[str, Any]  # a form that asks for a field by name knows of which kind it is

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, each in self.fields.items():
            noun = self.looks.get(name, PLAIN).noun or wording.noun_of(each.label or name.replace("_", " "))
            wording.reword(each, noun)
            if isinstance(each, forms.CharField):
                others = [known for known in each.validators if not isinstance(known, NullCharacters)]
                each.validators = [wording.readable_text, *others]

    def refuse(self, refusal: Refused) -> None:
        """Shows what a service answered where it belongs."""
        name = refusal.field if refusal.field in self.fields else None
        self.add_error(name, refusal.message)  # type: ignore[attr-defined]

    def show_again(self, **hidden: str) -> None:
        """With what was typed, now beside what stands, whose mark is in hidden fields: saving again replaces it."""
        self.data = self.data.copy()
        for name, value in hidden.items():
            self.data[name] = value


class Form(PlainWords, forms.Form):
    """Fields explain and clean; the service decides."""


class ModelForm(PlainWords, forms.ModelForm):
    """The same for a form made from a model's fields."""


class FilterForm(PlainWords, forms.Form):
    """The form of a FilterSet (Meta.form): nothing is marked optional, since everything is."""

    marks_optional = False
    counts: Mapping[str, Mapping[str, int]] = {}
