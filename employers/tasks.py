from datetime import timedelta

from district.outbox.work import periodic_task
from employers.services import vacancies


@periodic_task(name="employers.close_expired", every=timedelta(hours=1), soft_time_limit=100, time_limit=120)
def close_expired() -> None:
    """Safe to run twice: what is closed is not open any more."""
    vacancies.close_expired()
