"""How a Celery task does promised work exactly once."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from celery import Task
from django.db import transaction
from django.utils import timezone

from district.celery import app
from district.outbox.models import OutboxTask

log = logging.getLogger(__name__)


def outbox_task(*, name: str, soft_time_limit: int, time_limit: int) -> Callable[[Callable[..., Any]], Task]:
    """Register `work(**args)` as the Celery task `name`, fed by outbox rows (see services/tasks.py).

    The row is locked, the work done and the row marked done in one transaction, so that copies of a message and killed workers
    neither double nor lose the effect. After five failures the row is marked failed, and staff see it.
    """

    def decorate(work: Callable[..., Any]) -> Task:
        @app.task(name=name, soft_time_limit=soft_time_limit, time_limit=time_limit)
        @wraps(work)
        def run(outbox_id: int) -> str:
            return perform(outbox_id, work)

        return run

    return decorate


def perform(outbox_id: int, work: Callable[..., Any]) -> str:
    """Do one outbox row's work; says "done", "gone" (done before, or held by another worker) or "failed"."""
    with transaction.atomic():
        row = (
            OutboxTask.objects.waiting()
            .filter(id=outbox_id)
            .select_for_update(of=("self",), skip_locked=True, no_key=True)
            .first()
        )
        if row is None:
            return "gone"
        try:
            with transaction.atomic():
                work(**row.args)
        except Exception as fault:
            _note_failure(row, fault)
            return "failed"
        row.state, row.done_at, row.error = OutboxTask.State.DONE, timezone.now(), ""
        row.save(update_fields=["state", "done_at", "error"])
    return "done"


def _note_failure(row: OutboxTask, fault: Exception) -> None:
    """Leave the row waiting for its next turn, a minute later each time, or give up after the last attempt."""
    log.exception(
        "outbox work failed", extra={"task": row.name, "outbox_id": row.id, "attempts": row.attempts}
    )
    row.error = type(fault).__name__
    promised_again = (
        row.key and OutboxTask.objects.waiting().filter(name=row.name, key=row.key, sent_at=None).exists()
    )
    if promised_again or row.attempts >= OutboxTask.MOST_ATTEMPTS:
        row.state, row.done_at = OutboxTask.State.FAILED, timezone.now()
    else:
        row.sent_at, row.not_before = None, timezone.now() + timedelta(minutes=row.attempts)
    row.save(update_fields=["state", "done_at", "error", "sent_at", "not_before"])
