"""The Celery application of the drills: the portal's own, with tasks that leave effects or kill workers."""

import os
import signal
import time
from datetime import timedelta

import django

django.setup()

from district.celery import app  # noqa: E402 - Django must stand first
from district.outbox.models import Progress  # noqa: E402
from district.outbox.work import outbox_task, periodic_task  # noqa: E402


@outbox_task(name="drill.leave_effect", soft_time_limit=20, time_limit=30)
def leave_effect(number: int, seconds: float = 0) -> None:
    """Nothing in the database keeps two of these apart."""
    Progress.objects.create(title=f"effect {number}")
    time.sleep(seconds)


@outbox_task(name="drill.kill_worker", soft_time_limit=20, time_limit=30)
def kill_worker() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@periodic_task(name="drill.take_turn", every=timedelta(seconds=1), soft_time_limit=20, time_limit=30)
def take_turn() -> None:
    Progress.objects.create(title="turn")


app.conf.beat_schedule = {"turn": {"task": "drill.take_turn", "schedule": 0.5}}
