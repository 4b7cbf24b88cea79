"""How exact places are when everybody comes at once, by processes of their own, and how long people wait."""

import logging
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.utils import timezone

from district.accounts.models import User
from district.celery import app
from district.home.bench import cpu, enrol_proofs
from district.home.bench.cohort import NO_PASSWORD
from district.home.bench.crew import PROCESSES, Answer, Crew, Press
from district.home.bench.enrol_proofs import Rig, drafts, new_run
from district.home.bench.scratch import backend, scratch_database
from district.partners.actor import Actor
from district.partners.models import Membership, Organisation, OrganisationRole, Rank, Role
from learners.models import Learner
from programmes.models import Application, Course, CourseRun
from programmes.services import applications

CAPACITY, APPLICANTS = 20, 200
LAST_PLACES, RUSH = 10, 100
REPEATS = 10
REPEATS_WITHOUT_LOCK = 5
RUSHES = 5
WEB_PROCESSES = 8  # as many requests as the web server of `up` answers at a time
FLOWS = 100
OWN_BROKER = "/9"
ANSWERS: dict[str, dict[str, Any]] = {
    "born": {"born_on": date(1990, 5, 17)},
    "work": {"employment_status": "11", "unemployed_for": "2"},
    "prior": {"prior_level": "4"},
    "why": {"why": "I would like to work with computers."},
    "contact": {"contact_by": "email"},
}

Say = Callable[[str], None]


def measure(*, say: Say) -> dict[str, Any]:
    """`answer_p95_ms` and `rush_seconds`: a hundred people for the last ten places, from the moment at which all press
    the button, answered by as many processes as the web server answers with at a time; the best of five rushes.
    `flow_cpu_ms`: of one person, from the first question to an accepted offer, application and database together.
    `per_second`: applications stored and answered while all want the same run.
    """
    logging.getLogger().setLevel(logging.ERROR)
    with scratch_database(), _broker_of_its_own():
        people, course, crew = _people(APPLICANTS), _course(), Crew()
        say(f"{APPLICANTS} people for {CAPACITY} places, {REPEATS} times, {PROCESSES} processes at a time")
        crowds = [_crowd(crew, course, people, CAPACITY) for _ in range(REPEATS)]
        say("the same without the lock")
        loose = [_crowd(crew, course, people, CAPACITY, is_locked=False) for _ in range(REPEATS_WITHOUT_LOCK)]
        say(f"{RUSH} people for the last {LAST_PLACES} places")
        few = people[:RUSH]
        rushes = [_crowd(crew, course, few, LAST_PLACES, processes=WEB_PROCESSES) for _ in range(RUSHES)]
        proofs = enrol_proofs.measure(Rig(crew, course, people), say)
        crew.leave()
        say("one person's way from the first question to an accepted offer")
        flow = _flow_cpu_ms(course)
    rush = min(rushes, key=lambda crowd: crowd.seconds)
    return {
        "capacity": CAPACITY,
        "applicants": APPLICANTS,
        "placed": [crowd.placed for crowd in crowds],
        "waiting_inversions": sum(crowd.inversions for crowd in crowds),
        "errors": sum(crowd.errors for crowd in crowds) + sum(crowd.errors for crowd in rushes),
        "placed_with_lock_off": [crowd.placed for crowd in loose],
        "rush_seconds": round(rush.seconds, 3),
        "answer_p95_ms": round(rush.p95_ms, 1),
        "flow_cpu_ms": round(flow, 2),
        "per_second": round(statistics.median(len(people) / crowd.seconds for crowd in crowds), 1),
        **proofs,
    }


# The world they come to ------------------------------------------------------------------------------


def _people(count: int) -> list[Learner]:
    users = User.objects.bulk_create(
        User(email=f"person{number}@enrol.example", name=f"Person {number}", password=NO_PASSWORD)
        for number in range(count)
    )
    return Learner.objects.bulk_create(Learner(user=user) for user in users)


