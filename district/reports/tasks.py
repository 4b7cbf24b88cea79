from datetime import timedelta

from district.outbox.work import outbox_task, periodic_task
from district.reports.services import deliveries, runs, snapshots
from district.web.errors import Refused


@outbox_task(name="reports.take_snapshot", soft_time_limit=280, time_limit=300, in_steps=True)
def take_snapshot(snapshot_id: int) -> None:
    snapshots.take_next(snapshot_id=snapshot_id)


@outbox_task(name="reports.count_report", soft_time_limit=280, time_limit=300, in_steps=True)
def count_report(run_id: int) -> None:
    """What the rules of disclosure refuse is not tried again."""
    try:
        runs.count(run_id=run_id)
    except Refused as refusal:
        runs.give_up(run_id=run_id, fault=refusal.message)


@outbox_task(name="reports.run_orders", soft_time_limit=50, time_limit=60)
def run_orders(snapshot_id: int) -> None:
    deliveries.run_orders(snapshot_id=snapshot_id)


@outbox_task(name="reports.deliver_report", soft_time_limit=50, time_limit=60)
def deliver_report(run_id: int) -> None:
    deliveries.deliver(run_id=run_id)


@periodic_task(name="reports.freeze_month", every=timedelta(days=1), soft_time_limit=50, time_limit=60)
def freeze_month() -> None:
    snapshots.promise_last_month()
