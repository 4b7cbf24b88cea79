"""Rows of the national open data of live courses (36 columns)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from district.imports.reading import cells, choices, regions, venues
from district.imports.reading.cells import Row, squash
from district.imports.reading.courses import Aim
from district.imports.reading.rows import AT_A_VENUE, CourseRow, ProviderKey, VenueRow
from district.web.links import clean_address
from programmes.models import DeliveryMode

SHORT_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\b.*")
NOT_SAID = {"", "undefined", "0", "null", "none"}


@dataclass(frozen=True)
class Context:
    postcodes: Mapping[str, object]
    aims: Mapping[str, Aim]
    month_first: bool


def is_month_first(rows: Iterable[Mapping[str, str]]) -> bool:
    """Whether the file writes its dates the American way, which only a day above 12 betrays."""
    first, second = 0, 0
    for row in rows:
        if found := SHORT_DATE.fullmatch(row.get("STARTDATE", "")):
            first, second = max(first, int(found[1])), max(second, int(found[2]))
    return first <= 12 < second


def read(row: Row, context: Context) -> CourseRow | None:
    ukprn = row["PROVIDER_UKPRN"]
    if not cells.UKPRN.fullmatch(ukprn):
        row.refuse(
            "PROVIDER_UKPRN", "PROVIDER_UKPRN_INVALID", "A UKPRN has 8 digits and does not start with 0."
        )
    for column in ("COURSE_ID", "COURSE_RUN_ID"):
        row.text(column, column, 100, needed="Every course and every run has its identifier.")
    title = row.text("COURSE_NAME", "COURSERUN_COURSE_NAME", 255, needed="Enter the name of the course.")
    aim = cells.learning_aim(row["LEARN_AIM_REF"])
    known = context.aims.get(aim)
    kind = choices.COURSE_TYPES.get(squash(row["COURSE_TYPE"]), "")
    course = {
        "title": title,
        "who_for": row.text("WHO_THIS_COURSE_IS_FOR", "COURSE_WHO_THIS_COURSE_IS_FOR", 2000),
        "entry_requirements": row.text("ENTRY_REQUIREMENTS", "COURSE_ENTRY_REQUIREMENTS", 2000),
        "how_assessed": row.text("HOW_YOU_WILL_BE_ASSESSED", "COURSE_HOW_YOU_WILL_BE_ASSESSED", 2000),
        "learning_aim": aim,
        "level": known.level if known else choices.OPEN_LEVELS.get(squash(row["EDUCATION_LEVEL"]), ""),
        "course_type": kind,
        "sector": choices.SECTOR_CODES.get(squash(row["SECTOR"]), ""),
        "awarding_body": row.text("AWARDING_BODY", "COURSE_AWARDING_BODY", 255),
    }
    run = _run(row, title, context)
    venue = _venue(row, context) if run["mode"] in AT_A_VENUE else None
    if row.refusals:
        return None
    return CourseRow(
        row=row.number,
        provider=ProviderKey(ukprn=ukprn),
        course_key=row["COURSE_ID"],
        course=course,
        programme=kind,
        run_key=row["COURSE_RUN_ID"],
        run=run,
        venue=venue,
    )


def _run(row: Row, title: str, context: Context) -> dict[str, Any]:
    mode = row.choice(
        "DELIVER_MODE",
        "COURSERUN_DELIVERY_MODE",
        choices.OPEN_MODES,
        "The delivery mode is not one of the national ones.",
    )
    is_flexible = bool(row.yes_or_no("FLEXIBLE_STARTDATE", "COURSERUN_FLEXIBLE_START_DATE"))
    written = row["STARTDATE"]
    starts_on = None if is_flexible else _day(written, month_first=context.month_first)
    if not is_flexible and starts_on is None:
        problem = ("INVALID", "is no real date") if written else ("REQUIRED", "is missing")
        row.refuse("STARTDATE", f"COURSERUN_START_DATE_{problem[0]}", f"The start date {problem[1]}.")
    number, unit = row["DURATION_VALUE"], choices.OPEN_UNITS.get(squash(row["DURATION_UNIT"]))
    is_length = bool(unit and number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= 999)
    is_national = bool(row.yes_or_no("NATIONAL", "COURSERUN_NATIONAL_DELIVERY"))
    is_at_work = mode == DeliveryMode.WORK_BASED
    return {
        "name": title,
        "reference": "",
        "mode": mode,
        "is_flexible": is_flexible,
        "starts_on": starts_on,
        "webpage": clean_address(row["COURSE_URL"])[:500],
        "cost": row.money("COST", "COURSERUN_COST") if row["COST"] else None,
        "cost_note": row.text("COST_DESCRIPTION", "COURSERUN_COST_DESCRIPTION", 255),
        "duration": int(number) if is_length else None,
        "duration_unit": unit if is_length else "",
        "study_mode": _said(row["STUDY_MODE"], choices.OPEN_STUDY_MODES),
        "pattern": _said(row["ATTENDANCE_PATTERN"], choices.OPEN_PATTERNS),
        "is_national": is_at_work and is_national,
        "regions": "; ".join(regions.parse(row["REGIONS"].replace(",", ";"))[0])[:500] if is_at_work else "",
    }


def _said(text: str, allowed: Mapping[str, str]) -> str:
    value = squash(text)
    return "" if value in NOT_SAID else allowed.get(value, "")


def _day(text: str, *, month_first: bool) -> date | None:
    if found := SHORT_DATE.fullmatch(text):
        first, second, year = (int(part) for part in found.groups())
        parts = (year, first, second) if month_first else (year, second, first)
        try:
            return date(*parts)
        except ValueError:
            return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _venue(row: Row, context: Context) -> VenueRow:
    postcode = venues.place(row, "LOCATION_POSTCODE", context.postcodes)
    address = ", ".join(
        filter(None, (row[f"LOCATION_{part}"] for part in ("ADDRESS1", "ADDRESS2", "COUNTY")))
    )
    town = row["LOCATION_TOWN"][:75]
    name = row["LOCATION_NAME"][:230] or ", ".join(filter(None, (town, postcode)))
    return VenueRow(row.number, name, postcode, address=address[:300], town=town)
