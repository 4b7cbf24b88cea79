"""The jobs that can be found today in memory, as rows of bits (see district.web.shelf): the newest is the first bit."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from district.web import shelf
from district.web.search import CONFIG, MOST_SHOWN, Point
from district.web.shelf import Asked, Kept, spots_of
from employers.models import SALARY_STEPS, VacancyChange

POSTED = (1, 3, 7, 14, 30)  # days ago at most
ENTRIES = """
    SELECT vacancy_id, posted_on, kind, mode, pattern, council_codes, salary_step, level::text, skill_ids,
        easting, northing, other_eastings, other_northings
    FROM employers_vacancyentry
    WHERE closes_on IS NULL OR closes_on >= %s
    ORDER BY posted_on DESC, vacancy_id DESC
"""
SKILLS = """
    SELECT id, public_id::text, label FROM skills_skill
    WHERE id IN (SELECT unnest(skill_ids) FROM employers_vacancyentry)
"""
HITS = f"""
    SELECT vacancy_id, heading @@ query
    FROM employers_vacancyentry, websearch_to_tsquery('{CONFIG}', %s) query WHERE words @@ query
"""  # noqa: S608 - our own constant
RANKED = f"""
    SELECT vacancy_id FROM employers_vacancyentry, websearch_to_tsquery('{CONFIG}', %s) query
    WHERE vacancy_id = ANY(%s)
    ORDER BY heading @@ query DESC, ts_rank(heading, query) DESC, posted_on DESC, vacancy_id DESC
"""  # noqa: S608 - our own constant
APPLIED = """
    SELECT vacancy_id, count(*) FROM employers_jobapplication
    WHERE vacancy_id = ANY(%s) AND submitted_at IS NOT NULL GROUP BY 1
"""

type Found = shelf.Found[int]


class Entry(NamedTuple):
    vacancy_id: int
    posted_on: date
    kind: str
    mode: str
    pattern: str
    councils: Sequence[str]
    salary_step: int | None
    level: str | None
    skills: Sequence[int]
    easting: int | None
    northing: int | None
    other_eastings: Sequence[int] | None
    other_northings: Sequence[int] | None


class Shelf(shelf.Shelf):
    """One state of the jobs. What is found are the ids of vacancies."""

    def __init__(
        self, state: Hashable, today: date, rows: Iterable[Sequence[Any]], skills: Iterable[Any]
    ) -> None:
        super().__init__(state)
        self.ids: list[int] = []
        self.days: list[int] = []  # ago
        places: dict[str, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            self._put(Entry(*row), places, today)
        self.size = len(self.ids)
        self.whole = (1 << self.size) - 1
        self.spots = {vacancy: spot for spot, vacancy in enumerate(self.ids)}
        asked = places.pop("skill", {})
        self.facets = {
            name: {value: self.bits(spots) for value, spots in values.items()}
            for name, values in places.items()
        }
        self.facets["skill"] = {}
        for id_, public_id, label in skills:
            if spots := asked.get(id_):
                self.skill_labels[public_id] = label
                self.facets["skill"][public_id] = self.bits(spots)

    def _put(self, entry: Entry, places: Any, today: date) -> None:
        spot = len(self.ids)
        self.ids.append(entry.vacancy_id)
        self.days.append((today - entry.posted_on).days)
        for name in ("kind", "mode", "pattern", "level"):
            if value := getattr(entry, name):
                places[name][value].append(spot)
        for name, values in (("council", entry.councils), ("skill", entry.skills)):
            for value in values:
                places[name][value].append(spot)
        for step in SALARY_STEPS[: entry.salary_step or 0]:
            places["salary"][str(step)].append(spot)
        for days in POSTED:
            if entry.posted_on >= today - timedelta(days=days):
                places["posted"][str(days)].append(spot)
        if entry.easting is not None and entry.northing is not None:
            self.points[(entry.easting, entry.northing)].append(spot)
        for point in zip(entry.other_eastings or (), entry.other_northings or (), strict=True):
            self.points[point].append(spot)

    def search(self, asked: Asked) -> Found:
        base, in_heading = self.whole, 0
        if asked.words:
            base, in_heading = self._hits(asked.words)
        if asked.here and asked.miles:
            base &= self.within(asked.here, asked.miles)
        bits, counts = self.narrow(base, asked)
        return shelf.Found(
            self.count(bits), counts, self._in_order(bits, asked, in_heading), self.skill_labels
        )

    def _hits(self, words: str) -> tuple[int, int]:
        """Those that hold the words, and those of them that hold them in the title or the employer's name."""
        return self.recall(("words", words.lower()), lambda: self._read_hits(words))

    def _read_hits(self, words: str) -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(HITS, [words])
            found = [(self.spots[id_], is_first) for id_, is_first in cursor.fetchall() if id_ in self.spots]
        return self.bits(spot for spot, _ in found), self.bits(spot for spot, is_first in found if is_first)

    def _in_order(self, bits: int, asked: Asked, in_heading: int) -> list[int]:
        if asked.order == "distance" and asked.here:
            return [self.ids[spot] for spot in self._nearest(bits, asked.here)]
        if asked.order == "relevance" and asked.words:
            return self._ranked(bits, in_heading, asked.words)
        return self._newest(bits)

    def _newest(self, bits: int) -> list[int]:
        """Of those posted on the same day, the jobs that fewer people have applied for come first."""
        spots = list(islice(spots_of(bits), MOST_SHOWN))
        ids = [self.ids[spot] for spot in spots]
        if applied := _applied(ids):
            days = {self.ids[spot]: self.days[spot] for spot in spots}
            ids.sort(key=lambda id_: (days[id_], applied.get(id_, 0)))
        return ids

    def _ranked(self, bits: int, in_heading: int, words: str) -> list[int]:
        """Only the best few hundred are ranked: those whose heading has the words, then the newest."""
        best = [
            *islice(spots_of(bits & in_heading), MOST_SHOWN),
            *islice(spots_of(bits & ~in_heading), MOST_SHOWN),
        ]
        with connection.cursor() as cursor:
            cursor.execute(RANKED, [words, [self.ids[spot] for spot in best[:MOST_SHOWN]]])
            return [id_ for (id_,) in cursor.fetchall()]

    def _nearest(self, bits: int, here: Point) -> list[int]:
        """By the nearest place of each; of those at one place, the newest."""
        row = f"{bits:0{self.size + 1}b}"[::-1]
        found: dict[int, None] = {}
        outwards = sorted(self.squares_from(here), key=itemgetter(0))
        for _, ring in groupby(outwards, key=itemgetter(0)):
            spots = [spot for _, each in ring for spot in each if row[spot] == "1"]
            found |= dict.fromkeys(sorted(spots))
            if len(found) >= MOST_SHOWN:
                break
        return list(found)[:MOST_SHOWN]


def _applied(ids: Sequence[int]) -> dict[int, int]:
    """How many people have applied for each: changes all day, so it is never remembered."""
    with connection.cursor() as cursor:
        cursor.execute(APPLIED, [list(ids)])
        return dict(cursor.fetchall())


def _load(state: Hashable, today: date) -> Shelf:
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [today])
        rows = cursor.fetchall()
        cursor.execute(SKILLS)
        return Shelf(state, today, rows, cursor.fetchall())


_kept = Kept(VacancyChange, _load)


def current() -> Shelf:
    """The shelf of today's jobs."""
    return _kept.current()
