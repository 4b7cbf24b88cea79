"""A worker as a process of its own, to be killed: `python -m tests.imports.worker TASK_ROW WHERE`.

It takes that row of the outbox, says so on standard output at the place named, and stays there.
"""

import sys
import time
from typing import Any

import django

django.setup()

from district.imports import tasks  # noqa: E402 - Django must stand first
from district.imports.services import processing  # noqa: E402
from district.outbox.models import OutboxTask  # noqa: E402


def linger(*_: Any, **__: Any) -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(60)


if __name__ == "__main__":
    setattr(processing, sys.argv[2], linger)
    row = OutboxTask.objects.get(id=int(sys.argv[1]))
    getattr(tasks, row.name.removeprefix("imports."))(row.id)
