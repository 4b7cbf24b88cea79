import re
from datetime import UTC, datetime

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from district.web import pages

THINGS = list(range(45))


def get(path: str, **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 5000, "", "1e3", "\u0662", "1.5", "%00"])
def test_what_is_no_page_number_is_the_first_page(page: str) -> None:
    assert pages.paginate(get(f"/?page={page}"), THINGS).number == 1


def test_a_page_past_the_end_is_not_found() -> None:
    with pytest.raises(Http404):
        pages.paginate(get("/?page=4"), THINGS)


def test_an_empty_list_has_one_empty_page() -> None:
    page = pages.paginate(get("/"), [])

    assert list(page) == []
    assert not page.has_other_pages()


def test_links_keep_what_was_asked_for() -> None:
    page = pages.paginate(get("/?q=python&level=1&level=2&near=&page=2"), THINGS)

    assert list(page) == THINGS[20:40]
    assert page.previous_href == "?q=python&level=1&level=2"
    assert page.next_href == "?q=python&level=1&level=2&page=3"


def test_far_pages_are_left_out() -> None:
    page = pages.paginate(get("/?page=10"), range(400))

    drawn = str(page.navigation)
    assert re.findall(r'aria-label="Page (\d+)"|(⋯)', drawn) == [
        ("1", ""), ("", "⋯"), ("9", ""), ("10", ""), ("11", ""), ("", "⋯"), ("20", ""),
    ]  # fmt: skip
    assert 'aria-label="Page 10" aria-current="page"' in drawn
    assert drawn.count("aria-current") == 1
    assert "Page 10 of 20" in drawn


def test_the_first_and_the_last_page_lead_one_way() -> None:
    first = str(pages.paginate(get('/?q="><b>'), THINGS).navigation)
    last = str(pages.paginate(get(f"/?page={-(-len(THINGS) // 20)}"), THINGS).navigation)

    assert ('rel="prev"' in first, 'rel="next"' in first) == (False, True)
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)
    assert "<b>" not in first
    assert pages.paginate(get("/"), []).navigation == ""


def test_a_known_count_is_not_counted_again() -> None:
    page = pages.paginate(get("/"), THINGS, count=1000)

    assert page.paginator.num_pages == 50


def test_a_chip_takes_one_filter_away() -> None:
    request = get("/?level=1&level=2&page=3&q=a%26b")

    assert pages.without(request, "level", "1") == "?level=2&q=a%26b"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_leads_nowhere_else(target: str) -> None:
    assert pages.next_url(RequestFactory().get("/", {"next": target}), "/me/") == "/me/"


def test_next_leads_on_within_the_site() -> None:
    assert pages.next_url(get("/?next=/courses/"), "/me/") == "/courses/"


def test_an_unchanged_page_is_not_sent_again() -> None:
    changed_at = datetime(2027, 6, 2, 12, tzinfo=UTC)
    response = pages.stamp(HttpResponse(), changed_at=changed_at, tag="v1")
    again = get("/", **{"if-none-match": response["ETag"], "if-modified-since": response["Last-Modified"]})

    assert pages.unchanged(again, changed_at=changed_at, tag="v1").status_code == 304
    assert pages.unchanged(again, changed_at=changed_at, tag="v2") is None
    assert pages.unchanged(get("/"), changed_at=changed_at, tag="v1") is None
