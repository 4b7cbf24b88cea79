"""One shard of a full run: found from a snapshot outside any transaction, written under the locks of its learners."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from district.matching import locks, statements
from district.matching.engine.advice import Advice
from district.matching.engine.arrays import Ints
from district.matching.engine.kernel import Matching
from district.matching.engine.results import Best, BestCourses
from district.matching.models import EngineVersion, LearnerMatch, MatchRun, MatchShard
from district.matching.protection import as_matcher
from district.matching.services import lists, snapshots
from district.matching.services.snapshots import Snapshot
from district.outbox.services import progress

FOUND = (
    f"{lists.FOUND}, course_count integer, courses integer[], course_scores bigint[], from_scratch boolean"
)


@dataclass(frozen=True)
class Found:
    """The lists of some learners, as they were at some version."""

    learners: Ints
    versions: Ints
    vacancies: Best
    courses: BestCourses


@dataclass(frozen=True)
class Prepared:
    """A snapshot, and what of it is the same for every learner."""

    snapshot: Snapshot
    matching: Matching
    advice: Advice

    def match(self, *, low: int, high: int) -> Found:
        """Learners of these ids, both ends among them."""
        learners = self.snapshot.learners
        first, after = (int(each) for each in np.searchsorted(learners.id, [low, high + 1]))
        return Found(
            learners=learners.id[first:after],
            versions=learners.version[first:after],
            vacancies=self.matching.best(learners, first, after),
            courses=self.advice.best(learners, first, after),
        )


@lru_cache(maxsize=1)
def prepare(name: str) -> Prepared:
    snapshot = snapshots.find(name)
    if snapshot is None:
        raise FileNotFoundError(name)
    vacancies, credits = snapshot.vacancies, snapshot.credits
    return Prepared(snapshot, Matching(vacancies, credits), Advice(snapshot.courses, vacancies, credits))


@dataclass
class _Own:
    """The snapshot that this process took for a run, where the machine does not have the one that the run names."""

    names: dict[UUID, str] = field(default_factory=dict)


_own = _Own()


def prepared(run: MatchRun) -> Prepared:
    """From the snapshot that the run names, or from one of this machine's own: taken since the run began, and with
    what is remembered of the run, both give the same lists.
    """
    found = _known(run)
    if found:
        return found
    with snapshots.alone():
        run.refresh_from_db(fields=["snapshot"])
        found = _known(run)
        if found:
            return found
        name = snapshots.take(engine=run.engine_id, day=run.day)
        snapshots.prune()
        snapshots.find(name)  # kept open from here on, whatever others take and prune
    MatchRun.objects.filter(id=run.id, snapshot="").update(snapshot=name)
    _own.names = {run.public_id: name}
    return prepare(name)


def _known(run: MatchRun) -> Prepared | None:
    for name in filter(None, (run.snapshot, _own.names.get(run.public_id))):
        try:
            return prepare(name)
        except FileNotFoundError:
            continue
    return None


@transaction.atomic
def write(*, shard: MatchShard, run: MatchRun, found: Found) -> None:
    """Nothing is written if the shard was done meanwhile, or its version is no longer in force."""
    locks.for_learners(found.learners.tolist())
    current = MatchShard.objects.select_for_update().filter(id=shard.id, is_done=False).first()
    if current is None or not EngineVersion.objects.current().filter(code=run.engine_id).exists():
        return
    run.refresh_from_db(fields=["changed_vacancies"])
    wanted: dict[str, Any] = {"engine": run.engine_id, "day": run.day, "shard": (shard.low, shard.high)}
    with as_matcher():
        statements.change("remove_unmatched", **wanted)
        written = _store(found, wanted)
        if run.changed_vacancies:
            written += _merge(run.changed_vacancies, wanted)
        current.sum = statements.rows("sum_lists", **wanted)[0]["sum"]
    current.changed_count = len({row["learner_id"] for row in written})
    current.is_done = True
    current.save(update_fields=["sum", "changed_count", "is_done"])
    progress.advance(progress_id=run.progress_id, by=shard.learner_count)


def _store(found: Found, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    best, courses = found.vacancies, found.courses
    cells = (found.learners, found.versions, best.count, best.id, best.score)
    taught = (courses.count, courses.id, courses.score, courses.from_scratch)
    statements.hold("matching_fresh", FOUND, *cells, *taught)
    return statements.rows("store_fresh", **wanted)


def _merge(vacancy_ids: list[int], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """What `lists.match_vacancies` did to these lists since the run began, once more."""
    low, high = wanted["shard"]
    listed = LearnerMatch.objects.filter(
        learner_id__gte=low, learner_id__lte=high, vacancies__overlap=vacancy_ids
    ).order_by("learner_id")
    afresh = list(listed.values_list("learner_id", flat=True))
    written = statements.rows("store_merged", vacancies=vacancy_ids, **wanted)
    return written + lists.list_afresh(afresh, engine=wanted["engine"], day=wanted["day"])
