"""The SQL of matching. Each statement is one of the parts in sql/, named here, before its last step.

The parts say the rules of `district.matching.engine` once more, for sets; tests hold the two equal to the
last bit.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from district.matching import binary
from district.matching.engine.courses import ENOUGH, FEW_SKILLS, OPENED
from district.matching.engine.evidence import FROM_RULES
from district.matching.engine.score import MOST
from learners.models import DEFAULT_TRAVEL_MILES

FOLDER = Path(__file__).parent / "sql"

LEARNER = ("matched", "learner")
ALLOWED = (*LEARNER, "vacancy", "hoped", "allowed")
ALLOWED_OF_THESE = (*LEARNER, "vacancy", "hoped_of_these", "allowed")
LINES = ("holder_every", "evidence", "line")
BACKED = ("confirmed", "backed")
SCORES = (*LINES[1:], "fit", *BACKED, "extra", "scored")
SCORES_OF_NONE_SURE = (*LINES[1:], "fit", "no_extra", "scored")
SCORED_BY_VACANCY = (*ALLOWED_OF_THESE, "holder_allowed", *SCORES)
COVERS = (*LINES, "wanted", "teaching", "cover")

PARTS: dict[str, tuple[str, ...]] = {
    "store_vacancies": (*ALLOWED, "holder_every", *SCORES, "best"),
    "store_vacancies_of_none_sure": (*ALLOWED, "holder_every", *SCORES_OF_NONE_SURE, "best"),
    "are_any_sure": ("confirmed",),
    "store_merged": SCORED_BY_VACANCY,
    "find_candidates": SCORED_BY_VACANCY,
    "store_courses": (
        *(*ALLOWED, "pair_allowed", "run", "joinable"),
        *COVERS,
        *("need", "gain", "near", "opened", "best_courses"),
    ),
    "store_fresh": (),
    "store_again": (),
    "remove_unmatched": (),
    "sum_lists": (),
    "take_learners": LEARNER,
    "take_held": ("matched",),
    "take_sure": ("confirmed",),
    "take_hopes": ("matched", "sector"),
    "take_vacancies": ("vacancy", "sector"),
    "take_asked": ("vacancy",),
    "take_places": ("vacancy",),
    "take_runs": ("run",),
    "take_taught": ("run",),
    "take_credits": (),
    "count_listed": ("vacancy",),
    "store_weights": ("vacancy", "asked"),
    "remove_weights": ("vacancy",),
    "explain_lines": (*LEARNER, "vacancy", "pair_every", "run", "joinable", *COVERS, "rise", *BACKED),
    "explain_gaps": (*LEARNER, "vacancy", "pair_every", "run", "joinable", *COVERS, "ground"),
    "explain_pair": (
        *(*ALLOWED, "pair_allowed", "run", "joinable"),
        *COVERS,
        "ground",
    ),
    "explain_opened": (
        *(*ALLOWED, "pair_allowed", "run", "joinable"),
        *COVERS,
        *("near", "opened"),
    ),
    "explain_candidates": (*LEARNER, "vacancy", "holder_every", "evidence", *BACKED),
    "explain_wider": ALLOWED,
    "explain_rises": (*ALLOWED, "pair_allowed", "joinable_named", *COVERS, "rise"),
}

SAME_END = {"store_vacancies_of_none_sure": "store_vacancies"}


def parameters(
    *,
    engine: str,
    day: date,
    learners: list[int] | None = None,
    shard: tuple[int, int] | None = None,
    vacancies: list[int] | None = None,
    courses: list[int] | None = None,
    touch: bool = False,
) -> dict[str, Any]:
    """None stands for all of them; a shard is a range of learner ids with both ends in it."""
    low, high = shard or (None, None)
    return {
        "engine": engine,
        "day": day,
        "learners": learners,
        "low": low,
        "high": high,
        "vacancies": vacancies,
        "courses": courses,
        "touch": touch,
        "default_miles": DEFAULT_TRAVEL_MILES,
        "most": MOST,
        "enough": ENOUGH,
        "few": FEW_SKILLS,
        "opened": OPENED,
        "sure_from": FROM_RULES,
    }


@cache
def text(name: str) -> str:
    parts = ",\n".join(_read(part) for part in PARTS[name])
    end = _read(SAME_END.get(name, name))
    return f"WITH {parts}\n{end}" if parts else end


def _read(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip()


def numbers(name: str, **wanted: Any) -> NDArray[np.int32]:
    """What a statement selects, where all of it is whole numbers of 32 bits: a column of the result for each."""
    return binary.numbers(_taken(name, **wanted))


def packed(name: str, **wanted: Any) -> NDArray[np.int64]:
    """What a statement selects, where all of it is numbers of 64 bits strung together as bytes, in any order."""
    return binary.packed(_taken(name, **wanted))


def _taken(name: str, **wanted: Any) -> memoryview:
    taken = BytesIO()
    with connection.cursor() as cursor:
        words = cursor.mogrify(text(name), parameters(**wanted)).decode()
        cursor.copy_expert(f"COPY ({words}) TO STDOUT (FORMAT binary)", taken)
    return taken.getbuffer()


def rows(name: str, **wanted: Any) -> list[dict[str, Any]]:
    """What a statement selects or returns, a dictionary a row."""
    return fetch(text(name), parameters(**wanted))


def fetch(words: str, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(words, wanted)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def hold(table: str, columns: str, *values: NDArray) -> None:
    """Arrays as rows of a temporary table, for the statement that comes next in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
        cursor.copy_expert(f"COPY pg_temp.{table} FROM STDIN (FORMAT binary)", binary.rows(*values))


def change(name: str, **wanted: Any) -> int:
    """How many rows a statement wrote."""
    with connection.cursor() as cursor:
        cursor.execute(text(name), parameters(**wanted))
        return cursor.rowcount


def parts_unused() -> Iterator[str]:
    """Files that no statement names."""
    named = {part for parts in PARTS.values() for part in parts} | set(PARTS)
    return (path.stem for path in sorted(FOLDER.glob("*.sql")) if path.stem not in named)
