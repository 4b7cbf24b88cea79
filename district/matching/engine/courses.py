"""What a course would change for a learner, found by scoring again as if they had completed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from district.matching.engine.facts import Course, Credits, Learner, Run, Vacancy
from district.matching.engine.score import MOST, band, fit, full_fit, obstacles

ENOUGH = 60  # per cent of what a vacancy asks, weighed: from here on it is within somebody's reach
OPENED = 10**12  # one opened vacancy, in a course's score; the rest is the rise of fit over all vacancies
FEW_SKILLS = 3
FOUNDATION = 1


@dataclass(frozen=True, slots=True)
class Change:
    """What a course does: the vacancies it brings within reach, and the sum of the rises of F over all that
    may be listed.
    """

    course: int
    opened: tuple[int, ...]
    rise: int

    @property
    def score(self) -> int:
        return len(self.opened) * OPENED + self.rise


def enough(vacancy: Vacancy) -> int:
    """The F from which a vacancy counts as within reach."""
    return full_fit(vacancy) * ENOUGH // 100


def with_course(held: Mapping[int, int], course: Course) -> dict[int, int]:
    """What is held after a course: never less than before it."""
    return dict(held) | {skill: max(level, held.get(skill, 0)) for skill, level in course.taught.items()}


def can_join(learner: Learner, run: Run, day: date) -> bool:
    """Open, not begun, at a time and a place that the learner can manage."""
    if not run.is_open or (run.starts_on is not None and run.starts_on < max(day, learner.free_from or day)):
        return False
    if run.pattern and learner.free_times and run.pattern not in learner.free_times:
        return False
    return not run.needs_place or band(learner.place, learner.limit, run.place) > 0


def change(
    learner: Learner, course: Course, vacancies: Iterable[Vacancy], credits: Credits, day: date
) -> Change:
    """Over vacancies that break no hard rule for this learner."""
    opened, rise = [], 0
    after = with_course(learner.held, course)
    for vacancy in vacancies:
        if obstacles(learner, vacancy, day):
            continue
        before, then = fit(learner.held, vacancy, credits), fit(after, vacancy, credits)
        rise += then - before
        if before < enough(vacancy) <= then:
            opened.append(vacancy.id)
    return Change(course.id, tuple(sorted(opened)), rise)


def is_foundation(course: Course) -> bool:
    return bool(course.taught) and all(level == FOUNDATION for level in course.taught.values())


def starts_from_scratch(learner: Learner, reachable: Iterable[Course]) -> bool:
    """With fewer than three skills a first course is the sensible step, if there is one within reach."""
    return len(learner.held) < FEW_SKILLS and any(is_foundation(course) for course in reachable)


def best_courses(
    learner: Learner, courses: Iterable[Course], vacancies: Sequence[Vacancy], credits: Credits, day: date
) -> list[tuple[int, int]]:
    """(course id, score), best first and lower id first among equals.

    Courses that change nothing are left out, unless the learner starts from scratch: then all foundation
    courses are shown.
    """
    reachable = [
        course
        for course in courses
        if course.taught and any(can_join(learner, run, day) for run in course.runs)
    ]
    from_scratch = starts_from_scratch(learner, reachable)
    shown = [course for course in reachable if not from_scratch or is_foundation(course)]
    scored = [(course.id, change(learner, course, vacancies, credits, day).score) for course in shown]
    kept = [pair for pair in scored if from_scratch or pair[1] > 0]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST]


def smallest_set(gaps: Iterable[int], teaches: Mapping[int, frozenset[int]]) -> tuple[int, ...]:
    """The fewest courses that together teach every gap that any of them teaches; the lowest ids among equals.

    gaps: skills lacking. teaches: the gaps that each course fills. Courses that fill no more than another
    one does are set aside. Exact: the gap that fewest courses fill is settled first, by each of them in turn,
    within a number of courses that grows from one.
    """
    useful = _undominated(frozenset(gaps), teaches)
    wanted = frozenset().union(*useful.values())
    for size in range(len(wanted) + 1):
        found = _sets(wanted, useful, size)
        if found:
            return min(found)
    return ()


def _undominated(gaps: frozenset[int], teaches: Mapping[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    useful: dict[int, frozenset[int]] = {}
    for course, filled in sorted(teaches.items(), key=lambda item: (-len(item[1] & gaps), item[0])):
        if filled & gaps and not any(filled & gaps <= other for other in useful.values()):
            useful[course] = filled & gaps
    return useful


def _sets(wanted: frozenset[int], useful: Mapping[int, frozenset[int]], size: int) -> set[tuple[int, ...]]:
    if not wanted:
        return {()}
    if size == 0 or len(wanted) > size * max(len(filled & wanted) for filled in useful.values()):
        return set()
    rarest = min(wanted, key=lambda gap: (sum(gap in filled for filled in useful.values()), gap))
    return {
        tuple(sorted((course, *rest)))
        for course, filled in useful.items()
        if rarest in filled
        for rest in _sets(wanted - filled, useful, size - 1)
    }
