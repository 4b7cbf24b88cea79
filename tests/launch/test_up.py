"""The whole portal, started as a newcomer starts it; on a migrated but empty database, to be quick."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psutil
import psycopg2
import pytest

from district.launch import preparing
from district.launch import up as launch_up
from district.launch.paths import ROOT, data_folder
from tests import servers

SECONDS_TO_START = 60


@pytest.fixture(scope="module")
def environment(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """A database of its own in which all is stamped as loaded; `up` brings its own Redis."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    with django_db_blocker.unblock(), servers.another_database(f"up_{os.getpid()}") as address:
        _stamp_everything(address)
        yield kept | {
            "DATABASE_URL": address,
            "DISTRICT_DATA": str(data_folder() / "test" / "up"),
            "PYTHONUNBUFFERED": "1",
        }


def _stamp_everything(address: str) -> None:
    line = psycopg2.connect(address)
    with line, line.cursor() as cursor:
        cursor.execute(preparing.STAMPS)
        for step in (preparing.TABLES, *preparing.BASE, preparing.DEMO):
            cursor.execute("INSERT INTO launch_stamp VALUES (%s, %s)", [step.key, step.fingerprint()])
    line.close()


def up(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "up", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address_of(process: subprocess.Popen[str]) -> str:
    """Read on until it says where it is; then let the rest come."""
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"open at (http://\S+)", line):
            return found.group(1)
    pytest.fail("".join(said))


def still_alive(processes: list[psutil.Process], seconds: float) -> list[str]:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return [" ".join(process.cmdline()) for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_portal_opens_refuses_a_second_one_and_stops_cleanly(environment: dict[str, str]) -> None:
    first = up(environment, "--port", free_port())
    address = address_of(first)
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(0.1)

    line = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    line.request("GET", "/")
    page = line.getresponse()
    assert page.status == 200
    sheet = re.search(rb'href="(/static/district\.[0-9a-f]+\.css)"', page.read())
    assert sheet
    line.request("GET", sheet.group(1).decode())
    assert line.getresponse().status == 200
    line.close()

    second = up(environment, "--port", free_port())
    _, words = second.communicate(timeout=20)
    assert second.returncode == 1
    assert words == (
        f"manage.py: The portal is already running at {address} (process {first.pid}): "
        "stop that one first with Ctrl-C.\n"
    )

    started = psutil.Process(first.pid).children(recursive=True)
    first.send_signal(signal.SIGINT)
    _, words = first.communicate(timeout=60)
    assert first.returncode == 0
    assert words.endswith("The portal has stopped.\n")
    assert still_alive(started, 0.5) == []


def test_killed_portal_leaves_nothing_running(environment: dict[str, str]) -> None:
    portal = up(environment, "--port", free_port())
    address_of(portal)
    started = psutil.Process(portal.pid).children(recursive=True)
    names = " ".join(word for process in started for word in process.cmdline())
    assert all(part in names for part in ("launch.web", "launch.worker", "launch.keeper", "valkey"))
    portal.kill()
    portal.communicate()
    assert still_alive(started, 5) == []


def test_check_says_what_it_found_as_one_object(environment: dict[str, str]) -> None:
    process = up(environment, "--check")
    out, err = process.communicate(timeout=SECONDS_TO_START)
    summary = json.loads(out)
    assert (summary["ok"], process.returncode) == (True, 0), err
    assert summary.keys() == {"ok", "versions", "rows", "seconds"}
    assert summary["rows"]["learners"] == 0
    assert summary["seconds"]["total"] < SECONDS_TO_START
    assert "Traceback" not in err


def test_taken_port_is_one_sentence(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        began = time.monotonic()
        process = up(environment, "--port", str(port))
        _, words = process.communicate(timeout=20)
    assert process.returncode == 1
    assert (
        words
        == f"manage.py: Port {port} is taken by another program: choose another, such as --port {port + 1}.\n"
    )
    assert time.monotonic() - began < 5


def test_check_gives_its_reason_as_json(environment: dict[str, str]) -> None:
    process = up(environment | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/district"}, "--check")
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert json.loads(out)["ok"] is False
    assert json.loads(out)["reason"].startswith("The database named by DATABASE_URL does not answer")


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_impossible_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        launch_up.main(["--port", port])
    assert capsys.readouterr().err.endswith("argument --port: use a number from 1 to 65535\n")
