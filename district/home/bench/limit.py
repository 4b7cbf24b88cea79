"""How fast this machine can do the two things that matching cannot do without: add at scattered places, and read on.

The limit is what a run of matching would take if it did nothing else.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np

from district.matching.engine.arrays import Learners
from district.matching.engine.kernel import Matching
from district.matching.engine.lists import People

ADDS = 20_000_000
ROUNDS = 5
SAMPLE = 2_000  # learners, of whom the additions are counted
BYTES_A_PAIR = 16  # word, easting, northing and fit of a vacancy are read once for each learner

_fast = numba.njit(nogil=True, boundscheck=False)


@dataclass(frozen=True)
class Limit:
    """Seconds, and the multiply-adds they are for."""

    seconds: float
    additions: int


def of(matching: Matching, learners: Learners) -> Limit:
    """For all learners against all vacancies, on one processor."""
    additions = _additions(matching, learners)
    pairs = len(learners) * len(matching.vacancies)
    seconds = additions / _scatter_rate(len(matching.vacancies)) + BYTES_A_PAIR * pairs / _stream_rate(
        len(matching.vacancies)
    )
    return Limit(seconds, additions)


def _additions(matching: Matching, learners: Learners) -> int:
    """From a sample: each skill that a learner has some evidence for meets every vacancy that asks for it."""
    lists, count = matching.lists, min(SAMPLE, len(learners))
    if lists is None or not count:
        return 0
    people = People.of(learners, lists, 0, count)
    lengths = np.diff(lists.list_start.astype(np.int64))
    evidence, total = lists.evidence, 0
    for row in range(count):
        held = people.held[people.held_start[row] : people.held_start[row + 1]]
        asked = [
            evidence.counts_for[evidence.start[skill] : evidence.start[skill + 1]]
            for skill in held
            if skill >= 0
        ]
        if asked:
            total += int(lengths[np.unique(np.concatenate(asked))].sum())
    return round(total * len(learners) / count)


def _scatter_rate(places: int) -> float:
    """Additions a second at places drawn at random among so many, without repetition in a list as the kernel has it."""
    random = np.random.default_rng(1)
    where = np.sort(random.integers(0, max(1, places), (ADDS // 50, 50), dtype=np.uint32), axis=1).ravel()
    share = random.integers(0, 10_000, len(where), dtype=np.uint32)
    sums = np.zeros(max(1, places), np.uint32)
    return len(where) / _best_of(lambda: _scatter(where, share, sums))


def _stream_rate(places: int) -> float:
    """Bytes a second, read from arrays as long as those of the vacancies."""
    words = np.ones(max(256, places) * BYTES_A_PAIR // 4, np.uint32)
    turns = max(1, ADDS * 4 // len(words))
    return turns * words.nbytes / _best_of(lambda: _stream(words, turns))


def _best_of(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS + 1):  # the first one compiles
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds[1:])


@_fast
def _scatter(where, share, sums):
    for entry in range(len(where)):
        sums[where[entry]] += share[entry] * np.uint32(3)


@_fast
def _stream(words, turns):
    total = np.uint32(0)
    for turn in range(turns):
        for at in range(len(words)):
            total += words[at] ^ np.uint32(turn)
    return total
