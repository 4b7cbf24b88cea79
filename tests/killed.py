"""A worker as a process of its own that is killed in the middle of its work.

`python -m tests.killed TASK_ROW WHERE` takes that row of the outbox, says so on standard output when it comes to the
function named WHERE, and stays there.
"""

import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from typing import Any


def kill_a_worker_at(where: str, name: str) -> Any:
    """Lets a process take the newest work of a name, kills it where it stands, and hands out the row of the work."""
    from django.db import connection

    from district.outbox.models import OutboxTask
    from tests import servers

    row = OutboxTask.objects.waiting().filter(name=name).latest("id")
    before = row.attempts
    address = servers.database_address(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.killed", str(row.id), where]
    with subprocess.Popen(
        command, env=os.environ | {"DATABASE_URL": address}, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"here\n"
        child.send_signal(signal.SIGKILL)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", before + 1)
    return row


def _linger(*_: Any, **__: Any) -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(60)


def _work(row_id: int, where: str) -> None:
    import django

    django.setup()
    from district.outbox.models import OutboxTask

    module, _, function = where.rpartition(".")
    setattr(import_module(module), function, _linger)
    row = OutboxTask.objects.get(id=row_id)
    app, _, task = row.name.partition(".")
    getattr(import_module(f"district.{app}.tasks"), task)(row.id)


if __name__ == "__main__":
    _work(int(sys.argv[1]), sys.argv[2])
