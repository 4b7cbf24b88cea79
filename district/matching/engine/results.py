"""What the array engine gives."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from district.matching.engine.arrays import Ints
from district.matching.engine.score import MOST


@dataclass(frozen=True, slots=True)
class Best:
    """For each learner how many vacancies there are, at most twenty, with ids and T from the best down, then zeros."""

    count: Ints
    id: Ints
    score: Ints

    @classmethod
    def of(cls, learners: int) -> Self:
        wide = (learners, MOST)
        return cls(np.zeros(learners, np.int32), np.zeros(wide, np.int32), np.zeros(wide, np.int32))


@dataclass(frozen=True, slots=True)
class BestCourses:
    """As `Best`, with scores of 64 bits, and whether a learner begins from scratch."""

    count: Ints
    id: Ints
    score: NDArray[np.int64]
    from_scratch: NDArray[np.bool_]

    @classmethod
    def of(cls, learners: int) -> Self:
        wide = (learners, MOST)
        return cls(
            np.zeros(learners, np.int32),
            np.zeros(wide, np.int32),
            np.zeros(wide, np.int64),
            np.zeros(learners, np.bool_),
        )
