"""Intakes: course runs whose places are given together by published class and lot once applications have closed."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from district.outbox.services import tasks
from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web.errors import Refused
from learners.models import Learner
from programmes import allocation
from programmes.access import require_teaching
from programmes.models import Admission, Application, CourseRun, Intake, PriorityClass, Reason
from programmes.services import applications, letters, places, states, waiting

State = Application.State


@dataclass(frozen=True)
class Result:
    """What became of an intake."""

    people: int
    placed: int
    first_choice: int
    waiting: int


@transaction.atomic
def create(
    *, organisation: Organisation, name: str, closes_at: datetime, classes: Sequence[str], by: Actor
) -> Intake:
    """The lot is drawn from a seed made now: everybody sees its digest from the beginning, and the seed at the end."""
    require_teaching(by, organisation.id)
    _check(name, closes_at, classes)
    seed = secrets.token_hex(16)
    return Intake.objects.create(
        organisation=organisation,
        name=name.strip(),
        closes_at=closes_at,
        classes=list(classes),
        seed=seed,
        seed_digest=allocation.seed_digest(seed),
    )


@transaction.atomic
def change(*, intake: Intake, name: str, closes_at: datetime, classes: Sequence[str], by: Actor) -> Intake:
    """The rule stands once somebody has applied under it; the closing date may still be put off."""
    current = Intake.objects.select_for_update().get(pk=intake.pk)
    require_teaching(by, current.organisation_id)
    if current.settled_at:
        raise Refused("The places of this intake have been given.", code="state")
    _check(name, closes_at, classes)
    sent = Application.objects.filter(run__intake=current).exclude(state=State.DRAFT)
    if (list(classes) != current.classes or closes_at < current.closes_at) and sent.exists():
        raise Refused(
            "People have applied under this rule and closing date. You can only put the closing date off.",
            code="applied",
        )
    current.name, current.closes_at, current.classes = name.strip(), closes_at, list(classes)
    current.version += 1
    current.save(update_fields=["name", "closes_at", "classes", "version"])
    return current


def _check(name: str, closes_at: datetime, classes: Sequence[str]) -> None:
    if not name.strip():
        raise Refused("Give the intake a name.", field="name")
    if closes_at <= timezone.now():
        raise Refused("The closing date must be in the future.", field="closes_at")
    if len(set(classes)) != len(classes) or not set(classes) <= set(PriorityClass.values):
        raise Refused("Choose each class once.", field="classes")


@transaction.atomic
def admit(
    *, run: CourseRun, admission: str, intake: Intake | None = None, offer_hours: int | None = None, by: Actor
) -> CourseRun:
    """Say how people get a place on a run. Fixed once somebody has applied."""
    current = places.lock(run.pk)
    require_teaching(by, current.course.organisation_id)
    intake = intake if admission == Admission.INTAKE else None
    if (admission, intake) != (current.admission, current.intake):
        if current.applications.exclude(state=State.DRAFT).exists():
            raise Refused(
                "People have applied already. How they get a place cannot change now.", field="admission"
            )
        _check_intake(current, admission, intake)
    current.admission, current.intake = admission, intake
    if offer_hours is not None:
        if not 1 <= offer_hours <= 336:
            raise Refused("Give people from 1 hour to 14 days (336 hours) to answer.", field="offer_hours")
        current.offer_hours = offer_hours
    states.save(current, "admission", "intake", "offer_hours")
    return current


def _check_intake(run: CourseRun, admission: str, intake: Intake | None) -> None:
    if admission != Admission.INTAKE:
        return
    if intake is None or intake.organisation_id != run.course.organisation_id or not intake.is_open:
        raise Refused("Choose one of your own intakes that is still open.", field="intake")
    if run.capacity is None:
        raise Refused("Enter how many places there are: an intake shares them out.", field="capacity")
    if run.starts_on and run.starts_on <= timezone.localdate(intake.closes_at):
        raise Refused("The run starts before applications for this intake close.", field="intake")


@transaction.atomic
def promise_due() -> int:
    due = list(Intake.objects.due().order_by("id").values_list("id", flat=True))
    for intake_id in due:
        tasks.enqueue(
            name="programmes.settle_intake", args={"intake_id": intake_id}, key=f"intake {intake_id}"
        )
    return len(due)


@transaction.atomic
def settle(*, intake_id: int) -> Result | None:
    """Give the places of an intake whose closing time has passed; nothing if that is done. People are offered the best
    of their choices that reaches them, and wait, in the same order, for those they would have liked better.
    """
    intake = Intake.objects.select_for_update().get(pk=intake_id)
    if intake.settled_at or intake.closes_at > timezone.now():
        return None
    run_ids = CourseRun.objects.filter(intake=intake).order_by("id").values_list("id", flat=True)
    runs = {run_id: places.lock(run_id) for run_id in list(run_ids)}
    sent = waiting.with_open_questions(Application.objects.filter(run__in=runs))
    rows = list(
        sent.filter(state__in=[State.SUBMITTED, State.UNDER_REVIEW])
        .select_for_update(of=("self",))
        .select_related("learner")
        .order_by("choice", "id")
    )
    result = _give(intake, runs, rows)
    for draft in Application.objects.filter(run__in=runs, state=State.DRAFT).select_for_update():
        states.move(draft, State.WITHDRAWN)
        applications.end(draft)
    for run in runs.values():
        places.save(run)
    intake.settled_at = timezone.now()
    intake.version += 1
    intake.save(update_fields=["settled_at", "version"])
    return result


def _give(intake: Intake, runs: dict[int, CourseRun], rows: Iterable[Application]) -> Result:
    by_person: dict[int, list[Application]] = defaultdict(list)
    for application in rows:
        by_person[application.learner_id].append(application)
    people = _in_order(intake, by_person)
    choices = [[application.run_id for application in by_person[person]] for person in people]
    free = {
        run_id: (run.places_left or 0) if places.may_be_offered(run) else 0 for run_id, run in runs.items()
    }
    given = allocation.allocate(choices, range(len(people)), free)
    placed = first = queued = 0
    for person, run_id in zip(people, given, strict=True):
        for number, application in enumerate(by_person[person]):
            application.run = runs[application.run_id]
            if application.run_id == run_id:
                _offer(application)
                placed += 1
                first += number == 0
                _leave_the_others(by_person[person][number + 1 :])
                break
            waiting.join(application.run, application)
            queued += 1
            _save(application)
    return Result(people=len(people), placed=placed, first_choice=first, waiting=queued)


def _in_order(intake: Intake, by_person: dict[int, list[Application]]) -> list[int]:
    """Learners by class, then lot; both are written down with their applications."""
    references = dict(Learner.objects.filter(id__in=by_person).values_list("id", "public_id"))
    keys: dict[int, tuple[int, int]] = {}
    for learner_id, own in by_person.items():
        number = allocation.class_of(facts_of(own[0]), intake.classes)
        drawn = allocation.lot(intake.seed, str(references[learner_id]))
        keys[learner_id] = (number, drawn)
        for application in own:
            application.priority_class, application.lot = number, drawn
    return sorted(keys, key=lambda learner_id: (*keys[learner_id], learner_id))


def facts_of(application: Application) -> allocation.Facts:
    return allocation.Facts(
        status=application.employment_status,
        unemployed_for=application.unemployed_for,
        is_at_risk=application.is_at_risk,
        wants_more_hours=application.wants_more_hours,
        prior_level=application.prior_level,
    )


def _offer(application: Application) -> None:
    """A place; while questions about support are open it is only kept."""
    if application.has_open_questions:
        places.take(application.run, application)
        states.move(application, State.UNDER_REVIEW)
        letters.promise(application, letters.Act.SUPPORT_ASKED)
    else:
        places.offer(application.run, application)
    _save(application)


def _leave_the_others(lower: Iterable[Application]) -> None:
    for application in lower:
        states.move(application, State.UNSUCCESSFUL)
        application.reason, application.decided_at = Reason.PLACED_HIGHER, timezone.now()
        applications.end(application, "reason", "decided_at", "priority_class", "lot")
        letters.promise(application, letters.Act.REFUSED)


def _save(application: Application) -> None:
    states.save(application, "priority_class", "lot", *places.OFFER_FIELDS, *waiting.WAITING_FIELDS)
