"""Writers that meet: nothing is lost, and a worker that dies leaves its shard to the next."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from district.matching import locks
from district.matching.models import SHARD_SIZE, LearnerMatch, MatchRun
from district.matching.services import engines, lists, runs
from district.skills.models import Skill
from learners.models import Learner
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db(transaction=True)


class Worker(threading.Thread):
    """Does its work in a transaction of its own and stays in it until it is let go."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self.work, self.has_worked, self.let_go = work, threading.Event(), threading.Event()
        self.backend, self.fault = 0, None

    def run(self) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
                self.work()
                self.has_worked.set()
                self.let_go.wait(20)
        except OperationalError as fault:
            self.fault = fault
        finally:
            self.has_worked.set()
            connection.close()


def in_turns(first: Callable[[], Any], between: Callable[[], Any], second: Callable[[], Any]) -> None:
    """`second` begins while `first` has written and not yet committed."""
    one = Worker(first)
    one.start()
    assert one.has_worked.wait(20)
    between()
    other = Worker(second)
    other.let_go.set()
    other.start()
    other.join(0.5)  # with the locks on it waits, without them it is done by now
    one.let_go.set()
    one.join(20)
    other.join(20)


def opened_while_a_learner_is_matched() -> bool:
    """Whether a vacancy that opens meanwhile is in the new learner's list afterwards."""
    skill = make_skill(label="weave canal data")
    engines.current()
    learner = make_seeker(skills=[(skill, 2)])
    opened: list[int] = []
    in_turns(
        lambda: lists.match_learner(learner_id=learner.id),
        lambda: opened.append(make_vacancy(mode="remote", skills=[(skill, 2)]).id),
        lambda: lists.match_vacancies(vacancy_ids=opened),
    )
    return LearnerMatch.objects.get(learner=learner).vacancies == opened


def test_a_vacancy_that_opens_while_a_learner_is_matched_is_not_lost() -> None:
    assert opened_while_a_learner_is_matched()


def test_without_the_locks_it_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "for_everybody", lambda: None)
    monkeypatch.setattr(locks, "for_learners", lambda ids: None)
    assert not opened_while_a_learner_is_matched()


@pytest.fixture
def spread() -> Skill:
    """Six learners in six shards, and a job for each."""
    skill = make_skill(label="weave canal data")
    make_vacancy(mode="remote", skills=[(skill, 2)])
    for number in range(1, 7):
        make_seeker(id=10_000 + number * SHARD_SIZE, skills=[(skill, 1 + number % 4)])
    return skill


def test_the_shard_of_a_worker_that_is_killed_is_done_by_the_next(
    spread: Skill, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = runs.match_all()["checksum"]
    LearnerMatch.objects.all().delete()
    run = runs.begin()
    doomed = Worker(lambda: runs.work(run_id=run.id))
    match_shard = lists.match_shard

    def match_shard_and_linger(**shard: Any) -> int:
        changed = match_shard(**shard)
        if threading.current_thread() is doomed:
            doomed.has_worked.set()
            doomed.let_go.wait(20)
        return changed

    monkeypatch.setattr(lists, "match_shard", match_shard_and_linger)
    doomed.start()
    assert doomed.has_worked.wait(20)
    assert runs.work(run_id=run.id)  # another worker takes another shard meanwhile
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [doomed.backend])
    doomed.let_go.set()
    doomed.join(20)
    assert doomed.fault is not None
    done = runs.match_all()
    assert (done["checksum"], done["changed"]) == (expected, Learner.objects.count())
    assert MatchRun.objects.count() == 2


def test_several_workers_do_each_shard_once(spread: Skill) -> None:
    expected = runs.match_all()["checksum"]
    LearnerMatch.objects.all().delete()
    run = runs.begin()

    def take_all() -> None:
        try:
            while runs.work(run_id=run.id):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=take_all) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    runs.work(run_id=run.id)
    run.refresh_from_db()
    assert (run.checksum, run.changed_count) == (expected, Learner.objects.count())


def test_runs_begun_at_once_are_one_run(spread: Skill) -> None:
    engines.current()

    def begin() -> None:
        try:
            runs.begin()
        finally:
            connection.close()

    starters = [threading.Thread(target=begin) for _ in range(8)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(30)
    assert MatchRun.objects.count() == 1
