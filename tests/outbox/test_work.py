"""What a worker does with one row, in threads of this process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from district.outbox import work
from district.outbox.models import OutboxTask, Progress
from district.outbox.services import tasks

IN_FLIGHT = 8


def promise(name: str = "drill.leave_effect", **more: Any) -> OutboxTask:
    with transaction.atomic():
        tasks.enqueue(name=name, args=more.pop("args", {}), **more)
    return OutboxTask.objects.order_by("-id")[0]


def leave_effect() -> None:
    """Slow enough that all copies are under way before the first has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.2)")
    Progress.objects.create(title="effect")


def fail() -> None:
    Progress.objects.create(title="half done")
    raise ValueError("no")


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Run in as many threads as are in flight, all started together."""
    gate, answers = threading.Barrier(IN_FLIGHT), []

    def run() -> None:
        gate.wait()
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(IN_FLIGHT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return answers


@pytest.mark.django_db
def test_done_work_is_marked_done_with_its_effect() -> None:
    row = promise()
    assert work.perform(row.id, leave_effect) == "done"
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (OutboxTask.State.DONE, 1, "")
    assert row.done_at is not None
    assert Progress.objects.count() == 1


@pytest.mark.django_db
def test_a_second_copy_finds_the_work_gone() -> None:
    row = promise()
    work.perform(row.id, leave_effect)
    assert work.perform(row.id, leave_effect) == "gone"
    assert Progress.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(10))
def test_eight_copies_of_a_message_leave_one_effect(turn: int) -> None:
    row = promise()
    answers = at_once(lambda: work.perform(row.id, leave_effect))
    assert Progress.objects.count() == 1
    assert answers.count("done") == 1
    assert OutboxTask.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_copies_do_double(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""

    @contextmanager
    def nobody_holds(row: OutboxTask) -> Iterator[bool]:
        yield True

    monkeypatch.setattr(work, "_held", nobody_holds)
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda rows, **words: rows)
    row = promise()
    at_once(lambda: work.perform(row.id, leave_effect))
    assert Progress.objects.count() > 1


@pytest.mark.django_db(transaction=True)
def test_work_with_one_key_is_never_done_by_two_at_a_time() -> None:
    rows = iter([promise(key="same") for _ in range(IN_FLIGHT)])
    under_way: list[int] = []

    def alone() -> None:
        under_way.append(1)
        assert len(under_way) == 1
        leave_effect()
        under_way.pop()

    answers = at_once(lambda: work.perform(next(rows).id, alone))
    assert set(answers) <= {"done", "held", "gone"}
    assert not OutboxTask.objects.failed().exists()


@pytest.mark.django_db
def test_work_with_one_key_is_done_once_for_all_that_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    first = promise(key="same")
    OutboxTask.objects.update(promised_in=1)
    second = promise(key="same")
    other = promise(key="other")
    assert work.perform(first.id, leave_effect) == "done"
    second.refresh_from_db()
    other.refresh_from_db()
    assert (second.state, second.error) == (OutboxTask.State.DONE, f"done with {first.id}")
    assert other.state == OutboxTask.State.WAITING


@pytest.mark.django_db(transaction=True)
def test_what_is_promised_while_the_same_work_runs_is_sent_when_it_ends(broker: Any) -> None:
    """The running work may have read before the change: the second promise must not be lost in it."""
    first, answers = promise(key="same"), []

    def change_elsewhere() -> None:
        answers.append(work.perform(promise(key="same").id, leave_effect))
        connection.close()

    def work_while_others_change() -> None:
        thread = threading.Thread(target=change_elsewhere)
        thread.start()
        thread.join()

    assert work.perform(first.id, work_while_others_change) == "done"
    assert answers == ["held"]
    second = OutboxTask.objects.waiting().get()
    assert (
        broker.llen("district:celery") == 3
    )  # each promise once, and the second again when the first had ended
    assert work.perform(second.id, leave_effect) == "done"


@pytest.mark.django_db
def test_failed_work_leaves_nothing_behind_and_is_tried_later() -> None:
    row = promise()
    assert work.perform(row.id, fail) == "failed"
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, row.sent_at) == ("waiting", 1, "ValueError", None)
    assert row.not_before > timezone.now() + timedelta(seconds=50)
    assert not Progress.objects.exists()


@pytest.mark.django_db
def test_work_that_fails_five_times_is_failed() -> None:
    row = promise()
    answers = [work.perform(row.id, fail) for _ in range(6)]
    assert answers == ["failed"] * 5 + ["gone"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", 5)


@pytest.mark.django_db
def test_work_whose_worker_died_five_times_is_not_begun_again() -> None:
    row = promise()
    OutboxTask.objects.update(attempts=5)
    assert work.perform(row.id, leave_effect) == "failed"
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "its worker died every time")
    assert not Progress.objects.exists()


@pytest.mark.django_db
def test_postponed_work_counts_no_attempt() -> None:
    def not_now() -> None:
        raise work.Later("the mail server is away", delay=timedelta(minutes=5))

    row = promise()
    assert [work.perform(row.id, not_now) for _ in range(7)] == ["later"] * 7
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("waiting", 0, "the mail server is away")


@pytest.mark.django_db
def test_hopeless_work_fails_at_once_with_its_reason() -> None:
    def hopeless() -> None:
        raise work.GiveUp("There is no such address.")

    row = promise()
    assert work.perform(row.id, hopeless) == "failed"
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "There is no such address.")
