"""The controls of a form as text: choices, menus and boxes are drawn here and not by templates, because a search page
has dozens of them and is asked for all day."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from district.web.forms import BoundField


def draw(field: "BoundField") -> SafeString | str:
    """The control of a bound field, without its label."""
    widget = field.field.widget
    if field.kind in {"radios", "checkboxes"}:
        return choices(field)
    if type(widget) is forms.Select:
        return menu(field)
    if field.kind == "text" and widget.template_name == forms.TextInput.template_name:
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
            f'<label class="govuk-label {block}__label" for="{id_}">{conditional_escape(label)}'
            f"{f' <span class="dsd-count">{counts[value]:,}</span>' if value in counts else ''}</label>"
        )
        if hint:
            parts.append(
                f'<div id="{id_}_hint" class="govuk-hint {block}__hint">{conditional_escape(hint)}</div>'
            )
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
            yield f'<option value="{escape(text)}"{mark}>{conditional_escape(label)}</option>'
