"""What can be found, in memory, as rows of bits, so that a search counts its facets without asking PostgreSQL.

Each thing that can be found is one bit of a large number, and the value of a facet is the number with the bits of its
things set. Then a search is an AND, and to count is to count bits. 20,000 things are loaded in a fraction of a second,
and again only when they have changed: triggers leave a mark of each change in a table of the app, and one query before
a search tells whether the copy in memory is still true. Nothing here belongs to a person.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock
from typing import Any, ClassVar

from django.db import connection, models
from django.utils import timezone

from district.web.search import METRES_IN_A_MILE, Point

MOST_KEPT = 500
MARKS_STAY = timedelta(hours=1)


class ChangeMark(models.Model):
    """A mark that triggers leave when what can be found changes: copies made before are old.

    The newest mark and the number of marks together name a state: a transaction that commits late adds to the number,
    though its mark is not the newest.
    """

    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"change {self.pk}"


def tidy(marks: type[ChangeMark]) -> None:
    marks._default_manager.filter(made_at__lt=timezone.now() - MARKS_STAY).delete()


@dataclass(frozen=True)
class Asked:
    """What is looked for. `chosen`: the ticked values of a facet; `merged`: all that count as the same as a skill."""

    words: str = ""
    here: Point | None = None
    miles: int | None = None
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    merged: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: str = ""


@dataclass(frozen=True)
class Found[Hit]:
    """How many there are, the first of them in order, and of each facet's values how many each would find."""

    count: int
    facets: Mapping[str, Mapping[str, int]]
    hits: Sequence[Hit]
    skill_labels: Mapping[str, str]


class Shelf:
    """One state of what can be found. Who fills it sets `whole`, `size`, `facets`, `points` and `skill_labels`."""

    UNCOUNTED: ClassVar[frozenset[str]] = frozenset()
    NARROWED_BY_OWN: ClassVar[frozenset[str]] = frozenset()
    """Facets that count with what is chosen in themselves: how many have this value as well."""

    def __init__(self, state: Hashable) -> None:
        self.state = state
        self.whole = 0
        self.size = 0
        self.facets: dict[str, dict[str, int]] = {}
        self.points: dict[tuple[int, int], list[int]] = defaultdict(list)  # place: bits
        self.skill_labels: dict[str, str] = {}
        self._kept: dict[Hashable, Any] = {}
        self._lock = Lock()

    def bits(self, spots: Iterable[int]) -> int:
        row = bytearray(b"0") * self.size
        for spot in spots:
            row[spot] = 49
        return int(row[::-1] or b"0", 2)

    def count(self, bits: int) -> int:
        return bits.bit_count()

    def narrow(self, base: int, asked: Asked) -> tuple[int, dict[str, dict[str, int]]]:
        """Those of `base` that fit everything chosen, and the counts of each facet."""
        masks = {
            name: self._all_skills(values, asked.merged) if name == "skill" else self._any_of(name, values)
            for name, values in asked.chosen.items()
        }
        bits = base
        for mask in masks.values():
            bits &= mask
        return bits, {
            name: self._counts(name, base, masks) for name in self.facets if name not in self.UNCOUNTED
        }

    def _counts(self, name: str, base: int, masks: Mapping[str, int]) -> dict[str, int]:
        """Of each value, with everything chosen in the other facets."""
        for other, mask in masks.items():
            if other != name or name in self.NARROWED_BY_OWN:
                base &= mask
        found = ((value, self.count(base & bits)) for value, bits in self.facets[name].items())
        return {value: count for value, count in found if count}

    def _any_of(self, name: str, values: Iterable[str]) -> int:
        """Those with one of the values."""
        either = 0
        for value in values:
            either |= self.facets.get(name, {}).get(value, 0)
        return either

    def _all_skills(self, values: Iterable[str], merged: Mapping[str, Sequence[str]]) -> int:
        """Those with all of these skills, each in itself or as one that counts as the same."""
        both = self.whole
        for value in values:
            both &= self._any_of("skill", merged.get(value, (value,)))
        return both

    def within(self, here: Point, miles: int) -> int:
        """Remembered: whoever looks from a place asks more than once."""
        return self.recall(("within", here, miles), lambda: self._within(here, miles))

    def _within(self, here: Point, miles: int) -> int:
        reach = (miles * METRES_IN_A_MILE) ** 2
        return self.bits(
            spot for square, spots in self.squares_from(here) if square <= reach for spot in spots
        )

    def squares_from(self, here: Point) -> list[tuple[int, list[int]]]:
        """The square of the distance to each place, in metres, with the bits of what is there."""
        x, y = here.easting, here.northing
        return [
            ((east := easting - x) * east + (north := northing - y) * north, spots)
            for (easting, northing), spots in self.points.items()
        ]

    def recall[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """What was worked out from this state before."""
        if key in self._kept:
            return self._kept[key]
        made = make()
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = made
        return made


def spots_of(bits: int) -> Iterator[int]:
    """The bits that are set, lowest first."""
    row = f"{bits:b}"[::-1]
    spot = row.find("1")
    while spot >= 0:
        yield spot
        spot = row.find("1", spot + 1)


class Kept[S: Shelf]:
    """The one shelf of a process: replaced whole when a mark has been left, and each day."""

    def __init__(self, marks: type[ChangeMark], load: Callable[[Hashable, date], S]) -> None:
        self._state = f"SELECT coalesce(max(id), 0), count(*) FROM {marks._meta.db_table}"  # noqa: S608 - our own table
        self._load = load
        self._shelf: S | None = None
        self._loading = Lock()

    def current(self) -> S:
        """One query tells whether the copy in memory is still true."""
        with connection.cursor() as cursor:
            cursor.execute(self._state)
            return self.at(*cursor.fetchone())

    def at(self, last_mark: int, mark_count: int) -> S:
        today = timezone.localdate()
        state = (today, last_mark, mark_count)
        shelf = self._shelf
        if shelf is None or shelf.state != state:
            with self._loading:
                shelf = self._shelf
                if shelf is None or shelf.state != state:
                    shelf = self._shelf = self._load(state, today)
        return shelf
