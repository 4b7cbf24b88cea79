"""What matching may know. Nothing here says who a person is; lengths are whole decametres, money whole pounds
a year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

WORK_KINDS = frozenset({"job", "apprenticeship", "work_experience", "placement"})

type Credits = Mapping[tuple[int, int], int]
"""(asked skill, held skill) → per cent. A skill counts 100 for itself without an entry."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the national grid."""

    easting: int
    northing: int

    def squared_distance(self, other: "Point") -> int:
        return (self.easting - other.easting) ** 2 + (self.northing - other.northing) ** 2


@dataclass(frozen=True, slots=True)
class Learner:
    """looking_for without any kind of work means that none was named, so all kinds are looked for. sure: the weight of
    each held skill that counts more than somebody's word, see `evidence`.
    """

    id: int
    held: Mapping[int, int] = field(default_factory=dict)
    sure: Mapping[int, int] = field(default_factory=dict)
    place: Point | None = None
    limit: int = 1609
    remote_ok: bool = True
    looking_for: frozenset[str] = frozenset()
    least_salary: int | None = None
    free_from: date | None = None
    free_times: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        return (self.looking_for & WORK_KINDS) or WORK_KINDS


@dataclass(frozen=True, slots=True)
class Asked:
    """A skill a vacancy asks for at a level, with W, its share of the fit index."""

    skill: int
    level: int
    weight: int


@dataclass(frozen=True, slots=True)
class Vacancy:
    """other_places: where the work may be done too, beside the main place."""

    id: int
    asked: tuple[Asked, ...] = ()
    place: Point | None = None
    other_places: tuple[Point, ...] = ()
    is_remote: bool = False
    kind: str = "job"
    yearly_most: int | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    is_open: bool = True
    sector: str | None = None
    price: int = 1024

    @property
    def places(self) -> tuple[Point | None, ...]:
        """The main one first."""
        return (self.place, *self.other_places)


@dataclass(frozen=True, slots=True)
class Run:
    """A dated teaching of a course; `starts_on` None starts at any time, `needs_place` False is done from
    anywhere.
    """

    place: Point | None = None
    needs_place: bool = True
    pattern: str = ""
    starts_on: date | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    id: int
    taught: Mapping[int, int] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()
