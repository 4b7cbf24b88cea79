"""A made-up population as rows of the database, by COPY: for measuring matching from the first row to the last."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from itertools import batched, pairwise, repeat
from typing import Any

import numpy as np
from django.db import connection, models
from django.utils import timezone

from district.accounts.models import User
from district.home.bench.populations import SECTORS, SKILLS, TODAY, Population
from district.matching.engine.arrays import KINDS, UNKNOWN, Table, Vacancies
from district.matching.models import EngineVersion, SkillCredit
from district.matching.services import engines
from district.partners.models import Organisation
from district.places.models import Council, Postcode
from district.skills.models import Occupation, Scheme, Skill, SkillState
from employers.models import Vacancy, VacancySkill, WorkMode
from learners.models import HeldSkill, Learner
from programmes.models import Course, CourseRun, DeliveryMode, TaughtSkill, Venue

METRES = 10  # a decametre
MILES_OF_REACH = {483: 3, 805: 5, 1609: 10, 2414: 15, 3219: 20}
TIMES = ("daytime", "evening", "weekend", "block")
CHUNK = 50_000
WRITTEN = {None: r"\N", True: "t", False: "f"}


def fill(population: Population) -> EngineVersion:
    """Store all but the courses, and freeze the engine version over it. The database must be empty but for its
    migrations.
    """
    with _quick():
        _skills_and_places(population)
        _learners(population)
        _vacancies(population)
    engine = engines.freeze()
    with _quick():
        _credits(population, engine)
    return engine


def add_courses(population: Population) -> None:
    with _quick():
        _courses(population)


@contextmanager
def _quick() -> Iterator[None]:
    """Without history and checks of what is made up here; the planner knows of it afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('session_replication_role', 'replica', false)")
        yield
        cursor.execute("SELECT set_config('session_replication_role', 'origin', false)")
        cursor.execute("ANALYZE")


def _skills_and_places(population: Population) -> None:
    _store(Scheme, 1, code="crowd", name="Made up for measuring")
    used = [population.learners.held_skill, population.vacancies.asked_skill, population.courses.taught_skill]
    skills = np.unique(
        np.concatenate([*used, population.credits.id, population.credits.asked, np.arange(1, SKILLS)])
    ).tolist()
    _store(
        Skill, len(skills), id=skills, scheme_id="crowd", uri=map("crowd:{}".format, skills),
        label=map("skill {}".format, skills), kind=Skill.Kind.SKILL,
    )  # fmt: skip
    sectors = range(SECTORS)
    _store(
        Occupation, SECTORS, id=[sector + 1 for sector in sectors], scheme_id="crowd",
        uri=map("crowd:work{}".format, sectors), label=map("work {}".format, sectors),
        isco_group=map("{:04}".format, sectors),
    )  # fmt: skip
    _store(Council, 1, code="E08000025", name="Birmingham", slug="birmingham", is_inside=True)
    _store(Organisation, 1, id=1, name="Made up for measuring", is_active=True)


def _postcodes(prefix: str, easting: Iterable[int], northing: Iterable[int]) -> list[str]:
    """One made-up postcode for each place."""
    places = list(zip(easting, northing, strict=True))
    names = [f"{prefix}{number:06x}" for number in range(len(places))]
    _store(
        Postcode, len(names), postcode=names, council_id="E08000025",
        easting=[METRES * x for x, _ in places], northing=[METRES * y for _, y in places],
    )  # fmt: skip
    return names


def _learners(population: Population) -> None:
    people = population.learners
    ids, count = people.id.tolist(), len(people)
    _store(User, count, id=ids, email=map("person{}@crowd.example".format, ids), is_active=True)
    _store(
        Learner, count, id=ids, user_id=ids,
        postcode_id=_postcodes("L", people.easting.tolist(), people.northing.tolist()),
        travel_miles=[MILES_OF_REACH[reach] for reach in people.reach.tolist()], remote_ok=people.remote_ok.tolist(),
        looking_for=[_bits(kinds, KINDS) for kinds in people.kinds.tolist()], travel_modes="[]", answered="[]",
        free_from=_days(people.free_from), free_times=[_bits(times, TIMES) for times in people.free_times.tolist()],
        least_salary=_known(people.least_salary), version=people.version.tolist(), matching_on=True,
    )  # fmt: skip
    held = len(people.held_skill)
    _store(
        HeldSkill, held, id=range(1, held + 1), learner_id=_owners(people, people.held_start),
        skill_id=people.held_skill.tolist(), level=people.held_level.tolist(),
    )  # fmt: skip
    hopes = np.unique(np.column_stack((_owners(people, people.sector_start), people.sector + 1)), axis=0)
    _store(
        Learner.hopes.through, len(hopes), id=range(1, len(hopes) + 1), learner_id=hopes[:, 0].tolist(),
        occupation_id=hopes[:, 1].tolist(),
    )  # fmt: skip


