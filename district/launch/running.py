"""One `up` at a time for one data folder."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from district.launch import locks
from district.launch.paths import data_folder, make_folder
from district.launch.trouble import Trouble


@contextmanager
def only_one(address: str) -> Iterator[None]:
    """Hold the place of the running portal; the next one is told where this one is."""
    folder = data_folder()
    make_folder(folder)
    note = folder / "up.json"
    lock = locks.open_lock(folder / "up.lock")
    try:
        if not locks.try_lock(lock):
            facts = json.loads(note.read_text() or "{}")
            raise Trouble(
                f"The portal is already running at {facts['address']} (process {facts['pid']}): "
                "stop that one first with Ctrl-C."
            )
        note.write_text(json.dumps({"address": address, "pid": os.getpid()}))
        yield
        note.unlink(missing_ok=True)
    finally:
        os.close(lock)
