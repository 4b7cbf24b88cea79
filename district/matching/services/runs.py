"""Matches everybody: at night, at the start of the portal, or when staff ask. Any number of workers may share
a run.
"""

from time import monotonic, sleep
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from district.matching import locks
from district.matching.models import SHARD_SIZE, MatchRun, MatchShard
from district.matching.services import asked, engines, lists
from district.outbox.services import progress, tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed
from learners.models import Learner

LANES = 2  # workers that share a run
CHECKSUM = """
    SELECT coalesce(md5(string_agg(md5(concat_ws(
        '|', learner_id, vacancies::text, scores::text, courses::text, course_scores::text
    )), '' ORDER BY learner_id)), '') FROM matching_learnermatch
"""


def match_all() -> dict[str, Any]:
    """Match every learner now, here; takes up an unfinished run. Returns what it did."""
    began = monotonic()
    run = begin()
    while not MatchRun.objects.filter(id=run.id, finished_at__isnull=False).exists():
        if not work(run_id=run.id):
            sleep(0.05)  # another worker has the last shard
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


@transaction.atomic
def begin() -> MatchRun:
    """Today's unfinished run under the current version, or a new one in its shards. Runs left over from
    before are given up.
    """
    engine = engines.ensure()
    locks.for_beginning_a_run()
    today = timezone.localdate()
    for left in MatchRun.objects.unfinished().exclude(engine=engine, day=today):
        _give_up(left)
    run = MatchRun.objects.unfinished().filter(engine=engine, day=today).first()
    return run or _divide(MatchRun(engine=engine, day=today))


def _divide(run: MatchRun) -> MatchRun:
    asked.weigh(engine=run.engine)
    ids = Learner.objects.order_by("id").values_list("id", flat=True)
    run.progress = progress.start(title="Matching everybody", total=len(ids))
    run.save()
    numbers = sorted({learner_id // SHARD_SIZE for learner_id in ids})
    MatchShard.objects.bulk_create([MatchShard(run=run, number=number) for number in numbers])
    return run


def _give_up(run: MatchRun) -> None:
    progress.fail(progress_id=run.progress_id, note="It was cut off; a later run did its work.")
    run.shards.all().delete()
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])


@transaction.atomic
def work(*, run_id: int) -> bool:
    """Do one shard that nobody else is at. False when there is none left; the last one out ends the run."""
    shard = (
        MatchShard.objects.filter(run_id=run_id, is_done=False)
        .select_related("run")
        .order_by("number")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if shard is None:
        _end(run_id)
        return False
    locks.for_shards([shard.number])
    changed = lists.match_shard(engine=shard.run.engine_id, number=shard.number)
    shard.is_done = True
    shard.save(update_fields=["is_done"])
    people = Learner.objects.filter(id__range=(shard.low, shard.high)).count()
    MatchRun.objects.filter(id=run_id).update(changed_count=F("changed_count") + changed)
    progress.advance(progress_id=shard.run.progress_id, by=people)
    return True


def _end(run_id: int) -> None:
    run = MatchRun.objects.select_for_update().filter(id=run_id, finished_at=None).first()
    if run is None or run.shards.filter(is_done=False).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(CHECKSUM)
        run.checksum = cursor.fetchone()[0]
    run.finished_at = timezone.now()
    run.save(update_fields=["checksum", "finished_at"])
    run.shards.all().delete()
    progress.finish(progress_id=run.progress_id, note=f"{run.changed_count} lists changed.")


@transaction.atomic
def promise() -> MatchRun:
    """A run done by the workers, each message one shard."""
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


@transaction.atomic
def work_in_lane(*, run_id: int, lane: int) -> None:
    """One shard, and the promise of the next."""
    if work(run_id=run_id):
        tasks.enqueue(
            name="matching.work_on_run", args={"run_id": run_id, "lane": lane}, key=f"{run_id}/{lane}"
        )
