"""Reads single fields of adverts: dates as people and machines write them, kinds, patterns, hours, web addresses."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from employers.models import Pattern, VacancyKind, WorkMode

LONDON = ZoneInfo("Europe/London")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?$")
NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$")
WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?,?\s+(\d{4})\b")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\s*(?:hours?|hrs?)?\b")

KINDS = (
    (VacancyKind.APPRENTICESHIP, re.compile(r"\bapprentice(?:ship)?s?\b", re.IGNORECASE)),
    (VacancyKind.PLACEMENT, re.compile(r"\bt[ -]?level\b|\bindustry placement\b", re.IGNORECASE)),
    (VacancyKind.WORK_EXPERIENCE, re.compile(r"\bwork experience\b", re.IGNORECASE)),
)
REMOTE = re.compile(
    r"\b(?:fully|100 ?%) remote\b|\bremote(?:[- ]only)?\b|\bfrom home\b|\bhome[- ]?based\b|telecommute",
    re.IGNORECASE,
)
HYBRID = re.compile(r"\bhybrid\b|\bpart(?:ly|ially)? (?:remote|from home)\b|\bblended work", re.IGNORECASE)
HYBRID_WORKING = re.compile(r"\bhybrid (?:work|role|position|job|model|pattern|basis)|\bwork(?:ing)? hybrid")
WHOLLY_REMOTE = re.compile(r"\b(?:fully|100 ?%) remote\b")
PART_TIME = re.compile(r"\bpart[- _]?time\b", re.IGNORECASE)
FULL_TIME = re.compile(r"\bfull[- _]?time\b", re.IGNORECASE)
FLEXIBLE = re.compile(r"\bflexi(?:ble|[- ]?time)\b|\bjob[- ]share\b|\bcompressed hours\b", re.IGNORECASE)


def read_date(text: str) -> date | None:
    """A date, or None where the text is none that can be meant; of 03/04/2027 the day comes first."""
    text = text.strip()
    try:
        if iso := ISO.match(text):
            return _sensible(_local_day(text) if len(text) > 16 else date(*map(int, iso.groups())))
        if numbers := NUMBERS.match(text):
            day, month, year = map(int, numbers.groups())
            return _sensible(date(year, month, day))
        if words := WORDS.search(text.lower()):
            month = MONTHS.index(words[2][:3]) + 1
            return _sensible(date(int(words[3]), month, int(words[1])))
    except ValueError:
        return None
    return None


def _local_day(text: str) -> date:
    moment = datetime.fromisoformat(text.replace(" ", "T", 1) if "T" not in text else text)
    return (moment.astimezone(LONDON) if moment.tzinfo else moment.replace(tzinfo=UTC)).date()


def _sensible(found: date) -> date | None:
    return found if EARLIEST <= found <= LATEST else None


def kind_of(text: str) -> str:
    return next((kind for kind, pattern in KINDS if pattern.search(text)), VacancyKind.JOB)


def mode_of(words: str, description: str) -> str:
    """From what the advert says of the mode or place; its long text counts only for what is said plainly there."""
    said = description.lower()
    if HYBRID.search(words) or ("hybrid" in said and HYBRID_WORKING.search(said)):
        return WorkMode.HYBRID
    if REMOTE.search(words) or ("remote" in said and WHOLLY_REMOTE.search(said)):
        return WorkMode.REMOTE
    return WorkMode.ON_SITE


def pattern_of(text: str) -> str:
    is_full, is_part = bool(FULL_TIME.search(text)), bool(PART_TIME.search(text))
    if (is_full and is_part) or FLEXIBLE.search(text):
        return Pattern.FLEXIBLE
    return Pattern.PART_TIME if is_part else Pattern.FULL_TIME if is_full else ""


def hours_of(text: str) -> Decimal | None:
    found = HOURS.search(text)
    hours = Decimal(found[1]).quantize(Decimal("0.1")) if found else None
    return hours if hours and 1 <= hours <= 60 else None


def web_address(text: str) -> str | None:
    """The address if it is one that a link may lead to; None if it is anything else."""
    text = text.strip()
    if not text or len(text) > 1000 or re.search(r"[\s\x00-\x1f\x7f<>\"\\]", text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return None
    is_fit = (
        parts.scheme in {"http", "https"} and "." in host and not parts.username and not host[0].isdigit()
    )
    return text if is_fit and host != "localhost" and not host.endswith(".local") else None
