"""Why a match is a match: the lines of its score, found when somebody looks, for a whole page in one
statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from district.matching import facts, ground, statements
from district.matching.engine import courses as course_rules
from district.matching.engine import facts as engine_facts
from district.matching.engine import receipt, score
from district.matching.engine.gaps import GapLine
from district.matching.engine.ways import Way
from district.matching.models import LearnerMatch, SkillCredit
from district.skills.models import Level
from employers.models import Vacancy
from learners.models import Evidence, Learner
from programmes.findings import Share

NOTHING_YET = "Not yet"
SOURCES = {
    Evidence.SAID: "as you told us",
    Evidence.WORK: "from work",
    Evidence.COURSE: "from a course or qualification",
    Evidence.HOME: "from home, a hobby or volunteering",
    Evidence.COMPLETION: "confirmed by a course completed here",
    Evidence.EMPLOYER: "confirmed by an employer at work",
}


@dataclass(frozen=True)
class Sure:
    """The held skill that counts more than somebody's word, its weight, and of how many hires employers confirm it."""

    skill: int
    label: str
    weight: int
    can_do: int
    hires: int


@dataclass(frozen=True)
class AskedLine:
    """One asked skill of a receipt, in numbers and in words."""

    sums: receipt.Line
    label: str
    is_essential: bool
    held_label: str
    reason: str
    evidence: str
    sure: Sure | None = None

    @property
    def state(self) -> str:
        return self.sums.state

    @property
    def asked_level(self) -> str:
        return Level(self.sums.level).label

    @property
    def held_level(self) -> str:
        return Level(self.sums.held_level).label if self.sums.held_level else NOTHING_YET

    @property
    def is_other_skill(self) -> bool:
        return self.sums.held is not None and self.sums.held != self.sums.skill

    @property
    def words(self) -> str:
        """The evidence as a sentence."""
        return self.told()

    def told(self, *, of_them: bool = False, wanted: str = "asked") -> str:
        """The same to somebody else, about the learner. `wanted` says what is done with the skill: asked, taught."""
        words = self._told(of_them=of_them, wanted=wanted)
        return f"{words} {self._confirmed(of_them=of_them)}" if self.sure else words

    def _confirmed(self, *, of_them: bool) -> str:
        """Others are told no numbers: by them they might find which course it was."""
        if self.sure is None:
            return ""
        what = "this skill" if self.sure.skill == self.sums.skill else f"“{self.sure.label}”"
        share = (
            "" if of_them else f": {Share(self.sure.can_do, self.sure.hires).percent}% of {self.sure.hires}"
        )
        more = f"So it counts for {self.sums.sure - self.sums.credit} per cent more."
        return (
            f"Employers confirm {what} of people from {'their' if of_them else 'your'} course{share}. {more}"
        )

    def _told(self, *, of_them: bool, wanted: str) -> str:
        has, whose = ("They have", "their") if of_them else ("You have", "your")
        if self.sums.held is None:
            return f"Not on {whose} list."
        source = f" ({_source(self.evidence, of_them=of_them)})" if self.evidence else ""
        counts = f"it counts for {self.sums.credit} per cent."
        if self.is_other_skill:
            return f"{has} “{self.held_label}”{source}, {SkillCredit.Reason(self.reason).label}: {counts}"
        held = f"{has} it at {self.held_level.lower()} level{source}"
        if self.state == receipt.MET:
            return f"{held}."
        return f"{held}, {self.asked_level.lower()} is {wanted}: {counts}"


def _source(evidence: str, *, of_them: bool) -> str:
    told = SOURCES[Evidence(evidence)]
    return told.replace("you told", "they told") if of_them else told


