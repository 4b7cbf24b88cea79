"""Figures of law and accepted standards, and phrases for adverts to avoid; SOURCES.md says where they come from."""

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
