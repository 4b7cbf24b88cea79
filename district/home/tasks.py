from datetime import timedelta

from district.celery import app
from district.home.services import snapshots
from district.outbox.services import schedules


@app.task(name="home.take_snapshot", soft_time_limit=50, time_limit=60)
def take_snapshot() -> str:
    if not schedules.take(job="home.take_snapshot", every=timedelta(minutes=5)):
        return "taken already"
    return str(snapshots.take().taken_at)
