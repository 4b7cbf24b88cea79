"""An employer signs up, WMCA staff check and approve it, and a colleague is invited: in a real browser."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from district.outbox.models import Message
from district.partners.models import OrganisationRole, Role
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.partners import make_staff
from tests.factories.places import make_postcode

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_limits(transactional_db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Story:
    """What happens, in the words of those to whom it happens."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def given_somebody_signed_in(self, email: str) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.address}/account/login/?next=/organisations/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Your organisations")).to_be_visible()

    def when_they_sign_an_organisation_up(self) -> None:
        self.page.get_by_role("button", name="Sign an organisation up").click()
        self.page.get_by_role("button", name="Start now").click()
        self.answer("What is the organisation called?", "Canal Works")
        self.page.get_by_label("Employer").check()
        self.go_on()
        self.answer("What is its company number?", "1234567")
        self.answer("What is its website?", "canal.example.org")
        self.answer("What is the postcode of its main site?", "B11AA")
        self.answer("What should people know about it?", "Builds robots beside the water.")
        expect(self.page.get_by_role("heading", name="Check your answers")).to_be_visible()
        self.page.get_by_role("button", name="Send it to WMCA").click()

    def answer(self, question: str, words: str) -> None:
        self.page.get_by_label(question).fill(words)
        self.go_on()

    def go_on(self) -> None:
        self.page.get_by_role("button", name="Continue").click()

    def then_its_page_says(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name="Canal Works")).to_be_visible()
        expect(self.page.get_by_text(words).first).to_be_visible()

    def when_staff_check_everything_and_approve(self) -> None:
        self.page.goto(f"{self.address}/authority/organisations/?state=requested")
        self.page.get_by_role("link", name="Canal Works").click()
        for _ in range(4):
            self.page.get_by_role("link", name=re.compile("^Record")).first.click()
            self.page.get_by_label("Yes").check()
            self.page.get_by_label("Where did you look").fill("Companies House and its own website.")
            self.page.get_by_role("button", name="Record this").click()
        self.page.get_by_role("button", name="Approve").click()
        self.page.get_by_role("button", name="Approve").click()
        expect(self.page.get_by_text("has been told by e-mail")).to_be_visible()

    def then_everybody_finds_it_among_the_partners(self) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.address}/partners/")
        self.page.get_by_role("link", name="Canal Works").click()
        expect(self.page.get_by_text("Builds robots beside the water.")).to_be_visible()

    def when_they_invite(self, email: str) -> None:
        self.page.get_by_role("link", name="Canal Works").first.click()
        self.page.get_by_role("button", name="Invite a colleague").click()
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_role("button", name="Send the invitation").click()
        expect(self.page.get_by_text(f"We have written to {email}")).to_be_visible()

    def when_they_follow_the_invitation(self, email: str) -> None:
        message = Message.objects.get(to=email, subject__startswith="Join Canal Works")
        link = re.search(r"/organisations/invitations/\S+", message.text)
        assert link
        self.page.goto(f"{self.address}{link[0]}")
        self.page.get_by_role("button", name="Join Canal Works").click()


@pytest.mark.timeout(180)
def test_an_employer_joins_and_invites_a_colleague(page: Page, live_server) -> None:  # type: ignore[no-untyped-def]
    make_postcode()
    make_user(email="pat@canal.example", name="Pat Southall", password=PASSWORD)
    make_user(email="kit@canal.example", name="Kit Danks", password=PASSWORD)
    make_staff(user=make_user(email="alex@authority.example", name="Alex Wyatt", password=PASSWORD))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    story = Story(page, live_server.url)

    story.given_somebody_signed_in("pat@canal.example")
    story.when_they_sign_an_organisation_up()
    story.then_its_page_says("Waiting for a check")

    story.given_somebody_signed_in("alex@authority.example")
    story.when_staff_check_everything_and_approve()
    assert OrganisationRole.objects.get(role=Role.EMPLOYER).state == OrganisationRole.State.APPROVED
    assert Message.objects.filter(to="pat@canal.example", subject="Canal Works is approved").count() == 1
    story.then_everybody_finds_it_among_the_partners()

    story.given_somebody_signed_in("pat@canal.example")
    story.when_they_invite("kit@canal.example")
    story.given_somebody_signed_in("kit@canal.example")
    story.when_they_follow_the_invitation("kit@canal.example")
    story.then_its_page_says("You now act for Canal Works")
    assert complaints == []
