"""Rows enough for measuring pages: the demo world's vacancies and course runs, many times over."""

from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from district.home.demo import world
from district.home.services import snapshots
from district.skills.models import SkillState
from employers.models import Vacancy, VacancySkill
from employers.models.vacancy import VacancyQuerySet
from programmes.models import Course, CourseRun

RUNS_A_COURSE = 4


def fill(rows: int) -> None:
    """`rows` open vacancies, and as many course runs on a quarter as many courses, copied from the demo world."""
    world.load()
    today = timezone.localdate()
    _copy_vacancies(rows, today)
    _copy_courses(rows // RUNS_A_COURSE, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    snapshots.take()


def _copy_vacancies(rows: int, today) -> None:
    seeds = list(_vacancies().prefetch_related("asked_skills").order_by("id"))
    places = _places()
    copies, skills = [], []
    for number in range(rows - len(seeds)):
        seed = seeds[number % len(seeds)]
        easting, northing, council = places[number * 7919 % len(places)]
        copy = _copy(
            seed,
            title=f"{seed.title} {number % 97}",
            easting=easting,
            northing=northing,
            council_id=council,
            postcode_id=None,
            posted_on=today - timedelta(days=number % 60),
            closes_on=today + timedelta(days=5 + number % 60),
        )
        copies.append(copy)
        skills += [_copy(skill, vacancy=copy) for skill in seed.asked_skills.all()]
    _insert(copies)
    _insert(skills)


def _vacancies() -> VacancyQuerySet:
    """Those that people find: open, and with skills; the demo world has others to tell of."""
    skilled = VacancySkill.objects.filter(vacancy=OuterRef("pk"), state=SkillState.ACCEPTED)
    return Vacancy.objects.open().filter(Exists(skilled))


def _copy_courses(count: int, today) -> None:
    ahead = Prefetch("runs", CourseRun.objects.open().order_by("starts_on", "id"), to_attr="ahead")
    seeds = [
        course
        for course in Course.objects.prefetch_related("taught_skills", ahead).order_by("id")
        if course.ahead
    ]
    copies, skills, runs = [], [], []
    for number in range(count - Course.objects.count()):
        seed = seeds[number % len(seeds)]
        copy = _copy(seed, title=f"{seed.title} {number % 89}")
        copies.append(copy)
        skills += [_copy(skill, course=copy) for skill in seed.taught_skills.all()]
        pattern = seed.ahead[0]
        for turn in range(RUNS_A_COURSE):
            starts = today + timedelta(days=7 + (number * 3 + turn * 40) % 170)
            runs.append(_copy(pattern, course=copy, starts_on=starts, ends_on=starts + timedelta(weeks=10)))
    _insert(copies)
    _insert(skills)
    _insert(runs)


def _places() -> list[tuple[int, int, str]]:
    """(easting, northing, council code) of postcodes all over the seven councils."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.easting, p.northing, p.council_id"
            " FROM places_postcode p JOIN places_council c ON c.code = p.council_id"
            " WHERE c.is_inside ORDER BY md5(p.postcode) LIMIT 5000"
        )
        return cursor.fetchall()


def _copy(row, **changes):
    """An unsaved copy of a row under a new key and a new public id."""
    skipped = {"id", "public_id", "search"}
    values = {
        f.attname: getattr(row, f.attname)
        for f in row._meta.concrete_fields
        if f.name not in skipped and not f.generated
    }
    for name in changes:
        values.pop(f"{name}_id", None)
    return type(row)(**values | changes)


def _insert(rows: list) -> None:
    for start in range(0, len(rows), 2000):
        type(rows[0]).objects.bulk_create(rows[start : start + 2000])


def counts() -> dict[str, int]:
    return {
        "vacancies": _vacancies().count(),
        "courses": Course.objects.count(),
        "runs": CourseRun.objects.count(),
    }
