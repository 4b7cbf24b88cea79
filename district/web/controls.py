"""The fields of a form as text: labels, hints, errors and controls are drawn here and not by templates, because a
search page has dozens of them and is asked for all day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.safestring import SafeString, mark_safe

from district.web.escaping import escaped

if TYPE_CHECKING:
    from district.web.forms import BoundField

BOXES = {
    each.template_name for each in (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput)
}


def group(field: "BoundField") -> SafeString:
    """One field: label or legend, hint, error and control. What {{ form.name.as_field_group }} writes."""
    if field.is_hidden:
        return field.as_widget()
    errors, has_box = list(field.errors), field.kind == "checkbox"
    hint = "" if has_box else _hint(field, "govuk-hint")
    wrong = " govuk-form-group--error" if errors else ""
    start, end = _titled(field)
    return mark_safe(  # noqa: S308 (escaped in each part)
        f'<div class="govuk-form-group{wrong}">{start}{hint}{_errors(field, errors)}{_inside(field)}{end}</div>'
    )


def _titled(field: "BoundField") -> tuple[str, str]:
    """What stands before the control and after it. A box says its label itself."""
    size, heading = field.label_size, field.look.heading
    label = escaped(field.label)
    if field.is_optional and not (heading and field.is_grouped):
        label += " (optional)"
    if field.is_grouped:
        role = ' role="group"' if field.kind == "date" else ""
        told = f' aria-describedby="{ids}"' if (ids := field.aria_describedby) else ""
        words = f'<h1 class="govuk-fieldset__heading">{label}</h1>' if heading else label
        larger = f" govuk-fieldset__legend--{size}" if size else ""
        return (
            f'<fieldset class="govuk-fieldset"{role}{told}>'
            f'<legend class="govuk-fieldset__legend{larger}">{words}</legend>'
        ), "</fieldset>"
    if field.kind == "checkbox":
        return "", ""
    larger = f" govuk-label--{size}" if size else ""
    words = f'<label class="govuk-label{larger}" for="{field.auto_id}">{label}</label>'
    return f'<h1 class="govuk-label-wrapper">{words}</h1>' if heading else words, ""


def _hint(field: "BoundField", style: str) -> str:
    return (
        f'<div id="{field.auto_id}_helptext" class="{style}">{field.help_text}</div>'
        if field.help_text
        else ""
    )


def _errors(field: "BoundField", errors: Sequence[Any]) -> str:
    if not errors:
        return ""
    lines = "<br>".join(escaped(each) for each in errors)
    return (
        f'<p id="{field.auto_id}_error" class="govuk-error-message">'
        f'<span class="govuk-visually-hidden">Error:</span> {lines}</p>'
    )


def _inside(field: "BoundField") -> str:
    """The control with what belongs to it: a unit, a button that shows a password, the label of a box."""
    look, ids = field.look, field.auto_id
    if field.kind == "date":
        return _date(field)
    if field.kind == "checkbox":
        small = " govuk-checkboxes--small" if look.small else ""
        return (
            f'<div class="govuk-checkboxes{small}"><div class="govuk-checkboxes__item">{field}'
            f'<label class="govuk-label govuk-checkboxes__label" for="{ids}">{escaped(field.label)}</label>'
            f"{_hint(field, 'govuk-hint govuk-checkboxes__hint')}</div></div>"
        )
    if field.kind == "password":
        return (
            f'<div class="dsd-password">{field}<button type="button" class="govuk-button govuk-button--secondary '
            f'dsd-password__toggle" data-reveals="{ids}" aria-label="Show password" hidden>Show</button></div>'
        )
    before, after = (
        f'<div class="govuk-input__{side}" aria-hidden="true">{escape(unit)}</div>' if unit else ""
        for side, unit in (("prefix", look.prefix), ("suffix", look.suffix))
    )
    control = draw(field)
    return f'<div class="govuk-input__wrapper">{before}{control}{after}</div>' if before or after else control


def _date(field: "BoundField") -> str:
    wrong = " govuk-input--error" if field.errors else ""
    boxes = "".join(
        '<div class="govuk-date-input__item"><div class="govuk-form-group">'
        f'<label class="govuk-label govuk-date-input__label" for="{part["id"]}">{part["label"]}</label>'
        f'<input class="govuk-input govuk-date-input__input govuk-input--width-{part["width"]}{wrong}" '
        f'id="{part["id"]}" name="{part["name"]}" type="text" inputmode="numeric" value="{escape(str(part["value"]))}"'
        f"{f' autocomplete="bday-{part["label"].lower()}"' if field.field.widget.is_birthday else ''}></div></div>"
        for part in field.date_parts
    )
    return f'<div class="govuk-date-input" id="{field.auto_id}">{boxes}</div>'


def draw(field: "BoundField") -> SafeString | str:
    """The control of a bound field, without its label."""
    widget = field.field.widget
    if field.kind in {"radios", "checkboxes"}:
        return choices(field)
    if type(widget) is forms.Select:
        return menu(field)
    if field.kind == "text" and widget.template_name in BOXES:
        return box(field)
    return str(field)


def choices(field: "BoundField") -> SafeString:
    """Radios or checkboxes, each with an optional hint, count and field that it opens."""
    look, kind, block = field.look, field.kind, f"govuk-{field.kind}"
    counts: Mapping[str, int] = getattr(field.form, "counts", {}).get(field.name, {})
    control = "radio" if kind == "radios" else "checkbox"
    name, ids = escape(field.html_name), field.auto_id
    chosen = _chosen(field)
    disabled = " disabled" if field.field.disabled else ""
    parts = [f'<div class="{block}{_variants(block, look)}"{" data-conditional" if look.reveals else ""}>']
    for index, (value, label) in enumerate(_flat(field.field.widget.choices)):
        id_ = f"{ids}_{index}"
        if look.divider and value == look.divider:
            parts.append(f'<div class="{block}__divider">or</div>')
        hint, opened = look.hints.get(value), look.reveals.get(value)
        parts.append(
            f'<div class="{block}__item"><input class="{block}__input" id="{id_}" name="{name}" type="{control}" '
            f'value="{escape(str(value))}"{" checked" if value in chosen else ""}{disabled}'
            f"{f' aria-describedby="{id_}_hint"' if hint else ''}{f' data-opens="{id_}_opens"' if opened else ''}>"
            f'<label class="govuk-label {block}__label" for="{id_}">{escaped(label)}'
            f"{f' <span class="dsd-count">{counts[value]:,}</span>' if value in counts else ''}</label>"
        )
        if hint:
            parts.append(f'<div id="{id_}_hint" class="govuk-hint {block}__hint">{escaped(hint)}</div>')
        parts.append("</div>")
        if opened:
            inner = field.form[opened].as_field_group()
            parts.append(f'<div class="{block}__conditional" id="{id_}_opens">{inner}</div>')
    parts.append("</div>")
    return mark_safe("".join(parts))  # noqa: S308 (escaped above)


def menu(field: "BoundField") -> SafeString:
    """A drop-down menu; grouped choices stay grouped."""
    chosen = _chosen(field)
    attrs = _attributes(field, {"name": field.html_name})
    options = "".join(_options(field.field.widget.choices, chosen))
    return mark_safe(f"<select{attrs}>{options}</select>")  # noqa: S308 (escaped in _options and _attributes)


def box(field: "BoundField") -> SafeString:
    """A box for one line of text."""
    widget = field.field.widget
    value = widget.format_value(field.value())
    first = {"type": widget.input_type, "name": field.html_name}
    if value is not None:
        first["value"] = value
    return mark_safe(f"<input{_attributes(field, first)}>")  # noqa: S308 (escaped in _attributes)


def _attributes(field: "BoundField", first: dict[str, Any]) -> str:
    widget = field.field.widget
    attrs = first | {"id": field.auto_id} | widget.attrs | field.build_widget_attrs({})
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not None and value is not False
    )


def _chosen(field: "BoundField") -> set[str]:
    return set(field.field.widget.format_value(field.value()))


def _variants(block: str, look: Any) -> str:
    return f"{f' {block}--small' if look.small else ''}{f' {block}--inline' if look.inline else ''}"


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield ("" if value is None else str(value)), label


def _options(choices: Iterable[Any], chosen: set[str]) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield f'<optgroup label="{escape(str(value))}">{"".join(_options(label, chosen))}</optgroup>'
        else:
            text = "" if value is None else str(value)
            mark = " selected" if text in chosen else ""
            yield f'<option value="{escape(text)}"{mark}>{escaped(label)}</option>'
