"""The results of a search as text: drawn here and not by a template, because there are twenty on each page of each
search. The markup is that of components/result_item.html.
"""

from collections.abc import Iterable, Mapping
from html import escape

from django.utils.safestring import SafeString, mark_safe


def draw(items: Iterable[Mapping[str, str]]) -> SafeString:
    """Each with title, href, who, when and money, perhaps a tag and places; and with an empty line of its id, which is
    filled in for learners.
    """
    return mark_safe("\n".join(_item(each) for each in items))  # noqa: S308 (escaped in _item)


def _item(item: Mapping[str, str]) -> str:
    tag, places = item.get("tag"), item.get("places")
    return (
        '<li class="dsd-result"><h3 class="dsd-result__title">'
        f'<a class="govuk-link" href="{escape(item["href"])}">{escape(item["title"])}</a>'
        f"{f' <strong class="govuk-tag">{escape(tag)}</strong>' if tag else ''}</h3>"
        f'<p class="dsd-result__who">{escape(item["who"])}</p>'
        f'<p class="dsd-result__when">{escape(item["when"])} '
        f'<span class="dsd-result__money">{escape(item["money"])}</span></p>'
        f"{f'<p class="dsd-result__when">{escape(places)}</p>' if places else ''}"
        f'<p class="dsd-result__receipt" id="line-{item["id"]}"></p></li>'
    )
