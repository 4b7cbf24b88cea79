"""Advice on courses as products of sparse matrices: what the compiled loops do, for machines without a compiler and for
few learners.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from district.matching.engine.arrays import UNKNOWN, Courses, Flags, Learners
from district.matching.engine.courses import FEW_SKILLS, OPENED
from district.matching.engine.lists import row_of
from district.matching.engine.offers import Offers
from district.matching.engine.products import allowed, bands, met_by_learners
from district.matching.engine.results import BestCourses
from district.matching.engine.score import MOST

STEP = 200


def best(learners: Learners, offers: Offers, low: int, high: int) -> BestCourses:
    """Of the learners in rows from low up to high."""
    found, courses = BestCourses.of(high - low), offers.courses
    if not len(courses):
        return found
    for first in range(low, high, STEP):
        last = min(high, first + STEP)
        met = met_by_learners(learners, offers.evidence, first, last)
        fit, (ok, _) = (met @ offers.wants).toarray(), allowed(learners, offers.vacancies, first, last)
        reachable = joinable(learners, courses, first, last) & offers.teaches
        first_steps = reachable & offers.is_foundation
        few = np.diff(learners.held_start[first : last + 1]) < FEW_SKILLS
        scratch = few & first_steps.any(axis=1)
        shown = np.where(scratch[:, None], first_steps, reachable)
        for row in range(last - first):
            chosen = np.flatnonzero(shown[row])
            score = scores(offers, chosen, met[[row]].toarray()[0], fit[row], ok[row])
            _keep(courses.id[chosen], score, found, first - low + row, keep_all=bool(scratch[row]))
        found.from_scratch[first - low : last - low] = scratch
    return found


def joinable(learners: Learners, courses: Courses, low: int, high: int) -> Flags:
    """Which courses have a run at a time and a place that a learner can manage."""
    some = slice(low, high)
    free, times, begins = (
        learners.free_from[some, None],
        learners.free_times[some, None],
        courses.run_starts_on,
    )
    pattern = courses.run_pattern
    band = bands(
        learners.easting[some],
        learners.northing[some],
        learners.reach[some],
        courses.run_easting,
        courses.run_northing,
    )
    ok = (
        ((begins == UNKNOWN) | (begins >= free))
        & ((pattern == UNKNOWN) | (times == 0) | ((times >> np.maximum(pattern, 0)) & 1 == 1))
        & (~courses.run_place_ok | (band > 0))
    )
    course = row_of(courses.run_start)
    runs = csr_array(
        (np.ones(len(course), np.int64), (np.arange(len(course)), course)), (len(course), len(courses))
    )
    return (ok.astype(np.int64) @ runs) > 0


def scores(
    offers: Offers, chosen: NDArray[np.int64], met: NDArray[np.int64], fit: NDArray[np.int64], ok: Flags
) -> NDArray[np.int64]:
    """How many vacancies each chosen course opens, and the rise over all that may be listed."""
    more = offers.cover[chosen]
    more.data = np.maximum(more.data - met[more.indices], 0)
    rise = (more @ offers.wants[:, ok]).toarray()
    before, enough = fit[ok], offers.enough[ok]
    opened = (before < enough) & (before + rise >= enough)
    return opened.sum(axis=1) * OPENED + rise.sum(axis=1)


def _keep(
    ids: NDArray[np.int32], score: NDArray[np.int64], found: BestCourses, row: int, *, keep_all: bool
) -> None:
    kept = np.flatnonzero(score > 0) if not keep_all else np.arange(len(ids))
    best_first = kept[np.lexsort((ids[kept], -score[kept]))][:MOST]
    found.count[row] = len(best_first)
    found.id[row, : len(best_first)] = ids[best_first]
    found.score[row, : len(best_first)] = score[best_first]
