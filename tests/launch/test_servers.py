"""Embedded servers: shared while somebody needs them, gone when nobody does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings
from django.db import connection

from district.launch import confinement, servers
from district.launch.paths import ROOT
from district.launch.postgres import Postgres
from district.launch.trouble import Trouble


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc/self").exists() else True


def ask(address: str, question: str) -> object:
    line = psycopg2.connect(address)
    try:
        with line.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        line.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cluster for all of this module; each test starts and stops it."""
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture
def postgres(folder: Path) -> Iterator[servers.Server]:
    with servers.embedded("throwaway-postgres", folder, folder / "room") as server:
        yield server


def keeper_of(folder: Path) -> int:
    return int(servers._running(folder / "room")["pid"])


def server_of(folder: Path) -> int:
    """0 for a moment, while it starts."""
    words = [word for note in folder.glob("postgres-*/postmaster.pid") for word in note.read_text().split()]
    return int(words[0]) if words else 0


def user_in_another_process(folder: Path) -> subprocess.Popen[str]:
    words = (
        "import sys, time\nfrom pathlib import Path\nfrom district.launch import servers\nfolder = Path(sys.argv[1])\n"
        "with servers.embedded('throwaway-postgres', folder, folder / 'room') as server:\n"
        "    print(server.address, flush=True)\n    sys.stdin.read()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", words, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_database_of_a_test_is_its_own_and_careless(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('fsync')")
        assert cursor.fetchone() == (f"test_{os.getpid()}", "off")
    assert settings.TESTING


def test_two_users_share_one_server_and_the_last_one_ends_it(folder: Path, postgres: servers.Server) -> None:
    other = user_in_another_process(folder)
    assert other.stdout.readline().strip() == postgres.address
    other.communicate("", timeout=10)
    assert ask(postgres.address, "SELECT 1") == 1


def test_server_is_gone_once_its_user_has_left(folder: Path) -> None:
    with servers.embedded("throwaway-postgres", folder, folder / "room") as server:
        pid = server_of(folder)
        sockets = Path(server.address.partition("host=")[2])
        assert is_alive(pid)
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not is_alive(pid)
    assert not sockets.exists()


def test_killed_user_leaves_nothing_running(folder: Path) -> None:
    user = user_in_another_process(folder)
    user.stdout.readline()
    keeper, server = keeper_of(folder), server_of(folder)
    user.kill()
    user.communicate()
    assert until(lambda: not is_alive(server) and not is_alive(keeper))


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux can tie the server to its keeper.")
def test_killed_keeper_takes_its_server_along_and_the_next_start_recovers(folder: Path) -> None:
    with servers.embedded("throwaway-postgres", folder, folder / "room"):
        server = server_of(folder)
        os.kill(keeper_of(folder), signal.SIGKILL)
        assert until(lambda: not is_alive(server))
    with servers.embedded("throwaway-postgres", folder, folder / "room") as again:
        assert ask(again.address, "SELECT 1") == 1


def test_server_that_crashes_comes_back_at_the_same_address(folder: Path, postgres: servers.Server) -> None:
    crashed = server_of(folder)
    os.kill(crashed, signal.SIGKILL)
    assert until(lambda: server_of(folder) not in {0, crashed})

    def answers() -> bool:
        try:
            return ask(postgres.address, "SELECT 1") == 1
        except psycopg2.OperationalError:
            return False

    assert until(answers)


def test_redis_asks_for_its_password_and_never_forgets_work(tmp_path: Path) -> None:
    with servers.embedded("redis", tmp_path, tmp_path) as server:
        line = redis.Redis.from_url(server.address)
        assert line.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        line.close()
        stranger = redis.Redis(port=line.get_connection_kwargs()["port"])
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        stranger.close()


def test_corrupt_data_folder_is_one_sentence(tmp_path: Path) -> None:
    first = Postgres(folder=tmp_path, log=tmp_path / "log", throwaway=True)
    first.start()
    first.stop()
    (first.data / "global/pg_control").write_bytes(b"not what it was")
    with (
        pytest.raises(
            Trouble, match=r"The data folder .*postgres-\d+ cannot be used .*: move it away or delete it"
        ),
        servers.embedded("throwaway-postgres", tmp_path, tmp_path / "room"),
    ):
        pytest.fail("it started")


def test_folder_that_is_no_cluster_is_left_alone(tmp_path: Path) -> None:
    server = Postgres(folder=tmp_path, log=tmp_path / "log")
    (server.data / "mine").mkdir(parents=True)
    with pytest.raises(Trouble, match="it has no PG_VERSION file"):
        server.start()
    assert (server.data / "mine").exists()


def test_file_where_the_data_folder_should_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with (
        pytest.raises(Trouble, match="cannot write to"),
        servers.embedded("redis", tmp_path / "data", tmp_path / "data" / "room"),
    ):
        pytest.fail("it started")


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root has to step down.")
def test_root_without_namespaces_steps_down_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confinement, "_namespace_works", lambda: False)
    server = Postgres(folder=tmp_path, log=tmp_path / "log", throwaway=True)
    try:
        server.start()
        assert ask(server.address, "SELECT 1") == 1
        assert server.data.stat().st_uid == confinement.NOBODY
    finally:
        server.stop()
