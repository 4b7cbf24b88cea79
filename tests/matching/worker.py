"""A worker of a full run as a process of its own, to be killed: `python -m tests.matching.worker RUN SECONDS`.

It has a shard for that many seconds, says so on standard output once the lists are written, and stays in that
transaction.
"""

import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from district.matching.services import runs  # noqa: E402 - Django must stand first
from district.outbox.services import progress  # noqa: E402


def linger(**_: Any) -> None:
    sys.stdout.write("written\n")
    sys.stdout.flush()
    time.sleep(60)


if __name__ == "__main__":
    progress.advance = linger
    runs.LEASE = timedelta(seconds=float(sys.argv[2]))
    runs.work(run_id=int(sys.argv[1]))
