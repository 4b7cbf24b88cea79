"""People with a browser, and what they do on any page. The stories tell the rest in given, when and then."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

from district.accounts.models import User
from district.home.demo import users


@dataclass
class Traveller:
    """One person, their tab, and all that its console has said."""

    tab: Page
    site: str
    said: list[str] = field(default_factory=list)

    @property
    def main(self) -> Locator:
        return self.tab.get_by_role("main")

    def opens(self, path: str) -> None:
        self.tab.goto(self.site + path)

    def follows(self, name: str | re.Pattern[str]) -> None:
        self.main.get_by_role("link", name=name).first.click()

    def presses(self, name: str | re.Pattern[str]) -> None:
        """A button, or a link that looks like one."""
        self.main.get_by_role("button", name=name).first.click()

    def types(self, **answers: str) -> None:
        """Answers by the name of their field: text is typed, an option chosen, a box ticked."""
        for name, answer in answers.items():
            boxes = self.main.locator(f'[name="{name}"]')
            kind = boxes.first.evaluate("box => box.type")
            if kind in {"radio", "checkbox"}:
                self.main.locator(f'[name="{name}"][value="{answer}"]').check()
            elif kind == "select-one":
                boxes.first.select_option(answer)
            else:
                boxes.first.fill(answer)

    def dates(self, name: str, day: date) -> None:
        """Fills in the three boxes of a date."""
        parts = {"day": day.day, "month": day.month, "year": day.year}
        self.types(**{f"{name}_{part}": str(number) for part, number in parts.items()})

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.main.get_by_text(text).first).to_be_visible()

    def sees_page(self, title: str | re.Pattern[str]) -> None:
        expect(self.main.get_by_role("heading", level=1, name=title)).to_be_visible()

    def does_not_see(self, text: str) -> None:
        expect(self.main.get_by_text(text, exact=True)).to_have_count(0)

    def signs_in(self, email: str, password: str = users.PASSWORD) -> None:
        self.opens("/account/login/")
        self.types(login=email, password=password)
        self.presses("Sign in")


def listen(tab: Page, said: list[str]) -> None:
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda fault: said.append(str(fault)))


def sign_in(context: BrowserContext, email: str, site: str) -> None:
    """Without the page, for stories that are about something else."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
