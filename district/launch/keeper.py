"""A keeper is a small process that starts one server and stops it when nobody uses it any more.

Every user of the server holds a shared lock on `users.lock` in the keeper's room. However a user ends, the system
lets go of its lock; once the keeper can take the lock for itself, it is alone and leaves. It also starts the
server again when that ends by itself.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from district.launch import locks
from district.launch.postgres import Postgres
from district.launch.redis import Redis
from district.launch.trouble import Trouble

_PAUSE = 0.1
_MOST_RESTARTS = 20


def make_server(kind: str, room: Path, folder: Path) -> Postgres | Redis:
    log = room / "server.log"
    if kind == "redis":
        return Redis(log=log)
    return Postgres(folder=folder, log=log, throwaway=kind == "throwaway-postgres")


def keep(server: Postgres | Redis, users: int, note: Path, leaving: threading.Event) -> None:
    """Until the last user has gone, or somebody asked us to leave."""
    restarts = 0
    while not leaving.is_set() and not locks.try_lock(users):
        leaving.wait(_PAUSE)
        if not server.is_running() and restarts < _MOST_RESTARTS:
            restarts += 1
            server.start()
    note.unlink(missing_ok=True)


def main(kind: str, room: Path, folder: Path) -> int:
    leaving = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: leaving.set())
    held = locks.open_lock(room / "keeper.lock")
    while not locks.try_lock(held):
        time.sleep(_PAUSE)
    users, note = locks.open_lock(room / "users.lock"), room / "running.json"
    server = make_server(kind, room, folder)
    try:
        server.start()
    except (Trouble, OSError) as fault:
        server.stop()
        _answer({"error": str(fault)})
        return 1
    facts = {"pid": os.getpid(), "address": server.address, "version": server.version}
    note.touch(mode=0o600)
    note.write_text(json.dumps(facts))
    _answer(facts)
    try:
        keep(server, users, note, leaving)
    finally:
        server.stop()
    return 0


def _answer(facts: dict[str, object]) -> None:
    """Tell whoever started us, then let go of their pipe."""
    os.write(1, json.dumps(facts).encode() + b"\n")
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(silence, stream)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
