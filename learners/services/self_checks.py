"""A learner's digital self-checks: begun once at a time, answered area by area, finished with an action plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from learners import self_check
from learners.models import Learner, PlanStep, SelfCheck
from learners.services import profiles, records

WEEKS_TO_PRACTISE, WEEKS_TO_LOOK, WEEKS_TO_REPEAT = 2, 4, 12
MOST_STEPS = 6


@dataclass(frozen=True)
class Step:
    text: str
    due_on: date | None = None
    is_done: bool = False


@transaction.atomic
def begin(*, learner: Learner, by: Actor) -> SelfCheck:
    """A new check, or the one that is going on already."""
    current = records.lock(learner=learner, by=by)
    return SelfCheck.objects.get_or_create(learner=current, finished_at=None)[0]


@transaction.atomic
def answer(*, learner: Learner, area: str, values: Mapping[str, int], by: Actor) -> SelfCheck:
    """Save the four answers of an area in the check that is going on, or in a new one; the last area ends it."""
    current = records.lock(learner=learner, by=by)
    if area not in self_check.BY_CODE or set(values) != set(self_check.BY_CODE[area].codes):
        raise Refused("Answer all four statements of this page.")
    check = begin(learner=current, by=by)
    check.answers = {**check.answers, **values}
    check.save(update_fields=["answers"])
    return _finish(check) if self_check.following(check.answers) is None else check


@transaction.atomic
def keep(*, said: Mapping[str, int], by: Actor) -> SelfCheck:
    """A whole check that somebody did before they signed in. Twice the same on one day is kept once."""
    if self_check.following(said) is not None:
        raise Refused("Some answers are missing. Do the check again: it takes five minutes.")
    learner = records.lock(learner=profiles.start(by=by), by=by)
    today = SelfCheck.objects.filter(learner=learner, finished_at__date=timezone.localdate())
    if same := today.filter(answers=dict(said)).first():
        return same
    return _finish(SelfCheck(learner=learner, answers=dict(said)))


def _finish(check: SelfCheck) -> SelfCheck:
    check.finished_at = timezone.now()
    check.save()
    _write(check, first_plan(check.answers, timezone.localdate()))
    return check


def first_plan(said: Mapping[str, int], today: date) -> list[Step]:
    """What we suggest: something to try in the two weakest areas, a course to ask about, and the check again."""
    weakest = self_check.weakest_first(self_check.results(said))[:2]
    tried = [
        Step(line.practice, today + timedelta(weeks=WEEKS_TO_PRACTISE + 2 * turn))
        for turn, line in enumerate(weakest)
    ]
    return [
        *tried,
        Step("Ask about one of the courses that fit", today + timedelta(weeks=WEEKS_TO_LOOK)),
        Step("Do this check again and see what has changed", today + timedelta(weeks=WEEKS_TO_REPEAT)),
    ]


def plan_of(check: SelfCheck) -> list[Step]:
    """The action plan as it stands."""
    rows = check.plan_steps.order_by("position")
    return [Step(row.text, row.due_on, row.is_done) for row in rows]


def mark_of(steps: Sequence[Step]) -> str:
    """What tells whether somebody has seen this plan."""
    return records.mark({"steps": list(steps)})


@transaction.atomic
def save_plan(*, check: SelfCheck, steps: Sequence[Step], seen: str | None = None, by: Actor) -> None:
    """Replace the action plan by these steps, in their order. `seen` is the mark of the plan they were shown."""
    records.lock(learner=check.learner, by=by)
    if check.finished_at is None:
        raise Refused("Finish the check first.")
    if len(steps) > MOST_STEPS:
        raise Refused(f"A plan has {MOST_STEPS} steps at most. Take one out.")
    held = {"steps": plan_of(check)}
    records.check_seen(seen=seen, held=held, wanted={"steps": list(steps)}, current=check)
    standing = {step.position: step for step in check.plan_steps.order_by("position")}
    for position, wanted in enumerate(steps, start=1):
        step = standing.pop(position, None) or PlanStep(self_check=check, position=position)
        told = (wanted.text, wanted.due_on, wanted.is_done)
        if told != (step.text, step.due_on, step.is_done):
            step.text, step.due_on, step.is_done = told
            step.save()
    PlanStep.objects.filter(id__in=[step.id for step in standing.values()]).delete()


def _write(check: SelfCheck, steps: Sequence[Step]) -> None:
    PlanStep.objects.bulk_create(
        PlanStep(self_check=check, position=position, text=step.text, due_on=step.due_on)
        for position, step in enumerate(steps, start=1)
    )
