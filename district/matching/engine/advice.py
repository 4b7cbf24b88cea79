"""The best courses of many learners at once: how many vacancies each opens, counted exactly.

What `courses.best_courses` gives, ids and scores, to the last bit; compiled where that pays, as in `kernel.py`.
"""

import os
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from district.matching.engine.arrays import Courses, Credits, Learners, Vacancies
from district.matching.engine.courses import FEW_SKILLS, OPENED
from district.matching.engine.kernel import compiled
from district.matching.engine.lists import Lists, OutOfRange, People
from district.matching.engine.results import BestCourses

WORTH_COMPILING = 500  # learners


class Advice:
    """Courses, vacancies and credits made ready once, for any number of shards of learners."""

    def __init__(self, courses: Courses, vacancies: Vacancies, credits: Credits) -> None:
        self.courses, self.vacancies, self.credits = courses, vacancies, credits
        module = import_module("district.matching.engine.offers")
        self.offers: Any = module.Offers.of(courses, vacancies, credits)
        try:
            self.lists: Lists | None = Lists.of(vacancies, credits)
            self.loops: Any = module.Loops.of(self.offers, courses, vacancies)
        except OutOfRange:
            self.lists = None

    def best(self, learners: Learners, low: int, high: int) -> BestCourses:
        """Of the learners in rows from low up to high."""
        if not len(self.courses):
            return BestCourses.of(high - low)
        wanted = high - low >= WORTH_COMPILING or os.environ.get("DISTRICT_KERNEL") == "numba"
        loops = compiled() if wanted and self.lists else None
        if loops and self.lists:
            try:
                return self._by_loops(loops, self.lists, learners, low, high)
            except OutOfRange:
                pass
        effects = import_module("district.matching.engine.effects")
        found: BestCourses = effects.best(learners, self.offers, low, high)
        return found

    def _by_loops(
        self, loops: ModuleType, lists: Lists, learners: Learners, low: int, high: int
    ) -> BestCourses:
        people, found = People.of(learners, lists, low, high), BestCourses.of(high - low)
        courses, ready, some = self.courses, self.loops, slice(low, high)
        loops.advise(
            lists.evidence.start, lists.evidence.counts_for.astype(np.uint32), lists.percents,
            lists.list_start, lists.list_where, lists.list_share, lists.word, lists.easting, lists.northing,
            lists.several, lists.spot_start, lists.spot_easting, lists.spot_northing,
            ready.line_start, ready.line_skill, ready.line_share, ready.enough, ready.most,
            courses.id[ready.order], self.offers.is_foundation[ready.order],
            ready.course_start, ready.course_skill, ready.course_cover,
            ready.skill_start, ready.skill_course, ready.skill_cover,
            ready.run_start, courses.run_easting[ready.run], courses.run_northing[ready.run],
            courses.run_place_ok[ready.run], courses.run_pattern[ready.run], courses.run_starts_on[ready.run],
            people.held_start, people.held, people.level,
            np.array(learners.reach[some]), np.array(learners.free_from[some]), np.array(learners.free_times[some]),
            people.person, people.here, people.bounds, FEW_SKILLS, OPENED,
            found.count, found.id, found.score, found.from_scratch,
        )  # fmt: skip
        return found
