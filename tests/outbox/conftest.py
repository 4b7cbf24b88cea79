import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings as district_settings
from django.db import connection

from district.celery import app
from district.launch.paths import ROOT


class Group:
    """A process with its children, to be killed as one."""

    def __init__(self, arguments: list[str], log: Path) -> None:
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "tests.outbox.drill", *arguments],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": database_address()},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def database_address() -> str:
    named = connection.settings_dict
    return f"postgresql://{named['USER']}:{named['PASSWORD']}@/{named['NAME']}?host={named['HOST']}&port={named['PORT']}"


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """The broker, empty at first."""
    line = redis.Redis.from_url(district_settings.CELERY_BROKER_URL)
    line.flushdb()
    yield line
    line.flushdb()
    line.close()


@pytest.fixture
def start(transactional_db: None, broker: redis.Redis, tmp_path: Path) -> Iterator[Callable[..., Group]]:
    """Starts a drill worker or beat: start("worker", "--concurrency=1")."""
    started: list[Group] = []

    def start_one(kind: str, *arguments: str) -> Group:
        words = [kind, "--loglevel=warning", *arguments]
        if kind == "beat":
            words += ["--schedule", str(tmp_path / f"beat-{len(started)}"), "--pidfile="]
        group = Group(words, tmp_path / f"{kind}.log")
        started.append(group)
        if kind == "worker":
            wait_until(lambda: bool(app.control.ping(timeout=0.3)), seconds=40)
        return group

    yield start_one
    for group in started:
        group.kill()


def wait_until(fact: Callable[[], bool], *, seconds: float = 20, every: float = 0.1) -> None:
    end = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > end:
            pytest.fail(f"It did not come about within {seconds} seconds.")
        time.sleep(every)


@pytest.fixture
def wait() -> Callable[..., None]:
    return wait_until
