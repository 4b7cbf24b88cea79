"""The parts of which a frozen month is made: each is filled in by itself, and can be emptied and begun again."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from district.figures import measures
from district.reports import protection
from district.reports.models import (
    ApplicationRow,
    EnrolmentRow,
    EqualityCount,
    EquityCount,
    Fact,
    Label,
    ReachRow,
    Snapshot,
)
from district.reports.models.snapshot import Row
from district.reports.services import equity, money

FOLDER = Path(__file__).parents[1] / "sql"
CALM = """
    SELECT set_config('statement_timeout', '250s', true), set_config('work_mem', '128MB', true),
        set_config('jit', 'off', true)
"""
type Values = dict[str, Any]


@dataclass(frozen=True)
class Step:
    words: str
    fill: Callable[[Snapshot, Values], None]
    role: str = protection.REPORTS


@dataclass(frozen=True)
class Part:
    """`subjects`: of the facts that it fills in; other tables are its own."""

    tables: tuple[type[Row], ...]
    steps: tuple[Step, ...]
    subjects: tuple[str, ...] = ()


def _run(name: str, snapshot: Snapshot, values: Values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement(name), values)


def _step(name: str, words: str, role: str = protection.REPORTS) -> Step:
    return Step(words, partial(_run, name), role)


PARTS = (
    # Together, for the numbers that stand for people are the same in all three, and kept nowhere.
    Part(
        (EnrolmentRow, ApplicationRow, ReachRow),
        (
            _step("take_enrolments", "Enrolments"),
            _step("take_applications", "Applications"),
            _step("take_reach", "Who was reached"),
        ),
    ),
    Part((EqualityCount,), (_step("take_equality", "Groups of people", protection.ANSWERS),)),
    Part((Fact,), (_step("take_employers", "Employers"),), ("employer",)),
    Part((Fact,), (_step("take_demand", "What is asked and taught"),), ("demand",)),
    Part((Fact,), (_step("take_matching", "Matching", protection.ANSWERS),), ("matching",)),
    Part((Label,), (_step("take_labels", "Names"),)),
    Part(
        (Fact,),
        (Step("Contracts and claims", lambda snapshot, _: money.freeze(snapshot)),),
        ("contract", "money", "claims"),
    ),
    Part(
        (EquityCount,),
        (
            Step(
                "How far people of each group came",
                lambda snapshot, _: equity.freeze(snapshot),
                protection.ANSWERS,
            ),
        ),
    ),
)
STEPS = sum(len(part.steps) for part in PARTS)


def fill(part: Part, snapshot: Snapshot, *, tell: Callable[[str], None]) -> None:
    """Committed step by step; `tell` hears what was done."""
    _empty(part, snapshot)
    values = {
        "snapshot": snapshot.pk,
        "as_at": snapshot.as_at,
        "started_at": snapshot.started_at,
        "seed": secrets.randbits(62),  # never kept: nobody can tell whose number it was
    }
    for step in part.steps:
        with protection.under(step.role):
            calm()
            step.fill(snapshot, values)
        tell(step.words)


@transaction.atomic
def _empty(part: Part, snapshot: Snapshot) -> None:
    """Of what a worker left that died at it."""
    calm()
    for table in part.tables:
        if part.subjects:
            Fact.objects.filter(snapshot=snapshot, subject__in=part.subjects).delete()
        else:
            table._default_manager.filter(snapshot=snapshot).delete()


def calm() -> None:
    """For this transaction: time and memory for statements over everything."""
    with connection.cursor() as cursor:
        cursor.execute(CALM)


@cache
def statement(name: str) -> str:
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    if name != "take_enrolments":
        return text
    return text.format(
        days_needed=_days_needed(),
        sustained_days=measures.SUSTAINED_DAYS,
        outcome_months=measures.POSITIVE_WITHIN_MONTHS,
        kinds_after=",\n        ".join(_kind_after(months) for months in (0, 3, 6)),
    )


def _days_needed() -> str:
    """The rule of a qualifying start (F1), for sets; hours are told from registers, which may be incomplete."""
    return (
        f"CASE WHEN enrolment.programme_type = '32' THEN {_steps(measures.BOOTCAMP_LOCAL)} "
        f"ELSE {_steps(measures.GENERAL)} END"
    )


def _steps(rule: measures.Qualifying) -> str:
    length = "enrolment.planned_end_on - enrolment.starts_on + 1"
    return "CASE " + " ".join(f"WHEN {length} >= {least} THEN {days}" for least, days in rule.steps) + " END"


def _kind_after(months: int) -> str:
    """Where somebody was so many calendar months after their last day; the day itself counts as none."""
    day = f"enrolment.ended_on + interval '{months} months'"
    latest = f"found.starts_on <= {day}" + (" + interval '28 days'" if months == 0 else "")
    return (
        "(array_agg(found.kind ORDER BY found.starts_on DESC, found.id DESC) FILTER (WHERE "
        f"{latest} AND (found.ends_on IS NULL OR found.ends_on >= {day})))[1] AS at_{months}"
    )
