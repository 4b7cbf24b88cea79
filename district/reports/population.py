"""Who lives in the seven councils, by group: what the people whom the portal reaches are held against."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FACTS = Path(__file__).parent / "facts" / "population.csv"
SOURCES = {
    "census-groups": "Census 2021, WMCA area; to be confirmed",
    "census-sex": "Census of 21 March 2021, the seven councils: 1,486,549 women and girls, 1,433,064 men and boys",
    "census-disability": "Census 2021, WMCA area, all ages; to be confirmed",
    "imd": "Indices of Deprivation 2025, share of neighbourhoods",
}
MISSING = {
    "care": "how many have been in care is not known, for the census did not ask",
    "age": "no count of the seven councils by these ages is held here yet",
}
"""By question: why there is nothing to hold people against."""


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


def sources(question: str) -> list[str]:
    """Where its shares are from, or why there are none."""
    found = sorted({each.source for (asked, _), each in shares().items() if asked == question})
    return found or [MISSING[question]]
