"""What a provider's file says of many enrolments, carried out together: by the rules of the pages, in as many queries
for a thousand people as for ten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.imports.reading.progress import Outcome
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.web.errors import Refused
from learners.services import held_skills
from learners.services.held_skills import Taught
from programmes import access
from programmes.models import Application, CourseRun, Destination, Enrolment
from programmes.services import curriculum, enrolments, letters, places, states, waiting

State = Enrolment.State

LETTERS = {
    State.ON_BREAK: letters.Step.BROKEN_OFF,
    State.COMPLETED: letters.Step.COMPLETED,
    State.ACHIEVED: letters.Step.ACHIEVED,
    State.WITHDRAWN: letters.Step.LEFT,
}
STEPPED = ("state", "holds_place", "ended_on", "achieved_on", "withdrawal_reason")


@dataclass
class Change:
    """What is to become of one enrolment: values to enter, then states to go through, then what came of it."""

    enrolment: Enrolment
    values: dict[str, Any] = field(default_factory=dict)
    at_start: dict[str, str] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    last_day: date | None = None
    achieved_on: date | None = None
    reason: str = ""
    came: list[Outcome] = field(default_factory=list)


@dataclass
class Held:
    """Enrolments as they are now, locked, with the runs whose places they may free."""

    enrolments: dict[int, Enrolment]
    runs: dict[int, CourseRun]


def hold(enrolment_ids: Iterable[int], *, frees: Iterable[int], confirms: Iterable[int]) -> Held:
    """Lock what is about to change, in the order of the house: the learners whose skills are confirmed, the runs whose
    places are freed, the enrolments.
    """
    held_skills.lock_many(learner_ids=confirms)
    runs = places.lock_many(frees)
    rows = (
        Enrolment.objects.select_for_update(of=("self",))
        .filter(pk__in=list(enrolment_ids))
        .select_related("run__course", "application")
        .defer("run__course__search")
        .prefetch_related("destinations")
        .order_by("id")
    )
    return Held({row.pk: row for row in rows}, runs)


@transaction.atomic
def carry_out(changes: Sequence[Change], held: Held, *, by: Actor) -> None:
    """All of it, or Refused with the sentence of the first that cannot be."""
    for organisation_id in {change.enrolment.organisation_id for change in changes}:
        access.require_roster(by, organisation_id)
    _enter(changes)
    told: list[dict[str, Any]] = []
    _check_restarts(changes)
    for number in range(max((len(change.steps) for change in changes), default=0)):
        stepping = [change for change in changes if len(change.steps) > number]
        for change in stepping:
            _step(change, State(change.steps[number]), held)
        states.save_many([change.enrolment for change in stepping], *STEPPED)
        told += [
            {"enrolment_id": row.pk, "step": LETTERS[State(row.state)].value, "version": row.version}
            for row in (change.enrolment for change in stepping)
            if row.state in LETTERS and row.learner_id is not None
        ]
    _shorten(changes)
    _confirm_skills(changes)
    _free_places(changes, held)
    _record_destinations(changes, by)
    tasks.enqueue_many(name="programmes.write_about_enrolment", args=told)


def _enter(changes: Sequence[Change]) -> None:
    entering = [change for change in changes if change.values or change.at_start]
    for change in entering:
        enrolments.set_record(change.enrolment, change.values)
        for name, value in {**change.values, **change.at_start}.items():
            setattr(change.enrolment, name, value)
        enrolments.check_dates(change.enrolment)
    names = {name for change in entering for name in (*change.values, *change.at_start)}
    try:
        with transaction.atomic():
            states.save_many([change.enrolment for change in entering], *sorted(names))
    except IntegrityError as fault:
        raise enrolments.taken(fault) from fault


def _check_restarts(changes: Sequence[Change]) -> None:
    leaving = [
        change.enrolment.pk
        for change in changes
        if change.enrolment.state == State.ON_BREAK and State.WITHDRAWN in change.steps
    ]
    if leaving and Enrolment.objects.filter(restart_of__in=leaving).exists():
        raise enrolments.has_come_back()


def _step(change: Change, to: State, held: Held) -> None:
    enrolment = change.enrolment
    was_on_break = enrolment.state == State.ON_BREAK
    states.move(enrolment, to)
    if to in {State.ON_BREAK, State.COMPLETED} or (to == State.WITHDRAWN and not was_on_break):
        enrolments.stop(enrolment, _day(change))
    if to == State.ACHIEVED:
        enrolment.achieved_on = enrolments.result_day(enrolment, change.achieved_on or _day(change))
    if to == State.WITHDRAWN:
        enrolment.withdrawal_reason = change.reason
        places.give_back(held.runs[enrolment.run_id], enrolment)


def _day(change: Change) -> date:
    if change.last_day is None:
        raise Refused("Enter the last day of learning.", field="last_day")
    return change.last_day


def _shorten(changes: Sequence[Change]) -> None:
    """The days after the last one are the learners' own again."""
    busy: list[Application] = []
    for change in changes:
        if change.steps and change.enrolment.ended_on and enrolments.shorten(change.enrolment):
            busy.append(change.enrolment.application)  # type: ignore[arg-type] # it has one, or nothing was shortened
    states.save_many(busy, "busy")


def _confirm_skills(changes: Sequence[Change]) -> None:
    done = [change.enrolment for change in changes if State.COMPLETED in change.steps]
    levels = curriculum.levels_taught_to(done)
    held_skills.confirm_many(
        [
            Taught(row.learner_id, levels[row.pk], row.run.course.title)
            for row in done
            if row.learner_id is not None
        ]
    )


def _free_places(changes: Sequence[Change], held: Held) -> None:
    """Who waits for a run that has not begun yet is offered what is free."""
    left = {change.enrolment.run_id for change in changes if State.WITHDRAWN in change.steps}
    places.save_many([run for run in held.runs.values() if run.pk in left])
    for run_id in sorted(left):
        waiting.move_on(held.runs[run_id])


def _record_destinations(changes: Sequence[Change], by: Actor) -> None:
    """What is known already keeps its note; the day on which it was heard of is the new one."""
    today = timezone.localdate()
    Destination.objects.bulk_create(
        [
            Destination(
                enrolment=change.enrolment,
                kind=each.kind,
                code=each.code,
                starts_on=each.starts_on,
                collected_on=each.collected_on or today,
                recorded_by=by.person,
            )
            for change in changes
            for each in change.came
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "kind", "code", "starts_on"],
        update_fields=["collected_on", "recorded_by"],
    )
