"""Promising work and sending it."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from district.celery import app
from district.outbox.models import OutboxTask
from district.outbox.services import broker as line
from district.outbox.services import tasks

QUEUE = "district:celery"


@pytest.fixture(autouse=True)
def _line_has_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_rest_until", 0.0)


@pytest.fixture
def deaf_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")


def promise(name: str = "drill.leave_effect", **more: Any) -> None:
    with transaction.atomic():
        tasks.enqueue(name=name, args={"number": 1}, **more)


@pytest.mark.django_db(transaction=True)
def test_work_is_promised_only_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        tasks.enqueue(name="drill.leave_effect", args={})
    assert not OutboxTask.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_promise_falls_with_its_transaction(broker: Any) -> None:
    with transaction.atomic():
        tasks.enqueue(name="drill.leave_effect", args={})
        transaction.set_rollback(True)
    assert not OutboxTask.objects.exists()
    assert broker.llen(QUEUE) == 0


@pytest.mark.django_db(transaction=True)
def test_a_promise_is_sent_when_its_transaction_commits(broker: Any) -> None:
    with transaction.atomic():
        tasks.enqueue(name="drill.leave_effect", args={"number": 1})
        assert broker.llen(QUEUE) == 0
    assert broker.llen(QUEUE) == 1
    assert OutboxTask.objects.get().sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_promise_is_sent_after_many_that_fell(broker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 3)
    for _ in range(4):
        with transaction.atomic():
            tasks.enqueue(name="drill.leave_effect", args={})
            transaction.set_rollback(True)
    with transaction.atomic():
        tasks.enqueue(name="drill.leave_effect", args={"number": 1})
    assert broker.llen(QUEUE) == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_promises_keyed_work_once(broker: Any) -> None:
    with transaction.atomic():
        for _ in range(3):
            tasks.enqueue(name="drill.leave_effect", args={}, key="learner 1")
        with transaction.atomic():
            tasks.enqueue(name="drill.leave_effect", args={}, key="learner 1")
        tasks.enqueue(name="drill.leave_effect", args={}, key="learner 2")
    assert sorted(OutboxTask.objects.values_list("key", flat=True)) == ["learner 1", "learner 2"]
    assert broker.llen(QUEUE) == 2


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_is_undone_does_not_swallow_the_promise(broker: Any) -> None:
    with transaction.atomic():
        with transaction.atomic():
            tasks.enqueue(name="drill.leave_effect", args={}, key="same")
            transaction.set_rollback(True)
        tasks.enqueue(name="drill.leave_effect", args={}, key="same")
    assert OutboxTask.objects.count() == 1
    assert broker.llen(QUEUE) == 1


@pytest.mark.django_db(transaction=True)
def test_two_transactions_with_one_key_never_wait_for_each_other() -> None:
    """Each change needs its own promise: the other's work may have read before this change."""
    seconds = []

    def elsewhere() -> None:
        began = time.monotonic()
        promise(key="same")
        seconds.append(time.monotonic() - began)
        connection.close()

    with transaction.atomic():
        tasks.enqueue(name="drill.leave_effect", args={"number": 1}, key="same")
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert OutboxTask.objects.filter(key="same").count() == 2
    assert seconds[0] < 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
def test_without_a_broker_the_change_stands_and_the_work_waits() -> None:
    began = time.monotonic()
    promise()
    assert time.monotonic() - began < 1
    row = OutboxTask.objects.get()
    assert (row.state, row.sent_at) == ("waiting", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("deaf_broker")
def test_a_broker_that_never_answers_holds_a_request_up_for_about_a_second_and_only_once() -> None:
    began = time.monotonic()
    promise()
    first = time.monotonic() - began
    began = time.monotonic()
    promise()
    promise()
    assert first < 1.5
    assert time.monotonic() - began < 0.3
    assert OutboxTask.objects.filter(sent_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_beat_sends_what_the_broker_did_not_get(broker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_rest_until", time.monotonic() + 60)
    promise()
    assert broker.llen(QUEUE) == 0
    monkeypatch.setattr(line, "_rest_until", 0.0)
    assert tasks.send_waiting() == 1
    assert tasks.send_waiting() == 0
    assert broker.llen(QUEUE) == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_long_ago_is_sent_again(broker: Any, settings: Any) -> None:
    promise()
    broker.flushdb()
    assert tasks.send_waiting() == 0
    OutboxTask.objects.update(
        sent_at=timezone.now() - timedelta(seconds=settings.OUTBOX_RESEND_AFTER_SECONDS + 1)
    )
    assert tasks.send_waiting() == 1
    assert broker.llen(QUEUE) == 1


@pytest.mark.django_db(transaction=True)
def test_work_for_later_is_not_sent_before_its_time(broker: Any) -> None:
    promise(not_before=timezone.now() + timedelta(minutes=5))
    assert tasks.send_waiting() == 0
    OutboxTask.objects.update(not_before=timezone.now())
    assert tasks.send_waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_senders_send_each_row_once(broker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_rest_until", time.monotonic() + 60)
    for _ in range(200):
        promise()
    monkeypatch.setattr(line, "_rest_until", 0.0)
    monkeypatch.setattr(tasks, "BATCH", 20)
    gate, sent = threading.Barrier(8), []

    def run() -> None:
        gate.wait()
        while (now := tasks.send_waiting()) or OutboxTask.objects.filter(sent_at=None).exists():
            sent.append(now)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 200
    assert broker.llen(QUEUE) == 200


@pytest.mark.django_db(transaction=True)
def test_failed_work_can_be_given_another_chance(broker: Any) -> None:
    promise()
    broker.flushdb()
    row = OutboxTask.objects.get()
    assert tasks.retry(task_id=row.id) is False
    OutboxTask.objects.update(state="failed", done_at=timezone.now(), attempts=5, error="ValueError")
    assert tasks.retry(task_id=row.id) is True
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, row.done_at) == ("waiting", 0, "", None)
    assert broker.llen(QUEUE) == 1


@pytest.mark.django_db
def test_done_work_is_forgotten_after_a_month_and_failed_work_after_a_year() -> None:
    ages = {"done young": 29, "done old": 31, "failed young": 364, "failed old": 366}
    for name, days in ages.items():
        promise(name)
        ended = timezone.now() - timedelta(days=days)
        OutboxTask.objects.filter(name=name).update(state=name.split()[0], created_at=ended, done_at=ended)
    promise("waiting")
    assert tasks.clear_finished() == 2
    left = set(OutboxTask.objects.values_list("name", flat=True))
    assert left == {"done young", "failed young", "waiting"}
