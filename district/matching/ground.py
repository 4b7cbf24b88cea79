"""What courses would change, read for one learner in one statement, as the engine takes it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from district.matching import facts, statements
from district.matching.engine import courses as course_rules
from district.matching.engine import facts as engine_facts
from district.matching.engine import pairs, sequences, ways
from district.matching.engine.gaps import Gap, GapLine
from learners.models import Learner


@dataclass(frozen=True)
class KnownCourse:
    """is_funded: its programme is free to those who are eligible."""

    id: int
    title: str
    public_id: UUID
    is_funded: bool


@dataclass(frozen=True)
class Ground:
    """covers: what each course meets of a skill at a level. paid: runs that are known to cost the learner money."""

    gaps: list[Gap]
    covers: dict[int, dict[tuple[int, int], int]]
    offers: dict[int, sequences.Offer]
    slots: dict[int, list[sequences.Slot]]
    paid: frozenset[int]
    courses: dict[int, KnownCourse]
    day: date

    def best_pair(self) -> pairs.Pair | None:
        out_of_reach = [gap for gap in self.gaps if gap.need]
        return pairs.best_pair(out_of_reach, self.covers, self.offers, self.slots, self.day)

    def way_to(self, vacancy: int) -> ways.Way | None:
        """By courses that are free or may be funded; by paid ones only where those lead further."""
        gap = next((gap for gap in self.gaps if gap.vacancy == vacancy), None)
        if gap is None:
            return None
        unpaid = {
            course: [slot for slot in slots if slot.run not in self.paid]
            for course, slots in self.slots.items()
        }
        found = ways.shortest(gap, self.covers, self.offers, unpaid, self.day)
        if not self.paid or (found and gap.need and found.is_within_reach):
            return found
        other = ways.shortest(gap, self.covers, self.offers, self.slots, self.day)
        return other if other and (found is None or other.rise > found.rise) else found


def of_vacancy(*, learner: Learner, vacancy_id: int, engine: str, day: date) -> Ground:
    return _read("explain_gaps", learner, engine=engine, day=day, vacancies=[vacancy_id])


def of_all(*, learner: Learner, engine: str, day: date) -> Ground:
    """Over every vacancy that breaks no hard rule."""
    return _read("explain_pair", learner, engine=engine, day=day)


def _read(
    name: str, learner: Learner, *, engine: str, day: date, vacancies: list[int] | None = None
) -> Ground:
    row = statements.rows(name, engine=engine, day=day, learners=[learner.id], vacancies=vacancies)[0]
    covers: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for course, skill, level, credit in row["covers"]:
        covers[course][skill, level] = credit
    taught: dict[int, dict[int, int]] = defaultdict(dict)
    for course, skill, level in row["taught"]:
        taught[course][skill] = level
    known = {
        each[0]: KnownCourse(each[0], each[2], UUID(each[3]), is_funded=each[4]) for each in row["courses"]
    }
    offers = {
        each[0]: sequences.Offer(each[0], sequences.national_level(each[1]), taught[each[0]])
        for each in row["courses"]
    }
    slots, paid = _slots(learner, row["runs"], known, day)
    return Ground(_gaps(row["lines"]), dict(covers), offers, slots, paid, known, day)


def _gaps(rows: list[list[int]]) -> list[Gap]:
    lines: dict[tuple[int, int], list[GapLine]] = defaultdict(list)
    for vacancy, skill, level, weight, credit, need in rows:
        lines[vacancy, need].append(GapLine(skill, level, weight, credit))
    return [Gap(vacancy, need, tuple(found)) for (vacancy, need), found in lines.items()]


def _slots(
    learner: Learner, rows: list[list[Any]], known: dict[int, KnownCourse], day: date
) -> tuple[dict[int, list[sequences.Slot]], frozenset[int]]:
    """The runs that this learner can join, by course, and those of them that they would have to pay for."""
    person = facts.learner(learner, held={}, hopes=())
    slots: dict[int, list[sequences.Slot]] = defaultdict(list)
    paid = set()
    for run, course, pattern, starts, ends, duration, unit, has_cost, needs_place, easting, northing in rows:
        starts_on = date.fromisoformat(starts) if starts else None
        place = None if easting is None or northing is None else engine_facts.Point(easting, northing)
        if not course_rules.can_join(person, engine_facts.Run(place, needs_place, pattern, starts_on), day):
            continue
        slots[course].append(
            sequences.slot(
                course=course,
                run=run,
                starts_on=starts_on,
                ends_on=date.fromisoformat(ends) if ends else None,
                duration=duration,
                unit=unit,
            )
        )
        if has_cost and not known[course].is_funded:
            paid.add(run)
    return dict(slots), frozenset(paid)
