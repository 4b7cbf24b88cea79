"""No page asks the database more often than STANDARD allows its kind, however much is in the demo world."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.certificates.services import badge_keys
from tests.pages import browsing
from tests.pages.inventory import PAGES, PEOPLE, VISITOR

MOST = {"home": 2, "list": 4, "search": 6, "detail": 5, "form": 6, "whole": 7, "chain": 9, "rehearsal": 48}
"""The whole of an organisation takes one for each kind of thing it has, a chain one for each of its links; a merge is
rehearsed over every table that leads to organisations, and publishing over every table of a
report; neither grows with anything else.
"""
FOR_WHO_IS_SIGNED_IN = 3


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_ask_the_database_seldom(things: dict[str, Any], who: str) -> None:
    client = settled_client(who)
    too_often = []
    for page in (each for each in PAGES if each.who == who):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(browsing.address(page, things))
        most = MOST[page.kind] + FOR_WHO_IS_SIGNED_IN * (who != VISITOR)
        assert response.status_code == page.status, page
        if len(asked) > most:
            too_often.append(f"{page}: {len(asked)}, at most {most}")
    assert too_often == []


def settled_client(who: str) -> Client:
    """As on any day but the first: certificates have a key that signs them, and who is signed in has been shown a form
    before, so that their session holds its token.
    """
    badge_keys.current()
    client = browsing.client_of(who)
    if who != VISITOR:
        client.get("/account/logout/")
    return client
