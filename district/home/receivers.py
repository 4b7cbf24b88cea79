"""What follows when something below changes: promised in the same transaction."""

from typing import Any

from django.dispatch import receiver

from district.matching.signals import run_ended
from district.outbox.services import tasks


@receiver(run_ended)
def _run_ended(*, run_id: int, **_: Any) -> None:
    tasks.enqueue(name="home.measure_fairness", args={"run_id": run_id})
