"""The web server and the worker: programs of our own that end with us, and are started again when they end alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from district.launch.paths import ROOT
from district.launch.trouble import Trouble

_GRACE_SECONDS = 10
_MOST_RESTARTS = 5
_WITHIN_SECONDS = 60.0


@dataclass
class Child:
    """Start from the main thread only: the kernel takes the end of the starting thread for the end of the parent."""

    name: str
    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    files: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = field(init=False, default=None)
    _ends: list[float] = field(init=False, default_factory=list)

    def start(self) -> None:
        ours = {"DISTRICT_PARENT": str(os.getpid()), "DISTRICT_PROCESS": f"district-{self.name}"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, *self.arguments],
                cwd=ROOT,
                env=os.environ | dict(self.environment) | ours,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.files,
                start_new_session=True,  # Ctrl-C is ours to pass on
            )

    def look_after(self) -> None:
        """Start it again if it ended by itself; too often is a trouble."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        self._ends = [*(end for end in self._ends if now - end < _WITHIN_SECONDS), now]
        if len(self._ends) > _MOST_RESTARTS:
            raise Trouble(f"The {self.name} keeps ending: {self._last_words()} ({self.log} says more)")
        self.start()

    def check(self) -> None:
        """While starting: an end is a trouble at once."""
        if self.process is not None and self.process.poll() is not None:
            raise Trouble(f"The {self.name} did not start: {self._last_words()} ({self.log} says more)")

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").split("\n")
        return next((line[:300] for line in reversed(lines) if line.strip()), "it said nothing")


def stop(children: Sequence[Child]) -> None:
    """Ask all, then wait for each; whoever does not listen is killed with all it started."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    end = time.monotonic() + _GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
