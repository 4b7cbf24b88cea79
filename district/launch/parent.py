"""Nothing outlives a killed parent: each child arranges for its own end."""

import ctypes
import os
import signal
import sys
import threading
import time

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>


def ask_kernel(number: int) -> None:
    """Linux: have the kernel send this signal when the parent (the thread that made us) is gone. Lasts over exec."""
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, int(number), 0, 0, 0)


def watch(parent: int, pause: float = 0.5) -> None:
    """Elsewhere: a thread that looks now and then whether the parent is still the same."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(pause)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=look, name="parent-watch", daemon=True).start()


def die_with_parent(parent: int | None = None) -> None:
    """Call in a child, and again after every fork: a kill -9 of the parent then ends this process as well."""
    parent = parent or os.getppid()
    if sys.platform == "linux":
        ask_kernel(signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
    else:
        watch(parent)
