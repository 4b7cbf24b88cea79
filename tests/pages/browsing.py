"""How the page tests open pages: signed in, at three widths, with axe already in the page."""

from collections.abc import Iterable
from importlib.resources import files
from itertools import groupby
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage
from playwright.sync_api import Page as Tab

from district.accounts.models import User
from tests.pages.inventory import VISITOR, Page

NARROW, MIDDLE, WIDE = WIDTHS = (320, 768, 1280)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
# Once what the page itself fetches is there.
RUN_AXE = """async options => {
    while (document.querySelector(".htmx-request, .htmx-settling")) await new Promise(then => setTimeout(then, 20));
    return (await axe.run(document, {resultTypes: ["violations"], preload: false, ...options}))
        .violations.flatMap(found => found.nodes.map(node => `${found.id}: ${node.html.slice(0, 200)}`));
}"""
# Colours do not change with the room there is, nor with the state of a page: they are read once, on phones, and in
# tests/web/test_look.py on every component. Between the narrowest and the widest only the room itself can be too small.
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return "";
    const wide = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > room + 1);
    return `${document.documentElement.scrollWidth} wide: ${(wide.at(-1) ?? document.body).outerHTML.slice(0, 200)}`;
}"""
SHOWS = "(e => e.checkVisibility({visibilityProperty: true}))"
REMEMBER_WHAT_SHOWS = (
    f"() => {{ window.shown = new Set([...document.querySelectorAll('*')].filter({SHOWS})); }}"
)
# What did not show on a phone, as one text; menus lead to the same places wherever they stand.
SHOWS_NOW = f"""() => {{
    const isNew = e => {SHOWS}(e) && !window.shown.has(e);
    const found = [...document.body.querySelectorAll("*")].filter(e => isNew(e) && !isNew(e.parentElement));
    return found.map(e => e.outerHTML).join("");
}}"""


def client_of(who: str) -> Client:
    client = Client()
    if who != VISITOR:
        client.force_login(User.objects.get(email=who))
    return client


def context_of(browser: Browser, who: str, site: str) -> BrowserContext:
    """A browser in which this person is signed in; axe is in every page before its own scripts."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    context.add_init_script(AXE)
    if who != VISITOR:
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client_of(who).cookies[name].value, "url": site}])
    return context


def address(page: Page, things: dict[str, Any]) -> str:
    args = [str(things[arg[1:]]) if arg.startswith(":") else arg for arg in page.args]
    return reverse(page.name, args=args) + page.query.format_map(things)


def listen(tab: Tab, said: list[str]) -> None:
    """Collect what the console says, but that a page itself has answered with an error that was asked for."""

    def note(message: ConsoleMessage) -> None:
        if "Failed to load resource" not in message.text:
            said.append(message.text)

    tab.on("console", note)
    tab.on("pageerror", lambda fault: said.append(str(fault)))


def send_empty(tab: Tab, fields: dict[str, str]) -> None:
    """Send the form of the page that has these fields as it is, but for them, past the browser's own checks."""
    with tab.expect_navigation():
        tab.evaluate(
            """fields => {
                const forms = [...document.querySelectorAll("main form[method=post]")];
                const form = forms.find(each => Object.keys(fields).every(name => each.elements[name]));
                for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
                form.noValidate = true;
                HTMLFormElement.prototype.submit.call(form);
            }""",
            fields,
        )


def faults(tab: Tab, *, in_state: bool, looked_at: set[str]) -> list[str]:
    """What is wrong at any of the three widths; of a page in another state than its usual one.

    What shows on wide screens alone, such as menus and columns, is looked at where it is not in `looked_at` yet.
    """
    found = []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        wrong = []
        if width == NARROW:
            wrong += tab.evaluate(RUN_AXE, NO_COLOURS if in_state else {})
            tab.evaluate(REMEMBER_WHAT_SHOWS)
        elif width == WIDE and (new := tab.evaluate(SHOWS_NOW)) not in looked_at:
            looked_at.add(new)
            wrong += tab.evaluate(RUN_AXE, NO_COLOURS)
        if too_wide := tab.evaluate(TOO_WIDE):
            wrong.append(too_wide)
        found += [f"at {width}: {each}" for each in wrong]
    return found


def look_at(pages: Iterable[Page], browser: Browser, site: str, things: dict[str, Any]) -> list[str]:
    """What is wrong on these pages, each opened as the person whom the inventory names."""
    found = []
    for who, own in groupby(sorted(pages, key=_who), key=_who):
        with context_of(browser, who, site) as context:
            tab, said, looked_at = context.new_page(), [], set()
            listen(tab, said)
            for page in own:
                tab.goto(site + address(page, things))
                if page.sends:
                    send_empty(tab, page.sends)
                found += [
                    f"{page}: {fault}"
                    for fault in [*faults(tab, in_state=bool(page.state), looked_at=looked_at), *said]
                ]
                said.clear()
    return found


def _who(page: Page) -> str:
    return page.who
