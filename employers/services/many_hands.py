"""Shares pure work over many items among the machine's cores."""

import multiprocessing
import os
from collections.abc import Callable, Sequence

WORTH_SHARING = 2_000  # items from which a second process pays
MOST_HANDS = 4


def each[T, R](work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """The results in the order of the items. `work` must not touch the database: its process is a fork of ours."""
    hands = min(
        MOST_HANDS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    if len(items) < WORTH_SHARING or hands < 2 or not hasattr(os, "fork"):
        return [work(item) for item in items]
    with multiprocessing.get_context("fork").Pool(hands) as pool:
        return pool.map(work, items, chunksize=100)
