"""The pages that explain: open to all, each with one heading, and nothing missing that the law asks for."""

import re

import pytest
from django.test import Client

from district.skills.models import Scheme
from tests.factories.places import make_council
from tests.factories.skills import make_scheme

pytestmark = pytest.mark.django_db

PAGES = {
    "/accessibility/": ("Accessibility statement", "Equality Advisory and Support Service"),
    "/privacy/": ("Privacy", "Information Commissioner"),
    "/cookies/": ("Cookies", "There are no cookies for measuring or advertising"),
    "/about-the-data/": ("About the data", "Office for National Statistics"),
    "/contact/": ("Contact", "By e-mail"),
    "/district/how-matching-works/": ("How matching works", "What never counts"),
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_what_it_must(client: Client, address: str) -> None:
    heading, words = PAGES[address]
    page = client.get(address).text

    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", page) == [heading]
    assert words in page
    assert f"<title>{heading}" in page


def test_every_page_leads_to_those_that_explain(client: Client) -> None:
    page = client.get("/").text
    for address in PAGES:
        if address.count("/") == 2:
            assert f'href="{address}"' in page


def test_cookies_are_named_as_they_are(client: Client, settings: object) -> None:
    assert settings.SESSION_COOKIE_NAME in client.get("/cookies/").text


def test_reading_sets_no_cookie(client: Client) -> None:
    for address in ("/", "/jobs/", "/courses/", "/skills/", *PAGES):
        assert not client.get(address).cookies, address


def test_each_classification_is_named_with_its_owners_words(client: Client) -> None:
    make_council()
    scheme: Scheme = make_scheme()
    page = client.get("/about-the-data/").text
    assert scheme.attribution in page
    assert "Birmingham" in page
