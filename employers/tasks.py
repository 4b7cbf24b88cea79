from datetime import timedelta

from district.outbox.work import outbox_task, periodic_task
from district.web import shelf
from district.web.scanning import ScannerAway
from employers.models import VacancyChange
from employers.services import (
    alerts,
    cv_scans,
    job_application_clock,
    kept,
    vacancies,
    vacancy_letters,
    vacancy_reviews,
    visits,
)


@periodic_task(name="employers.close_expired", every=timedelta(minutes=1), soft_time_limit=50, time_limit=60)
def close_expired() -> None:
    """Safe to run twice: what is closed is not open any more."""
    vacancies.close_expired()


@periodic_task(name="employers.tell_daily", every=timedelta(days=1), soft_time_limit=60, time_limit=90)
def tell_daily() -> None:
    alerts.promise()
    kept.promise()


@outbox_task(name="employers.tell_alerts", soft_time_limit=120, time_limit=150)
def tell_alerts(alert_ids: list[int]) -> None:
    alerts.tell_all(alert_ids=alert_ids)


@outbox_task(name="employers.remind_kept", soft_time_limit=120, time_limit=150)
def remind_kept(learner_ids: list[int]) -> None:
    kept.remind_all(learner_ids=learner_ids)


@periodic_task(name="employers.count_visits", every=timedelta(hours=1), soft_time_limit=100, time_limit=120)
def count_visits() -> None:
    """Safe to run twice: a day's counts are set, not added to."""
    visits.count_days()


@outbox_task(name=cv_scans.TASK, soft_time_limit=90, time_limit=120, in_steps=True, waits_for=ScannerAway)
def scan_cv(application_id: int) -> None:
    """Until it is done nobody can open the CV."""
    cv_scans.scan(application_id)


@periodic_task(
    name="employers.close_unanswered", every=timedelta(hours=1), soft_time_limit=100, time_limit=120
)
def close_unanswered() -> None:
    """Safe to run twice: what has ended is not waiting any more."""
    job_application_clock.go_round()


@periodic_task(
    name="employers.watch_the_clock", every=timedelta(hours=1), soft_time_limit=100, time_limit=120
)
def watch_the_clock() -> None:
    """Pauses that end, checks that are late, requests for changes that nobody has answered; the marks of the search are
    tidied on the way.
    """
    vacancies.end_pauses()
    vacancy_reviews.remind()
    vacancy_reviews.withdraw_unanswered()
    shelf.tidy(VacancyChange)


@outbox_task(name="employers.write_about_review", soft_time_limit=20, time_limit=30)
def write_about_review(review_id: int, act: str) -> None:
    vacancy_letters.write_about_review(review_id=review_id, act=vacancy_letters.Act(act))


@outbox_task(name="employers.write_about_end", soft_time_limit=20, time_limit=30)
def write_about_end(vacancy_id: int) -> None:
    vacancy_letters.write_about_end(vacancy_id=vacancy_id)
