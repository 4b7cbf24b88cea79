from datetime import timedelta

from district.matching.services import confirmations, exposure, gaps, lists, news, phrases, runs, vocabulary
from district.outbox.work import outbox_task, periodic_task


@outbox_task(name="matching.match_learner", soft_time_limit=60, time_limit=90)
def match_learner(learner_id: int) -> None:
    lists.match_learner(learner_id=learner_id)


@outbox_task(name="matching.match_learner_courses", soft_time_limit=60, time_limit=90)
def match_learner_courses(learner_id: int) -> None:
    lists.match_learner_courses(learner_id=learner_id)


@outbox_task(name="matching.match_vacancies", soft_time_limit=120, time_limit=150)
def match_vacancies(vacancy_ids: list[int]) -> None:
    lists.match_vacancies(vacancy_ids=vacancy_ids)


@outbox_task(name="matching.match_courses", soft_time_limit=120, time_limit=150)
def match_courses(shard: int) -> None:
    lists.match_courses(shard=shard)


@outbox_task(name="matching.work_on_run", soft_time_limit=240, time_limit=270, in_steps=True)
def work_on_run(run_id: int, lane: int) -> None:
    runs.work_in_lane(run_id=run_id, lane=lane)


@outbox_task(name="matching.measure_exposure", soft_time_limit=120, time_limit=150)
def measure_exposure(run_id: int) -> None:
    exposure.measure(run_id=run_id)


@periodic_task(name="matching.start_nightly_run", every=timedelta(days=1), soft_time_limit=60, time_limit=90)
def start_nightly_run() -> None:
    runs.promise()


@outbox_task(name="matching.follow_findings", soft_time_limit=60, time_limit=90)
def follow_findings(course_id: int) -> None:
    confirmations.follow(course_id=course_id)


@outbox_task(name="matching.follow_vocabulary", soft_time_limit=240, time_limit=270)
def follow_vocabulary(decision_id: int) -> None:
    vocabulary.follow(decision_id=decision_id)


@periodic_task(name="matching.gather_phrases", every=timedelta(days=1), soft_time_limit=240, time_limit=270)
def gather_phrases() -> None:
    phrases.gather()


@outbox_task(name="matching.tell_news", soft_time_limit=120, time_limit=150)
def tell_news(learner_ids: list[int]) -> None:
    news.tell_all(learner_ids=learner_ids)


@periodic_task(name="matching.tell_news_daily", every=timedelta(days=1), soft_time_limit=60, time_limit=90)
def tell_news_daily() -> None:
    news.promise()


@outbox_task(name="matching.count_gaps", soft_time_limit=120, time_limit=150)
def count_gaps() -> None:
    gaps.count()


@periodic_task(name="matching.count_gaps_nightly", every=timedelta(days=1), soft_time_limit=60, time_limit=90)
def count_gaps_nightly() -> None:
    gaps.promise()
