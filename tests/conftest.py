"""What every test may use: a database, a worker, a browser. The servers are in servers.py, the guards in guards.py."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis
from django.db import transaction
from django.test import TransactionTestCase
from pytest_django.live_server_helper import LiveServer

from district.launch.paths import ROOT
from tests import servers, world

hypothesis.settings.register_profile("same every time", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same every time")

CHROMIUM_WORDS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


LONG = {"browser", "worker", "start", "environment", "catalogue", "everybody"}
"""Fixtures of tests that take long: a browser, processes of their own, much data, every address."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests begin first, so that no process is left at the end with one while the others rest.

    Of these one begins that makes the demo world, and none that would only wait for it.
    """
    long, of_the_world = (
        {item.path for item in items if fixtures & set(getattr(item, "fixturenames", ()))}
        for fixtures in (LONG, {"demo_world"})
    )
    maker = next((item.path for item in items if item.path in long & of_the_world), None)
    items.sort(key=lambda item: (item.path not in long, item.path != maker, item.path in of_the_world))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: a copy of the migrated template, which takes a tenth of a second.

    It is closed to tests that do not ask for the database: what they wrote would stay for all others. What tests with
    transactions of their own leave behind is deleted after each.
    """
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(servers.fresh_database())
            rows = servers.rows_at_first()
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: servers.put_back(rows))
        yield


@pytest.fixture(scope="module")
def kept_for_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For fixtures of a module: what they write is there for each of its tests with `db`, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo world for a whole module: what a test writes stays for the next one."""
    with django_db_blocker.unblock(), world.instead_of_empty_tables():
        yield


@pytest.fixture(scope="session")
def _web_server(django_db_setup: None) -> Iterator[LiveServer]:
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def site(demo_world: None, _web_server: LiveServer) -> str:
    """The address of the portal with the demo world in it; unlike `live_server` it leaves the rows where they are."""
    return _web_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Any Chromium will do; without one a developer's test is skipped, but CI fails."""
    browser = os.environ.get("DISTRICT_BROWSER")
    if not browser:
        reason = "There is no Chromium: `python3 manage.py test` installs one where it can."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": browser, "args": [*CHROMIUM_WORDS, *as_root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(scope="module")
def worker(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real Celery worker on the database of the tests; use it with `transactional_db` or `demo_world`.

    Yields its data folder: the e-mails that it delivers are in `mail`.
    """
    from django.db import connection

    from district.celery import app

    folder = tmp_path_factory.mktemp("worker")
    settings = {
        "DATABASE_URL": servers.database_address(connection.settings_dict["NAME"]),
        "DISTRICT_DATA": str(folder),
    }
    words = [sys.executable, "-m", "district.launch.worker", "--concurrency=1", "--loglevel=warning"]
    log = folder / "worker.log"
    with log.open("wb") as output:
        child = subprocess.Popen(words, cwd=ROOT, env=os.environ | settings, stdout=output, stderr=output)
    try:
        _await_worker(app, child, log)
        yield folder
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        redis.Redis.from_url(app.conf.broker_url).flushdb()


def _await_worker(app: Any, child: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and child.poll() is None:
        if app.control.ping(timeout=0.5):
            return
    pytest.fail(f"The worker did not start:\n{log.read_text()}")
