"""Matches everybody: at night, at the start of the portal, or when staff ask. Any number of workers, on any number of
machines, may share a run.

What holds when it begins is taken once as arrays (see `snapshots.py`); shards of learners are matched outside any
transaction, and their lists are written under the locks of `locks.py`. Facts that change between the two:
- a learner who has changed since is left to the work that their change promised;
- vacancies that were put into lists since the run began are remembered with it, and put into each shard's lists again
  in the transaction that writes them;
- courses that were to be worked out meanwhile are worked out once the run has ended.
"""

import os
import socket
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Min
from django.utils import timezone

from district.matching import locks
from district.matching.models import SHARD_SIZE, EngineVersion, MatchRun, MatchShard
from district.matching.services import asked, engines, exposure, lists, shards
from district.matching.services.exposure import Priced
from district.matching.signals import run_ended
from district.outbox.services import progress, tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed

LANES = 2  # workers that share a run
LANE_SECONDS = 60  # that one message keeps a worker
LEARNERS_A_SHARD = 4000  # done in about a second
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
LAST_ID = 2**31 - 1
CUTS = """
    SELECT learner_id, place, whole
    FROM (
        SELECT id AS learner_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS whole
        FROM learners_learner WHERE matching_on
    ) each_learner
    WHERE place %% %s = 0
    ORDER BY place
"""
CLAIM = """
    UPDATE matching_matchshard
    SET lease_until = clock_timestamp() + make_interval(secs => %s), attempts = attempts + 1, worker = %s
    WHERE id = (
        SELECT id FROM matching_matchshard
        WHERE run_id = %s AND NOT is_done AND (lease_until IS NULL OR lease_until < clock_timestamp())
        ORDER BY number FOR UPDATE SKIP LOCKED LIMIT 1
    )
    RETURNING id
"""
TOTALS = """
    SELECT bit_xor(sum), sum(changed_count), sum(attempts), count(DISTINCT nullif(worker, ''))
    FROM matching_matchshard WHERE run_id = %s
"""


def match_all() -> dict[str, Any]:
    """Match every learner now, here; takes up an unfinished run. Returns what it did."""
    began = monotonic()
    run = begin()
    while work(run_id=run.id):
        continue
    while MatchRun.objects.unfinished().filter(id=run.id).exists():
        sleep(0.02)  # others have what is left, unless they have died
        work(run_id=run.id)
    run.refresh_from_db()
    return counts() | {
        "engine": run.engine_id,
        "changed": run.changed_count,
        "checksum": run.checksum,
        "seconds": round(monotonic() - began, 3),
    }


