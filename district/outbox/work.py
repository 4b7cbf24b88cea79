"""How a Celery task does promised work exactly once."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any

from celery import Task
from django.db import connection, transaction
from django.utils import timezone

from district.celery import app
from district.outbox.models import OutboxTask
from district.outbox.services import broker, schedules, tasks

AGAIN = timedelta(minutes=1)
log = logging.getLogger(__name__)


class Later(Exception):
    """Raised by work that cannot be done now through no fault of its own: no attempt is counted."""

    def __init__(self, reason: str, *, delay: timedelta) -> None:
        super().__init__(reason)
        self.delay = delay


class GiveUp(Exception):
    """Raised by work that will never succeed: it fails at once, and staff see the reason."""


def outbox_task(
    *,
    name: str,
    soft_time_limit: int,
    time_limit: int,
    in_steps: bool = False,
    waits_for: type[Exception] | tuple[()] = (),
) -> Callable[[Callable[..., Any]], Task]:
    """Register `work(**args)` as the Celery task `name`, fed by outbox rows (see services/tasks.py).

    The work is done and its row marked done in one transaction, so that copies of a message and killed
    workers neither double nor lose the effect. After five failures the row is marked failed, and staff see
    it.

    Work `in_steps` is called outside a transaction and commits as it goes. It must see for itself what of it
    is done, for it is begun again after a worker has died.

    `waits_for`: what it raises while something that it needs is away. It is asked again every minute, for as long as
    that takes.
    """

    def decorate(work: Callable[..., Any]) -> Task:
        def patient(**args: Any) -> None:
            try:
                work(**args)
            except waits_for as away:
                raise Later(str(away), delay=AGAIN) from away

        @app.task(name=name, soft_time_limit=soft_time_limit, time_limit=time_limit)
        @wraps(work)
        def run(outbox_id: int) -> str:
            return perform(outbox_id, patient, in_steps=in_steps)

        return run

    return decorate


def periodic_task(
    *, name: str, every: timedelta, soft_time_limit: int, time_limit: int
) -> Callable[[Callable[[], Any]], Task]:
    """Register `work()` as a Celery task for the beat table: each turn of length `every` is worked once,
    however many beats send it.

    The turn is taken in the transaction of the work: should the worker die, the turn is free again. Long work
    is only promised here, by `tasks.enqueue`.
    """

    def decorate(work: Callable[[], Any]) -> Task:
        @app.task(name=name, soft_time_limit=soft_time_limit, time_limit=time_limit, every=every)
        @wraps(work)
        def run() -> str:
            with transaction.atomic():
                if not schedules.take(job=name, every=every):
                    return "taken"
                work()
            return "done"

        return run

    return decorate


def perform(outbox_id: int, work: Callable[..., Any], *, in_steps: bool = False) -> str:
    """Do one outbox row's work; says "done", "gone" (ended before), "held" (a worker is at it), "later" or
    "failed".
    """
    row = OutboxTask.objects.waiting().filter(id=outbox_id).first()
    if row is None:
        return "gone"
    with _held(row) as is_ours:
        if not is_ours:
            return "held"  # the holder sends this row again when it lets go
        outcome = _begin(row) or (_do_in_steps(row, work) if in_steps else _do(row, work))
    if row.key:
        _send_rest(row)
    return outcome


@contextmanager
def _held(row: OutboxTask) -> Iterator[bool]:
    """Holds this work for our database session: nobody else does it, nor anything with the same key.

    Ends with the session.
    """
    what = f"{row.name} {row.key}" if row.key else f"{row.id}"
    lock = int.from_bytes(hashlib.blake2b(what.encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        (is_ours,) = cursor.fetchone()
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def _begin(row: OutboxTask) -> str:
    """Count the attempt where a dying worker cannot take it back, and take over rows that promise the same
    work.
    """
    with transaction.atomic():
        current = OutboxTask.objects.waiting().filter(id=row.id).select_for_update(no_key=True).first()
        if current is None:
            return "gone"
        if current.attempts >= OutboxTask.MOST_ATTEMPTS:
            _end(current, OutboxTask.State.FAILED, "its worker died every time")
            log.error("outbox work failed for good", extra={"task": row.name, "outbox_id": row.id})
            return "failed"
        current.attempts += 1
        current.save(update_fields=["attempts"])
        if row.key:
            same = OutboxTask.objects.waiting().same_work(row).filter(not_before__lte=timezone.now())
            others = same.exclude(id=row.id).select_for_update(skip_locked=True, no_key=True)
            ids = list(others.order_by("id").values_list("id", flat=True))
            OutboxTask.objects.filter(id__in=ids).update(
                state=OutboxTask.State.DONE, done_at=timezone.now(), error=f"done with {row.id}"
            )
    return ""


def _do(row: OutboxTask, work: Callable[..., Any]) -> str:
    with transaction.atomic():
        current = OutboxTask.objects.waiting().filter(id=row.id).select_for_update(no_key=True).first()
        if current is None:
            return "gone"
        fault = None
        try:
            with transaction.atomic():
                work(**current.args)
        except Exception as raised:  # noted below, in the transaction that is still whole
            fault = raised
        return _note(current, fault)


def _do_in_steps(row: OutboxTask, work: Callable[..., Any]) -> str:
    fault = None
    try:
        work(**row.args)
    except Exception as raised:
        fault = raised
    with transaction.atomic():
        current = OutboxTask.objects.waiting().filter(id=row.id).select_for_update(no_key=True).first()
        return _note(current, fault) if current else "gone"


def _note(row: OutboxTask, fault: Exception | None) -> str:
    """How the work ended, in its row and in a word."""
    if fault is None:
        _end(row, OutboxTask.State.DONE)
        return "done"
    if isinstance(fault, Later):
        _postpone(row, fault.delay, str(fault))
        row.attempts = 0
        row.save(update_fields=["attempts"])
        return "later"
    if isinstance(fault, GiveUp):
        _end(row, OutboxTask.State.FAILED, str(fault))
    else:
        _note_failure(row, fault)
    return "failed"


def _note_failure(row: OutboxTask, fault: Exception) -> None:
    """Leave the row waiting for its next turn, a minute later each time, or end it after the last attempt."""
    log.error(
        "outbox work failed",
        exc_info=fault,
        extra={"task": row.name, "outbox_id": row.id, "attempts": row.attempts},
    )
    if row.attempts >= OutboxTask.MOST_ATTEMPTS:
        _end(row, OutboxTask.State.FAILED, type(fault).__name__)
    else:
        _postpone(row, timedelta(minutes=row.attempts), type(fault).__name__)


def _postpone(row: OutboxTask, delay: timedelta, reason: str) -> None:
    row.sent_at, row.not_before, row.error = None, timezone.now() + delay, reason[:300]
    row.save(update_fields=["sent_at", "not_before", "error"])


def _end(row: OutboxTask, state: OutboxTask.State, error: str = "") -> None:
    row.state, row.done_at, row.error = state, timezone.now(), error[:300]
    row.save(update_fields=["state", "done_at", "error"])


def _send_rest(row: OutboxTask) -> None:
    try:
        tasks.send_rest(name=row.name, key=row.key)
    except broker.BrokerAway:
        log.info("what waits for the same key is sent by the beat", extra={"task": row.name})
