"""Reads schema.org JobPosting: objects, lists, @graph, item lists, and the nested parts for place and pay."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from employers.adverts.advert import RawAdvert

MOST_DEPTH = 30


def postings(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every JobPosting in a piece of JSON, wherever it lies."""
    if depth > MOST_DEPTH:
        return
    if isinstance(data, list):
        for each in data:
            yield from postings(each, depth + 1)
    elif isinstance(data, dict):
        if "JobPosting" in _types(data):
            yield data
        else:
            for each in data.values():
                if isinstance(each, dict | list):
                    yield from postings(each, depth + 1)


def read(data: dict[str, Any], row: int) -> RawAdvert:
    place, postcode, is_remote = _place(data)
    salary, salary_range = _salary(data.get("baseSalary") or data.get("estimatedSalary"))
    reference = _text(data.get("identifier"), "value", "name", "@id")
    hours = data.get("workHours")
    skills = [
        _text(data.get(name), "name") for name in ("skills", "qualifications", "experienceRequirements")
    ]
    description = _text(data.get("description"))
    kinds = _texts(data.get("employmentType"))
    return RawAdvert(
        row=row,
        title=_text(data.get("title") or data.get("name")),
        employer=_text(data.get("hiringOrganization"), "name", "legalName"),
        description="\n\n".join(
            filter(None, [description, *(each for each in skills if each not in description)])
        ),
        place=place,
        postcode=postcode,
        salary=salary,
        salary_range=salary_range,
        posted=_text(data.get("datePosted")),
        closes=_text(data.get("validThrough")),
        starts=_text(data.get("jobStartDate")),
        url=_text(data.get("url") or data.get("sameAs") or data.get("@id")),
        reference=reference,
        kind=" ".join([_text(data.get("title")), *kinds]),
        pattern=" ".join([*kinds, _text(hours)]),
        hours=_text(hours),
        mode="remote" if is_remote else "",
        positions=_text(data.get("totalJobOpenings")),
    )


def _types(data: dict[str, Any]) -> list[str]:
    kinds = data.get("@type") or data.get("type") or []
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds]


def _text(value: Any, *names: str) -> str:
    """The text of a value that may be a text, a number, an object that names itself, or a list of these."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(each, *names) for each in value)))
    if isinstance(value, dict):
        for name in (*names, "name", "value", "@value"):
            if found := _text(value.get(name)):
                return found
    return ""


def _texts(value: Any) -> list[str]:
    return [_text(each) for each in (value if isinstance(value, list) else [value]) if each]


def _place(data: dict[str, Any]) -> tuple[str, str, bool]:
    """The place in words, the postcode, and whether it is done from home."""
    is_remote = "TELECOMMUTE" in _text(data.get("jobLocationType")).upper()
    places = data.get("jobLocation")
    words, postcode = [], ""
    for place in places if isinstance(places, list) else [places]:
        address = place.get("address") if isinstance(place, dict) else place
        if isinstance(address, list):
            address = address[0] if address else ""
        if isinstance(address, dict):
            names = ("streetAddress", "addressLocality", "addressRegion", "postalCode")
            parts = [_text(address.get(name)) for name in names]
            postcode = postcode or parts[-1]
            words.append(", ".join(dict.fromkeys(filter(None, parts))))
        else:
            words.append(_text(address) or _text(place))
    return "; ".join(dict.fromkeys(filter(None, words))), postcode, is_remote


def _salary(data: Any) -> tuple[str, tuple[Decimal, Decimal, str] | None]:
    """The pay in words, and as numbers where the file gives numbers in pounds."""
    if isinstance(data, list):
        data = next((each for each in data if each), None)
    if not isinstance(data, dict):
        return _text(data), None
    value = data.get("value", data)
    unit = _text(data.get("unitText"))
    currency = _text(data.get("currency") or data.get("salaryCurrency"))
    if isinstance(value, dict):
        unit = _text(value.get("unitText")) or unit
        currency = currency or _text(value.get("currency"))
        ends = [_number(value.get(name)) for name in ("minValue", "maxValue", "value")]
    else:
        ends = [_number(value), None, None]
    numbers = [each for each in ends if each is not None]
    words = _salary_words(data, value, numbers, unit, currency)
    if not numbers or currency.upper() not in {"", "GBP", "£"}:
        return words, None
    return words, (min(numbers), max(numbers), unit)


def _salary_words(data: dict[str, Any], value: Any, numbers: list[Decimal], unit: str, currency: str) -> str:
    if not numbers:
        return _text(value) or _text(data.get("description"))
    sign = "£" if currency.upper() in {"", "GBP", "£"} else f"{currency} "
    ends = " to ".join(f"{sign}{each:,.2f}".removesuffix(".00") for each in sorted(set(numbers)))
    units = {"hour": "an hour", "day": "a day", "week": "a week", "month": "a month", "year": "a year"}
    return f"{ends} {units.get(unit.lower().removesuffix('ly'), '')}".strip()


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value).replace(",", "").replace("£", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < 10_000_000 else None