@dataclass(frozen=True)
class Receipt:
    """The lines of one vacancy for one learner; they sum to F."""

    vacancy_id: int
    lines: tuple[AskedLine, ...]
    is_one_course_away: bool = False

    @cached_property
    def fit(self) -> int:
        return sum(line.sums.points for line in self.lines)

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def met_count(self) -> int:
        return self.count(receipt.MET)

    @property
    def part_count(self) -> int:
        return self.count(receipt.PART)

    @property
    def is_within_reach(self) -> bool:
        full = sum(line.sums.most_points for line in self.lines)
        return bool(self.lines) and self.fit >= full * course_rules.ENOUGH // 100

    @property
    def summary(self) -> str:
        """ "7 of 9 skills asked"."""
        words = f"{self.met_count} of {len(self.lines)} skill{'' if len(self.lines) == 1 else 's'} asked"
        more = " more" if self.met_count else ""
        return f"{words}, {self.part_count}{more} in part" if self.part_count else words

    @property
    def lacking(self) -> list[AskedLine]:
        return [line for line in self.lines if line.state != receipt.MET]

    def as_evidence(self) -> dict[str, Any]:
        """Plain data to keep beside a complaint: what was shown, without who it was shown to."""
        return {
            "fit": self.fit,
            "lines": [
                {
                    "skill": line.label,
                    "asked": line.asked_level,
                    "share": line.sums.weight,
                    "met": line.sums.credit,
                    "through": line.held_label,
                    "level": line.held_level,
                }
                for line in self.lines
            ],
        }


def of_vacancies(*, learner: Learner, vacancy_ids: list[int], engine: str, day: date) -> dict[int, Receipt]:
    """One query, however many vacancies; each has a receipt, if only an empty one."""
    rows = statements.rows(
        "explain_lines", engine=engine, day=day, learners=[learner.id], vacancies=vacancy_ids
    )
    lines: dict[int, list[AskedLine]] = defaultdict(list)
    for row in rows:
        lines[row["vacancy_id"]].append(asked_line(row))
    away = {row["vacancy_id"] for row in rows if row["is_one_course_away"]}
    return {each: Receipt(each, tuple(lines[each]), each in away) for each in vacancy_ids}


def asked_line(row: Mapping[str, Any]) -> AskedLine:
    """As the statements of lines give it."""
    sums = receipt.Line(
        skill=row["skill_id"],
        level=row["level"],
        weight=row["weight"],
        credit=row["credit"],
        held=row["held_id"],
        held_level=row["held_level"],
        sure=row["sure"],
    )
    return AskedLine(
        sums=sums,
        label=row["label"],
        is_essential=row["is_essential"],
        held_label=row["held_label"] or "",
        reason=row["reason"],
        evidence=row["evidence"],
        sure=_sure(row) if row["sure"] else None,
    )


def _sure(row: Mapping[str, Any]) -> Sure:
    return Sure(row["sure_id"], row["sure_label"], row["sure_weight"], row["can_do"], row["hires"])


@dataclass(frozen=True)
class Filler:
    """A course that adds to a line, and the credit it would bring."""

    course_id: int
    title: str
    public_id: UUID
    credit: int


@dataclass(frozen=True)
class Gaps:
    """What is lacking for a vacancy, the fewest courses that teach all of it that is taught, and the shortest way to
    it.
    """

    fillers: dict[int, tuple[Filler, ...]]
    courses: tuple[Filler, ...]
    taught: frozenset[int]
    way: Way | None

    def filler(self, skill: int) -> Filler | None:
        """The course to name beside a line: one of the way or of the fewest if it teaches it, else the one that adds
        most.
        """
        found = self.fillers.get(skill, ())
        taken = {slot.course for slot in self.way.plan.slots} if self.way else set()
        chosen = {each.course_id for each in self.courses}
        full = [each for each in found if each.credit == 100]
        best = [each for wanted in (taken, chosen) for each in full if each.course_id in wanted]
        return next(iter([*best, *found]), None)


def gaps(*, learner: Learner, vacancy_id: int, lacking: Iterable[int], engine: str, day: date) -> Gaps:
    """Over the courses that this learner can join."""
    known = ground.of_vacancy(learner=learner, vacancy_id=vacancy_id, engine=engine, day=day)
    lines = [line for gap in known.gaps for line in gap.lines]
    fillers = {line.skill: _fillers(known, line) for line in lines}
    by_id = {each.course_id: each for found in fillers.values() for each in found}
    teaches: dict[int, set[int]] = defaultdict(set)
    for skill, found in fillers.items():
        for each in found:
            if each.credit == 100:
                teaches[each.course_id].add(skill)
    filled = {course: frozenset(skills) for course, skills in teaches.items()}
    chosen = course_rules.smallest_set(lacking, filled)
    return Gaps(
        fillers=fillers,
        courses=tuple(by_id[course] for course in chosen),
        taught=frozenset().union(*(filled[course] for course in chosen)),
        way=known.way_to(vacancy_id),
    )


