from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from district.web import navigation
from district.web.navigation import NavItem
from district.web.templatetags import district as words


@pytest.mark.parametrize(
    ("value", "text"),
    [(21892, "£21,892"), (Decimal("12.50"), "£12.50"), (0, "£0"), (None, ""), (-3, "\N{MINUS SIGN}£3")],
)
def test_money(value: object, text: str) -> None:
    assert words.money(value) == text


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (5472, "3.4 miles"),
        (1609.344, "1 mile"),
        (10, "less than 0.1 miles"),
        (None, ""),
        (19956, "12.4 miles"),
    ],
)
def test_miles(metres: object, text: str) -> None:
    assert words.miles(metres) == text


def test_days_and_moments_are_told_in_local_time() -> None:
    summer_night = datetime(2027, 6, 1, 23, 30, tzinfo=UTC)

    assert words.day(date(2027, 6, 2)) == "2 June 2027"
    assert words.day(summer_night) == "2 June 2027"
    assert words.clock(summer_night) == "12:30am"
    assert words.day_short(summer_night) == "2 Jun 2027"
    assert words.moment(summer_night) == "2 June 2027 at 12:30am"
    assert words.moment(datetime(2027, 1, 5, 16, 0, tzinfo=UTC)) == "5 January 2027 at 4pm"


@pytest.mark.parametrize(
    ("days", "text"), [(0, "today"), (1, "tomorrow"), (5, "in 5 days"), (-1, "yesterday"), (-3, "3 days ago")]
)
def test_days_away(days: int, text: str) -> None:
    assert words.days_away(timezone.localdate() + timedelta(days=days)) == text


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [(1, "course", "1 course"), (1200, "course", "1,200 courses"), (0, "vacancy,vacancies", "0 vacancies")],
)
def test_plural(count: int, noun: str, text: str) -> None:
    assert words.plural(count, noun) == text


def test_percent_of_nothing_is_a_dash() -> None:
    assert words.percent(1, 3) == "33%"
    assert words.percent(0, 0) == "\N{EN DASH}"


def test_every_state_has_a_tone() -> None:
    assert words.tone("open") == "green"
    assert words.tone("In review") == "canal"
    assert words.tone("never heard of") == "grey"


def test_a_light_is_told_by_word_and_shape_and_not_by_colour_alone() -> None:
    drawn = [words.light_tag(light, "<b>") for light in ("Red", "amber", "green", "new")]
    assert len({each.partition("</svg>")[0].partition("<svg")[2] for each in drawn}) == 4
    assert [each.partition("dsd-tag--")[2].partition(" ")[0] for each in drawn[:3]] == [
        "red",
        "orange",
        "green",
    ]
    assert all("&lt;b&gt;</strong>" in each for each in drawn)


def test_the_longest_entry_is_where_we_are() -> None:
    items = [NavItem("Home", "/"), NavItem("Mine", "/me/"), NavItem("Matches", "/me/matches/")]

    below, there, elsewhere = (
        str(navigation.draw(items, path)) for path in ("/me/matches/7/", "/me/matches/", "/jobs/")
    )

    assert 'href="/me/matches/" aria-current="true">Matches<' in below
    assert 'href="/me/matches/" aria-current="page">Matches<' in there
    assert (below.count("aria-current"), there.count("aria-current")) == (1, 1)
    assert "aria-current" not in elsewhere


def test_an_entry_may_have_pages_at_addresses_of_their_own() -> None:
    items = [NavItem("Hiring", "/employer/", ("/placements/",)), NavItem("Jobs", "/jobs/")]
    drawn = str(navigation.draw(items, "/placements/7/"))
    assert drawn.count("aria-current") == 1
    assert 'href="/employer/" aria-current="true">Hiring<' in drawn


def test_more_entries_than_a_phone_has_room_for_stand_behind_a_button() -> None:
    items = [NavItem(name, f"/{name}/") for name in ("Courses", "Jobs", "Skills", "Teaching", "Helping")]

    assert "Menu: Jobs</summary>" in navigation.draw(items, "/Jobs/")
    assert "Menu</summary>" in navigation.draw(items, "/me/")
    assert "Menu" not in navigation.draw(items[:4], "/me/")


def test_the_gauge_has_four_steps_and_a_gate() -> None:
    gauge = words.level_bar(3, 1)

    assert gauge.count("<rect") == 4
    assert gauge.count("dsd-level__step--held") == 1
    assert "dsd-level__asked" in gauge
    assert "dsd-level__asked" not in words.level_bar(0, 9)


def test_a_summary_says_what_is_not_given_and_where_it_changes() -> None:
    rows = [
        {"key": "Name", "value": "<b>\nAnn", "href": "/name/?a=1&b=2", "what": "your name"},
        {"key": "Help with English", "value": 0, "href": "/places/"},
        {"key": "Phone", "value": ""},
    ]

    drawn = str(words.summary_rows(rows))

    assert "&lt;b&gt;<br>Ann" in drawn
    assert 'href="/name/?a=1&amp;b=2">Change<span class="govuk-visually-hidden"> your name</span>' in drawn
    assert '<dd class="govuk-summary-list__value">0</dd>' in drawn
    assert 'Change<span class="govuk-visually-hidden"> help with English</span>' in drawn
    assert drawn.count("govuk-summary-list__row--no-actions") == 1
    assert "Not given" in drawn
