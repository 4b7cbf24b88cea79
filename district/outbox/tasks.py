from district.celery import app
from district.outbox.services import tasks


@app.task(name="outbox.send_waiting", soft_time_limit=20, time_limit=30)
def send_waiting() -> int:
    return tasks.send_waiting()


@app.task(name="outbox.clear_finished", soft_time_limit=240, time_limit=300)
def clear_finished() -> int:
    return tasks.clear_finished()
