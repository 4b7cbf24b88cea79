"""Reads CSV with whatever header names people use."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from employers.adverts.advert import Problem, RawAdvert, Unreadable

NAMES = {
    "title": (
        "title",
        "job title",
        "job",
        "role",
        "position",
        "vacancy",
        "vacancy title",
        "job name",
        "job role",
    ),
    "employer": (
        *(
            "employer",
            "organisation",
            "organization",
            "company",
            "company name",
            "employer name",
            "recruiter",
        ),
        *(
            "organisation name",
            "hiring organisation",
            "hiring organization",
            "business",
            "department",
            "advertiser",
        ),
    ),
    "description": (
        *(
            "description",
            "job description",
            "full description",
            "details",
            "text",
            "body",
            "advert",
            "summary",
        ),
        *("advert text", "about", "about the job", "short description"),
    ),
    "place": (
        "location",
        "town",
        "place",
        "city",
        "area",
        "where",
        "job location",
        "address",
        "town or city",
        "region",
    ),
    "postcode": ("postcode", "post code", "postal code", "zip", "location postcode", "job postcode"),
    "salary": (
        "salary",
        "pay",
        "wage",
        "salary text",
        "rate",
        "salary range",
        "remuneration",
        "pay range",
        "package",
    ),
    "salary_least": (
        "salary min",
        "min salary",
        "salary from",
        "minimum salary",
        "salary minimum",
        "salary least",
    ),
    "salary_most": (
        "salary max",
        "max salary",
        "salary to",
        "maximum salary",
        "salary maximum",
        "salary most",
    ),
    "salary_unit": ("salary unit", "pay unit", "salary period", "wage unit", "pay period"),
    "posted": (
        "posted",
        "date posted",
        "posted on",
        "posted date",
        "published",
        "date",
        "opening date",
        "start of advert",
    ),
    "closes": (
        *(
            "closes",
            "closing date",
            "closes on",
            "deadline",
            "expires",
            "expiry",
            "expiry date",
            "apply by",
            "close date",
        ),
        *("closing", "valid through", "application deadline"),
    ),
    "starts": ("start date", "starts", "starts on", "job start date"),
    "url": ("url", "link", "web address", "apply url", "job url", "website", "advert url", "apply link"),
    "reference": (
        "reference",
        "ref",
        "id",
        "job id",
        "vacancy reference",
        "job reference",
        "vacancy id",
        "reference number",
    ),
    "kind": ("kind", "type", "vacancy type", "job type", "opportunity type"),
    "pattern": (
        "pattern",
        "working pattern",
        "hours type",
        "contract type",
        "employment type",
        "contract",
        "full or part time",
    ),
    "hours": ("hours", "weekly hours", "hours per week", "hours a week"),
    "mode": (
        "mode",
        "work mode",
        "working mode",
        "remote",
        "workplace",
        "home working",
        "work location type",
    ),
    "positions": (
        "positions",
        "openings",
        "vacancies",
        "number of positions",
        "number of vacancies",
        "number of jobs",
    ),
}
MEANING = {alias: name for name, aliases in NAMES.items() for alias in aliases}
CELL_LIMIT = 131_072


def read(text: str) -> Iterator[RawAdvert | Problem]:
    """The rows of a CSV file, 1 being the first row under the header."""
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), _delimiter(text))
    try:
        columns = _columns(next(reader, []))
        for number, cells in enumerate(_rows(reader), 1):
            if isinstance(cells, csv.Error):
                yield Problem(
                    number, "", "cell_too_long", "A cell of this row is too long or has an open quote."
                )
            elif any(cell.strip() for cell in cells):
                yield _advert(number, cells, columns)
    except csv.Error:
        raise Unreadable("The first line of the CSV file cannot be read: check its quotes.") from None


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield fault


def _columns(header: list[str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for index, cell in enumerate(header):
        name = meaning(cell)
        if name and name not in columns.values():
            columns[index] = name
    missing = [name for name in ("title", "employer") if name not in columns.values()]
    if missing:
        raise Unreadable(
            f"The first line of the CSV file must name its columns, with one for {' and one for '.join(missing)}."
        )
    return columns


def _advert(number: int, cells: list[str], columns: dict[int, str]) -> RawAdvert | Problem:
    if len(cells) > max(columns) + 1 and any(cell.strip() for cell in cells[max(columns) + 20 :]):
        return Problem(
            number, "", "too_many_cells", "This row has more cells than the header: check its quotes."
        )
    return from_values(number, {name: cells[index] for index, name in columns.items() if index < len(cells)})


def from_object(number: int, data: dict[str, Any]) -> RawAdvert:
    """An advert from a plain JSON object, whose keys are read like a header."""
    values: dict[str, str] = {}
    for key, value in data.items():
        name = meaning(key)
        if name and isinstance(value, str | int | float) and not isinstance(value, bool):
            values.setdefault(name, str(value))
    return from_values(number, values)


def meaning(header: str) -> str | None:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header[:60]).lower()
    return MEANING.get(re.sub(r"[^a-z]+", " ", words).strip())


def from_values(number: int, values: dict[str, str]) -> RawAdvert:
    values = {name: value.strip() for name, value in values.items()}
    least, most, unit = (values.pop(f"salary_{part}", "") for part in ("least", "most", "unit"))
    if not values.get("salary") and (least or most):
        values["salary"] = (
            f"{' to '.join(_pounds(each) for each in (least, most) if each)} {_per(unit)}".strip()
        )
    texts: dict[str, Any] = values
    return RawAdvert(row=number, **texts)


def _pounds(number: str) -> str:
    return number if "£" in number else f"£{number}"


def _per(unit: str) -> str:
    return f"per {unit.lower().removesuffix('ly')}" if unit else ""


def _delimiter(text: str) -> type[csv.Dialect]:
    first = text.split("\n", 1)[0]

    class Dialect(csv.excel):
        delimiter = max(",;\t|", key=first.count)

    return Dialect
