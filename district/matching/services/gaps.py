"""Counts what is asked, held and taught, and shows what each number was counted from."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from district.matching import statements
from district.matching.models.gap import METHOD
from district.matching.protection import as_matcher
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed

FOLDER = Path(__file__).parents[1] / "sql" / "gaps"
COUNTED = ("term", "opening", "lack", "holding", "training", "seat")


@dataclass(frozen=True)
class Behind:
    """What the numbers of one skill were counted from: ids of vacancies, needs and runs, and counts of learners."""

    openings: list[dict[str, Any]]  # id, level, amount (openings), is_posted
    lacks: list[dict[str, Any]]  # id, level, people of a skills need, amount (those in none of its vacancies)
    holdings: list[dict[str, Any]]  # level, evidence, amount (learners): never anybody
    trainings: list[dict[str, Any]]  # id of a run, level, people on it, per_cent and amount (will complete)
    seats: list[dict[str, Any]]  # id, level, amount (places; None where no limit is told)

    def sums(self) -> dict[str, int]:
        """As the cells have them."""
        return {
            "demand": sum(row["amount"] for row in [*self.openings, *self.lacks]),
            "posted": sum(row["amount"] for row in self.openings if row["is_posted"]),
            "needed": sum(row["amount"] for row in self.lacks),
            "supply": sum(row["amount"] for row in self.holdings),
            "in_training": sum(row["amount"] for row in self.trainings),
            "seats": sum(row["amount"] or 0 for row in self.seats),
            "unlimited_runs": sum(row["amount"] is None for row in self.seats),
        }


@transaction.atomic
def count(*, day: date | None = None) -> dict[str, int]:
    """Write the cells of a day, today unless told, and let the month's earlier days go; says how many cells there
    are, and how many were written and removed. Twice on one day changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE matching_gapcell IN SHARE ROW EXCLUSIVE MODE")
    with as_matcher():
        return statements.fetch(
            _text("store", COUNTED), {"day": day or timezone.localdate(), "method": METHOD}
        )[0]


def promise() -> None:
    tasks.enqueue(name="matching.count_gaps", args={}, key="gaps")


def count_again(*, by: Actor) -> dict[str, int]:
    """Staff want the figures of this moment."""
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff can count again.")
    return count()


def behind(
    *, skill: UUID, level: int | None = None, place: str | None = None, council: str | None = None
) -> Behind:
    """As things stand now, the largest first; None stands for all levels and places."""
    wanted = {"day": timezone.localdate(), "skill": skill, "level": level, "place": place, "council": council}
    rows = statements.fetch(_text("behind", COUNTED), wanted)
    openings, lacks, holdings, trainings, seats = (
        [row for row in rows if row["what"] == what]
        for what in ("opening", "lack", "holding", "training", "seat")
    )
    return Behind(openings, lacks, _summed(holdings), trainings, seats)


def _summed(holdings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Over places."""
    sums: Counter[tuple[int, str]] = Counter()
    for row in holdings:
        sums[row["level"], row["evidence"]] += row["amount"]
    return [
        {"level": level, "evidence": evidence, "amount": sums[level, evidence]}
        for level, evidence in sorted(sums)
    ]


@cache
def _text(name: str, parts: tuple[str, ...]) -> str:
    first = ",\n".join((FOLDER / f"{part}.sql").read_text(encoding="utf-8").strip() for part in parts)
    last = (FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip()
    return f"WITH RECURSIVE {first},\n{last}"
