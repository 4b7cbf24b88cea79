"""Sessions as a calendar file (iCalendar, RFC 5545), for the calendars of phones and computers."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from programmes import wording
from programmes.models import CourseRun, RunSession, Venue
from programmes.queries_own import Timetable

LONDON = ZoneInfo("Europe/London")
MOST_OCTETS = 75
PRODUCT = "-//Digital Skills District//Timetable//EN"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Since 1996: the last Sundays of March and October, at one o'clock universal time.
TIME_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def write(timetable: Timetable, *, name: str) -> str:
    """The whole file. An event keeps its UID for ever and counts its changes, so calendars move it and add no copy."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *TIME_ZONE,
    ]
    for session in timetable.sessions:
        lines += _session(session)
    for run in timetable.runs:
        lines += _first_day(run)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _session(session: RunSession) -> Iterator[str]:
    course, is_off = session.run.course, session.cancelled_at is not None
    title = f"{course.title}: {session.title}" if session.title else course.title
    yield "BEGIN:VEVENT"
    yield f"UID:session-{session.public_id}@{_host()}"
    yield f"DTSTAMP:{_utc(session.changed_at)}"
    yield f"LAST-MODIFIED:{_utc(session.changed_at)}"
    yield f"SEQUENCE:{session.version - 1}"
    yield f"DTSTART;TZID=Europe/London:{_local(session.starts_at)}"
    yield f"DTEND;TZID=Europe/London:{_local(session.ends_at)}"
    yield f"SUMMARY:{escaped(f'Cancelled: {title}' if is_off else title)}"
    yield f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}"
    if place := place_of(session):
        yield f"LOCATION:{escaped(place)}"
    words = [f"Taught by {course.organisation.name}."]
    if is_off:
        words.append("This session will not take place.")
    if session.link:
        words.append(f"Join online: {session.link}")
    yield f"DESCRIPTION:{escaped('\n'.join(words))}"
    yield f"URL:{_address()}"
    yield f"TRANSP:{'TRANSPARENT' if is_off else 'OPAQUE'}"
    yield "END:VEVENT"


def _first_day(run: CourseRun) -> Iterator[str]:
    """A course whose sessions are not known yet: the day on which it starts."""
    if run.starts_on is None:
        return
    course = run.course
    yield "BEGIN:VEVENT"
    yield f"UID:run-{run.public_id}@{_host()}"
    yield f"DTSTAMP:{_utc(course.changed_at)}"
    yield f"SEQUENCE:{run.version - 1}"
    yield f"DTSTART;VALUE=DATE:{_day(run.starts_on)}"
    yield f"DTEND;VALUE=DATE:{_day(run.starts_on + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(f'{course.title} starts')}"
    yield f"STATUS:{'CANCELLED' if run.state == CourseRun.State.CANCELLED else 'CONFIRMED'}"
    yield f"LOCATION:{escaped(where(run.venue) or wording.where(run))}"
    yield f"DESCRIPTION:{escaped(f'Taught by {course.organisation.name}. The times come here once they are known.')}"
    yield f"URL:{_address()}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def place_of(session: RunSession) -> str:
    """Its own venue, else that of the run; online where it has a link."""
    venue = session.venue or session.run.venue
    return where(venue) if venue else "Online" if session.link else ""


def where(venue: Venue | None) -> str:
    if venue is None:
        return ""
    return ", ".join(filter(None, (venue.name, venue.address, venue.town, venue.postcode_id)))


def escaped(text: str) -> str:
    """Text as a value of a calendar file: no control characters, and its own marks kept apart."""
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> Iterable[str]:
    """Lines of at most 75 octets; what goes on begins with a space. No character is cut in two."""
    part, used = "", 0
    for character in line:
        octets = len(character.encode())
        if used + octets > MOST_OCTETS:
            yield part
            part, used = " ", 1
        part += character
        used += octets
    yield part


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%Y%m%dT%H%M%S}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _host() -> str:
    return settings.SITE_URL.partition("//")[2].rstrip("/").partition(":")[0]


def _address() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("learning_list")
