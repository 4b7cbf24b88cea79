"""The engine's input as arrays: everybody and everything of one moment, in the order of ids.

Rows of uneven length (the skills of a person, a vacancy or a course) are kept end to end: those of row i lie from
`start[i]` to `start[i + 1]`. Distances are whole decametres on the national grid, money whole pounds a year, days
ordinals of the proleptic calendar (`date.toordinal()`), prices 1024ths. What a row does not say is UNKNOWN.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
FULL_PRICE = 1024
KINDS = ("job", "apprenticeship", "work_experience", "placement")
"""Kinds of work; a learner's `kinds` has bit i set for KINDS[i], a vacancy's `kind` is the number i."""

type Ints = NDArray[np.int32]
type Offsets = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """Arrays with the same rows. Fields are named as the files of a snapshot."""

    def __len__(self) -> int:
        return len(getattr(self, "id"))  # noqa: B009 - every table has ids; this class has no fields of its own

    @classmethod
    def names(cls) -> list[str]:
        return [each.name for each in fields(cls)]

    @classmethod
    def empty(cls) -> Self:
        return cls(
            **{
                name: np.zeros(1 if name.endswith("start") else 0, dtype=cls.kind(name))
                for name in cls.names()
            }
        )

    @classmethod
    def kind(cls, name: str) -> np.dtype:
        return np.dtype(
            np.int64 if name.endswith("start") else np.bool_ if name.endswith("_ok") else np.int32
        )


@dataclass(frozen=True, slots=True)
class Learners(Table):
    """n learners; `held_*`, `sure_*` and `sector` are rows of uneven length. `kinds` of zero: none named, so all.
    `sure_*` are once more those held skills that count more than somebody's word, with their weight in per cent.
    """

    id: Ints
    version: Ints
    easting: Ints
    northing: Ints
    reach: Ints
    remote_ok: Flags
    kinds: Ints
    least_salary: Ints
    free_from: Ints
    free_times: Ints
    held_start: Offsets
    held_skill: Ints
    held_level: Ints
    sure_start: Offsets
    sure_skill: Ints
    sure_level: Ints
    sure_weight: Ints
    sector_start: Offsets
    sector: Ints


@dataclass(frozen=True, slots=True)
class Vacancies(Table):
    """The vacancies open on the day. `asked_weight` is W; `price` what exposure costs, FULL_PRICE where nothing;
    `place_*` are the places beside the main one, of uneven length and none of them UNKNOWN: most have no others.
    """

    id: Ints
    easting: Ints
    northing: Ints
    remote_ok: Flags
    kind_of_work: Ints
    yearly_most: Ints
    starts_on: Ints
    sector: Ints
    price: Ints
    asked_start: Offsets
    asked_skill: Ints
    asked_level: Ints
    asked_weight: Ints
    place_start: Offsets
    place_easting: Ints
    place_northing: Ints


@dataclass(frozen=True, slots=True)
class Courses(Table):
    """Live courses with a run that can be joined on the day; `run_*` and `taught_*` are of uneven length.

    `run_place_ok`: one has to go to the place of the run.
    """

    id: Ints
    run_start: Offsets
    run_easting: Ints
    run_northing: Ints
    run_place_ok: Flags
    run_pattern: Ints
    run_starts_on: Ints
    taught_start: Offsets
    taught_skill: Ints
    taught_level: Ints


@dataclass(frozen=True, slots=True)
class Credits(Table):
    """One row a pair of skills: `percent` that the held skill counts for the asked one, in order of (id, asked)."""

    id: Ints
    asked: Ints
    percent: Ints
