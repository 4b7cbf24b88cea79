from datetime import timedelta

from district.outbox.work import periodic_task
from district.taskforce.services import challenges


@periodic_task(
    name="taskforce.watch_challenges", every=timedelta(days=1), soft_time_limit=100, time_limit=120
)
def watch_challenges() -> None:
    """Reminders before an answer is due, the end of what is over. Safe to run twice."""
    challenges.go_round()
