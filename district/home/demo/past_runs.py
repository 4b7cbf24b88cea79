"""The course runs of two years: each funded course in every third term, with its first sessions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import connection

from district.figures import measures
from district.home.demo import years
from district.home.demo.calendar import at, monday
from programmes.models import Admission, Course, CourseRun, Enrolment, ProgrammeKind, RunSession

FUNDED = (ProgrammeKind.SKILLS_BOOTCAMP, ProgrammeKind.ADULT_SKILLS, ProgrammeKind.FREE_COURSES)
PLACES = 16
FIRST_SESSIONS = (0, 8)  # days after the first, so that a bootcamp's hours attended are on record
ALL_PRESENT = """
INSERT INTO programmes_attendancemark (session_id, enrolment_id, mark, note, marked_at)
SELECT s.id, e.id, 'present', '', s.ends_at
FROM programmes_runsession s JOIN programmes_enrolment e USING (run_id)
WHERE s.run_id = ANY(%s) AND e.state <> 'no_show' AND (e.ended_on IS NULL OR s.starts_at::date <= e.ended_on)
ORDER BY s.id, e.id
"""


def make(today: date) -> list[CourseRun]:
    """Each funded course in every third term."""
    courses = Course.objects.filter(is_fictional=True, programme__kind__in=FUNDED).order_by("id")
    rows = []
    for number, course in enumerate(courses.select_related("organisation", "programme").defer("search")):
        like = course.runs.order_by("starts_on", "id").first()
        if like is None:
            continue
        rows += [
            _run(course, like, starts)
            for turn, starts in enumerate(_terms(today))
            if (turn + number) % 3 == 0 and starts + timedelta(days=21) < today
        ]
    return CourseRun.objects.bulk_create(rows)


def _terms(today: date) -> Iterator[date]:
    this_year = measures.academic_year(today)
    for year in range(this_year - years.PAST, this_year + 1):
        for later, month, day in years.TERMS:
            yield monday(date(year + later, month, day))


def _run(course: Course, like: CourseRun, starts: date) -> CourseRun:
    weeks = like.duration or 10
    return CourseRun(
        course=course,
        venue=like.venue,
        state=CourseRun.State.CLOSED,
        mode=like.mode,
        study_mode=like.study_mode,
        pattern=like.pattern,
        starts_on=starts,
        ends_on=starts + timedelta(weeks=weeks, days=-3),
        duration=like.duration,
        duration_unit=like.duration_unit,
        cost=like.cost,
        capacity=PLACES,
        admission=Admission.DECISION,
    )


def with_places(runs: Sequence[CourseRun], enrolments: Sequence[Enrolment]) -> list[CourseRun]:
    taken = {run.pk: 0 for run in runs}
    for enrolment in enrolments:
        taken[enrolment.run_id] += enrolment.holds_place
    for run in runs:
        run.places_taken = taken[run.pk]
    return list(runs)


def first_sessions(runs: Sequence[CourseRun]) -> None:
    """Of bootcamps, where hours count: six hours each, with everybody there who had not left."""
    days = [
        (run, run.starts_on + timedelta(days=days))
        for run in runs
        for days in FIRST_SESSIONS
        if run.starts_on and kind(run) == ProgrammeKind.SKILLS_BOOTCAMP
    ]
    RunSession.objects.bulk_create(
        RunSession(
            run=run,
            venue=run.venue,
            starts_at=at(day, 10),
            ends_at=at(day, 16),
            register_taken_at=at(day, 16),
        )
        for run, day in days
    )
    with connection.cursor() as cursor:
        cursor.execute(ALL_PRESENT, [[run.pk for run in runs]])


def kind(run: CourseRun) -> str:
    return run.course.programme.kind if run.course.programme else ""
