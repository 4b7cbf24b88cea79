"""The pages of visitors in a real browser, as test_look.py does it for the others."""

from typing import Any

from playwright.sync_api import Browser

from tests.pages import browsing
from tests.pages.inventory import VISITOR


def test_pages_can_be_used_by_everybody(browser: Browser, site: str, things: dict[str, Any]) -> None:
    assert browsing.look_at_pages_of(VISITOR, browser, site, things) == []
