"""Locks between processes: held by an open file, so that the system lets go of them however a process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(file: int, kind: int = fcntl.LOCK_EX) -> bool:
    """Take the lock if nobody stands in the way."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Does another process hold this lock for itself?"""
    file = open_lock(path)
    try:
        return not try_lock(file, fcntl.LOCK_SH)
    finally:
        os.close(file)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for the lock and hold it; a folder can be its own lock."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC) if path.is_dir() else open_lock(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
