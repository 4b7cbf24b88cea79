"""The wider list of one learner, found when somebody looks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg

from district.matching import statements
from district.matching.engine import widen
from district.matching.engine.widen import Anchor, Found, Opening, Telling
from district.skills.models import OccupationSkill
from learners.models import Learner


@dataclass(frozen=True)
class Classification:
    """The skills of each occupation, how telling each skill is among them, and what both are called."""

    skills: dict[int, frozenset[int]]
    known: Telling
    labels: dict[int, str]
    names: dict[int, str]


@lru_cache(maxsize=1)
def classification(engine: str, made_at: datetime) -> Classification:
    """As it is when the first learner looks under an engine version; a process keeps one, and reads it again with
    the next version.
    """
    rows = list(
        OccupationSkill.objects.filter(occupation__withdrawn_at=None, skill__withdrawn_at=None)
        .values("occupation_id", "occupation__label")
        .annotate(skills=ArrayAgg("skill_id", order_by="id"), labels=ArrayAgg("skill__label", order_by="id"))
        .order_by("occupation_id")
        .values_list("occupation_id", "occupation__label", "skills", "labels")
    )
    skills = {occupation: frozenset(found) for occupation, _, found, _ in rows}
    labels: dict[int, str] = {}
    for _, _, found, words in rows:
        labels |= zip(found, words, strict=True)
    names = {occupation: name for occupation, name, *_ in rows}
    return Classification(skills, widen.telling(skills.values()), labels, names)


@dataclass(frozen=True)
class Wider:
    """labels: of skills; names: of occupations. starts: whether there was anything to start from."""

    found: list[Found]
    labels: dict[int, str]
    names: dict[int, str]
    starts: bool
    job_count: int
    course_count: int | None
    learner_version: int


def of_learner(*, learner: Learner, day: date) -> Wider | None:
    """None before their first match."""
    rows = statements.rows("explain_wider", engine="", day=day, learners=[learner.id])
    if not rows:
        return None
    row = rows[0]
    known = classification(row["engine"], row["made_at"])
    held = _held(row["held"])
    own = [work for each in held for work in widen.own_work(each, known.skills, known.known)]
    anchors = [*_hopes(row["hopes"]), *held, *own]
    labels = known.labels | {each[0]: each[1] for each in row["held"]}
    return Wider(
        found=widen.widen(anchors, _openings(row["openings"], known), known.known),
        labels=labels,
        names=known.names,
        starts=bool(anchors),
        job_count=row["job_count"],
        course_count=row["course_count"] if row["courses_version"] else None,
        learner_version=row["learner_version"],
    )


def _hopes(rows: Iterable[list[Any]]) -> list[Anchor]:
    counts: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for occupation, group, skill in rows:
        counts[occupation, group][skill] = widen.FULL
    return [Anchor(found, occupation, group, is_hoped=True) for (occupation, group), found in counts.items()]


def _held(rows: list[list[Any]]) -> list[Anchor]:
    return [Anchor({skill: percent for skill, _, percent in rows})] if rows else []


def _openings(rows: Iterable[list[Any]], known: Classification) -> list[Opening]:
    none: frozenset[int] = frozenset()
    return [
        Opening(
            vacancy,
            preference,
            frozenset(asked) if occupation is None else known.skills.get(occupation, none),
            occupation,
            group or "",
        )
        for vacancy, preference, occupation, group, asked in rows
    ]
