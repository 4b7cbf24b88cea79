"""Who lives in the seven councils, by group: what the people whom the portal reaches are held against."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FACTS = Path(__file__).parent / "facts" / "population.csv"
SOURCES = {
    "census-groups": "Census 2021, WMCA area; to be confirmed",
    "census-built-up": "Census 2021, Birmingham and Wolverhampton built-up area; to be confirmed",
    "census-disability": "Census 2021, WMCA area, all ages; to be confirmed",
    "imd": "Indices of Deprivation 2025, share of neighbourhoods",
}


@dataclass(frozen=True)
class Share:
    per_cent: Decimal
    source: str


@cache
def shares() -> dict[tuple[str, str], Share]:
    """By question and group. What is missing is not available."""
    with FACTS.open(encoding="utf-8", newline="") as file:
        return {
            (row["question"], row["group"]): Share(Decimal(row["per_cent"]), SOURCES[row["source"]])
            for row in csv.DictReader(file)
        }


def share(question: str, group: str) -> Share | None:
    return shares().get((question, group))
