"""Small random worlds as facts for the oracle and as arrays for the engine, drawn from few values so that ties, limits
that are just met, and missing facts are common.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from hypothesis import strategies as st

from district.matching.engine import courses as oracle_courses
from district.matching.engine import score
from district.matching.engine.arrays import FULL_PRICE, KINDS, UNKNOWN, Courses, Credits, Learners, Vacancies
from district.matching.engine.facts import Asked, Course, Learner, Point, Run, Vacancy

DAY = date(2027, 3, 1)
SECTORS = ("2512", "2513", "o7")
PATTERNS = ("daytime", "evening", "weekend", "block")

levels = st.integers(1, 4)
skills = st.integers(1, 7)
held = st.dictionaries(skills, levels, max_size=6)
tables = st.dictionaries(st.tuples(skills, skills), st.integers(1, 100), max_size=14)
spots = st.builds(Point, st.sampled_from([40_000, 40_025, 40_050]), st.sampled_from([28_000, 28_075]))
points = st.none() | spots
days = st.none() | st.sampled_from([DAY, DAY + timedelta(days=6), DAY + timedelta(days=7)])
pays = st.none() | st.sampled_from([0, 19_999, 20_000, 30_000])
sectors = st.sampled_from(SECTORS)

people = st.builds(
    Learner,
    id=st.just(0),
    held=held,
    sure=st.just({}) | st.dictionaries(skills, st.sampled_from([101, 109, 125]), max_size=3),
    place=points,
    limit=st.sampled_from([0, 25, 50, 75, 100, 46_339]),
    remote_ok=st.booleans(),
    looking_for=st.frozensets(st.sampled_from([*KINDS, "course"]), max_size=3),
    least_salary=pays,
    free_from=days,
    free_times=st.frozensets(st.sampled_from(PATTERNS), max_size=2),
    sectors=st.frozensets(sectors, max_size=2),
)
asked = st.lists(
    st.builds(Asked, skill=skills, level=levels, weight=st.sampled_from([0, 1, 700, 5000])),
    max_size=5,
    unique_by=lambda each: each.skill,
).map(tuple)
offers = st.builds(
    Vacancy,
    id=st.just(0),
    asked=asked,
    place=points,
    other_places=st.just(()) | st.lists(spots, max_size=2).map(tuple),
    is_remote=st.booleans(),
    kind=st.sampled_from(KINDS),
    yearly_most=pays,
    starts_on=days,
    sector=st.none() | sectors,
)
joinings = st.builds(
    Run,
    place=points,
    needs_place=st.booleans(),
    pattern=st.sampled_from(["", *PATTERNS]),
    starts_on=days,
)
teachings = st.builds(
    Course,
    id=st.just(0),
    taught=st.dictionaries(skills, st.sampled_from([1, 1, 1, 3]), max_size=4),
    runs=st.lists(joinings, min_size=1, max_size=2).map(tuple),
)


@dataclass(frozen=True)
class World:
    learners: list[Learner]
    vacancies: list[Vacancy]
    courses: list[Course]
    credits: dict[tuple[int, int], int]
    prices: list[int]

    @property
    def arrays(self) -> tuple[Learners, Vacancies, Credits]:
        return of_learners(self.learners), of_vacancies(self.vacancies, self.prices), of_credits(self.credits)

    def best(self) -> list[list[tuple[int, int]]]:
        """By the oracle, with the price of exposure."""
        priced = [replace(each, price=price) for each, price in zip(self.vacancies, self.prices, strict=True)]
        return [score.best(learner, priced, self.credits, DAY) for learner in self.learners]

    def best_courses(self) -> list[list[tuple[int, int]]]:
        return [
            oracle_courses.best_courses(learner, self.courses, self.vacancies, self.credits, DAY)
            for learner in self.learners
        ]


def _numbered(items: list, first: int) -> list:
    return [replace(each, id=first + 3 * number) for number, each in enumerate(items)]


@st.composite
def worlds(draw: st.DrawFn, *, most_vacancies: int = 6, most_courses: int = 0) -> World:
    """Vacancies may be repeated up to eight times, so that more than twenty tie."""
    few = draw(st.lists(offers, max_size=most_vacancies))
    vacancies = _numbered(few * draw(st.sampled_from([1, 1, 8])), 11)
    prices = st.sampled_from([FULL_PRICE, FULL_PRICE, 300, 307])
    return World(
        learners=_numbered(draw(st.lists(people, max_size=4)), 5),
        vacancies=vacancies,
        courses=_numbered(draw(st.lists(teachings, max_size=most_courses)), 21),
        credits=draw(tables),
        prices=[draw(prices) for _ in few] * (len(vacancies) // max(1, len(few))),
    )


def _start(rows: list) -> np.ndarray:
    return np.cumsum([0, *map(len, rows)]).astype(np.int64)


def _ints(values: list) -> np.ndarray:
    return np.array([UNKNOWN if each is None else each for each in values], np.int32)


def _flags(values: list) -> np.ndarray:
    return np.array(values, np.bool_)


def _day(value: date | None) -> int | None:
    return value.toordinal() if value else None


def _east(place: Point | None) -> int | None:
    return place.easting if place else None


def _north(place: Point | None) -> int | None:
    return place.northing if place else None


def of_learners(rows: list[Learner]) -> Learners:
    sure = [{skill: each.sure[skill] for skill in each.sure.keys() & each.held.keys()} for each in rows]
    return Learners(
        id=_ints([each.id for each in rows]),
        version=_ints([1 for _ in rows]),
        easting=_ints([_east(each.place) for each in rows]),
        northing=_ints([_north(each.place) for each in rows]),
        reach=_ints([each.limit for each in rows]),
        remote_ok=_flags([each.remote_ok for each in rows]),
        kinds=_ints([sum(1 << KINDS.index(kind) for kind in each.looking_for & set(KINDS)) for each in rows]),
        least_salary=_ints([each.least_salary for each in rows]),
        free_from=_ints([_day(each.free_from) for each in rows]),
        free_times=_ints([sum(1 << PATTERNS.index(time) for time in each.free_times) for each in rows]),
        held_start=_start([each.held for each in rows]),
        held_skill=_ints([skill for each in rows for skill in each.held]),
        held_level=_ints([level for each in rows for level in each.held.values()]),
        sure_start=_start(sure),
        sure_skill=_ints([skill for some in sure for skill in some]),
        sure_level=_ints([each.held[skill] for each, some in zip(rows, sure, strict=True) for skill in some]),
        sure_weight=_ints([weight for some in sure for weight in some.values()]),
        sector_start=_start([each.sectors for each in rows]),
        sector=_ints([SECTORS.index(name) for each in rows for name in sorted(each.sectors)]),
    )


def of_vacancies(rows: list[Vacancy], prices: list[int]) -> Vacancies:
    asked = [line for each in rows for line in each.asked]
    others = [place for each in rows for place in each.other_places]
    return Vacancies(
        id=_ints([each.id for each in rows]),
        easting=_ints([_east(each.place) for each in rows]),
        northing=_ints([_north(each.place) for each in rows]),
        remote_ok=_flags([each.is_remote for each in rows]),
        kind_of_work=_ints([KINDS.index(each.kind) for each in rows]),
        yearly_most=_ints([each.yearly_most for each in rows]),
        starts_on=_ints([_day(each.starts_on) for each in rows]),
        sector=_ints([None if each.sector is None else SECTORS.index(each.sector) for each in rows]),
        price=_ints(prices),
        asked_start=_start([each.asked for each in rows]),
        asked_skill=_ints([line.skill for line in asked]),
        asked_level=_ints([line.level for line in asked]),
        asked_weight=_ints([line.weight for line in asked]),
        place_start=_start([each.other_places for each in rows]),
        place_easting=_ints([place.easting for place in others]),
        place_northing=_ints([place.northing for place in others]),
    )


def of_courses(rows: list[Course]) -> Courses:
    runs = [run for each in rows for run in each.runs]
    return Courses(
        id=_ints([each.id for each in rows]),
        run_start=_start([each.runs for each in rows]),
        run_easting=_ints([_east(run.place) for run in runs]),
        run_northing=_ints([_north(run.place) for run in runs]),
        run_place_ok=_flags([run.needs_place for run in runs]),
        run_pattern=_ints([PATTERNS.index(run.pattern) if run.pattern else None for run in runs]),
        run_starts_on=_ints([_day(run.starts_on) for run in runs]),
        taught_start=_start([each.taught for each in rows]),
        taught_skill=_ints([skill for each in rows for skill in each.taught]),
        taught_level=_ints([level for each in rows for level in each.taught.values()]),
    )


def of_credits(table: dict[tuple[int, int], int]) -> Credits:
    rows = sorted((held, asked, percent) for (asked, held), percent in table.items())
    return Credits(*(_ints([row[place] for row in rows]) for place in range(3)))


def pairs(found: object) -> list[list[tuple[int, int]]]:
    return [
        list(zip(found.id[row, :count].tolist(), found.score[row, :count].tolist(), strict=True))
        for row, count in enumerate(found.count.tolist())
    ]
