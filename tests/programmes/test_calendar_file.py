"""The calendar file keeps to RFC 5545, and calendars can follow what changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes import calendar_file
from programmes.models import CalendarFeed
from programmes.queries_own import Timetable
from programmes.services import feeds, sessions
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_actor
from tests.factories.programmes import make_course, make_enrolment, make_open_run, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolled(provider: Any) -> Any:
    run = make_open_run(course=make_course(organisation=provider, title="Data; clean, and \\ joined"))
    return make_enrolment(run=run, learner=make_learner())


def lines(text: str) -> list[str]:
    """The file's lines, put together again where they were folded."""
    assert text.endswith("\r\n")
    assert all(len(each.encode()) <= 75 for each in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def values(text: str, name: str) -> list[str]:
    found = (line.partition(":") for line in lines(text))
    return [value for key, _, value in found if key.partition(";")[0] == name]


def feed_of(learner: Any) -> str:
    return reverse("calendar_feed", args=[feeds.make(learner=learner, by=actor_of(learner.user)).key])


def test_a_session_stands_in_london_time_on_both_sides_of_the_change_of_clocks(enrolled, client):
    for day in (date(2027, 3, 24), date(2027, 3, 31)):
        start = datetime(day.year, day.month, day.day, 18, tzinfo=calendar_file.LONDON)
        make_session(run=enrolled.run, starts_at=start, ends_at=start.replace(hour=20))

    text = client.get(feed_of(enrolled.learner)).text

    assert [line for line in lines(text) if line.startswith("DTSTART;TZID")] == [
        "DTSTART;TZID=Europe/London:20270324T180000",
        "DTSTART;TZID=Europe/London:20270331T180000",
    ]
    assert values(text, "TZID") == ["Europe/London"]


def test_words_are_escaped_and_long_lines_folded(enrolled, client):
    make_session(run=enrolled.run, title="Ünïcode 李 🎓 " * 12)

    text = client.get(feed_of(enrolled.learner)).text

    assert values(text, "SUMMARY")[0].startswith("Data\\; clean\\, and \\\\ joined: Ünïcode 李 🎓")


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_whatever_stands_in_a_line_is_folded_without_loss(words: str) -> None:
    line = f"SUMMARY:{calendar_file.escaped(words)}"
    parts = list(calendar_file.folded(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert not set(line) & set("\r\n\0")


def test_a_moved_session_keeps_its_uid_and_counts_its_changes(enrolled, client):
    session = make_session(run=enrolled.run)
    address = feed_of(enrolled.learner)
    before = client.get(address).text
    by = make_actor(organisation=enrolled.organisation)

    later = session.ends_at + timedelta(hours=1)
    sessions.change(session=session, values={"ends_at": later}, by=by)
    after = client.get(address).text

    assert values(before, "UID") == values(after, "UID")
    assert int(values(after, "SEQUENCE")[0]) == int(values(before, "SEQUENCE")[0]) + 1


def test_a_cancelled_session_says_so(enrolled, client):
    session = make_session(run=enrolled.run)
    address = feed_of(enrolled.learner)
    sessions.cancel(session=session, by=make_actor(organisation=enrolled.organisation))

    text = client.get(address).text

    assert values(text, "STATUS") == ["CANCELLED"]
    assert values(text, "SUMMARY")[0].startswith("Cancelled: ")


def test_a_course_without_sessions_stands_on_its_first_day(enrolled, client):
    text = client.get(feed_of(enrolled.learner)).text
    assert f"DTSTART;VALUE=DATE:{enrolled.run.starts_on:%Y%m%d}" in lines(text)


def test_every_event_has_what_the_standard_asks_for(enrolled, client):
    make_session(run=enrolled.run)
    response = client.get(feed_of(enrolled.learner))
    text = response.text

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert lines(text)[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{calendar_file.PRODUCT}"]
    assert lines(text).count("BEGIN:VEVENT") == lines(text).count("END:VEVENT") == 1
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"):
        assert values(text, name), name


def test_a_calendar_that_has_it_already_is_sent_nothing(enrolled, client):
    address = feed_of(enrolled.learner)
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_stopped_address_opens_nothing_and_a_new_one_differs(enrolled, client):
    address, by = feed_of(enrolled.learner), actor_of(enrolled.learner.user)
    assert client.get(address).status_code == 200

    feeds.stop(learner=enrolled.learner, by=by)
    feeds.stop(learner=enrolled.learner, by=by)

    assert client.get(address).status_code == 404
    assert feed_of(enrolled.learner) != address
    assert CalendarFeed.objects.count() == 1


def test_nobody_reads_the_sessions_of_others_in_theirs(enrolled, client):
    make_session(run=enrolled.run)
    stranger = make_learner()
    assert "BEGIN:VEVENT" not in client.get(feed_of(stranger)).text


def test_sessions_of_those_who_left_are_gone(enrolled, client):
    make_session(run=enrolled.run)
    address = feed_of(enrolled.learner)
    assert "BEGIN:VEVENT" in client.get(address).text

    type(enrolled).objects.update(state="cancelled", holds_place=False)

    assert "BEGIN:VEVENT" not in client.get(address).text


@pytest.mark.parametrize("many", [1, 10])
def test_a_calendar_is_written_in_the_same_few_queries(
    provider: Any, client: Client, django_assert_num_queries: Any, many: int
) -> None:
    learner = make_learner()
    for _ in range(many):
        run = make_open_run(course=make_course(organisation=provider))
        make_enrolment(run=run, learner=learner)
        make_session(run=run)
    address = feed_of(learner)
    with django_assert_num_queries(3):
        assert client.get(address).text.count("BEGIN:VEVENT") == many


def test_an_empty_calendar_is_a_calendar() -> None:
    assert lines(calendar_file.write(Timetable(), name="Nothing yet"))[-1] == "END:VCALENDAR"


def test_moments_are_told_in_universal_time() -> None:
    moment = datetime(2027, 7, 1, 12, tzinfo=UTC)
    assert calendar_file._utc(moment) == "20270701T120000Z"
