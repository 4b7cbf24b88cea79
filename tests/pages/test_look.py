"""Every page in a real browser at three widths: nothing for axe to find, nothing too wide, nothing on the console.

The pages of people who are signed in; those of visitors are in test_look_public.py, so two processes share the work.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.pages import browsing
from tests.pages.inventory import PEOPLE, VISITOR


@pytest.mark.parametrize("who", [who for who in PEOPLE if who != VISITOR])
def test_pages_can_be_used_by_everybody(
    browser: Browser, site: str, things: dict[str, Any], who: str
) -> None:
    assert browsing.look_at_pages_of(who, browser, site, things) == []
