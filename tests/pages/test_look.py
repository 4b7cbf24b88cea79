"""Every page in a real browser at three widths: nothing for axe to find, nothing too wide, nothing on the console.

The pages of people who are signed in; those of visitors are in test_look_public.py, so that two processes share them.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.pages import browsing
from tests.pages.inventory import SIGNED_IN


@pytest.mark.parametrize("part", SIGNED_IN)
def test_pages_can_be_used_by_everybody(
    browser: Browser, site: str, things: dict[str, Any], part: str
) -> None:
    assert browsing.look_at(SIGNED_IN[part], browser, site, things) == []
