"""Who waits for whom while matches are written.

Whoever writes a learner's matches must have read the facts after everybody before them had written: so each
takes the lock first and reads then. Writers of single learners or shards share the whole and have their range of
learners to themselves, taken lowest first; a vacancy that opens or closes touches all learners and has the whole to
itself, for a moment.
"""

from collections.abc import Iterable

from django.db import connection

from district.matching.models import SHARD_SIZE

WHOLE = 70_201
RANGE = 70_202
BEGINNING = 70_203
MOST_RANGES = 300  # the server has room for so many locks at a time; who wants more takes the whole


def for_learners(learner_ids: Iterable[int]) -> None:
    for_shards({learner_id // SHARD_SIZE for learner_id in learner_ids})


def for_shards(numbers: Iterable[int]) -> None:
    """Until the transaction ends."""
    wanted = sorted(set(numbers))
    if len(wanted) > MOST_RANGES:
        for_everybody()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WHOLE])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, number) FROM unnest(%s::integer[]) AS number", [RANGE, wanted]
        )


def for_everybody() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WHOLE])


def for_beginning_a_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BEGINNING])
