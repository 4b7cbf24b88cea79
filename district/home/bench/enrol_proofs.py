"""What else must be exact when many come at once: places passed on, clicks repeated, courses that overlap, and workers
that die at any moment. Each first with its safeguard, then without.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import BaseConstraint
from django.utils import timezone

from district.home.bench.crew import Answer, Crew, Press, promised
from district.outbox.models import Message, OutboxTask
from learners.models import Learner
from programmes import tasks
from programmes.models import Admission, Application, Course, CourseRun, DeliveryMode

State = Application.State

REPEATS, REPEATS_WITHOUT, REPEATS_OF_DEATH = 10, 5, 10
HELD, ADDED, DECLINED, QUEUE = 20, 5, 5, 30
FREED = ADDED + DECLINED
ADMINISTRATORS, PROMOTIONS_EACH = 5, 3
CLICKS = 50
OVERLAPPING = 12
CAPACITY, APPLICANTS = 20, 200
DOOMED, KILLS = 16, 8
FACTS: dict[str, Any] = {
    "born_on": date(1990, 5, 17),
    "employment_status": "11",
    "unemployed_for": "2",
    "prior_level": "4",
    "why": "I would like to work with computers.",
    "contact_by": "email",
}
QUESTIONS = ["born", "contact", "prior", "why", "work"]


@dataclass(frozen=True)
class Rig:
    """Who presses, on whose course, for whom."""

    crew: Crew
    course: Course
    people: Sequence[Learner]


def new_run(course: Course, capacity: int) -> CourseRun:
    return CourseRun.objects.create(
        course=course,
        state=CourseRun.State.OPEN,
        mode=DeliveryMode.ONLINE,
        admission=Admission.FIRST_COME,
        starts_on=timezone.localdate() + timedelta(days=60),
        capacity=capacity,
    )


def drafts(run: CourseRun, people: Sequence[Learner]) -> list[Application]:
    """Every question answered, nothing sent."""
    return Application.objects.bulk_create(
        Application(run=run, learner=person, answered=QUESTIONS, **FACTS) for person in people
    )


def measure(rig: Rig, say: Callable[[str], None]) -> dict[str, Any]:
    say(f"{FREED} places freed while {ADMINISTRATORS} administrators and the clock pass them on")
    passed = [promotion(rig) for _ in range(REPEATS)]
    loose = [promotion(rig, is_locked=False) for _ in range(REPEATS_WITHOUT)]
    say(f"one person clicks {CLICKS} times, and accepts {OVERLAPPING} courses on the same days at once")
    clicked = [clicks(rig) for _ in range(REPEATS)]
    accepted = [overlaps(rig) for _ in range(REPEATS)]
    with _without("programmes_one_live_application"):
        clicked_loose = [clicks(rig) for _ in range(REPEATS_WITHOUT)]
    with _without("programmes_no_overlapping_places"):
        accepted_loose = [overlaps(rig) for _ in range(REPEATS_WITHOUT)]
    say(f"{KILLS} of the workers killed while {APPLICANTS} people apply, {REPEATS_OF_DEATH} times")
    deaths = [killed(rig) for _ in range(REPEATS_OF_DEATH)]
    return {
        "freed": FREED,
        "promoted": [each.promoted for each in passed],
        "promotion_faults": sum(each.faults for each in passed),
        "promoted_with_lock_off": [each.promoted for each in loose],
        "promotion_faults_with_lock_off": sum(each.faults for each in loose),
        "clicks": CLICKS,
        "applications_of_clicks": clicked,
        "applications_of_clicks_with_constraint_off": clicked_loose,
        "overlapping": OVERLAPPING,
        "accepted_of_overlapping": accepted,
        "accepted_of_overlapping_with_constraint_off": accepted_loose,
        "kills": sum(each.kills for each in deaths),
        "placed_after_kills": [each.placed for each in deaths],
        "lost_after_kills": sum(each.lost for each in deaths),
        "doubled_after_kills": sum(each.doubled for each in deaths),
    }


# Places passed on ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Promotion:
    promoted: int
    faults: int


def promotion(rig: Rig, *, is_locked: bool = True) -> Promotion:
    """Exactly as many as were freed are offered a place, the first of the list, and each is told once. Half of the
    places were added to the run and nobody has them yet; the others are declined at the same moment, and passed on by
    whoever declines.
    """
    run = new_run(rig.course, HELD + ADDED)
    holders, queue = _held_and_waiting(run, rig.people)
    leave = [Press("decline", each.pk) for each in holders[:DECLINED]]
    pass_on = [Press("promote", run.pk)] * (ADMINISTRATORS * PROMOTIONS_EACH) + [Press("settle", run.pk)] * 3
    answers, _ = rig.crew.press([*leave, *pass_on], is_locked=is_locked)
    run.refresh_from_db()
    offered = set(run.applications.filter(state=State.OFFERED).values_list("id", flat=True))
    promoted = [each.pk for each in queue if each.pk in offered]
    told = Counter(about for _, about, act in promised(run) if act == "offered")
    faults = (
        sum(bool(answer.error) for answer in answers)
        + (promoted != [each.pk for each in queue[:FREED]])
        + sum(abs(told[number] - 1) for number in promoted)
        + abs(run.places_taken - HELD - ADDED)
    )
    return Promotion(len(promoted), faults)


def _held_and_waiting(
    run: CourseRun, people: Sequence[Learner]
) -> tuple[list[Application], list[Application]]:
    now = timezone.now()
    usual = {"run": run, "answered": QUESTIONS, "submitted_at": now, **FACTS}
    offer = {"holds_place": True, "offered_at": now, "offer_ends_at": now + timedelta(hours=48)}
    holders = [Application(learner=each, state=State.OFFERED, **usual, **offer) for each in people[:HELD]]
    queue = [
        Application(
            learner=each,
            state=State.WAITLISTED,
            waiting_number=place,
            joined_at_place=place,
            waitlisted_at=now,
            **usual,
        )
        for place, each in enumerate(people[HELD : HELD + QUEUE], start=1)
    ]
    run.places_taken = HELD
    run.save(update_fields=["places_taken"])
    return Application.objects.bulk_create(holders), Application.objects.bulk_create(queue)


# One person ------------------------------------------------------------------------------------------


def clicks(rig: Rig) -> int:
    """Applications of somebody who begins and sends one by clicking again and again."""
    run, person = new_run(rig.course, CAPACITY), rig.people[0]
    begun, _ = rig.crew.press([Press("start", run.pk, person.pk)] * CLICKS)
    Application.objects.filter(run=run).update(answered=QUESTIONS, **FACTS)
    sent, _ = rig.crew.press([Press("submit", answer.number) for answer in begun if not answer.error])
    run.refresh_from_db()
    errors = sum(bool(answer.error) for answer in [*begun, *sent])
    return max(run.applications.count(), run.places_taken) + errors


def overlaps(rig: Rig) -> int:
    """How many of the places that somebody is offered on the same days they can take at once."""
    person, now = rig.people[0], timezone.now()
    Application.objects.filter(learner=person).update(busy=None)
    runs = [new_run(rig.course, 1) for _ in range(OVERLAPPING)]
    CourseRun.objects.filter(pk__in=[run.pk for run in runs]).update(places_taken=1)
    offers = Application.objects.bulk_create(
        Application(
            run=run,
            learner=person,
            state=State.OFFERED,
            holds_place=True,
            submitted_at=now,
            offered_at=now,
            offer_ends_at=now + timedelta(hours=48),
        )
        for run in runs
    )
    rig.crew.press([Press("accept", each.pk) for each in offers])
    numbers = [each.pk for each in offers]
    return Application.objects.filter(pk__in=numbers, state=State.ACCEPTED).count()


@contextmanager
def _without(name: str) -> Iterator[None]:
    """A constraint of applications switched off, and on again once its rows are gone."""
    found: BaseConstraint = next(each for each in Application._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Application, found)
    try:
        yield
    finally:
        Application.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Application, found)


# Workers that die ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deaths:
    kills: int
    placed: int
    lost: int
    doubled: int


def killed(rig: Rig) -> Deaths:
    """Of all who press, some get no answer, and press again: nothing that was answered is lost, nobody has two places
    or two letters, and every place is given.
    """
    run = new_run(rig.course, CAPACITY)
    rows = drafts(run, rig.people[:APPLICANTS])
    presses = [Press("submit", row.pk) for row in rows]
    answered = _killed_and_again(presses)
    letters = promised(run)
    tasks.write_about_application(letters[0][0])  # its templates are read once, before the workers are made
    _killed_and_again([Press("write", number) for number, *_ in letters])
    stands = dict(run.applications.values_list("id", "state"))
    run.refresh_from_db()
    numbers = list(
        run.applications.waiting().order_by("waiting_number").values_list("waiting_number", flat=True)
    )
    placed = sum(state == State.OFFERED for state in stands.values())
    told = Counter(about for _, about, _ in letters)
    written = _letters_written(rows)
    waiting_letters = OutboxTask.objects.waiting().filter(id__in=[number for number, *_ in letters]).count()
    return Deaths(
        kills=2 * KILLS,
        placed=placed,
        lost=sum(stands[answer.number] != answer.state for answer in answered)
        + sum(state == State.DRAFT for state in stands.values())
        + sum(not told[row.pk] for row in rows)
        + sum(not written[str(row.public_id)] for row in rows)
        + waiting_letters,
        doubled=sum(count - 1 for count in told.values())
        + sum(count - 1 for count in written.values())
        + abs(run.places_taken - CAPACITY)
        + (numbers != list(range(1, APPLICANTS - CAPACITY + 1))),
    )


def _letters_written(rows: Sequence[Application]) -> Counter[str]:
    """By the public id of the application, which stands in the key of its letters."""
    wanted = {str(row.public_id) for row in rows}
    keys = Message.objects.filter(key__startswith="application ").values_list("key", flat=True)
    return Counter(named for key in keys if (named := key.split()[1]) in wanted)


def _killed_and_again(presses: Sequence[Press]) -> list[Answer]:
    """By workers of which some are killed, then by new ones; the first answers."""
    crew = Crew(DOOMED)
    answers, _ = crew.press(presses, kills=KILLS)
    crew.leave()
    crew = Crew(DOOMED)
    crew.press(presses)
    crew.leave()
    return [answer for answer in answers if answer.state]
