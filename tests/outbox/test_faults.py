"""Real workers and beats, killed as life would kill them: nothing lost, nothing doubled."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from district.outbox.models import OutboxTask, Progress, ScheduleSlot
from district.outbox.services import tasks

RESEND_SECONDS = 1


@pytest.fixture(autouse=True)
def _scaled_times(settings: Any) -> None:
    settings.OUTBOX_RESEND_AFTER_SECONDS = RESEND_SECONDS


def promise(count: int, *, seconds: float = 0) -> None:
    with transaction.atomic():
        for number in range(count):
            tasks.enqueue(name="drill.leave_effect", args={"number": number, "seconds": seconds})


def effects() -> Counter[str]:
    return Counter(Progress.objects.filter(title__startswith="effect").values_list("title", flat=True))


def each_once(count: int) -> dict[str, int]:
    return {f"effect {number}": 1 for number in range(count)}


def all_done() -> bool:
    """Called again and again, as the beat would."""
    tasks.send_waiting()
    return not OutboxTask.objects.waiting().exists()


def test_a_worker_killed_in_mid_task_loses_and_doubles_nothing(
    start: Callable[..., Any], wait: Callable[..., None]
) -> None:
    worker = start("worker", "--concurrency=2")
    promise(12, seconds=0.3)
    wait(lambda: OutboxTask.objects.filter(attempts__gte=1).count() >= 3, every=0.02)
    worker.kill()
    assert OutboxTask.objects.waiting().exists()
    start("worker", "--concurrency=2")
    wait(all_done, seconds=30)
    assert effects() == each_once(12)
    assert OutboxTask.objects.filter(attempts=2).count() >= 1  # some work was under way when its worker died


def test_a_broker_that_forgets_everything_is_told_again(
    start: Callable[..., Any], wait: Callable[..., None], broker: Any
) -> None:
    promise(10)
    broker.flushdb()
    start("worker", "--concurrency=2")
    wait(all_done, seconds=30)
    assert effects() == each_once(10)


def test_work_that_kills_its_worker_stops_after_five_attempts_and_blocks_nobody(
    start: Callable[..., Any], wait: Callable[..., None]
) -> None:
    start("worker", "--concurrency=1")
    with transaction.atomic():
        tasks.enqueue(name="drill.kill_worker", args={})
    promise(10)
    wait(lambda: all_done() or len(effects()) == 10, seconds=30)
    wait(all_done, seconds=60)
    assert effects() == each_once(10)
    poison = OutboxTask.objects.get(name="drill.kill_worker")
    assert (poison.state, poison.attempts, poison.error) == ("failed", 5, "its worker died every time")


def test_three_beats_take_each_turn_once(start: Callable[..., Any], wait: Callable[..., None]) -> None:
    start("worker", "--concurrency=2")
    beats = [start("beat") for _ in range(3)]
    wait(lambda: ScheduleSlot.objects.count() >= 3, seconds=40)
    beats[0].kill()
    before = ScheduleSlot.objects.count()
    wait(lambda: ScheduleSlot.objects.count() >= before + 4, seconds=20)
    for beat in beats:
        beat.kill()
    slots = list(ScheduleSlot.objects.order_by("slot_at").values_list("slot_at", flat=True))
    steps = {(later - earlier).total_seconds() for earlier, later in pairwise(slots)}
    assert steps == {1.0}  # none missed, though a beat was killed
    wait(lambda: Progress.objects.filter(title="turn").count() >= len(slots), seconds=5)
    assert Progress.objects.filter(title="turn").count() == ScheduleSlot.objects.count()
