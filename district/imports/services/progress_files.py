"""Brings a provider's enrolments in step with its progress file. Rows are compared first; nothing is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from district.imports.reading import progress
from district.imports.reading.cells import Row
from district.imports.reading.progress import Key, ProgressRow
from district.imports.reading.tables import Table
from district.imports.services import checks, cohorts
from district.imports.services.checks import Checked
from district.imports.services.cohorts import Change
from district.imports.services.comparison import Line, Outcome
from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web.errors import Refused
from programmes.models import Enrolment

State = Enrolment.State
ENDS = (State.ON_BREAK, State.COMPLETED, State.WITHDRAWN)
# The states that lie between one and another, the last included; what is missing cannot be reached by a file.
WAYS: dict[str, dict[str, tuple[str, ...]]] = {
    State.IN_LEARNING: {
        **{state: (state,) for state in ENDS},
        State.ACHIEVED: (State.COMPLETED, State.ACHIEVED),
        State.NOT_ACHIEVED: (State.COMPLETED, State.NOT_ACHIEVED),
    },
    State.ON_BREAK: {State.WITHDRAWN: (State.WITHDRAWN,)},
    State.COMPLETED: {state: (state,) for state in (State.ACHIEVED, State.NOT_ACHIEVED)},
    State.NOT_ACHIEVED: {State.ACHIEVED: (State.ACHIEVED,)},
}
WAYS[State.ENROLLED] = {State.IN_LEARNING: (State.IN_LEARNING,)} | {
    to: (State.IN_LEARNING, *way) for to, way in WAYS[State.IN_LEARNING].items()
}


@dataclass
class Plan:
    """What one row does to its enrolment."""

    row: ProgressRow
    enrolment: Enrolment
    steps: tuple[str, ...] = ()
    record: dict[str, Any] = field(default_factory=dict)
    at_start: dict[str, str] = field(default_factory=dict)
    has_new_outcome: bool = False

    @property
    def changes(self) -> tuple[str, ...]:
        found = (*self.record, *self.at_start)
        return (
            *found,
            *(("progress",) if self.steps else ()),
            *(("destination",) if self.has_new_outcome else ()),
        )


def check(table: Table, owner: Organisation) -> Checked[Plan]:
    today = timezone.localdate()
    rows: list[tuple[Row, ProgressRow]] = []

    def read(row: Row) -> ProgressRow | None:
        found = progress.read(row, owner.ukprn, today)
        if found is not None:
            rows.append((row, found))
        return found

    checked = checks.each(table, read)
    plans = _plans(rows, _known(owner, [found.key for _, found in rows]))
    refusals = [refusal for row, _ in rows for refusal in row.refusals]
    return Checked(plans, [*checked.refusals, *refusals], checked.warnings)


def _known(owner: Organisation, keys: Sequence[Key]) -> dict[Key, Enrolment]:
    references = {reference for reference, _, _ in keys}
    found = Enrolment.objects.filter(organisation=owner, learner_reference__in=references)
    return _by_key(found.prefetch_related("destinations").order_by("id"))


def _by_key(rows: Iterable[Enrolment]) -> dict[Key, Enrolment]:
    return {(each.learner_reference, each.learning_aim, each.starts_on): each for each in rows}


def _plans(rows: list[tuple[Row, ProgressRow]], known: Mapping[Key, Enrolment]) -> list[Plan]:
    """An enrolment may have a row for each thing that came of it; in all else its rows say the same."""
    seen: dict[Key, ProgressRow] = {}
    came: set[tuple[Any, ...]] = set()
    plans = []
    for row, found in rows:
        enrolment, first = known.get(found.key), seen.setdefault(found.key, found)
        thing = (found.key, found.outcome and found.outcome.thing)
        is_repeat = thing in came
        came.add(thing)
        if enrolment is None:
            row.refuse(
                "LEARNREFNUMBER",
                "ENROLMENT_UNKNOWN",
                "You have no enrolment with this reference, learning aim and start date. Check all three.",
            )
        elif first is found:
            plans.append(_plan(row, found, enrolment))
        elif replace(found, row=first.row, outcome=first.outcome) == first and not is_repeat:
            plans.append(Plan(found, enrolment, has_new_outcome=_has_new_outcome(row, found, enrolment)))
        else:
            row.refuse("LEARNREFNUMBER", "ROW_TWICE", f"Row {first.row} is about the same enrolment.")
    return plans


def _plan(row: Row, found: ProgressRow, enrolment: Enrolment) -> Plan:
    plan = Plan(found, enrolment, _steps(row, found, enrolment))
    plan.record = {name: value for name, value in found.record.items() if getattr(enrolment, name) != value}
    for column, (name, _) in progress.AT_START.items():
        said, known = found.at_start.get(name, ""), getattr(enrolment, name)
        if said and known and said != known:
            row.refuse(
                column, "START_FACT_OTHER", f"At the start this was recorded as {known}, and it stays so."
            )
        elif said != known and said:
            plan.at_start[name] = said
    plan.has_new_outcome = _has_new_outcome(row, found, enrolment)
    return plan


def _has_new_outcome(row: Row, found: ProgressRow, enrolment: Enrolment) -> bool:
    if found.outcome and found.state == State.IN_LEARNING:
        row.refuse("OUTTYPE", "OUTTYPE_NOT_ALLOWED", "Record the end of the course before what came of it.")
        return False
    return _is_new(found.outcome, enrolment)


def _is_new(said: progress.Outcome | None, enrolment: Enrolment) -> bool:
    return said is not None and not any(_is_same(said, each) for each in enrolment.destinations.all())


def _is_same(said: progress.Outcome, known: Any) -> bool:
    same = (said.kind, said.code, said.starts_on) == (known.kind, known.code, known.starts_on)
    return same and said.collected_on in (None, known.collected_on)


def _steps(row: Row, found: ProgressRow, enrolment: Enrolment) -> tuple[str, ...]:
    if found.state == enrolment.state:
        _same_days(row, found, enrolment)
        return ()
    is_ahead = enrolment.starts_on > timezone.localdate()
    if is_ahead and enrolment.state == State.ENROLLED and found.state == State.IN_LEARNING:
        return ()
    way = WAYS.get(enrolment.state, {}).get(found.state)
    if way is None or is_ahead:
        row.refuse(
            "COMPSTATUS",
            "COMPSTATUS_NOT_REACHED",
            f"This enrolment stands at “{enrolment.get_state_display().lower()}”. Put that right in its roster first.",
        )
        return ()
    return way


def _same_days(row: Row, found: ProgressRow, enrolment: Enrolment) -> None:
    """What has ended is put right in the roster, with a reason; a file does not do it unseen."""
    for column, said, known in (
        ("LEARNACTENDDATE", found.ended_on, enrolment.ended_on),
        ("ACHDATE", found.achieved_on, enrolment.achieved_on),
        ("WITHDRAWREASON", found.reason, enrolment.withdrawal_reason),
    ):
        if said and said != known:
            row.refuse(
                column, f"{column}_OTHER", f"This is recorded as {known}. Put it right in the roster first."
            )


def compare(rows: Sequence[Plan]) -> Outcome:
    outcome = Outcome()
    for plan in rows:
        changes = plan.changes
        outcome.lines[plan.row.row] = Line("changed", changes) if changes else Line("unchanged")
        outcome.changed += bool(changes)
        outcome.unchanged += not changes
    return outcome


@transaction.atomic
def apply(rows: Sequence[Plan], *, by: Actor) -> Outcome:
    """Carry it out under lock, by the same rules as on the pages: what somebody has changed since the rows were read is
    planned anew.
    """
    if not any(plan.changes for plan in rows):
        return compare(rows)
    held = cohorts.hold(
        {plan.enrolment.pk for plan in rows},
        frees={plan.enrolment.run_id for plan in rows if plan.row.state == State.WITHDRAWN},
        confirms={
            plan.enrolment.learner_id
            for plan in rows
            if plan.row.state in Enrolment.COMPLETERS and plan.enrolment.learner_id is not None
        },
    )
    plans = _again(rows, held)
    cohorts.carry_out(_changes(plans), held, by=by)
    return compare(plans)


def _again(rows: Sequence[Plan], held: cohorts.Held) -> list[Plan]:
    pairs = [(Row(plan.row.row, {}), plan.row) for plan in rows]
    plans = _plans(pairs, _by_key(held.enrolments.values()))
    for refusal in (refusal for row, _ in pairs for refusal in row.refusals):
        raise Refused(f"Row {refusal.row}: {refusal.message}", code="state")
    return plans


def _changes(plans: Sequence[Plan]) -> list[Change]:
    """One for each enrolment; its rows after the first say what else came of it."""
    found: dict[int, Change] = {}
    for plan in plans:
        if not plan.changes:
            continue
        row = plan.row
        change = found.setdefault(plan.enrolment.pk, Change(plan.enrolment))
        if plan.record or plan.at_start or plan.steps:
            change.values, change.at_start, change.steps = plan.record, plan.at_start, plan.steps
            change.last_day, change.achieved_on, change.reason = row.ended_on, row.achieved_on, row.reason
        if plan.has_new_outcome and row.outcome:
            change.came.append(row.outcome)
    return [found[number] for number in sorted(found)]
