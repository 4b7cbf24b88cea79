"""What is lacking for vacancies and what courses add to it, line by line: the ground for pairs and ways."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from district.matching.engine.courses import enough
from district.matching.engine.facts import Course, Credits, Vacancy
from district.matching.engine.score import credit

type Cover = Mapping[tuple[int, int], int]
"""(skill, level asked) → per cent that a course by itself meets of it."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """An asked skill with its weight W, and the per cent of it that is met now."""

    skill: int
    level: int
    weight: int
    credit: int

    @property
    def key(self) -> tuple[int, int]:
        return (self.skill, self.level)


@dataclass(frozen=True, slots=True)
class Gap:
    """A vacancy, the rise of F that brings it within reach (0: it is there already), and its lines."""

    vacancy: int
    need: int
    lines: tuple[GapLine, ...]

    def rise(self, covers: Iterable[Cover]) -> int:
        """Of F after these courses together: for each line the best evidence counts, never a sum."""
        covers = tuple(covers)
        rise = 0
        for line in self.lines:
            share = line.credit
            for cover in covers:
                share = max(share, cover.get(line.key, 0))
            rise += line.weight * (share - line.credit)
        return rise


def gap(held: Mapping[int, int], vacancy: Vacancy, credits: Credits) -> Gap:
    lines = tuple(
        GapLine(asked.skill, asked.level, asked.weight, credit(held, asked, credits))
        for asked in vacancy.asked
    )
    fit = sum(line.weight * line.credit for line in lines)
    return Gap(vacancy.id, max(0, enough(vacancy) - fit), lines)


def cover(course: Course, vacancies: Iterable[Vacancy], credits: Credits) -> dict[tuple[int, int], int]:
    """What the course alone would meet of the skills and levels that these vacancies ask."""
    found = {
        (asked.skill, asked.level): credit(course.taught, asked, credits)
        for vacancy in vacancies
        for asked in vacancy.asked
    }
    return {key: share for key, share in found.items() if share}
