"""Says on standard error what is going on, so that nobody waits longer than a second without knowing why.

Read by `bootstrap` under any Python from 3.8 on, before a package is installed.
"""

import shutil
import sys
import threading
import time
from contextlib import contextmanager
from typing import Dict, Iterator, List, Optional, TextIO

PATIENCE = 1.0  # seconds before an unfinished step shows itself
REMINDER = 15.0  # seconds between lines where lines cannot be overwritten


class Step:
    """One thing that takes time; `done` may say more about it than its name, or nothing if it is not worth a line."""

    def __init__(self, key: str, words: str) -> None:
        self.key = key
        self.words = words
        self.done = words
        self.began = time.monotonic()
        self.said_at = 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


class Progress:
    """Steps may run side by side in several threads."""

    def __init__(self, stream: Optional[TextIO] = None) -> None:
        self.seconds: Dict[str, float] = {}
        self._stream = stream or sys.stderr
        self._steps: List[Step] = []
        self._lock = threading.Lock()
        self._live = self._stream.isatty()
        self._shown = ""
        plain = "utf" not in (getattr(self._stream, "encoding", None) or "").lower()
        self._tick, self._dots, self._cross = ("ok", "...", "!!") if plain else ("✓", "…", "✗")

    @contextmanager
    def step(self, key: str, words: str) -> Iterator[Step]:
        """Time a block; shows it once it takes longer than a second, and says at the end how long it took."""
        step = Step(key, words)
        with self._lock:
            self._steps.append(step)
            if len(self._steps) == 1:
                threading.Thread(target=self._watch, name="progress", daemon=True).start()
        mark = self._cross
        try:
            yield step
            mark = self._tick
        finally:
            with self._lock:
                self._steps.remove(step)
                self.seconds[key] = round(self.seconds.get(key, 0) + step.seconds, 2)
                if step.done:
                    self._write(f"  {mark} {step.done}  {step.seconds:.1f} s")

    def say(self, words: str) -> None:
        with self._lock:
            self._write(words)

    def _watch(self) -> None:
        while True:
            time.sleep(0.2)
            with self._lock:
                if not self._steps:
                    return
                self._show([step for step in self._steps if step.seconds > PATIENCE])

    def _show(self, steps: List[Step]) -> None:
        if self._live and steps:
            words = " · ".join(f"{step.words} {step.seconds:.0f} s" for step in steps)
            line = f"  {self._dots} {words}"[: shutil.get_terminal_size().columns - 1]
            if line != self._shown:
                self._shown = line
                self._stream.write(f"\r\033[K{line}")
                self._stream.flush()
        for step in () if self._live else steps:
            if not step.said_at or time.monotonic() - step.said_at > REMINDER:
                waited = f" ({step.seconds:.0f} s)" if step.said_at else ""
                step.said_at = time.monotonic()
                self._write(f"  {self._dots} {step.words}{waited}")

    def _write(self, line: str) -> None:
        clear = "\r\033[K" if self._live else ""
        self._stream.write(f"{clear}{line}\n")
        self._stream.flush()
