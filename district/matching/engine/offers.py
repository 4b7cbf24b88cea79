"""What of courses is the same for every learner, laid out once for advice on many of them."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from district.matching.engine.arrays import Courses, Credits, Flags, Offsets, Vacancies
from district.matching.engine.courses import ENOUGH, FOUNDATION
from district.matching.engine.lists import LEVELS, Evidence, OutOfRange, entries, places, row_of, starts
from district.matching.engine.products import asked_matrix, met_matrix

MOST_CELLS = 4_000_000

type Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Offers:
    """Courses beside vacancies, as matrices. `cover` has a row for each course and a column for each asked skill and
    level: the per cent that the course by itself meets. `wants` has a row for each skill and level, a column for each
    vacancy. `enough` is the F that is within reach.
    """

    courses: Courses
    vacancies: Vacancies
    evidence: Evidence
    is_foundation: Flags
    teaches: Flags
    cover: csr_array
    wants: csr_array
    enough: NDArray[np.int64]

    @classmethod
    def of(cls, courses: Courses, vacancies: Vacancies, credits: Credits) -> Self:
        asked = np.unique(vacancies.asked_skill)
        evidence = Evidence.of(asked, credits)
        row = row_of(courses.taught_start)
        teaches = np.diff(courses.taught_start) > 0
        deep = np.bincount(row, courses.taught_level > FOUNDATION, len(courses)) > 0
        full = np.bincount(row_of(vacancies.asked_start), vacancies.asked_weight, len(vacancies))
        return cls(
            courses=courses,
            vacancies=vacancies,
            evidence=evidence,
            is_foundation=teaches & ~deep,
            teaches=teaches,
            cover=met_matrix(courses.taught_start, courses.taught_skill, courses.taught_level, evidence),
            wants=asked_matrix(vacancies, asked),
            enough=full.astype(np.int64) * ENOUGH,
        )

    def most(self) -> NDArray[np.int64]:
        """The best coverage of each vacancy by any one course."""
        found = np.zeros(self.wants.shape[1], np.int64)
        step = max(1, MOST_CELLS // max(1, len(found)))
        for first in range(0, self.cover.shape[0], step):
            found = np.maximum(found, (self.cover[first : first + step] @ self.wants).toarray().max(axis=0))
        return found


@dataclass(frozen=True, slots=True)
class Loops:
    """Courses and the lines of vacancies as the compiled loops take them, in the order of ids."""

    line_start: Offsets
    line_skill: Numbers
    line_share: Numbers
    enough: Numbers
    most: Numbers
    order: NDArray[np.int64]
    course_start: Offsets
    course_skill: Numbers
    course_cover: Numbers
    skill_start: Offsets
    skill_course: Numbers
    skill_cover: Numbers
    run_start: Offsets
    run: NDArray[np.int64]

    @classmethod
    def of(cls, offers: Offers, courses: Courses, vacancies: Vacancies) -> Self:
        if vacancies.asked_weight.sum(dtype=np.int64) >= 2**32:
            raise OutOfRange("The weights of all vacancies come to more than the kernel can add.")
        by_id = np.argsort(vacancies.id, kind="stable")
        vacancy, line = entries(vacancies.asked_start, by_id)
        share = vacancies.asked_weight[line] << 2 | vacancies.asked_level[line] - 1
        order = np.argsort(courses.id, kind="stable")
        course, skill, cover = _packed(offers.cover[order])
        by_skill = np.argsort(skill, kind="stable")
        which, run = entries(courses.run_start, order)
        return cls(
            line_start=starts(vacancy, len(by_id)),
            line_skill=places(offers.evidence.asked, vacancies.asked_skill[line]).astype(np.uint32),
            line_share=share.astype(np.uint32),
            enough=offers.enough[by_id].astype(np.uint32),
            most=offers.most()[by_id].astype(np.uint32),
            order=order,
            course_start=starts(course, len(order)),
            course_skill=skill.astype(np.uint32),
            course_cover=cover,
            skill_start=starts(skill, len(offers.evidence.asked)),
            skill_course=course[by_skill].astype(np.uint32),
            skill_cover=cover[by_skill],
            run_start=starts(which[offers.teaches[order][which]], len(order)),
            run=run[offers.teaches[order][which]],
        )


def _packed(cover: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64], Numbers]:
    """(course, skill, four levels a byte each), in the order of courses and skills."""
    skills = max(1, cover.shape[1] // LEVELS)
    row = row_of(cover.indptr.astype(np.int64))
    skill, level = np.divmod(cover.indices.astype(np.int64), LEVELS)
    key, place = np.unique(row * skills + skill, return_inverse=True)
    packed = np.zeros(len(key), np.uint32)
    np.bitwise_or.at(packed, place, cover.data.astype(np.uint32) << (8 * level).astype(np.uint32))
    return key // skills, key % skills, packed
