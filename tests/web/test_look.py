"""The pages in a real browser: nothing for axe to find, nothing wider than a phone, nothing on the console."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db(transaction=True)]

WIDTHS = (320, 768, 1280)
PAGES = (
    "/components/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/no-such-page/",
    "/break-down/",
)


@pytest.fixture
def console(page: Page) -> list[str]:
    """What the browser complained about, but for the pages that are meant to fail."""
    said: list[str] = []

    def note(message: Any) -> None:
        if "Failed to load resource: the server responded with a status of" not in message.text:
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return said


def faults(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_at_any_width(page: Page, live_server: Any, console: list[str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(live_server.url + path)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert console == []


def test_axe_would_find_something(page: Page) -> None:
    page.set_content('<main><h1>Words</h1><img src="x.png"></main>')

    assert any(fault.startswith("image-alt") for fault in faults(page))


def test_the_dark_scheme_can_be_read(page: Page, live_server: Any) -> None:
    page.emulate_media(color_scheme="dark")
    for path in PAGES:
        page.goto(live_server.url + path)
        assert faults(page, {"runOnly": ["color-contrast", "link-in-text-block"]}) == []


def test_a_wrong_sign_in_says_so_and_moves_there(page: Page, live_server: Any, console: list[str]) -> None:
    page.goto(live_server.url + "/account/login/")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert faults(page) == []

    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_login"
    assert console == []


def test_the_keyboard_reaches_the_main_content_first(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + "/account/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_password_can_be_shown(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + "/account/login/")
    page.get_by_role("button", name="Show password").click()
    assert page.locator("#id_password").get_attribute("type") == "text"
    page.get_by_role("button", name="Hide password").click()
    assert page.locator("#id_password").get_attribute("type") == "password"


def test_an_option_opens_its_field(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + "/components/")
    opened = page.locator("#id_empty-season_ticket")
    assert not opened.is_visible()
    page.locator("#id_empty-travel_2").check()
    assert opened.is_visible()


def test_ticking_a_row_shows_what_can_be_done(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + "/components/")
    bar = page.locator("[data-bulk]")
    assert not bar.is_visible()
    page.locator("#row-1").check()
    assert bar.get_by_text("1 of 2 applications").is_visible()


@pytest.mark.parametrize(("width", "is_open"), [(320, False), (1280, True)])
def test_filters_stand_open_where_there_is_room(
    page: Page, live_server: Any, width: int, is_open: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + "/components/")
    assert page.get_by_role("button", name="Show results").is_visible() == is_open


def test_everything_is_there_without_scripts(browser: Any, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/components/")
    assert page.locator("#id_empty-season_ticket").is_visible()
    assert page.locator("[data-bulk]").is_visible()
    assert not page.get_by_role("button", name="Show password").first.is_visible()
    context.close()


def test_a_first_visit_is_small(client: Client) -> None:
    page = client.get("/account/login/").text
    linked = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    parts = [page.encode(), *(Path(find(name)).read_bytes() for name in linked)]

    assert len(linked) == 4
    assert sum(len(gzip.compress(part)) for part in parts) <= 60_000
    assert len(gzip.compress(page.encode())) <= 4_000
