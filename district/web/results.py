"""The results of a search as text: drawn here and not by a template, because there are twenty on each page of each
search. Templates put others like them into <ul class="dsd-results"> with {% results items %}.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from district.web.escaping import escaped


def draw(items: Iterable[Mapping[str, Any]], *, with_lines: bool = False) -> SafeString:
    """Each with title, href, who (and where) and when (and how); perhaps money, places, a tag with its tone, and one
    line of its receipt. `with_lines`: each with an empty line of its id, which is filled in for learners.
    """
    return mark_safe("\n".join(_item(each, with_lines) for each in items))  # noqa: S308 (escaped in _item)


def _item(item: Mapping[str, Any], with_line: bool) -> str:
    tag, tone, money, places, receipt = (
        escaped(item.get(name)) for name in ("tag", "tone", "money", "places", "receipt")
    )
    coloured = f" dsd-tag--{tone}" if tone else ""
    parts = [
        '<li class="dsd-result"><h3 class="dsd-result__title">',
        f'<a class="govuk-link" href="{escaped(item["href"])}">{escaped(item["title"])}</a>',
        f' <strong class="govuk-tag{coloured}">{tag}</strong>' if tag else "",
        f'</h3><p class="dsd-result__who">{escaped(item["who"])}</p>',
        f'<p class="dsd-result__when">{escaped(item["when"])}</p>',
        _money_and_places(money, places),
        f'<p class="dsd-result__receipt">{receipt}</p>' if receipt else "",
        f'<p class="dsd-result__receipt" id="line-{item["id"]}"></p>' if with_line else "",
        "</li>",
    ]
    return "".join(parts)


def _money_and_places(money: str, places: str) -> str:
    told = [f'<strong class="dsd-result__money">{money}</strong>' if money else "", places]
    line = " · ".join(filter(None, told))
    return f'<p class="dsd-result__when">{line}</p>' if line else ""
