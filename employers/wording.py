"""How vacancies are put into words: pay, place, hours, closing."""

from datetime import date, time
from decimal import Decimal

from django.utils import timezone

from district.web.forms import Form
from district.web.search import Point, miles_between
from employers import other_places
from employers.models import END_OF_DAY, Pattern, Vacancy

PATTERNS: dict[str, str] = dict(Pattern.choices)
SOON = 7  # days
WISE_DAYS = 14
REVIEWED = {
    "title": "Title",
    "description": "What the work is",
    "summary": "In one or two sentences",
    "place_text": "Address or name of the place",
    "other_places": "Other places",
    "weekly_hours": "Hours a week",
    "training": "Training",
    "salary_least": "Lowest pay",
    "salary_most": "Highest pay",
    "closes_on": "Closing date",
    "apply_url": "Where people apply",
    "question_one": "First question",
    "question_two": "Second question",
}
"""The fields that WMCA staff look at and may ask to change, with their names."""


def pounds(amount: Decimal) -> str:
    """£21,892, £12.50."""
    return f"£{amount:,.2f}".removesuffix(".00")


def plain_pounds(amount: Decimal | None) -> str:
    """As typed into a box: 21892, 12.50."""
    return "" if amount is None else f"{amount:.2f}".removesuffix(".00")


def pay(vacancy: Vacancy) -> str:
    """The range in one form for all adverts; else what the advert says."""
    if vacancy.salary_least is None or vacancy.salary_most is None:
        return vacancy.salary_text or "Pay not given"
    unit = "a year" if vacancy.salary_unit == "year" else "an hour"
    ends = dict.fromkeys((pounds(vacancy.salary_least), pounds(vacancy.salary_most)))
    return f"{' to '.join(ends)} {unit}"


def place(vacancy: Vacancy) -> str:
    """The main place, and how many others there are."""
    main, *others = places(vacancy)
    if not others:
        return main
    return f"{main}, and {len(others)} other {'place' if len(others) == 1 else 'places'}"


def places(vacancy: Vacancy) -> list[str]:
    """Each place in words, the main one first."""
    council = vacancy.council.name if vacancy.council else ""
    main = _spot(vacancy.place_text, council)
    others = [_spot(each["name"] or each["postcode"], each["council_name"]) for each in vacancy.other_places]
    return [main or ("From home" if vacancy.mode == "remote" else "Place not given"), *others]


def _spot(words: str, council: str) -> str:
    if council and council.lower() not in words.lower():
        return f"{words}, {council}" if words else council
    return words


def distance(vacancy: Vacancy, here: Point | None) -> str:
    """ "3.4 miles" to the nearest of its places, or nothing where either end is not known."""
    if here is None:
        return ""
    others = [(each["easting"], each["northing"]) for each in vacancy.other_places]
    found = [miles_between(here, *spot) for spot in [(vacancy.easting, vacancy.northing), *others]]
    known = [miles for miles in found if miles is not None]
    return f"{min(known):.1f} miles" if known else ""


def hours(vacancy: Vacancy) -> str:
    words = PATTERNS.get(vacancy.pattern, "")
    if vacancy.weekly_hours:
        number = f"{vacancy.weekly_hours.normalize():f} hours a week"
        words = f"{words}, {number}" if words else number
    return words


def closing(closes_on: date | None) -> str:
    if closes_on is None:
        return "No closing date"
    days = (closes_on - timezone.localdate()).days
    near = {0: "Closes today", 1: "Closes tomorrow"}
    if days in near:
        return near[days]
    year = "" if -60 < days < 300 else f" {closes_on:%Y}"
    return f"{'Closed' if days < 0 else 'Closes'} {closes_on.day} {closes_on:%B}{year}"


def clock(at: time) -> str:
    """9am, 12 noon, 5.30pm, the end of the day."""
    if at >= END_OF_DAY:
        return "the end of the day"
    if at == time(12):
        return "12 noon"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def closing_clock(vacancy: Vacancy) -> str:
    """The time of day, where it is not the end of the closing day."""
    return "" if vacancy.closes_time >= END_OF_DAY else clock(vacancy.closes_time)


def snapshot(vacancy: Vacancy) -> dict[str, str]:
    """What each field says that WMCA staff look at."""
    return {name: answer(vacancy, name) for name in REVIEWED}


def posted(posted_on: date) -> str:
    days = (timezone.localdate() - posted_on).days
    near = {0: "Posted today", 1: "Posted yesterday"}
    return near.get(days) or (
        f"Posted {days} days ago" if 0 < days < 30 else f"Posted {posted_on.day} {posted_on:%B %Y}"
    )


def is_soon(closes_on: date | None) -> bool:
    return closes_on is not None and 0 <= (closes_on - timezone.localdate()).days <= SOON


def is_short_notice(closes_on: date | None) -> bool:
    """Closes sooner than is wise for something people must apply to."""
    return closes_on is not None and (closes_on - timezone.localdate()).days < WISE_DAYS


def answer(vacancy: Vacancy, name: str) -> str:
    """What stands in a field, as its employer reads it."""
    value = getattr(vacancy, f"{name}_id" if name == "postcode" else name)
    if value is None or value == "":
        return ""
    if name == "other_places":
        return other_places.lines(value)
    if name in {"salary_least", "salary_most"}:
        return pounds(value)
    if isinstance(value, date | time | Decimal):
        return _plain(value)
    if name == "salary_unit":
        return "For a year" if value == "year" else "For an hour"
    display = getattr(vacancy, f"get_{name}_display", None)
    return str(display() if display else value)


def _plain(value: date | time | Decimal) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return clock(value).capitalize() if isinstance(value, time) else f"{value.normalize():f}"


def typed(form: Form, name: str) -> str:
    """What somebody has just typed into a form, as they would read it."""
    value = form.cleaned_data.get(name)
    if isinstance(value, date | time):
        return _plain(value)
    if name == "other_places":
        return other_places.lines(value or [])
    choices = dict(getattr(form.fields[name], "choices", []))
    return str(choices.get(value, "" if value is None else value))
