"""One course run with five hundred people on it, as many who ask for places, and as many who apply for one job: for
measuring the pages of providers and employers.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from district.accounts.models import User
from district.home.demo.load_api import EMPLOYER
from district.home.demo.load_applications import PROVIDER
from district.partners.models import Organisation
from employers.models import JobApplication, Vacancy
from learners.models import Learner
from programmes.models import (
    Admission,
    Application,
    Attendance,
    AttendanceMark,
    CourseRun,
    Enrolment,
    RunSession,
)

PEOPLE = 500
PREFIX = "cohort"
SESSIONS = 8
NO_PASSWORD = "!"  # noqa: S105 - they never sign in
MARKS = (*[Attendance.PRESENT] * 5, Attendance.LATE, Attendance.EXCUSED, Attendance.ABSENT)
STATES = (Application.State.SUBMITTED, Application.State.UNDER_REVIEW, Application.State.WITHDRAWN)


def fill() -> CourseRun:
    """In its fifth week, with a register for each session, of the provider that the demo world shows."""
    provider = Organisation.objects.get(memberships__user__email=PROVIDER)
    course = provider.courses.filter(is_fictional=True).order_by("id")[0]
    starts = timezone.localdate() - timedelta(weeks=4)
    run = CourseRun.objects.create(
        course=course,
        venue=course.runs.order_by("id")[0].venue,
        mode=course.runs.order_by("id")[0].mode,
        state=CourseRun.State.CLOSED,
        admission=Admission.DECISION,
        starts_on=starts,
        ends_on=starts + timedelta(weeks=12),
        capacity=PEOPLE,
        places_taken=PEOPLE,
    )
    people = _people(2 * PEOPLE)
    enrolled = _enrolled(run, people[:PEOPLE])
    _registers(run, enrolled)
    _applications(course.runs.filter(state=CourseRun.State.OPEN).order_by("id")[0], people[PEOPLE:])
    return run


def apply_for_a_job() -> Vacancy:
    """The people on the course run, for the job of the employer that the demo world shows."""
    vacancy = Vacancy.objects.open().filter(organisation__memberships__user__email=EMPLOYER).order_by("id")[0]
    people = Learner.objects.filter(user__email__startswith=PREFIX).order_by("id")[:PEOPLE]
    now = timezone.now()
    JobApplication.objects.bulk_create(
        JobApplication(
            vacancy=vacancy,
            learner=person,
            state=JobApplication.State.SUBMITTED,
            age_checked_at=now,
            parts=["skills", "times", "place"],
            submitted_at=now - timedelta(hours=number),
            shared={"skills": [], "times": [], "place": []},
        )
        for number, person in enumerate(people)
    )
    return vacancy


def _people(count: int) -> list[Learner]:
    users = User.objects.bulk_create(
        User(email=f"{PREFIX}{number}@pages.example", name=f"Person {number}", password=NO_PASSWORD)
        for number in range(count)
    )
    return Learner.objects.bulk_create(Learner(user=user) for user in users)


def _enrolled(run: CourseRun, people: list[Learner]) -> list[Enrolment]:
    if run.starts_on is None or run.ends_on is None:
        raise ValueError("A course with a first and a last day is wanted.")
    return Enrolment.objects.bulk_create(
        Enrolment(
            organisation_id=run.course.organisation_id,
            run=run,
            learner=person,
            state=Enrolment.State.IN_LEARNING,
            learner_reference=f"P{number:04}",
            learning_aim="Z0059747",
            starts_on=run.starts_on,
            planned_end_on=run.ends_on,
        )
        for number, person in enumerate(people)
    )


def _registers(run: CourseRun, enrolled: list[Enrolment]) -> None:
    today = timezone.localdate()
    sessions = RunSession.objects.bulk_create(
        RunSession(
            run=run,
            starts_at=timezone.make_aware(datetime.combine(day, time(10))),
            ends_at=timezone.make_aware(datetime.combine(day, time(12))),
            register_taken_at=timezone.now(),
        )
        for day in (today - timedelta(days=3 * number + 1) for number in range(SESSIONS))
    )
    AttendanceMark.objects.bulk_create(
        AttendanceMark(session=session, enrolment=row, mark=MARKS[(turn + number) % len(MARKS)])
        for turn, session in enumerate(sessions)
        for number, row in enumerate(enrolled)
    )


def _applications(run: CourseRun, people: list[Learner]) -> None:
    now = timezone.now()
    Application.objects.bulk_create(
        Application(
            run=run,
            learner=person,
            state=STATES[number % len(STATES)],
            submitted_at=now - timedelta(hours=number),
            ended_at=now if STATES[number % len(STATES)] == Application.State.WITHDRAWN else None,
        )
        for number, person in enumerate(people)
    )