def _course() -> Course:
    provider = Organisation.objects.create(name="Made up for measuring")
    OrganisationRole.objects.create(
        organisation=provider,
        role=Role.PROVIDER,
        state=OrganisationRole.State.APPROVED,
        decided_at=timezone.now(),
    )
    tutor = User.objects.create(email="tutor@enrol.example", name="Tutor", password=NO_PASSWORD)
    Membership.objects.create(user=tutor, organisation=provider, rank=Rank.ADMIN)
    return Course.objects.create(
        organisation=provider, title="Made up for measuring", state=Course.State.LIVE
    )


@contextmanager
def _broker_of_its_own() -> Iterator[None]:
    """Work promised here is sent to where no worker listens."""
    address = urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=OWN_BROKER))
    before = app.conf.broker_url
    app.conf.broker_url = address
    try:
        yield
    finally:
        app.conf.broker_url = before
        with redis.Redis.from_url(address) as line:
            line.flushdb()


# A crowd ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crowd:
    """What came of many who pressed the button at once."""

    placed: int
    inversions: int
    errors: int
    seconds: float
    p95_ms: float


def _crowd(
    crew: Crew,
    course: Course,
    people: Sequence[Learner],
    capacity: int,
    *,
    is_locked: bool = True,
    processes: int = PROCESSES,
) -> Crowd:
    run = new_run(course, capacity)
    presses = [Press("submit", draft.pk) for draft in drafts(run, people)]
    answers, start = crew.press(presses, processes=processes, is_locked=is_locked)
    waits = sorted(answer.ended - start for answer in answers)
    return Crowd(
        placed=Application.objects.filter(run=run, state=Application.State.OFFERED).count(),
        inversions=_inversions(run, answers),
        errors=_errors(run, answers, capacity),
        seconds=waits[-1],
        p95_ms=1000 * waits[math.ceil(0.95 * len(waits)) - 1],
    )


def _inversions(run: CourseRun, answers: Sequence[Answer]) -> int:
    """Pairs of people in the wrong order: one was told their number before the other pressed the button, and yet has
    the larger one.
    """
    waiters = run.applications.waiting().values_list("id", "waiting_number")
    numbers = {number: place for number, place in waiters if place is not None}
    waiting = [answer for answer in answers if answer.number in numbers]
    wrong = 0
    for earlier in waiting:
        own = numbers[earlier.number]
        wrong += sum(earlier.ended < later.began and own > numbers[later.number] for later in waiting)
    return wrong


def _errors(run: CourseRun, answers: Sequence[Answer], capacity: int) -> int:
    """Answers that were faults, and anything that is not as it must be afterwards."""
    faults = sum(bool(answer.error) for answer in answers)
    run.refresh_from_db()
    states = list(run.applications.order_by("waiting_number").values_list("state", "waiting_number"))
    numbers = [number for _, number in states if number is not None]
    has_gap = numbers != list(range(1, len(answers) - capacity + 1))
    lost = sum(state == Application.State.DRAFT for state, _ in states)
    return faults + has_gap + lost + (run.places_taken != capacity)


# One person ------------------------------------------------------------------------------------------


def _flow_cpu_ms(course: Course) -> float:
    """One after another, on a run with places for all."""
    users = User.objects.bulk_create(
        User(email=f"flow{number}@enrol.example", name=f"Flow {number}", password=NO_PASSWORD)
        for number in range(FLOWS)
    )
    people = Learner.objects.bulk_create(Learner(user=user) for user in users)
    run = new_run(course, FLOWS)
    database = backend()
    _flow(run, people[0])
    before = time.process_time() + cpu.of_tree(database)
    for person in people[1:]:
        _flow(run, person)
    return 1000 * (time.process_time() + cpu.of_tree(database) - before) / (FLOWS - 1)


def _flow(run: CourseRun, person: Learner) -> None:
    by = Actor(user=person.user)
    application = applications.start(run=run, learner=person, by=by)
    for question, values in ANSWERS.items():
        application = applications.answer(application=application, question=question, values=values, by=by)
    application = applications.submit(application=application, by=by)
    applications.accept(application=application, by=by)
