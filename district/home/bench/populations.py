"""Made-up learners, vacancies and courses of any number, of the shape that real ones have; the same for the same seed.

A few skills are common to all work, the others belong to a field. A learner holds about seventeen, a vacancy asks for
about nine, a skill has four to five neighbours.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from district.matching.engine.arrays import (
    FULL_PRICE,
    KINDS,
    UNKNOWN,
    Courses,
    Credits,
    Flags,
    Ints,
    Learners,
    Offsets,
    Vacancies,
)

SKILLS = 10_000
FIELDS = 60
COMMON = 60
SECTORS = 100
FIRST_SKILL = 1000
TODAY = 740_000
WHOLE_WEIGHT = 10_000
SEVERAL = 0.03  # of vacancies have more than one place


@dataclass(frozen=True, slots=True)
class Population:
    learners: Learners
    vacancies: Vacancies
    courses: Courses
    credits: Credits


def make(
    *, learners: int, vacancies: int, courses: int = 0, skills: int = SKILLS, seed: int = 1
) -> Population:
    random = np.random.default_rng(seed)
    return Population(
        credits=_credits(random, skills),
        vacancies=_vacancies(random, vacancies, skills),
        courses=_courses(random, courses, skills),
        learners=_learners(random, learners, skills),
    )


def _ranks(random: Generator, count: int, of: int, bend: float) -> NDArray[np.int64]:
    """Numbers below `of`, the first ones most often."""
    odds = 1 / (np.arange(of) + 2.0) ** bend
    return np.searchsorted(np.cumsum(odds / odds.sum())[:-1], random.random(count, np.float32))


def _rows(
    random: Generator, lengths: NDArray[np.integer], skills: int, common: float
) -> tuple[Offsets, Ints]:
    """Starts and skills of rows without repetition: some common ones, the rest of the row's own field."""
    count = len(lengths)
    row = np.repeat(np.arange(count, dtype=np.int64), lengths)
    field = random.integers(0, FIELDS, count)[row]
    wide = (skills - COMMON) // FIELDS
    skill = np.where(
        _chance(random, len(row), common),
        _ranks(random, len(row), COMMON, 1.0),
        COMMON + field * wide + _ranks(random, len(row), wide, 0.8),
    )
    key = np.unique(row * skills + skill)
    start = np.concatenate(([0], np.cumsum(np.bincount(key // skills, minlength=count))))
    return start.astype(np.int64), (key % skills + FIRST_SKILL).astype(np.int32)


def _ints(values: NDArray) -> Ints:
    return values.astype(np.int32)


def _chance(random: Generator, count: int, share: float) -> Flags:
    return random.random(count, np.float32) < share


def _or_unknown(random: Generator, values: NDArray, share_unknown: float) -> Ints:
    return np.where(_chance(random, len(values), share_unknown), UNKNOWN, values).astype(np.int32)


def _places(random: Generator, count: int) -> tuple[Ints, Ints]:
    """Four towns, in decametres, and the land between them."""
    towns = np.array([[40_600, 28_700], [43_300, 27_900], [39_100, 29_900], [39_900, 28_900]])
    town = towns[random.integers(0, len(towns), count)]
    spread = random.normal(0, 700, (count, 2))
    return _ints(town[:, 0] + spread[:, 0]), _ints(town[:, 1] + spread[:, 1])


def _other_places(random: Generator, count: int) -> tuple[Offsets, Ints, Ints]:
    """Of most vacancies none beside the main one."""
    others = np.where(_chance(random, count, SEVERAL), random.integers(1, 4, count), 0)
    return (
        np.concatenate(([0], np.cumsum(others))).astype(np.int64),
        *_places(random, int(others.sum())),
    )


def _credits(random: Generator, skills: int) -> Credits:
    count = skills * 9 // 2
    held = random.integers(0, skills, count)
    near = np.clip(held + random.integers(-60, 61, count), 0, skills - 1)
    key = np.unique(held * skills + near)
    key = key[key // skills != key % skills]
    return Credits(
        id=_ints(key // skills + FIRST_SKILL),
        asked=_ints(key % skills + FIRST_SKILL),
        percent=_ints(random.choice([10, 14, 20, 25, 30, 40, 45, 50, 80], len(key))),
    )


def _learners(random: Generator, count: int, skills: int) -> Learners:
    start, held = _rows(random, random.integers(8, 32, count), skills, 0.15)
    easting, northing = _places(random, count)
    hopes = random.integers(0, 4, count)
    return Learners(
        id=np.arange(1, count + 1, dtype=np.int32),
        version=np.ones(count, np.int32),
        easting=easting,
        northing=northing,
        reach=_ints(random.choice([483, 805, 1609, 1609, 2414, 3219], count)),
        remote_ok=_chance(random, count, 0.7),
        kinds=_ints(random.choice([0, 1, 1, 3, 6, 15], count)),
        least_salary=_or_unknown(random, random.integers(20, 36, count) * 1000, 0.5),
        free_from=_or_unknown(random, TODAY + random.integers(0, 90, count), 0.5),
        free_times=_ints(random.choice([0, 0, 1, 3, 7], count)),
        held_start=start,
        held_skill=held,
        held_level=_ints(random.integers(1, 5, len(held))),
        sure_start=np.zeros(count + 1, np.int64),
        sure_skill=np.zeros(0, np.int32),
        sure_level=np.zeros(0, np.int32),
        sure_weight=np.zeros(0, np.int32),
        sector_start=np.concatenate(([0], np.cumsum(hopes))).astype(np.int64),
        sector=_ints(random.integers(0, SECTORS, int(hopes.sum()))),
    )


def _vacancies(random: Generator, count: int, skills: int) -> Vacancies:
    start, asked = _rows(random, random.integers(4, 16, count), skills, 0.15)
    raw = random.integers(1, 11, len(asked)) * random.integers(1_000, 60_000, len(asked))
    row = np.repeat(np.arange(count), np.diff(start))
    whole = np.bincount(row, raw, max(1, count)).astype(np.int64)
    mean = int(whole.mean())
    easting, northing = _places(random, count)
    place_start, place_easting, place_northing = _other_places(random.spawn(1)[0], count)
    return Vacancies(
        id=np.arange(1, count + 1, dtype=np.int32),
        easting=easting,
        northing=northing,
        remote_ok=_chance(random, count, 0.15),
        kind_of_work=_ints(random.choice(len(KINDS), count, p=[0.7, 0.15, 0.1, 0.05])),
        yearly_most=_or_unknown(random, random.integers(36, 120, count) * 500, 0.2),
        starts_on=_or_unknown(random, TODAY + random.integers(0, 120, count), 0.4),
        sector=_or_unknown(random, random.integers(0, SECTORS, count), 0.1),
        price=np.full(count, FULL_PRICE, np.int32),
        asked_start=start,
        asked_skill=asked,
        asked_level=_ints(random.integers(1, 5, len(asked))),
        asked_weight=_ints(WHOLE_WEIGHT * raw // (mean + whole)[row]),
        place_start=place_start,
        place_easting=place_easting,
        place_northing=place_northing,
    )


def _courses(random: Generator, count: int, skills: int) -> Courses:
    start, taught = _rows(random, random.integers(2, 9, count), skills, 0.15)
    runs = random.integers(1, 4, count)
    total = int(runs.sum())
    easting, northing = _places(random, total)
    return Courses(
        id=np.arange(1, count + 1, dtype=np.int32),
        run_start=np.concatenate(([0], np.cumsum(runs))).astype(np.int64),
        run_easting=easting,
        run_northing=northing,
        run_place_ok=_chance(random, total, 0.8),
        run_pattern=_or_unknown(random, random.integers(0, 4, total), 0.3),
        run_starts_on=_or_unknown(random, TODAY + random.integers(0, 200, total), 0.3),
        taught_start=start,
        taught_skill=taught,
        taught_level=_ints(random.integers(1, 4, len(taught))),
    )