def _fillers(known: ground.Ground, line: GapLine) -> tuple[Filler, ...]:
    """What adds most first, lower ids first among equals."""
    found = [
        (cover[line.key], known.courses[course])
        for course, cover in known.covers.items()
        if cover.get(line.key, 0) > line.credit
    ]
    found.sort(key=lambda each: (-each[0], each[1].id))
    return tuple(Filler(course.id, course.title, course.public_id, credit) for credit, course in found)


@dataclass(frozen=True)
class Pair:
    """A learner and a vacancy: the hard rules that stand between them, and how the lines become the score.

    miles: to the nearest of its places, which is the one of this number, the main place being 0.
    """

    obstacles: tuple[str, ...]
    sums: receipt.Sums
    miles: float | None
    nearest: int
    has_hopes: bool
    is_from_home: bool


def pair(
    *,
    learner: Learner,
    vacancy: Vacancy,
    lines: Receipt,
    day: date,
    price: int = score.WHOLE,
    hopes: Iterable[str] | None = None,
) -> Pair:
    """The same rules as the statements go by, from the engine. The kinds of work hoped for are read in one query,
    unless they are known.
    """
    one = facts.learner(learner, held={}, hopes=() if hopes is not None else learner.hopes.order_by("id"))
    if hopes is not None:
        one = replace(one, sectors=frozenset(hopes))
    other = facts.vacancy(vacancy)
    return Pair(
        obstacles=tuple(score.obstacles(one, other, day)),
        sums=receipt.sums(
            [line.sums for line in lines.lines],
            band=score.vacancy_band(one, other),
            is_of_interest=score.is_of_interest(one, other),
            price=price,
        ),
        miles=miles_to(one.place, other.places),
        nearest=score.nearest(one.place, other.places),
        has_hopes=bool(one.sectors),
        is_from_home=other.is_remote and one.remote_ok,
    )


def miles_to(here: engine_facts.Point | None, places: Sequence[engine_facts.Point | None]) -> float | None:
    """To the nearest of them."""
    there = places[score.nearest(here, places)]
    return here.squared_distance(there) ** 0.5 * 10 / 1609.344 if here and there else None


@dataclass(frozen=True)
class Rise:
    """What a course would do for one vacancy: met_after of the asked skills are met in full then."""

    vacancy_id: int
    fit: int
    rise: int
    enough: int
    asked: int
    met_after: int

    @property
    def is_opened(self) -> bool:
        return self.fit < self.enough <= self.fit + self.rise


def opened(*, learner: Learner, match: LearnerMatch, course_ids: list[int], day: date) -> dict[int, int]:
    """How many vacancies each course opens for this learner, who can join it: as their list has it, and
    worked out where their list is too short to tell.
    """
    known = dict(zip(match.courses, match.course_scores, strict=True))
    found = {each: known[each] // course_rules.OPENED for each in course_ids if each in known}
    others = [each for each in course_ids if each not in known]
    is_cut_short = match.from_scratch or len(known) == score.MOST
    if others and is_cut_short:
        rows = statements.rows(
            "explain_opened", engine=match.engine_id, day=day, learners=[learner.id], courses=others
        )
        found |= {row["course_id"]: row["vacancies"] for row in rows}
    return found


def rises(*, learner: Learner, course_id: int, engine: str, day: date) -> list[Rise]:
    """The vacancies this learner may be shown and of which the course adds something: opened ones first."""
    rows = statements.rows(
        "explain_rises", engine=engine, day=day, learners=[learner.id], courses=[course_id]
    )
    names = ("vacancy_id", "fit", "rise", "enough", "asked", "met_after")
    return [Rise(*(row[name] for name in names)) for row in rows]
