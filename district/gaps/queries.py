"""The figures of one skill as they were counted last."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Sum

from district.matching.models import GapCell
from district.matching.models.gap import FIGURES, gap
from district.skills.models import Skill


@dataclass(frozen=True)
class Counted:
    """day: None where nothing of the skill was counted. by_council: the gap in each council that has any figure."""

    day: date | None
    figures: dict[str, int]
    by_council: dict[str, int]


def counted(skill: Skill, *, level: int | None = None, place: str = "", council: str = "") -> Counted:
    cells = GapCell.objects.newest().filter(skill=skill, **({"level": level} if level else {})).order_by()
    sums = {name: Sum(name) for name in FIGURES}
    rows: Any = cells.values("place", "council_id").annotate(**sums, last=Max("day"))
    figures: Counter[str] = Counter(dict.fromkeys(FIGURES, 0))
    by_council, day = {}, None
    for row in rows:
        day = row["last"]
        if row["council_id"]:
            by_council[row["council_id"]] = gap(row)
        if (not place or row["place"] == place) and (not council or row["council_id"] == council):
            figures.update({name: row[name] for name in FIGURES})
    return Counted(day, dict(figures), by_council)
