"""Course files as providers and the national service write them."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from district.imports.reading import formats
from district.imports.reading.formats import Format
from district.imports.services import loading
from district.imports.services.loading import Report

COURSE = {
    "WHO_THIS_COURSE_IS_FOR": "Adults who want to write their first program.",
    "COURSE_NAME": "Programming for beginners",
    "DELIVERY_MODE": "Online",
    "FLEXIBLE_START_DATE": "",
    "COURSE_WEBPAGE": "https://www.example.org/programming",
    "COST": "0",
    "DURATION": "10",
    "DURATION_UNIT": "Weeks",
}
CLASSROOM = {
    "DELIVERY_MODE": "Classroom based",
    "STUDY_MODE": "Part time",
    "ATTENDANCE_PATTERN": "Evening",
    "VENUE_NAME": "Lock House",
}
VENUE = {
    "YOUR_VENUE_REFERENCE": "LH1",
    "VENUE_NAME": "Lock House",
    "ADDRESS_LINE_1": "1 Wharf Street",
    "TOWN_OR_CITY": "Birmingham",
    "POSTCODE": "b47et",
}


def ahead(days: int = 60) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def lars(**cells: str) -> dict[str, str]:
    return {"LARS_QAN": "60160572", "START_DATE": ahead(), **COURSE, **cells}


def non_lars(**cells: str) -> dict[str, str]:
    kind = {
        "COURSE_TYPE": "Skills Bootcamp",
        "SECTOR": "DIGITAL",
        "EDUCATION_LEVEL": "3",
        "AWARDING_BODY": "None",
    }
    return {**kind, "START_DATE": ahead(), **COURSE, **cells}


def venue(**cells: str) -> dict[str, str]:
    return VENUE | cells


def live(**cells: str) -> dict[str, str]:
    start = timezone.localdate() + timedelta(days=60)
    return {
        "PROVIDER_UKPRN": "10001234",
        "COURSE_ID": "c1",
        "COURSE_RUN_ID": "r1",
        "LEARN_AIM_REF": "60160572",
        "COURSE_NAME": "Programming for beginners",
        "WHO_THIS_COURSE_IS_FOR": "Adults who want to write their first program.",
        "DELIVER_MODE": "1",
        "STUDY_MODE": "2",
        "ATTENDANCE_PATTERN": "2",
        "FLEXIBLE_STARTDATE": "False",
        "STARTDATE": f"{start:%d/%m/%Y}",
        "DURATION_UNIT": "2",
        "DURATION_VALUE": "10",
        "COST": "250.00",
        "NATIONAL": "False",
        "LOCATION_NAME": "Lock House",
        "LOCATION_ADDRESS1": "1 Wharf Street",
        "LOCATION_POSTCODE": "B4 7ET",
        "LOCATION_TOWN": "Birmingham",
        "COURSE_URL": "www.example.org/programming",
        **cells,
    }


def text(table: Format, *rows: dict[str, str], header: list[str] | None = None, delimiter: str = ",") -> str:
    output = io.StringIO(newline="")
    writer = csv.DictWriter(output, header or list(table.columns), delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue()


def take(
    folder: Path, *contents: str | bytes, provider: Any = None, dry_run: bool = False, name: str = "file"
) -> Report:
    """Import files with these contents."""
    paths = []
    for number, content in enumerate(contents):
        path = folder / f"{name}{number}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(path)
    return loading.run(paths=paths, provider=provider, dry_run=dry_run, say=lambda words: None)


def take_lars(folder: Path, *rows: dict[str, str], provider: Any) -> Report:
    return take(folder, text(formats.LARS, *rows), provider=provider)


def codes(report: Report) -> list[tuple[int, str, str]]:
    return [(each.row, each.field, each.code) for each in report.refused]


def a_day(words: str) -> date:
    day, month, year = words.split("/")
    return date(int(year), int(month), int(day))