def _vacancies(population: Population) -> None:
    jobs = population.vacancies
    ids, count = jobs.id.tolist(), len(jobs)
    _store(
        Vacancy, count, id=ids, organisation_id=1, kind=[KINDS[kind] for kind in jobs.kind_of_work.tolist()],
        state=Vacancy.State.OPEN, title=map("vacancy {}".format, ids), posted_on=timezone.localdate(),
        opened_at=timezone.now(), council_id="E08000025", place_text="Birmingham",
        occupation_id=[None if sector == UNKNOWN else sector + 1 for sector in jobs.sector.tolist()],
        easting=(METRES * jobs.easting).tolist(), northing=(METRES * jobs.northing).tolist(),
        mode=[WorkMode.REMOTE if far else WorkMode.ON_SITE for far in jobs.remote_ok.tolist()],
        yearly_most=_known(jobs.yearly_most), starts_on=_days(jobs.starts_on), other_places=_other_places(jobs),
    )  # fmt: skip
    asked = len(jobs.asked_skill)
    essential = jobs.asked_weight % 3 > 0
    _store(
        VacancySkill, asked, id=range(1, asked + 1), vacancy_id=_owners(jobs, jobs.asked_start),
        skill_id=jobs.asked_skill.tolist(), level=jobs.asked_level.tolist(), state=SkillState.ACCEPTED,
        need=[VacancySkill.Need.ESSENTIAL if must else VacancySkill.Need.DESIRED for must in essential.tolist()],
        importance=(1 + jobs.asked_weight % 5).tolist(),
    )  # fmt: skip


def _other_places(jobs: Vacancies) -> list[str]:
    spots = [
        {"postcode": "", "name": "Elsewhere", "council": "E08000025", "council_name": "Birmingham"}
        | {"easting": METRES * x, "northing": METRES * y}
        for x, y in zip(jobs.place_easting.tolist(), jobs.place_northing.tolist(), strict=True)
    ]
    start = jobs.place_start.tolist()
    return [json.dumps(spots[low:high]) for low, high in pairwise(start)]


def _courses(population: Population) -> None:
    courses = population.courses
    ids, count = courses.id.tolist(), len(courses)
    _store(
        Course, count, id=ids, organisation_id=1, state=Course.State.LIVE, title=map("course {}".format, ids)
    )
    taught = len(courses.taught_skill)
    _store(
        TaughtSkill, taught, id=range(1, taught + 1), course_id=_owners(courses, courses.taught_start),
        skill_id=courses.taught_skill.tolist(), level=courses.taught_level.tolist(), state=SkillState.ACCEPTED,
    )  # fmt: skip
    runs = len(courses.run_easting)
    numbers = range(1, runs + 1)
    _store(
        Venue, runs, id=numbers, organisation_id=1, name=map("venue {}".format, numbers),
        reference=map("venue {}".format, numbers),
        postcode_id=_postcodes("R", courses.run_easting.tolist(), courses.run_northing.tolist()),
    )  # fmt: skip
    starts = _days(courses.run_starts_on)
    _store(
        CourseRun, runs, id=numbers, course_id=_owners(courses, courses.run_start), venue_id=numbers,
        state=CourseRun.State.OPEN, starts_on=starts, is_flexible=[day is None for day in starts],
        mode=[DeliveryMode.CLASSROOM if place else DeliveryMode.ONLINE for place in courses.run_place_ok.tolist()],
    )  # fmt: skip


def _credits(population: Population, engine: EngineVersion) -> None:
    """The neighbours of its skills, which no classification gave."""
    credits = population.credits
    _store(
        SkillCredit, len(credits), id=range(1, len(credits) + 1), engine_id=engine.code, held_id=credits.id.tolist(),
        asked_id=credits.asked.tolist(), percent=credits.percent.tolist(), reason=SkillCredit.Reason.RELATED,
    )  # fmt: skip


def _owners(table: Table, start: np.ndarray) -> list[int]:
    return np.repeat(getattr(table, "id"), np.diff(start)).tolist()  # noqa: B009 - every table has ids


def _known(values: np.ndarray) -> list[int | None]:
    return [None if value == UNKNOWN else value for value in values.tolist()]


def _days(values: np.ndarray) -> list[date | None]:
    """Days of the population, moved so that its own day is today."""
    moved = timezone.localdate().toordinal() - TODAY
    return [None if value == UNKNOWN else date.fromordinal(value + moved) for value in values.tolist()]


def _bits(number: int, names: tuple[str, ...]) -> str:
    return json.dumps([name for bit, name in enumerate(names) if number >> bit & 1])


def _store(model: type[models.Model], count: int, **given: Any) -> None:
    """`count` rows; each value is one for all rows, or many. What is not given is the default of the model, or of the
    table.
    """
    columns = {
        str(field.column): _values(model, field, given.pop(field.attname, None), count)
        for field in model._meta.concrete_fields
        if field.attname in given or not (field.generated or field.attname == "id" or field.has_db_default())
    }
    if given:
        raise TypeError(f"{model.__name__} has no {', '.join(given)}")
    words = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor:
        for chunk in batched(zip(*columns.values(), strict=False), CHUNK):
            lines = ("\t".join(row) for row in chunk)
            cursor.copy_expert(words, StringIO("\n".join(lines) + "\n"))
    # Sequences are not moved on: nobody adds to these tables but by these rows.


def _values(model: type[models.Model], field: models.Field, given: Any, count: int) -> Iterator[str]:
    if field.name == "public_id":
        return (f"00000000-0000-4000-8000-{number:012x}" for number in range(count))
    if given is None:
        given = _default(field)
    if isinstance(given, Iterable) and not isinstance(given, str):
        return map(_written, given)
    return repeat(_written(given), count)


def _default(field: models.Field) -> Any:
    value = field.get_default()
    return json.dumps(value) if isinstance(value, list | dict) else value


def _written(value: Any) -> str:
    return WRITTEN[value] if value is None or value is True or value is False else str(value)
