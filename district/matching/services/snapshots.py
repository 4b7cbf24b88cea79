"""What a full run reads: everybody and everything at one moment, as arrays in files that any number of workers map.

Files are named by what is in them, so the same facts have the same names wherever they were taken. Nothing in them
says who anybody is: they are read by the role of matching (see `protection.py`).
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from numpy.typing import NDArray

from district.matching import statements
from district.matching.engine import RULES
from district.matching.engine.arrays import (
    Courses,
    Credits,
    Ints,
    Learners,
    Offsets,
    Table,
    Vacancies,
)
from district.matching.protection import as_matcher

KEPT = 3  # snapshots
AT_ONCE = 50_000  # learners whose skills are read together
UNFINISHED_SECONDS = 3600  # after which a file that nobody finished is nobody's
TABLES: dict[str, type[Table]] = {
    "learners": Learners,
    "vacancies": Vacancies,
    "courses": Courses,
    "credits": Credits,
}


@dataclass(frozen=True)
class Snapshot:
    """`name` stands for the content. Learners are in the order of their ids."""

    name: str
    learners: Learners
    vacancies: Vacancies
    courses: Courses
    credits: Credits


def take(*, engine: str, day: date) -> str:
    """Write what holds now under an engine version on a day; returns its name."""
    tables = _read(engine=engine, day=day)
    return _keep(tables, engine=engine, day=day)


def find(name: str) -> Snapshot | None:
    """One that this machine has whole."""
    try:
        return _open(name)
    except (OSError, ValueError, KeyError):
        return None


@contextmanager
def alone() -> Iterator[None]:
    """One process of those that share the folder at a time."""
    _folder().mkdir(parents=True, exist_ok=True)
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prune() -> None:
    """Keep the newest, and the arrays that they name. Call it alone; who has another open keeps it until they let
    it go.
    """
    manifests = sorted(_folder().glob("*.json"), key=_age)
    for old in manifests[KEPT:]:
        old.unlink(missing_ok=True)
    named = {
        f"{digest}.npy"
        for path in manifests[:KEPT]
        for digest in json.loads(path.read_bytes())["arrays"].values()
    }
    for entry in list(os.scandir(_folder())):
        is_left = entry.name.endswith(".npy") and entry.name not in named
        if is_left or (entry.name.endswith(".part") and _age(Path(entry)) > UNFINISHED_SECONDS):
            Path(entry).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MATCHING_FOLDER)


def _age(path: Path) -> float:
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime
    return 0


def _read(*, engine: str, day: date) -> dict[str, Table]:
    """All in one transaction that sees one moment; within another transaction, what that one sees."""
    wanted = {"engine": engine, "day": day}
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with as_matcher():
            learners, vacancies, credits = _both_sides(wanted)
            runs = _sorted(statements.numbers("take_runs", **wanted), 6)
            taught = _sorted(statements.numbers("take_taught", **wanted), 3)
    return {
        "learners": learners,
        "vacancies": vacancies,
        "courses": _courses(runs, taught),
        "credits": credits,
    }


def look(*, engine: str, day: date, learners: list[int] | None) -> tuple[Learners, Vacancies, Credits]:
    """These learners (all of them by default) with what is open to them, and nothing written.

    Within another transaction, whose statements may see different moments, what belongs to nobody is left out.
    """
    with as_matcher():
        return _both_sides({"engine": engine, "day": day, "learners": learners})


def _both_sides(wanted: dict[str, Any]) -> tuple[Learners, Vacancies, Credits]:
    learners = _by_id(statements.numbers("take_learners", **wanted), 10)
    held = _held(learners[0], wanted)
    sure = _owned(_sorted(statements.numbers("take_sure", **wanted), 4), learners[0])
    hopes = _owned(_sorted(statements.numbers("take_hopes", **wanted), 2), learners[0])
    vacancies = _by_id(statements.numbers("take_vacancies", **wanted), 9)
    asked = _owned(_sorted(statements.numbers("take_asked", **wanted), 4), vacancies[0])
    places = _owned(_sorted(statements.numbers("take_places", **wanted), 3), vacancies[0])
    credits = _sorted(statements.numbers("take_credits", **wanted), 3)
    return _learners(learners, held, sure, hopes), _vacancies(vacancies, asked, places), Credits(*credits)


@dataclass(frozen=True)
class _Held:
    """What learners hold, end to end in their order."""

    start: Offsets
    skill: Ints
    level: Ints


def _held(learners: Ints, wanted: dict[str, Any]) -> _Held:
    """By far the longest table: read in parts, and let go of column by column, lest a worker needs it twice over."""
    parts = [
        _unpacked(statements.packed("take_held", shard=(int(ids[0]), int(ids[-1])), **wanted), ids)
        for ids in np.split(learners, range(AT_ONCE, len(learners), AT_ONCE))
        if len(ids)
    ]
    counts = _end_to_end([part.pop() for part in parts], np.int64)
    return _Held(
        start=np.concatenate(([0], np.cumsum(counts))),
        level=_end_to_end([part.pop() for part in parts], np.int32),
        skill=_end_to_end([part.pop() for part in parts], np.int32),
    )


def _unpacked(rows: NDArray[np.int64], ids: Ints) -> list[NDArray]:
    """Of these learners, in order: skills and levels as take_held.sql packs them, and how many each learner holds."""
    rows.sort()
    owners = rows >> 32
    is_owned = np.isin(owners, ids)
    if not is_owned.all():
        rows, owners = rows[is_owned], owners[is_owned]
    counts = np.diff(_rows(ids, owners))
    return [(rows >> 3 & (2**29 - 1)).astype(np.int32), (rows & 7).astype(np.int32), counts]


def _end_to_end(parts: list[NDArray], kind: type[np.integer]) -> NDArray:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _by_id(columns: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """By the first column, which says no number twice."""
    return columns[:, np.argsort(columns[0])] if columns.size else np.zeros((count, 0), np.int32)


def _sorted(columns: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """By the first column, then the second and so on, so that the same rows always come in the same order."""
    if not columns.size:
        return np.zeros((count, 0), np.int32)
    return columns[:, np.lexsort(columns[::-1])]


def _owned(rows: NDArray[np.int32], ids: Ints) -> NDArray[np.int32]:
    is_owned = np.isin(rows[0], ids)
    return rows if is_owned.all() else rows[:, is_owned]


def _rows(ids: Ints, owners: NDArray[np.integer]) -> Offsets:
    """Where the rows of each id begin among owners in order."""
    return np.append(np.searchsorted(owners, ids), len(owners)).astype(np.int64)


def _learners(
    columns: NDArray[np.int32], held: _Held, sure: NDArray[np.int32], hopes: NDArray[np.int32]
) -> Learners:
    ids, version, easting, northing, reach, remote_ok, kinds, least_salary, free_from, free_times = columns
    return Learners(
        id=ids,
        version=version,
        easting=easting,
        northing=northing,
        reach=reach,
        remote_ok=remote_ok.astype(np.bool_),
        kinds=kinds,
        least_salary=least_salary,
        free_from=free_from,
        free_times=free_times,
        held_start=held.start,
        held_skill=held.skill,
        held_level=held.level,
        sure_start=_rows(ids, sure[0]),
        sure_skill=sure[1],
        sure_level=sure[2],
        sure_weight=sure[3],
        sector_start=_rows(ids, hopes[0]),
        sector=hopes[1],
    )


def _vacancies(columns: NDArray[np.int32], asked: NDArray[np.int32], places: NDArray[np.int32]) -> Vacancies:
    ids, easting, northing, is_remote, kind, yearly_most, starts_on, sector, price = columns
    return Vacancies(
        id=ids,
        easting=easting,
        northing=northing,
        remote_ok=is_remote.astype(np.bool_),
        kind_of_work=kind,
        yearly_most=yearly_most,
        starts_on=starts_on,
        sector=sector,
        price=price,
        asked_start=_rows(ids, asked[0]),
        asked_skill=asked[1],
        asked_level=asked[2],
        asked_weight=asked[3],
        place_start=_rows(ids, places[0]),
        place_easting=places[1],
        place_northing=places[2],
    )


def _courses(runs: NDArray[np.int32], taught: NDArray[np.int32]) -> Courses:
    """Those that teach something: no other changes what anybody is asked."""
    runs = runs[:, np.isin(runs[0], taught[0])]
    ids = np.unique(runs[0])
    course, easting, northing, needs_place, pattern, starts_on = runs
    return Courses(
        id=ids,
        run_start=_rows(ids, course),
        run_easting=easting,
        run_northing=northing,
        run_place_ok=needs_place.astype(np.bool_),
        run_pattern=pattern,
        run_starts_on=starts_on,
        taught_start=_rows(ids, taught[0]),
        taught_skill=taught[1],
        taught_level=taught[2],
    )


def _keep(tables: dict[str, Table], *, engine: str, day: date) -> str:
    _folder().mkdir(parents=True, exist_ok=True)
    arrays = {
        f"{table}.{field}": _write(getattr(rows, field))
        for table, rows in tables.items()
        for field in rows.names()
    }
    content: dict[str, Any] = {
        "engine": engine,
        "rules": RULES,
        "day": day.isoformat(),
        "counts": {table: len(rows) for table, rows in tables.items()},
        "arrays": arrays,
    }
    name = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
    content["taken_at"] = timezone.now().isoformat()
    manifest = _folder() / f"{name}.json"
    if manifest.exists():
        os.utime(manifest)
    else:
        _put(manifest, json.dumps(content, indent=1).encode())
    return name


def _write(values: NDArray) -> str:
    values = np.ascontiguousarray(values)
    digest = _digest(values)
    path = _folder() / f"{digest}.npy"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            np.save(file, values, allow_pickle=False)
        part.replace(path)
    return digest


def _put(path: Path, content: bytes) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _digest(values: NDArray) -> str:
    found = hashlib.sha256(values.dtype.str.encode())
    found.update(values.data)
    return found.hexdigest()[:32]


@lru_cache(maxsize=1)
def _open(name: str) -> Snapshot:
    """What a crash of the machine left half-written is not what its name says, and counts as absent."""
    content = json.loads((_folder() / f"{name}.json").read_bytes())
    tables: dict[str, Any] = {
        table: kind(**{field: _map(content["arrays"][f"{table}.{field}"]) for field in kind.names()})
        for table, kind in TABLES.items()
    }
    return Snapshot(name=name, **tables)


def _map(digest: str) -> NDArray:
    path = _folder() / f"{digest}.npy"
    values = np.load(path, mmap_mode="r", allow_pickle=False)
    if _digest(values) != digest:
        path.unlink(missing_ok=True)
        raise ValueError(f"{path.name} is damaged.")
    return values
