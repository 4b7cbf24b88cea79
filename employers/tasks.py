from datetime import timedelta

from district.outbox.work import periodic_task
from employers.services import needs, vacancies


@periodic_task(name="employers.close_expired", every=timedelta(hours=1), soft_time_limit=100, time_limit=120)
def close_expired() -> None:
    """Safe to run twice: what is closed is not open any more."""
    vacancies.close_expired()


@periodic_task(name="employers.watch_needs", every=timedelta(hours=3), soft_time_limit=100, time_limit=120)
def watch_needs() -> None:
    """Skills needs: reminders before they end, the end of those that are over. Safe to run twice."""
    needs.go_round()
