from datetime import timedelta

from district.home.services import snapshots
from district.outbox.work import periodic_task


@periodic_task(name="home.take_snapshot", every=timedelta(minutes=5), soft_time_limit=50, time_limit=60)
def take_snapshot() -> None:
    snapshots.take()
