"""The open runs in memory, as rows of bits (see district.web.shelf).

A course is found through its runs: "evenings, in Coventry, next month" must hold for one run, and the course counts
once. Each run is a bit; the runs of a course stand side by side, with an empty guard bit after them. Then counting
courses (not runs) is one addition: adding to each course's bits the number that is all ones there carries into its
guard bit exactly when one of its runs is in.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from heapq import nsmallest
from itertools import islice
from math import hypot
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from district.web import shelf
from district.web.marks import COUNCIL_CELLS
from district.web.search import MOST_SHOWN, Point
from district.web.shelf import Asked, Kept
from programmes.models import CatalogueChange

FACETS = ("kind", "level", "mode", "pattern", "study", "council", "provider")
COUNCIL_CODES = {name: code for code, name, *_ in COUNCIL_CELLS}
SOON = {"1": 31, "3": 92, "6": 183}  # months: days

RUNS = """
    SELECT run.id, run.course_id, run.mode, run.study_mode, run.pattern, run.is_flexible, run.starts_on,
           run.regions, run.cost, course.level, programme.kind, coalesce(programme.is_free, false),
           postcode.council_id, postcode.easting, postcode.northing, organisation.public_id::text
    FROM programmes_courserun run
    JOIN programmes_course course ON course.id = run.course_id
    JOIN partners_organisation organisation ON organisation.id = course.organisation_id
    LEFT JOIN programmes_programme programme ON programme.id = course.programme_id
    LEFT JOIN programmes_venue venue ON venue.id = run.venue_id
    LEFT JOIN places_postcode postcode ON postcode.postcode = venue.postcode_id
    WHERE run.state = 'open' AND (run.is_flexible OR run.starts_on >= %s)
      AND course.id IN (SELECT id FROM programmes_listedcourse)
    ORDER BY run.course_id, run.is_flexible, run.starts_on, run.id
"""
SKILLS = """
    SELECT taught.course_id, skill.public_id::text, skill.label FROM programmes_taughtskill taught
    JOIN skills_skill skill ON skill.id = taught.skill_id
    WHERE taught.state = 'accepted' ORDER BY taught.course_id
"""
STATE_AND_PLACES = """
    SELECT coalesce(max(id), 0), count(*), ARRAY(
        SELECT ARRAY[run.id, run.capacity - run.places_taken] FROM programmes_courserun run
        JOIN programmes_course course ON course.id = run.course_id
        WHERE course.public_id = %s ORDER BY run.id
    ) FROM programmes_cataloguechange
"""
HITS = """
    SELECT id, ts_rank('{0.05, 0.2, 0.5, 1}', search, query)
    FROM programmes_course, websearch_to_tsquery('english', %s) query
    WHERE state = 'live' AND search @@ query
    ORDER BY 2 DESC, id
