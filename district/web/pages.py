"""Pages of a list, fragments of a page, and answers that need not be sent again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Paginator
from django.core.paginator import Page as DjangoPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag, url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

from district.web import reads

MAX_DIGITS = 6


BACK = (
    '<svg class="govuk-pagination__icon govuk-pagination__icon--prev" height="13" width="15" aria-hidden="true" '
    'focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856'
    '-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"/></svg>'
)
ON = (
    '<svg class="govuk-pagination__icon govuk-pagination__icon--next" height="13" width="15" aria-hidden="true" '
    'focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l'
    '-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"/></svg>'
)
GAP = '<li class="govuk-pagination__item govuk-pagination__item--ellipsis">⋯</li>'


class Page(DjangoPage):
    """A page that knows its own address and those of its neighbours; every other parameter is kept."""

    object_list: Sequence[Any]

    def __init__(self, object_list: Any, number: int, paginator: Paginator, request: HttpRequest) -> None:
        super().__init__(object_list, number, paginator)
        self.request = request

    def href(self, number: int) -> str:
        return query_string(self.request, page=None if number == 1 else number)

    @cached_property
    def previous_href(self) -> str:
        return self.href(self.number - 1) if self.has_previous() else ""

    @cached_property
    def next_href(self) -> str:
        return self.href(self.number + 1) if self.has_next() else ""

    @property
    def navigation(self) -> SafeString:
        """The links to the other pages, drawn here and not by a template: every list has them."""
        if not self.has_other_pages():
            return mark_safe("")
        numbers = self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        links = "".join(self._link(each) if isinstance(each, int) else GAP for each in numbers)
        return mark_safe(  # noqa: S308 (addresses are escaped, the rest is ours)
            f'<nav class="govuk-pagination" aria-label="Pages">{self._previous()}'
            f'<p class="govuk-body dsd-page-of">Page {self.number} of {self.paginator.num_pages}</p>'
            f'<ul class="govuk-pagination__list">{links}</ul>{self._next()}</nav>'
        )

    def _link(self, number: int) -> str:
        style, current = (
            (" govuk-pagination__item--current", ' aria-current="page"')
            if number == self.number
            else ("", "")
        )
        return (
            f'<li class="govuk-pagination__item{style}"><a class="govuk-link govuk-pagination__link" '
            f'href="{escape(self.href(number))}" aria-label="Page {number}"{current}>{number}</a></li>'
        )

    def _previous(self) -> str:
        return (
            '<div class="govuk-pagination__prev"><a class="govuk-link govuk-pagination__link" '
            f'href="{escape(self.previous_href)}" rel="prev">{BACK}<span class="govuk-pagination__link-title">Previous'
            '<span class="govuk-visually-hidden"> page</span></span></a></div>'
            if self.has_previous()
            else ""
        )

    def _next(self) -> str:
        return (
            '<div class="govuk-pagination__next"><a class="govuk-link govuk-pagination__link" '
            f'href="{escape(self.next_href)}" rel="next"><span class="govuk-pagination__link-title">Next'
            f'<span class="govuk-visually-hidden"> page</span></span>{ON}</a></div>'
            if self.has_next()
            else ""
        )


class CountedPaginator(Paginator):
    """Takes a count that the caller already has, so that a search does not count twice."""

    def __init__(self, object_list: Any, per_page: int, count: int | None) -> None:
        super().__init__(object_list, per_page)
        if count is not None:
            self.count = count


def paginate(request: HttpRequest, queryset: Any, per_page: int = 20, *, count: int | None = None) -> Page:
    """The page that ?page= asks for: what is no number is the first page, one past the end is not found."""
    paginator = CountedPaginator(queryset, per_page, count)
    number = page_number(request)
    try:
        page = paginator.page(number)
    except EmptyPage:
        raise Http404("There is no such page in this list.") from None
    return Page(page.object_list, number, paginator, request)


def paginate_ids(request: HttpRequest, queryset: Any, per_page: int = 20) -> Page:
    """The same with the ids of the rows, and one query: they bring along how many there are in all. What the page shows
    of them is read by a kept read (`district.web.reads`).
    """
    return paginate_numbered(request, reads.numbered_once(queryset), per_page)


def paginate_numbered(
    request: HttpRequest, read: Callable[..., list[tuple[int, int]]], per_page: int = 20
) -> Page:
    """The same by a read of `reads.numbered`, whose own arguments are given already."""
    number = page_number(request)
    rows = read(skipped=(number - 1) * per_page, most=per_page)
    if not rows and number > 1:
        raise Http404("There is no such page in this list.")
    paginator = CountedPaginator((), per_page, rows[0][1] if rows else 0)
    return Page([row[0] for row in rows], number, paginator, request)


def page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return max(1, int(text))
    return 1


def query_string(request: HttpRequest, **changes: object) -> str:
    """The address's query with some parameters replaced; None removes one. Starts with "?"."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        if name not in changes
        for value in values
        if value
    ]
    added = [(name, str(value)) for name, value in changes.items() if value is not None]
    return "?" + urlencode(kept + added)


def without(request: HttpRequest, name: str, value: str) -> str:
    """The query without one chosen filter (and back on the first page): what removing a chip leads to."""
    kept = [
        (key, item)
        for key, items in request.GET.lists()
        for item in items
        if item and key != "page" and (key, item) != (name, value)
    ]
    return "?" + urlencode(kept)


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or only its partial `fragment` when htmx asks for it."""
    is_partial = bool(fragment) and request.headers.get("HX-Request") == "true"
    name = f"{template}#{fragment}" if is_partial else template
    response = render(request, name, context, status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response


def unchanged(
    request: HttpRequest, *, changed_at: datetime | None = None, tag: str = ""
) -> HttpResponse | None:
    """A 304 when the browser already holds this version, else None: ask before doing the work."""
    moment = int(changed_at.timestamp()) if changed_at else None
    return get_conditional_response(request, etag=quote_etag(tag) if tag else None, last_modified=moment)


def stamp(response: HttpResponse, *, changed_at: datetime | None = None, tag: str = "") -> HttpResponse:
    """Writes the version that `unchanged` will be asked about."""
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    if tag:
        response["ETag"] = quote_etag(tag)
    return response


def next_url(request: HttpRequest, default: str) -> str:
    """Where ?next= leads, if that is on this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return default
