"""Writers that meet: nothing is lost, and a worker that dies leaves its shard to the next."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from district.launch.paths import ROOT
from district.matching import locks
from district.matching.models import SHARD_SIZE, LearnerMatch, MatchRun
from district.matching.services import engines, lists, runs, shards
from district.skills.models import Skill
from employers.models import Vacancy
from learners.models import Learner
from tests import servers
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
def spread(monkeypatch: pytest.MonkeyPatch) -> Skill:
    """Six learners in six shards, and a job for each."""
    monkeypatch.setattr(runs, "LEARNERS_A_SHARD", 1)
    skill = make_skill(label="weave canal data")
    make_vacancy(mode="remote", skills=[(skill, 2)])
    for number in range(1, 7):
        make_seeker(id=10_000 + number * SHARD_SIZE, skills=[(skill, 1 + number % 4)])
    return skill


def test_the_shard_of_a_worker_that_is_killed_is_done_by_another_after_its_lease(spread: Skill) -> None:
    expected = runs.match_all()["checksum"]
    LearnerMatch.objects.all().delete()
    run = runs.begin()
    command = [sys.executable, "-m", "tests.matching.worker", str(run.id), "1.5"]
    address = servers.database_address(connection.settings_dict["NAME"])
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"DATABASE_URL": address}, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "written\n"
        worker.kill()
    while runs.work(run_id=run.id):
        pass
    assert run.shards.filter(is_done=False).count() == 1  # the lease of the dead has not ended
    left = run.shards.get(is_done=False)
    assert not LearnerMatch.objects.filter(learner_id__gte=left.low, learner_id__lte=left.high).exists()
    done = runs.match_all()
    assert (done["checksum"], done["changed"]) == (expected, Learner.objects.count())
    run.refresh_from_db()
    assert (run.shard_count, run.attempt_count, run.worker_count) == (6, 7, 1)
    assert runs.match_all()["changed"] == 0


def test_a_worker_that_wakes_up_when_its_shard_was_done_by_another_writes_nothing(
    spread: Skill, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs.begin()
    monkeypatch.setattr(runs, "LEASE", timedelta(0))
    write = shards.write

    def write_late(**wanted: Any) -> None:
        monkeypatch.setattr(shards, "write", write)
        runs.match_all()
        Vacancy.objects.update(state="closed")
        lists.match_vacancies(vacancy_ids=list(Vacancy.objects.order_by("id").values_list("id", flat=True)))
        write(**wanted)

    monkeypatch.setattr(shards, "write", write_late)
    runs.work(run_id=run.id)
    assert not LearnerMatch.objects.exclude(vacancies=[]).exists()


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

    workers = [threading.Thread(target=take_all) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    runs.work(run_id=run.id)
    run.refresh_from_db()
    assert (run.checksum, run.changed_count) == (expected, Learner.objects.count())
    assert run.attempt_count == run.shard_count == 6


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
