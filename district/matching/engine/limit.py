"""How fast this machine could be at best: the scattered additions and the passes over memory that no exact way to the
best twenty can do without.
"""

from dataclasses import dataclass
from time import process_time
from types import ModuleType

import numpy as np

from district.matching.engine.arrays import UNKNOWN, Credits, Learners, Vacancies
from district.matching.engine.lists import Evidence, entries, part, places, row_of

ADDITIONS = 20_000_000
TRIES = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """Additions a second, and the seconds of one pass over all vacancies, of one core."""

    additions_per_second: float
    seconds_per_pass: float

    def seconds(self, *, learners: int, additions: int) -> float:
        return additions / self.additions_per_second + learners * self.seconds_per_pass


def measure(loops: ModuleType, vacancies: int, *, seed: int = 1) -> Limit:
    """`loops` is what `kernel.compiled` gives."""
    random = np.random.default_rng(seed)
    count = max(1, vacancies)
    where = random.integers(0, count, 9 * count).astype(np.uint16 if count <= 2**16 else np.uint32)
    share, into = np.ones(len(where), np.uint16), np.zeros(count, np.uint32)
    four = [np.ones(count, np.uint32) for _ in range(4)]
    scatters, passes = max(1, ADDITIONS // len(where)), max(1, ADDITIONS // count)
    loops.probe_scatter(where, share, 1, into)
    loops.probe_stream(1, *four, into)
    scatter, stream = [], []
    for _ in range(TRIES):
        began = process_time()
        loops.probe_scatter(where, share, scatters, into)
        middle = process_time()
        loops.probe_stream(passes, *four, into)
        scatter.append(middle - began)
        stream.append(process_time() - middle)
    return Limit(scatters * len(where) / min(scatter), min(stream) / passes)


def additions(learners: Learners, vacancies: Vacancies, credits: Credits, low: int, high: int) -> int:
    """How many products W * c make up the fits of the learners in rows from low up to high."""
    asked, lines = np.unique(vacancies.asked_skill, return_counts=True)
    evidence = Evidence.of(asked, credits)
    start, held = part(learners.held_start, low, high)
    skill = places(evidence.held, learners.held_skill[held])
    row = row_of(start)[skill != UNKNOWN]
    which, entry = entries(evidence.start, skill[skill != UNKNOWN])
    cells = np.unique(row[which] * max(1, len(asked)) + evidence.counts_for[entry])
    return int(lines[cells % max(1, len(asked))].sum())
