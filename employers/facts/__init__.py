"""Figures of law and accepted standards, and phrases for adverts to avoid; SOURCES.md says where they come from."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def figure(code: str, day: date) -> Decimal:
    """The figure of the last row that had begun by then; of days before all rows, the first."""
    dated = sorted(
        (date.fromisoformat(row["since"]), Decimal(row["value"]))
        for row in rows("figures.csv")
        if row["code"] == code
    )
    return next((value for since, value in reversed(dated) if since <= day), dated[0][1])
