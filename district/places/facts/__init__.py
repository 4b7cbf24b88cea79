"""Small tables that change about once a year; SOURCES.md says where they come from."""

import csv
import json
from pathlib import Path

FOLDER = Path(__file__).parent
Ring = list[list[int]]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outlines() -> dict[str, list[Ring]]:
    """By council code: rings of [easting, northing]."""
    found: dict[str, list[Ring]] = json.loads((FOLDER / "outlines.json").read_text(encoding="utf-8"))
    return found


def digest_parts() -> list[bytes]:
    return [path.read_bytes() for path in sorted(FOLDER.glob("*.csv")) + sorted(FOLDER.glob("*.json"))]