"""


type Places = tuple[tuple[int, int | None], ...]


class OpenRun(NamedTuple):
    """A run that people may join, with what it is found by."""

    id: int
    course_id: int
    mode: str
    study: str
    pattern: str
    is_flexible: bool
    starts_on: Any
    regions: str
    cost: Decimal | None
    level: str
    kind: str | None
    is_funded: bool
    council: str | None
    easting: int | None
    northing: int | None
    provider: str

    @property
    def price(self) -> str:
        if self.is_funded or self.cost == 0:
            return "free"
        return "paid" if self.cost else "ask"


@dataclass(frozen=True)
class Hit:
    """A course that was found, through this run of it; `metres` is None where no distance was asked for."""

    course_id: int
    run_id: int
    metres: float | None = None


type Found = shelf.Found[Hit]


class Shelf(shelf.Shelf):
    """One state of the catalogue."""

    UNCOUNTED = frozenset({"provider"})
    NARROWED_BY_OWN = frozenset({"skill"})

    def __init__(
        self, state: Hashable, today: date, rows: Iterable[Sequence[Any]], skills: Iterable[Any]
    ) -> None:
        super().__init__(state)
        self.spans: dict[int, tuple[int, int]] = {}  # course: its first bit, and its guard bit
        self.runs: list[tuple[int, int] | None] = []  # bit: (course, run), None for a guard
        self.starts: list[tuple[bool, date, int]] = []
        self.afar: list[int] = []  # bits of runs that come to the learner
        places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            self._put(OpenRun(*row), places, today)
        self._close_course()
        self.size = len(self.runs)
        self.facets = {
            name: {value: self.bits(spots) for value, spots in values.items()}
            for name, values in places.items()
        }
        self.whole = self.bits(spot for spot, run in enumerate(self.runs) if run)
        self.guards = self.bits(spot for spot, run in enumerate(self.runs) if not run)
        self.by_start = [spot for _, _, spot in sorted(self.starts)]
        self.turn = {spot: number for number, spot in enumerate(self.by_start)}
        self.far = self.bits(self.afar)
        self.facets["skill"] = self._skills(skills)

    def _put(self, run: OpenRun, places: Any, today: date) -> None:
        if run.course_id not in self.spans:
            self._close_course()
            self.spans[run.course_id] = (len(self.runs), 0)
        spot = len(self.runs)
        self.runs.append((run.course_id, run.id))
        self.starts.append((run.is_flexible, run.starts_on or today, spot))
        for name in FACETS:
            if value := getattr(run, name):
                places[name][value].append(spot)
        places["cost"][run.price].append(spot)
        for months, days in SOON.items():
            if run.is_flexible or run.starts_on <= today + timedelta(days=days):
                places["soon"][months].append(spot)
        for region in run.regions.split("; "):
            if region in COUNCIL_CODES:
                places["council"][COUNCIL_CODES[region]].append(spot)
        if run.easting is None or run.northing is None:
            self.afar.append(spot)
        else:
            self.points[(run.easting, run.northing)].append(spot)

    def _close_course(self) -> None:
        if self.runs and self.runs[-1] is not None:
            course, _ = self.runs[-1]
            self.spans[course] = (self.spans[course][0], len(self.runs))
            self.runs.append(None)

    def _skills(self, rows: Iterable[tuple[int, str, str]]) -> dict[str, int]:
        spots: dict[str, list[int]] = defaultdict(list)
        for course, skill, label in rows:
            self.skill_labels[skill] = label
            if span := self.spans.get(course):
                spots[skill].extend(range(*span))
        return {skill: self.bits(each) for skill, each in spots.items()}

    # Searching -----------------------------------------------------------------------------------

    def search(self, asked: Asked) -> Found:
        base, ranks = self.whole, {}
        if asked.words:
            ranks = self._hits(asked.words)
            base = self._of_courses(ranks)
        if asked.here and asked.miles:
            base &= self.within(asked.here, asked.miles) | self.far
        bits, counts = self.narrow(base, asked)
        return shelf.Found(self.count(bits), counts, self._in_order(bits, asked, ranks), self.skill_labels)

    def count(self, bits: int) -> int:
        """How many courses have a run among these."""
        return ((bits + self.whole) & self.guards).bit_count()

    def _of_courses(self, courses: Iterable[int]) -> int:
        row = bytearray(b"0") * self.size
        for course in courses:
            if span := self.spans.get(course):
                row[span[0] : span[1]] = b"1" * (span[1] - span[0])
        return int(row[::-1] or b"0", 2)

    def _hits(self, words: str) -> dict[int, int]:
        """Live courses that hold the words, with their place in the order of fitness."""
        return self.recall(("words", words.lower()), lambda: _ranks(words))

    # Sorting -------------------------------------------------------------------------------------

    def _in_order(self, bits: int, asked: Asked, ranks: Mapping[int, int]) -> list[Hit]:
        row = f"{bits:b}"[::-1]
        if asked.order == "distance" and asked.here:
            return list(islice(self._nearest(row, asked.here), MOST_SHOWN))
        if asked.order == "relevance" and ranks:
            found = nsmallest(MOST_SHOWN, self._first_runs(row), key=lambda hit: ranks[hit.course_id])
        else:
            found = list(islice(self._first_runs(row), MOST_SHOWN))
        if asked.here is None:
            return found
        metres = self._metres(asked.here)
        return [Hit(hit.course_id, hit.run_id, metres.get(hit.run_id)) for hit in found]

    def _first_runs(self, row: str) -> Iterator[Hit]:
        """Each course once, by the first of its runs that fits: those with a date first, soonest first."""
        seen: set[int] = set()
        end = len(row)
        for spot in self.by_start:
            if spot < end and row[spot] == "1":
                course, run = self.runs[spot]  # type: ignore[misc]
                if course not in seen:
                    seen.add(course)
                    yield Hit(course, run)

    def _metres(self, here: Point) -> dict[int, float]:
        """From here to each run that has a place."""
        return {
            self.runs[spot][1]: hypot(x - here.easting, y - here.northing)  # type: ignore[index]
            for (x, y), spots in self.points.items()
            for spot in spots
        }

    def _nearest(self, row: str, here: Point) -> Iterator[Hit]:
        """What comes to the learner counts as no distance; then venue by venue."""
        seen: set[int] = set()
        end = len(row)
        far = [(0.0, self.turn[spot], spot, None) for spot in self.afar]
        near = [
            (metres, self.turn[spot], spot, metres)
            for (x, y), spots in self.points.items()
            for metres in (hypot(x - here.easting, y - here.northing),)
            for spot in spots
        ]
        for _, _, spot, metres in sorted(
            each for each in far + near if each[2] < end and row[each[2]] == "1"
        ):
            course, run = self.runs[spot]  # type: ignore[misc]
            if course not in seen:
                seen.add(course)
                yield Hit(course, run, metres)


def _ranks(words: str) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(HITS, [words])
        return {course: number for number, (course, _) in enumerate(cursor.fetchall())}


def places_left(run_ids: Sequence[int]) -> dict[int, int | None]:
    """The one thing of a run that changes by the minute; None where there is no limit. Never remembered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, capacity - places_taken FROM programmes_courserun WHERE id = ANY(%s)", [list(run_ids)]
        )
        return dict(cursor.fetchall())


def _load(state: Hashable, today: date) -> Shelf:
    with connection.cursor() as cursor:
        cursor.execute(RUNS, [today])
        rows = cursor.fetchall()
        cursor.execute(SKILLS)
        return Shelf(state, today, rows, cursor.fetchall())


_kept = Kept(CatalogueChange, _load)


def current() -> Shelf:
    """The shelf of today's catalogue."""
    return _kept.current()


def current_with_places(public_id: UUID) -> tuple[Shelf, Places]:
    """The same, and for each run of this course the places left (None without a limit), in the same query."""
    with connection.cursor() as cursor:
        cursor.execute(STATE_AND_PLACES, [str(public_id)])
        last, count, places = cursor.fetchone()
    return _kept.at(last, count), tuple((run, left) for run, left in places)
