from datetime import timedelta

from district.celery import app
from district.outbox.services import mail, schedules, tasks
from district.outbox.work import outbox_task, periodic_task


@app.task(name="outbox.send_waiting", soft_time_limit=20, time_limit=30)
def send_waiting() -> int:
    """Any number of these may run at a time: each row is taken by one."""
    return tasks.send_waiting()


@outbox_task(name="outbox.deliver_message", soft_time_limit=40, time_limit=60)
def deliver_message(message_id: int) -> None:
    mail.deliver(message_id=message_id)


@periodic_task(name="outbox.clear_finished", every=timedelta(days=1), soft_time_limit=240, time_limit=300)
def clear_finished() -> None:
    tasks.clear_finished()
    mail.clear_old()
    schedules.clear_old()
