"""The pages of visitors in a real browser, as test_look.py does it for the others."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.pages import browsing
from tests.pages.inventory import PUBLIC


@pytest.mark.parametrize("part", PUBLIC)
def test_pages_can_be_used_by_everybody(
    browser: Browser, site: str, things: dict[str, Any], part: str
) -> None:
    assert browsing.look_at(PUBLIC[part], browser, site, things) == []
