"""Prices of exposure for a run that begins, and how evenly the lists are shared once it has ended.

Prices are worked out over everybody, or an even sample of many, outside any lock; they are put in force in the
transaction in which the run begins, and all that is matched from then on goes by them.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from django.db import connection
from django.utils import timezone

from district.matching import statements
from district.matching.engine import exposure
from district.matching.engine.arrays import FULL_PRICE, Ints
from district.matching.engine.exposure import Outcome
from district.matching.models import EngineVersion, MatchRun, RunExposure, SharingSwitch
from district.matching.protection import as_matcher
from district.matching.services import snapshots
from learners.models import Learner

MOST_PEOPLE = 100_000  # more tell nothing new
SAMPLE = """
    SELECT id FROM (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM learners_learner WHERE matching_on
    ) each_learner
    WHERE place %% %s = 0
"""
DROP = "DELETE FROM matching_vacancyprice WHERE NOT vacancy_id = ANY (%s::bigint[])"
STORE = """
    INSERT INTO matching_vacancyprice AS kept (vacancy_id, price)
    SELECT v.id, fresh.price
    FROM unnest(%s::bigint[], %s::smallint[]) AS fresh (id, price)
    JOIN employers_vacancy v ON v.id = fresh.id
    ORDER BY v.id
    FOR KEY SHARE OF v
    ON CONFLICT (vacancy_id) DO UPDATE SET price = excluded.price WHERE kept.price <> excluded.price
"""


@dataclass(frozen=True)
class Priced:
    """What a run begins with; without an outcome everything has the full price."""

    vacancies: Ints
    people: int = 0
    outcome: Outcome | None = None


NOTHING = Priced(np.zeros(0, np.int32))


def is_on() -> bool:
    found = SharingSwitch.objects.values_list("is_on", flat=True).first()
    return bool(found)


def work_out(*, engine: EngineVersion) -> Priced:
    if not is_on():
        return NOTHING
    learners, vacancies, credits = snapshots.look(
        engine=engine.code, day=timezone.localdate(), learners=sample()
    )
    return Priced(vacancies.id, len(learners), exposure.price(learners, vacancies, credits))


def sample() -> list[int] | None:
    """Ids of as many as are looked at; None for everybody."""
    step = ceil(Learner.objects.filter(matching_on=True).count() / MOST_PEOPLE)
    if step <= 1:
        return None
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [step])
        return [learner_id for (learner_id,) in cursor.fetchall()]


def put_in_force(*, run: MatchRun, priced: Priced) -> None:
    """Called under the lock for everybody."""
    found = priced.outcome
    prices = found.prices if found else np.zeros(0, np.int32)
    is_lowered = prices < FULL_PRICE
    ids = priced.vacancies[is_lowered].tolist()
    with connection.cursor() as cursor:
        cursor.execute(DROP, [ids])
        cursor.execute(STORE, [ids, prices[is_lowered].tolist()])
    before = found.before if found else None
    RunExposure.objects.create(
        run=run,
        is_on=found is not None,
        people_count=priced.people,
        gini_before=before.gini if before else None,
        listed_before=before.listed if before else None,
        median_before=before.median if before else None,
        tenths_before=list(before.tenths) if before else [],
        score_lost=found.score_lost if found else None,
    )


def measure(*, run_id: int) -> None:
    """How evenly the lists are shared now that the run has ended."""
    run = MatchRun.objects.get(id=run_id)
    with as_matcher():
        _, listed = statements.numbers("count_listed", engine=run.engine_id, day=run.day)
    found = exposure.spread(listed)
    RunExposure.objects.filter(run=run).update(
        gini=found.gini,
        vacancy_count=found.vacancies,
        listed_count=found.listed,
        median=found.median,
        most=found.most,
        tenths=list(found.tenths),
        measured_at=timezone.now(),
    )
