"""The best vacancies of many learners at once: by the compiled loops where they pay, by products of matrices otherwise.

Both give what `score.best` gives, ids and scores, to the last bit. `DISTRICT_KERNEL` set to `arrays` does without the
compiler, set to `numba` insists on it.
"""

import logging
import os
from functools import cache
from importlib import import_module
from types import ModuleType

import numpy as np

from district.matching.engine.arrays import Credits, Learners, Vacancies
from district.matching.engine.lists import Lists, OutOfRange, People
from district.matching.engine.results import Best

WORTH_COMPILING = 2_000_000  # pairs; loading the compiled loops takes as long as the products of so many
log = logging.getLogger(__name__)


@cache
def compiled() -> ModuleType | None:
    """The compiled loops; None where this machine has no compiler, cannot keep what it compiled, or is told not to."""
    wish = os.environ.get("DISTRICT_KERNEL", "")
    if wish == "arrays":
        return None
    try:
        return import_module("district.matching.engine.compiled")
    except Exception:
        if wish == "numba":
            raise
        log.warning("Matching runs without its compiled loops.", exc_info=True)
        return None


class Matching:
    """Vacancies and credits made ready once, for any number of shards of learners."""

    def __init__(self, vacancies: Vacancies, credits: Credits) -> None:
        self.vacancies, self.credits = vacancies, credits
        try:
            self.lists: Lists | None = Lists.of(vacancies, credits)
        except OutOfRange:
            self.lists = None

    def best(self, learners: Learners, low: int, high: int) -> Best:
        """Of the learners in rows from low up to high."""
        pairs = (high - low) * len(self.vacancies)
        wanted = pairs >= WORTH_COMPILING or os.environ.get("DISTRICT_KERNEL") == "numba"
        loops = compiled() if wanted and self.lists else None
        if loops and self.lists:
            try:
                return _by_loops(loops, learners, self.lists, low, high)
            except OutOfRange:
                pass
        return import_module("district.matching.engine.products").best(
            learners, self.vacancies, self.credits, low, high
        )


def best(learners: Learners, vacancies: Vacancies, credits: Credits, low: int, high: int) -> Best:
    """Of the learners in rows from low up to high. For several shards make a `Matching` once."""
    return Matching(vacancies, credits).best(learners, low, high)


def _by_loops(loops: ModuleType, learners: Learners, lists: Lists, low: int, high: int) -> Best:
    people, found = People.of(learners, lists, low, high), Best.of(high - low)
    loops.best(
        lists.evidence.start, lists.evidence.counts_for.astype(np.uint32), lists.percents,
        lists.list_start, lists.list_where, lists.list_share,
        lists.word, lists.easting, lists.northing,
        lists.several, lists.spot_start, lists.spot_easting, lists.spot_northing, lists.price, lists.is_priced,
        lists.sector_start, lists.sector_where, lists.id,
        people.held_start, people.held, people.level,
        people.sure_start, people.sure, people.sure_level, people.sure_weight, people.hopes_start, people.hopes,
        people.person, people.here, people.bounds,
        found.count, found.id, found.score,
    )  # fmt: skip
    return found
