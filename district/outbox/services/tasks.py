"""Promises work inside a business transaction, and sends it to the broker once that has committed."""

import json
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from district.outbox.models import OutboxTask
from district.outbox.services import broker

BATCH = 500

_promised = threading.local()


def enqueue(*, name: str, args: dict[str, Any], key: str = "", not_before: datetime | None = None) -> None:
    """Promise that the Celery task `name` will run with `args` after this transaction commits.

    Must be called in a transaction: the promise stands or falls with the change that needs it. Rows with the
    same `key` promise the same work: a transaction promises it once, and a worker does it once for all rows
    committed by then.
    """
    enqueue_many(name=name, args=[args], keys=[key], not_before=not_before)


def enqueue_many(
    *,
    name: str,
    args: Sequence[dict[str, Any]],
    keys: Sequence[str] | None = None,
    not_before: datetime | None = None,
) -> None:
    """The same for many pieces of work of one name, in one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("Outbox work is promised inside the transaction that needs it.")
    if not args:
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO outbox_outboxtask
                (name, args, key, promised_in, state, attempts, error, created_at, not_before)
            SELECT %s, args, key, pg_current_xact_id()::text::bigint, 'waiting', 0, '', %s, %s
            FROM unnest(%s::jsonb[], %s::text[]) AS promised (args, key)
            ON CONFLICT DO NOTHING RETURNING id
            """,
            [
                name,
                now,
                not_before or now,
                [json.dumps(each) for each in args],
                list(keys or [""] * len(args)),
            ],
        )
        written = [task_id for (task_id,) in cursor.fetchall()]
    if not_before is None or not_before <= now:
        for task_id in written:
            _send_on_commit(task_id)


def _send_on_commit(task_id: int) -> None:
    """All that one transaction promises goes out together.

    Ids of what was rolled back lead to no row; the latest are sent, so that they never stand before those that do.
    """
    if not hasattr(_promised, "ids"):
        _promised.ids = []
    _promised.ids.append(task_id)
    transaction.on_commit(_send_promised, robust=True)


def _send_promised() -> None:
    task_ids, _promised.ids = _promised.ids, []
    if task_ids:
        try:
            send(task_ids=task_ids[-BATCH:])
        except broker.BrokerAway:
            return


def send_waiting(*, seconds: float = 15) -> int:
    """Send what was never sent, and again what was sent so long ago that it must be lost.

    Returns how many.
    """
    end, sent = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        due = OutboxTask.objects.due(resend_before=_resend_before()).order_by("id")
        task_ids = list(due.values_list("id", flat=True)[:BATCH])
        sent_now = send(task_ids=task_ids) if task_ids else 0
        sent += sent_now
        if sent_now < BATCH:
            break
    return sent


def send(*, task_ids: list[int]) -> int:
    """Hand those rows to the broker that are due; a row that another sender holds is left to it.

    The rows stay locked until the broker has taken them all, so that a killed sender leaves them unsent.
    """
    with transaction.atomic():
        due = list(
            OutboxTask.objects.due(resend_before=_resend_before())
            .filter(id__in=task_ids)
            .select_for_update(skip_locked=True, no_key=True)
            .order_by("id")
        )
        _hand_over(due)
    return len(due)


def send_rest(*, name: str, key: str) -> None:
    """Send again what still waits for this key, after a worker that held the key has let go of it."""
    with transaction.atomic():
        waiting = OutboxTask.objects.waiting().filter(name=name, key=key, not_before__lte=timezone.now())
        _hand_over(list(waiting.select_for_update(skip_locked=True, no_key=True).order_by("id")))


def _hand_over(rows: list[OutboxTask]) -> None:
    if rows:
        OutboxTask.objects.filter(id__in=[row.id for row in rows]).update(sent_at=timezone.now())
        broker.send(messages=[(row.name, {"outbox_id": row.id}) for row in rows])


def _resend_before() -> datetime:
    return timezone.now() - timedelta(seconds=settings.OUTBOX_RESEND_AFTER_SECONDS)


def retry(*, task_id: int) -> bool:
    """Give failed work its five attempts again. Says whether there was any to retry."""
    with transaction.atomic():
        revived = OutboxTask.objects.failed().filter(id=task_id)
        changed = revived.update(
            state=OutboxTask.State.WAITING,
            attempts=0,
            error="",
            done_at=None,
            sent_at=None,
            not_before=timezone.now(),
        )
        if changed:
            _send_on_commit(task_id)
    return bool(changed)


def clear_finished(*, older_than: timedelta = timedelta(days=30)) -> int:
    """Forget done work after a month; failed work is kept for a year, for people to look into."""
    now = timezone.now()
    done, _ = OutboxTask.objects.filter(state=OutboxTask.State.DONE, done_at__lt=now - older_than).delete()
    failed, _ = OutboxTask.objects.failed().filter(done_at__lt=now - timedelta(days=365)).delete()
    return done + failed