def counts() -> dict[str, int]:
    """Learners with a list, and all entries in the lists of vacancies and of courses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(cardinality(vacancies)), 0), coalesce(sum(cardinality(courses)), 0) "
            "FROM matching_learnermatch"
        )
        learners, matches, course_matches = cursor.fetchone()
    return {"learners": learners, "matches": int(matches), "course_matches": int(course_matches)}


def begin() -> MatchRun:
    """Today's unfinished run under the current version, or a new one in its shards. Runs left over from
    before are given up.
    """
    engine = engines.ensure()
    return _begin(None if _to_take_up(engine) else exposure.work_out(engine=engine))


def _to_take_up(engine: EngineVersion) -> MatchRun | None:
    """Unless fair sharing has been switched since it began."""
    unfinished = MatchRun.objects.unfinished().filter(exposure__is_on=exposure.is_on())
    return unfinished.filter(engine=engine, day=timezone.localdate(), shard_count__gte=1).first()


@transaction.atomic
def _begin(priced: Priced | None) -> MatchRun:
    locks.for_beginning_a_run()
    engine = engines.ensure()
    run = _to_take_up(engine)
    if run is None:
        locks.for_everybody()
    for left in MatchRun.objects.unfinished().select_for_update():
        if left != run:
            _give_up(left)
    new = MatchRun(engine=engine, day=timezone.localdate())
    return run or _divide(new, priced or exposure.work_out(engine=engine))


def _divide(run: MatchRun, priced: Priced) -> MatchRun:
    """Whoever puts vacancies into lists has either ended before the run begins, or will remember them with it."""
    asked.weigh(engine=run.engine)
    with connection.cursor() as cursor:
        cursor.execute(CUTS, [LEARNERS_A_SHARD])
        found = cursor.fetchall()
    whole = found[0][2] if found else 0
    places = {learner_id // SHARD_SIZE * SHARD_SIZE: place for learner_id, place, _ in reversed(found[1:])}
    begins = sorted({**places, 0: 0}.items())
    ends = [*begins[1:], (LAST_ID, whole)]
    run.progress = progress.start(title="Matching everybody", total=whole)
    run.shard_count = len(begins)
    run.save()
    exposure.put_in_force(run=run, priced=priced)
    MatchShard.objects.bulk_create(
        MatchShard(run=run, number=number, low=low, high=end - 1, learner_count=after - before)
        for number, ((low, before), (end, after)) in enumerate(zip(begins, ends, strict=True))
    )
    return run


def _give_up(run: MatchRun) -> None:
    progress.fail(progress_id=run.progress_id, note="It was cut off; a later run did its work.")
    _close(run)


def _close(run: MatchRun) -> None:
    run.shards.all().delete()
    run.finished_at = timezone.now()
    run.save()
    if run.are_courses_due:
        lists.promise_courses()


def work(*, run_id: int) -> bool:
    """Do one shard that nobody else is at. False when there is none; the last one out ends the run.

    Called outside a transaction, for the other workers are to see what is begun and what is done.
    """
    run = MatchRun.objects.unfinished().filter(id=run_id, engine__is_current=True).first()
    if run is None or not run.shards.filter(is_done=False).exists():
        _end(run_id)
        return False
    ready = shards.prepared(run)
    shard = _claim(run)
    if shard is None:
        return False
    try:
        shards.write(shard=shard, run=run, found=ready.match(low=shard.low, high=shard.high))
    except IntegrityError:  # somebody has deleted their profile this moment
        if shard.attempts >= MOST_ATTEMPTS:
            raise
        MatchShard.objects.filter(id=shard.id, is_done=False).update(lease_until=None)
    return True


def _claim(run: MatchRun) -> MatchShard | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [LEASE.total_seconds(), f"{socket.gethostname()}:{os.getpid()}"[:100], run.id])
        claimed = cursor.fetchone()
    return MatchShard.objects.filter(id=claimed[0]).first() if claimed else None


@transaction.atomic
def _end(run_id: int) -> None:
    run = MatchRun.objects.unfinished().select_related("engine").select_for_update(of=("self",))
    found = run.filter(id=run_id).first()
    if found is None:
        return
    if not found.engine.is_current:
        _give_up(found)
    elif not found.shards.filter(is_done=False).exists():
        _sum_up(found)


def _sum_up(run: MatchRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [run.id])
        sums, changed, attempts, workers = cursor.fetchone()
    run.checksum = f"{int(sums) % 2**64:016x}"
    run.changed_count, run.attempt_count, run.worker_count = int(changed), int(attempts), int(workers)
    _close(run)
    tasks.enqueue(name="matching.measure_exposure", args={"run_id": run.id})
    run_ended.send(sender=MatchRun, run_id=run.id)
    progress.finish(progress_id=run.progress_id, note=f"{run.changed_count} lists changed.")


def waits_until(*, run_id: int) -> datetime | None:
    """When the next shard that another worker has begun is free again, should that worker have died."""
    left = MatchShard.objects.filter(run_id=run_id, is_done=False)
    found: datetime | None = left.aggregate(moment=Min("lease_until"))["moment"]
    return found


@transaction.atomic
def promise() -> MatchRun:
    """A run done by the workers; a message says no more than which run to work on."""
    run = begin()
    for lane in range(LANES):
        tasks.enqueue(
            name="matching.work_on_run", args={"run_id": run.id, "lane": lane}, key=f"{run.id}/{lane}"
        )
    return run


def start(*, by: Actor) -> MatchRun:
    """Staff ask for a run; one that is on its way is as good."""
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff can start a run.")
    return promise()


def work_in_lane(*, run_id: int, lane: int) -> None:
    """Shards until none is left, for a while; whatever is then left is promised, lest another worker has died."""
    stop = monotonic() + LANE_SECONDS
    while monotonic() < stop and work(run_id=run_id):
        continue
    with transaction.atomic():
        if MatchRun.objects.unfinished().filter(id=run_id).exists():
            tasks.enqueue(
                name="matching.work_on_run",
                args={"run_id": run_id, "lane": lane},
                key=f"{run_id}/{lane}",
                not_before=waits_until(run_id=run_id),
            )
