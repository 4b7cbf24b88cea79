"""The inventory is whole: no page of the portal escapes the tests that walk over it."""

from django.urls import get_resolver

from tests.architecture.test_access_rules import every_view
from tests.pages.inventory import FORMS_ONLY, NOT_PAGES, PAGES


def test_every_address_is_a_page_of_the_inventory_or_has_a_reason_not_to_be() -> None:
    names = {str(entry.name) for _, entry in every_view(get_resolver())}
    listed = {page.name for page in PAGES}

    assert names - listed - set(NOT_PAGES) - FORMS_ONLY == set()
    assert (listed | set(NOT_PAGES) | FORMS_ONLY) - names == set()
    assert listed & (set(NOT_PAGES) | FORMS_ONLY) == set()


def test_no_page_is_listed_twice() -> None:
    lines = [str(page) for page in PAGES]
    assert sorted(lines) == sorted(set(lines))
