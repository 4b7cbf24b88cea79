"""The filter panel of a search page: facets with counts, and the chips of what is chosen.

Drawn here and not by a template, because a panel has some fifty options and is drawn for every search: this way it
costs a tenth. The markup is that of components/filter_panel.html and district/web/controls.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from district.web import pages


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """One question of the panel. `is_single` draws radios, of which an empty value means "any"."""

    name: str
    label: str
    options: Sequence[Option]
    is_single: bool = False


@dataclass(frozen=True)
class Chip:
    label: str
    href: str


def counted(
    labels: Mapping[str, str], counts: Mapping[str, int], chosen: Iterable[str], *, keep_empty: bool = False
) -> list[Option]:
    """Options in the order of their labels; those that would find nothing are left out unless they are chosen."""
    picked = set(chosen)
    return [
        Option(value, label, counts.get(value, 0), value in picked)
        for value, label in labels.items()
        if keep_empty or counts.get(value) or value in picked
    ]


def chips(request: HttpRequest, facets: Sequence[Facet]) -> list[Chip]:
    """What is chosen, each with the address without it."""
    return [
        Chip(option.label, pages.without(request, facet.name, option.value))
        for facet in facets
        for option in facet.options
        if option.is_chosen and option.value
    ]


def panel(
    facets: Sequence[Facet], kept: Sequence[tuple[str, str]], *, button: str = "Show results"
) -> SafeString:
    """The filters beside the results, one button on phones. `kept` are parameters sent along, like the search words."""
    if not any(facet.options for facet in facets):
        return mark_safe("")
    active = sum(option.is_chosen and bool(option.value) for facet in facets for option in facet.options)
    badge = (
        f' <span class="dsd-count">{active}<span class="govuk-visually-hidden"> on</span></span>'
        if active
        else ""
    )
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in kept
    )
    groups = "".join(_group(facet) for facet in facets if facet.options)
    return mark_safe(  # noqa: S308 - every value is escaped below
        '<details class="dsd-filters"><summary class="dsd-filters__button">'
        f'<span>Filters{badge}</span></summary><form class="dsd-filters__form" method="get" novalidate>{hidden}{groups}'
        f'<button type="submit" class="govuk-button">{escape(button)}</button></form></details>'
    )


def _group(facet: Facet) -> str:
    kind = "radio" if facet.is_single else "checkbox"
    group = f"govuk-{kind}s" if facet.is_single else "govuk-checkboxes"
    items = "".join(
        f'<div class="{group}__item"><input class="{group}__input" id="{facet.name}-{number}" name="{facet.name}" '
        f'type="{kind}" value="{escape(option.value)}"{" checked" if option.is_chosen else ""}>'
        f'<label class="govuk-label {group}__label" for="{facet.name}-{number}">{escape(option.label)}{_count(option)}'
        "</label></div>"
        for number, option in enumerate(facet.options)
    )
    return (
        '<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend '
        f'govuk-fieldset__legend--s">{escape(facet.label)}</legend><div class="{group} {group}--small">{items}'
        "</div></fieldset></div>"
    )


def _count(option: Option) -> str:
    return "" if option.count is None else f' <span class="dsd-count">{option.count:,}</span>'
