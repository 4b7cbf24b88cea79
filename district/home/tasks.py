from datetime import timedelta

from district.home.services import desk_figures, fairness, snapshots
from district.outbox.work import outbox_task, periodic_task


@outbox_task(name="home.measure_fairness", soft_time_limit=60, time_limit=90)
def measure_fairness(run_id: int) -> None:
    fairness.measure(run_id=run_id)


@periodic_task(name="home.take_snapshot", every=timedelta(minutes=5), soft_time_limit=50, time_limit=60)
def take_snapshot() -> None:
    snapshots.take()


@periodic_task(name="home.count_for_the_desk", every=timedelta(hours=1), soft_time_limit=100, time_limit=120)
def count_for_the_desk() -> None:
    desk_figures.take()
