"""Using the database and Redis: the ones given by the environment, else embedded ones shared by all who need them."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from district.launch import given, locks
from district.launch.paths import ROOT, data_folder, make_folder
from district.launch.trouble import Trouble


@dataclass(frozen=True)
class Server:
    """A running server: its address and its version in words."""

    address: str
    version: str


@contextmanager
def embedded(kind: str, folder: Path, room: Path) -> Iterator[Server]:
    """Use an embedded server: kind is postgres, throwaway-postgres or redis; its keeper lives in the room."""
    make_folder(room)
    users = locks.open_lock(room / "users.lock")
    try:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is leaving
        with locks.exclusive(room / "start.lock"):
            facts = _running(room) or _start_keeper(kind, folder, room)
        yield Server(address=facts["address"], version=facts["version"])
    finally:
        _leave(users, room)


def _running(room: Path) -> dict[str, str] | None:
    try:
        facts = json.loads((room / "running.json").read_text())
    except (OSError, ValueError):
        return None
    return facts if locks.is_held(room / "keeper.lock") else None


def _start_keeper(kind: str, folder: Path, room: Path) -> dict[str, str]:
    reader, writer = os.pipe()
    with open(reader, "rb") as answer:
        try:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "district.launch.keeper", kind, str(room), str(folder)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=writer,
                start_new_session=True,
            )
        finally:
            os.close(writer)
        line = answer.readline()
    keeper.returncode = 0  # it may live on without us: nobody waits for it here
    facts = json.loads(line or b'{"error": "A server ended before it was ready."}')
    if "error" in facts:
        raise Trouble(facts["error"])
    return facts


def _leave(users: int, room: Path) -> None:
    """Let go; whoever is the last sees the keeper off, so that nothing runs any more when the command ends."""
    fcntl.flock(users, fcntl.LOCK_UN)
    facts = _running(room)
    if facts and locks.try_lock(users):
        os.kill(int(facts["pid"]), signal.SIGTERM)
        end = time.monotonic() + 30
        while locks.is_held(room / "keeper.lock") and time.monotonic() < end:
            time.sleep(0.01)
    os.close(users)


@dataclass(frozen=True)
class InUse:
    """What programs need in their environment to find the servers, and the servers' versions in words."""

    environment: dict[str, str]
    postgres: str
    redis: str


@contextmanager
def in_use() -> Iterator[InUse]:
    """PostgreSQL and Redis for as long as the block lasts: the ones given are checked, others are ours."""
    folder = data_folder()
    environment = {}
    with ExitStack() as stack:
        if database := os.environ.get("DATABASE_URL"):
            postgres = given.check_database(database)
        else:
            server = stack.enter_context(embedded("postgres", folder, folder / "servers" / "postgres"))
            environment["DATABASE_URL"], postgres = server.address, server.version
        if broker := os.environ.get("REDIS_URL"):
            redis = given.check_redis(broker)
        else:
            server = stack.enter_context(embedded("redis", folder, folder / "servers" / "redis"))
            environment["REDIS_URL"], redis = server.address, server.version
        if environment:
            environment["DISTRICT_SERVERS"] = "embedded"
        yield InUse(environment=environment, postgres=postgres, redis=redis)


@contextmanager
def throwaway_postgres() -> Iterator[Server]:
    """A fast and careless server for tests; its cluster is kept for the next time."""
    folder = data_folder() / "test"
    with embedded("throwaway-postgres", folder, folder / "keeper") as server:
        yield server


@contextmanager
def throwaway_redis() -> Iterator[Server]:
    """A server of one's own, shared with nobody."""
    room = Path(tempfile.mkdtemp(prefix="district-redis-"))
    try:
        with embedded("redis", room, room) as server:
            yield server
    finally:
        shutil.rmtree(room, ignore_errors=True)
