"""Promises work inside a business transaction, and sends it to the broker once that transaction is committed."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from district.celery import app
from district.outbox.models import OutboxTask

log = logging.getLogger(__name__)


def enqueue(*, name: str, args: dict[str, Any], key: str = "", not_before=None) -> None:
    """Promise that the Celery task `name` will run with `args` after this transaction commits.

    With a `key`, work that is promised already and not yet sent is not promised again. Must be called in a transaction: the
    promise then stands or falls with the change that needs it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Outbox work is promised inside the transaction that needs it.")
    task = OutboxTask(name=name, args=args, key=key, not_before=not_before or timezone.now())
    created = OutboxTask.objects.bulk_create([task], ignore_conflicts=True)
    transaction.on_commit(lambda: _send_soon(created[0].id, name, key))


def _send_soon(task_id: int | None, name: str, key: str) -> None:
    """Send at once what has just been committed. Should the broker be away, the beat sends it later."""
    try:
        if task_id is not None:
            send(task_ids=[task_id])
        else:
            send(
                task_ids=list(
                    OutboxTask.objects.waiting().filter(name=name, key=key).values_list("id", flat=True)
                )
            )
    except Exception as fault:
        log.warning(
            "broker away, work stays in the outbox", extra={"task": name, "fault": type(fault).__name__}
        )


def send_waiting(*, limit: int = 500) -> int:
    """Send what was never sent, and again what was sent so long ago that its worker must have died."""
    resend_before = timezone.now() - timedelta(seconds=settings.OUTBOX_RESEND_AFTER_SECONDS)
    return send(
        task_ids=list(
            OutboxTask.objects.due(resend_before).order_by("id").values_list("id", flat=True)[:limit]
        )
    )


def send(*, task_ids: list[int]) -> int:
    """Hand rows to the broker; a row that another sender holds is left to it."""
    with transaction.atomic():
        resend_before = timezone.now() - timedelta(seconds=settings.OUTBOX_RESEND_AFTER_SECONDS)
        due = list(
            OutboxTask.objects.due(resend_before)
            .filter(id__in=task_ids)
            .select_for_update(skip_locked=True)
            .order_by("id")
        )
        spent = [task.id for task in due if task.attempts >= OutboxTask.MOST_ATTEMPTS]
        OutboxTask.objects.filter(id__in=spent).update(
            state=OutboxTask.State.FAILED, done_at=timezone.now(), error="its worker died every time"
        )
        due = [task for task in due if task.id not in spent]
        OutboxTask.objects.filter(id__in=[task.id for task in due]).update(
            sent_at=timezone.now(), attempts=F("attempts") + 1
        )
        for task in due:
            app.send_task(task.name, kwargs={"outbox_id": task.id}, retry=False)
    return len(due)


def clear_finished(*, older_than: timedelta = timedelta(days=30)) -> int:
    deleted, _ = (
        OutboxTask.objects.exclude(state=OutboxTask.State.WAITING)
        .filter(done_at__lt=timezone.now() - older_than)
        .delete()
    )
    return deleted
