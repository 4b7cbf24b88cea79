"""Which local skills improvement plan area a council lies in, and from when to when: dated rows of a file."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FACTS = Path(__file__).parent / "facts" / "lsip.csv"


@dataclass(frozen=True)
class Lies:
    """A council in an area. `until`: the last day, None where it goes on."""

    council: str
    code: str
    name: str
    since: date
    until: date | None


@cache
def rows() -> tuple[Lies, ...]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Lies(
                row["council_code"],
                row["lsip_code"],
                row["lsip_name"],
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(file)
        )


def area_of(council: str, day: date) -> str:
    """Its code; empty where the council lay in none."""
    return next((each.code for each in rows() if each.council == council and _holds(each, day)), "")


def _holds(each: Lies, day: date) -> bool:
    return each.since <= day and (each.until is None or day <= each.until)


def names() -> dict[str, str]:
    """Of every area, the newest first."""
    newest = sorted(rows(), key=lambda each: each.since, reverse=True)
    return {each.code: each.name for each in newest}


def column() -> str:
    """SQL: the area of a frozen row's council, as areas were drawn on the day that the figures know of."""
    found = []
    for code in names():
        mine = [each for each in rows() if each.code == code]
        councils = ", ".join(f"'{each.council}'" for each in mine)
        since = min(each.since for each in mine)
        until = max(each.until or date.max for each in mine)
        found.append(
            f"WHEN council_code IN ({councils}) AND %(as_at)s::date BETWEEN '{since}' AND '{until}' THEN '{code}'"
        )
    return f"CASE {' '.join(found)} ELSE '' END"
