"""Writes the lists of matches: for a learner, for a vacancy that opened or closed, for courses. Full runs are in
runs.py.
"""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Func, Min, Value
from django.utils import timezone

from district.matching import locks, statements
from district.matching.engine.kernel import Matching
from district.matching.models import SHARD_SIZE, LearnerMatch, MatchRun
from district.matching.protection import as_matcher
from district.matching.services import asked, engines, snapshots
from district.outbox.services import tasks
from employers.models import Vacancy

FEW = 30  # learners, for whom a statement is quicker than reading all vacancies as arrays
FOUND = "learner_id integer, version integer, count integer, vacancies integer[], scores integer[]"


@transaction.atomic
def match_learner(*, learner_id: int) -> bool:
    """The jobs, after a change of profile. Also removes the matches of somebody who switched matching off.
    True if they have a list.

    Which courses open what takes far longer to find, and is promised for just after.
    """
    engine = engines.current()
    locks.for_learners([learner_id])
    wanted = {"engine": engine.code, "day": timezone.localdate(), "learners": [learner_id]}
    with as_matcher():
        statements.change("remove_unmatched", **wanted)
        written = _store_vacancies(touch=True, **wanted)
    if written:
        tasks.enqueue(
            name="matching.match_learner_courses",
            args={"learner_id": learner_id},
            key=f"learner {learner_id}",
        )
    return bool(written)


@transaction.atomic
def match_learner_courses(*, learner_id: int) -> bool:
    """The courses of a learner whose jobs are in their list; True if it changed."""
    engine = engines.current()
    locks.for_learners([learner_id])
    wanted = {"engine": engine.code, "day": timezone.localdate(), "learners": [learner_id]}
    with as_matcher():
        return bool(statements.rows("store_courses", **wanted))


@transaction.atomic
def match_vacancies(*, vacancy_ids: list[int]) -> int:
    """After vacancies opened, changed or closed; says how many learners' lists changed.

    Lists that hold one of them are made afresh, for what comes up from below is not known; into all others
    they are merged.
    Which courses open what has changed for nearly everybody then, and is worked out just after. Adverts that
    repeat one of these come and go with it.
    """
    engine = engines.current()
    locks.for_everybody()
    repeats = Vacancy.objects.filter(repeats__in=vacancy_ids).order_by("id").values_list("id", flat=True)
    vacancy_ids = [*vacancy_ids, *repeats]
    _remember(vacancy_ids)
    asked.weigh(engine=engine, vacancy_ids=vacancy_ids)
    wanted = {"engine": engine.code, "day": timezone.localdate()}
    with as_matcher():
        listed = list(
            LearnerMatch.objects.filter(vacancies__overlap=vacancy_ids)
            .order_by("learner_id")
            .values_list("learner_id", flat=True)
        )
        written = statements.rows("store_merged", vacancies=vacancy_ids, **wanted)
        written += list_afresh(listed, engine=engine.code, day=timezone.localdate())
    promise_courses()
    return len({row["learner_id"] for row in written})


def list_afresh(learner_ids: list[int], *, engine: str, day: date) -> list[dict[str, Any]]:
    """The vacancies of learners who have a list already: few of them by a statement, many by arrays."""
    if not learner_ids:
        return []
    if len(learner_ids) <= FEW:
        return _store_vacancies(learners=learner_ids, engine=engine, day=day)
    people, vacancies, credits = snapshots.look(engine=engine, day=day, learners=learner_ids)
    best = Matching(vacancies, credits).best(people, 0, len(people))
    columns = (people.id, people.version, best.count, best.id, best.score)
    statements.hold("matching_again", FOUND, *columns)
    return statements.rows("store_again", engine=engine, day=day)


def _store_vacancies(**wanted: Any) -> list[dict[str, Any]]:
    """Few people have sure evidence: a statement that does not ask for it takes a quarter less."""
    (found,) = statements.rows("are_any_sure", **wanted)
    name = "store_vacancies" if found["are_any_sure"] else "store_vacancies_of_none_sure"
    return statements.rows(name, **wanted)


def _remember(vacancy_ids: list[int]) -> None:
    """For runs on their way, whose snapshots do not have them yet."""
    ids = Value(vacancy_ids, ArrayField(models.IntegerField()))
    MatchRun.objects.unfinished().update(
        changed_vacancies=Func(F("changed_vacancies"), ids, function="array_cat")
    )


def promise_courses(*, shard: int | None = None) -> None:
    """Courses of everybody, a shard at a time: each turn promises the next. Promises of the same turn fall
    into one. It begins even where nobody has a list yet, for a run that makes them may be on its way.
    """
    first = shard if shard is not None else _first_shard(after=-1) or 0
    tasks.enqueue(name="matching.match_courses", args={"shard": first}, key=f"shard {first}")


@transaction.atomic
def match_courses(*, shard: int) -> int:
    """The courses of one range of learners, after runs or vacancies opened or closed; says how many lists changed.

    While everybody is matched there is no use in it: it waits until that run has ended.
    """
    engine = engines.current()
    locks.for_shards([shard])
    if _is_put_off():
        return 0
    low = shard * SHARD_SIZE
    with as_matcher():
        written = statements.rows(
            "store_courses", engine=engine.code, day=timezone.localdate(), shard=(low, low + SHARD_SIZE - 1)
        )
    following = _first_shard(after=shard)
    if following is not None:
        promise_courses(shard=following)
    return len(written)


def _is_put_off() -> bool:
    """A run on its way will promise the courses when it ends; one that has stopped is not waited for."""
    on_their_way = MatchRun.objects.unfinished()
    if not on_their_way.update(are_courses_due=True):
        return False
    return any(not run.progress.has_stopped for run in on_their_way.select_related("progress"))


def _first_shard(*, after: int) -> int | None:
    found = LearnerMatch.objects.filter(learner_id__gte=(after + 1) * SHARD_SIZE).aggregate(
        id=Min("learner_id")
    )
    return None if found["id"] is None else found["id"] // SHARD_SIZE
