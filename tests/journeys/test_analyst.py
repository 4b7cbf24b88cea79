"""An analyst goes from the desk to a published, suppressed and later revised report."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

STAFF = "alex@authority.example"
TITLE = "Kingfisher figures of delivery"
PATIENCE_MS = 60_000
REASON = "Heron College sent its records late."


def test_an_analyst_publishes_a_report_and_revises_it(arrives: Arrives, letters: None) -> None:
    analyst, reader = arrives(STAFF), arrives()
    given_an_analyst_at_the_desk(analyst)
    when_they_count_delivery(analyst)
    then_it_opens_down_to_its_rows(analyst)
    when_they_publish_it(analyst)
    then_everybody_reads_it_with_small_numbers_hidden(reader)
    when_they_count_it_once_more(analyst)
    when_they_publish_it(analyst, revises=True)
    then_everybody_reads_both_with_the_reason(reader)


def given_an_analyst_at_the_desk(analyst: Traveller) -> None:
    analyst.opens("/authority/")
    analyst.tab.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    analyst.sees_page("Reports")


def when_they_count_delivery(analyst: Traveller) -> None:
    analyst.main.get_by_role("link", name="Delivery by provider and programme", exact=True).first.click()
    analyst.types(period="all")
    analyst.presses("Count it")
    sees_it_counted(analyst)


def sees_it_counted(analyst: Traveller) -> None:
    """By a worker, which has other work too."""
    expect(analyst.main.get_by_text("Definition, version 1")).to_be_visible(timeout=PATIENCE_MS)


def then_it_opens_down_to_its_rows(analyst: Traveller) -> None:
    here = analyst.tab.url
    analyst.main.locator("#table-delivery").get_by_role("link").first.click()
    analyst.sees("It is written down that you opened them.")
    analyst.tab.goto(here)


def when_they_publish_it(analyst: Traveller, *, revises: bool = False) -> None:
    analyst.main.get_by_role("button", name="Publish", exact=True).or_(
        analyst.main.get_by_role("link", name="Publish", exact=True)
    ).first.click()
    analyst.sees("What everybody would read")
    analyst.types(title=TITLE, when="now", status="provisional", profile="district")
    if revises:
        box = analyst.main.get_by_label("Does it revise earlier figures?")
        box.select_option(label=box.locator("option", has_text=TITLE).first.inner_text())
        analyst.types(reason=REASON)
    analyst.presses("Publish")
    analyst.sees("Published.")


def then_everybody_reads_it_with_small_numbers_hidden(reader: Traveller) -> None:
    reader.opens("/district/figures/")
    reader.follows(TITLE)
    reader.sees("hidden so that nobody can be made out")
    reader.sees("Provisional")
    reader.follows(re.compile("^Definition and method"))
    reader.sees("What is counted")


def when_they_count_it_once_more(analyst: Traveller) -> None:
    analyst.opens("/authority/reports/new/R1/")
    analyst.types(period="all")
    analyst.presses("Count it")
    sees_it_counted(analyst)


def then_everybody_reads_both_with_the_reason(reader: Traveller) -> None:
    reader.opens("/district/figures/")
    reader.follows(TITLE)
    reader.sees(REASON)
    reader.main.get_by_role("listitem").filter(has_text="first published").get_by_role("link").click()
    reader.sees("These figures have been revised.")
