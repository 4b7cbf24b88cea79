"""The best vacancies as products of sparse matrices: what `compiled.py` does, for machines without a compiler and for
few learners. Everything is kept in 64 bits.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from district.matching.engine.arrays import (
    FULL_PRICE,
    KINDS,
    UNKNOWN,
    Credits,
    Ints,
    Learners,
    Offsets,
    Vacancies,
)
from district.matching.engine.lists import LEVELS, WHOLE, Evidence, entries, level_share, part, places, row_of
from district.matching.engine.results import Best
from district.matching.engine.score import BAND, BASE, INTEREST, MOST, REMOTE_BAND

MOST_CELLS = 4_000_000
LAST = 2**32 - 1

type Numbers = NDArray[np.int64]


def best(learners: Learners, vacancies: Vacancies, credits: Credits, low: int, high: int) -> Best:
    """Of the learners in rows from low up to high."""
    found = Best.of(high - low)
    if not len(vacancies):
        return found
    asked = np.unique(vacancies.asked_skill)
    evidence, wants = Evidence.of(asked, credits), asked_matrix(vacancies, asked)
    step = max(1, MOST_CELLS // len(vacancies))
    for first in range(low, high, step):
        last = min(high, first + step)
        fit = (_counted(learners, evidence, first, last) @ wants).toarray()
        _keep(totals(learners, vacancies, fit, first, last), vacancies.id, found, first - low)
    return found


def asked_matrix(vacancies: Vacancies, asked: Ints) -> csr_array:
    """W, a row for each skill and level, a column for each vacancy."""
    feature = LEVELS * places(asked, vacancies.asked_skill) + vacancies.asked_level - 1
    shape = (LEVELS * len(asked), len(vacancies))
    return csr_array(
        (vacancies.asked_weight.astype(np.int64), (feature, row_of(vacancies.asked_start))), shape
    )


def met_matrix(
    start: Offsets, skills: Ints, levels: Ints, evidence: Evidence, weights: Ints | None = None
) -> csr_array:
    """c, a row for each row of skills held, a column for each asked skill and level: the best of all evidence. With
    weights, each in per cent of that.
    """
    skill = places(evidence.held, skills)
    useful = skill != UNKNOWN
    which, entry = entries(evidence.start, skill[useful])
    asked_level = np.arange(1, LEVELS + 1)
    percent = evidence.percent[entry, None] * level_share(levels[useful][which, None], asked_level) // WHOLE
    if weights is not None:
        percent = percent * weights[useful][which, None] // WHOLE
    columns = LEVELS * len(evidence.asked)
    first = row_of(start)[useful][which] * columns + LEVELS * evidence.counts_for[entry].astype(np.int64)
    cell, met = (first[:, None] + asked_level - 1).ravel(), percent.ravel().astype(np.int64)
    cell, met = cell[met > 0], met[met > 0]
    order = np.argsort(cell, kind="stable")
    begins = np.flatnonzero(np.diff(cell[order], prepend=-1))
    met = np.maximum.reduceat(met[order], begins) if len(begins) else met
    return csr_array((met, np.divmod(cell[order][begins], max(1, columns))), (len(start) - 1, columns))


def met_by_learners(learners: Learners, evidence: Evidence, low: int, high: int) -> csr_array:
    start, held = part(learners.held_start, low, high)
    return met_matrix(start, learners.held_skill[held], learners.held_level[held], evidence)


def _counted(learners: Learners, evidence: Evidence, low: int, high: int) -> csr_array:
    """For how much each asked skill and level counts in the score: c, or more by sure evidence."""
    met = met_by_learners(learners, evidence, low, high)
    start, sure = part(learners.sure_start, low, high)
    if not len(learners.sure_skill[sure]):
        return met
    skills, levels, weights = learners.sure_skill[sure], learners.sure_level[sure], learners.sure_weight[sure]
    return met.maximum(met_matrix(start, skills, levels, evidence, weights))


def bands(easting: Ints, northing: Ints, reach: Ints, other_easting: Ints, other_northing: Ints) -> Numbers:
    """From 4 down to 0 for each learner (down) and each place (across)."""
    across = easting.astype(np.int64)[:, None] - other_easting
    along = northing.astype(np.int64)[:, None] - other_northing
    far, square = across * across + along * along, (reach.astype(np.int64) ** 2)[:, None]
    within = (
        (16 * far <= square).astype(np.int64)
        + (4 * far <= square)
        + (16 * far <= 9 * square)
        + (far <= square)
    )
    unknown = ((easting == UNKNOWN) | (northing == UNKNOWN))[:, None]
    return np.where(unknown | (other_easting == UNKNOWN) | (other_northing == UNKNOWN), 0, within)


def allowed(
    learners: Learners, vacancies: Vacancies, low: int, high: int
) -> tuple[NDArray[np.bool_], Numbers]:
    """Which pairs break no hard rule, and the band of each."""
    some = slice(low, high)
    band = bands(
        learners.easting[some],
        learners.northing[some],
        learners.reach[some],
        vacancies.easting,
        vacancies.northing,
    )
    several = np.flatnonzero(np.diff(vacancies.place_start))
    if len(several):
        others = bands(
            learners.easting[some],
            learners.northing[some],
            learners.reach[some],
            vacancies.place_easting,
            vacancies.place_northing,
        )
        nearest = np.maximum.reduceat(others, vacancies.place_start[several], axis=1)
        band[:, several] = np.maximum(band[:, several], nearest)
    band = np.where(learners.remote_ok[some, None] & vacancies.remote_ok, REMOTE_BAND, band)
    kinds = learners.kinds[some] & ((1 << len(KINDS)) - 1)
    kinds = np.where(kinds == 0, -1, kinds)[:, None]
    pay, begin = learners.least_salary[some, None], learners.free_from[some, None]
    ok = (
        (band > 0)
        & ((kinds >> vacancies.kind_of_work) & 1 == 1)
        & ((vacancies.yearly_most == UNKNOWN) | (vacancies.yearly_most >= pay))
        & ((vacancies.starts_on == UNKNOWN) | (vacancies.starts_on >= begin))
    )
    return ok, band


def hoped(learners: Learners, vacancies: Vacancies, low: int, high: int) -> NDArray[np.bool_]:
    """Which vacancies are of a sector that a learner hopes for."""
    start, some = part(learners.sector_start, low, high)
    sectors = np.unique(vacancies.sector[vacancies.sector != UNKNOWN])
    hopes = places(sectors, learners.sector[some])
    table = np.zeros((high - low, len(sectors) + 1), np.bool_)
    table[row_of(start), hopes] = True
    table[:, UNKNOWN] = False
    return table[:, places(sectors, vacancies.sector)]


def totals(learners: Learners, vacancies: Vacancies, fit: Numbers, low: int, high: int) -> Numbers:
    """T at the price of exposure, zero where a hard rule is broken."""
    ok, band = allowed(learners, vacancies, low, high)
    total = fit * (BASE + BAND * band + INTEREST * hoped(learners, vacancies, low, high)) >> 10
    price = np.minimum(vacancies.price.astype(np.int64), FULL_PRICE)
    return np.where(ok, total * price >> 10, 0)


def _keep(total: Numbers, ids: Ints, found: Best, row: int) -> None:
    """The best twenty, lower ids first among equals: as one number each, of which the greater is the better."""
    most = min(MOST, total.shape[1])
    key = total << 32 | (LAST - ids.astype(np.int64))
    key = np.sort(np.partition(key, -most, axis=1)[:, -most:], axis=1)[:, ::-1]
    rows = slice(row, row + len(total))
    score = key >> 32
    found.score[rows, :most] = score
    found.id[rows, :most] = np.where(score > 0, LAST - (key & LAST), 0)
    found.count[rows] = (score > 0).sum(axis=1)
