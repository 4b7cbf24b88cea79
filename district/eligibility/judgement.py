"""Is a course likely free for somebody? Plain data in, answers with their reasons out; nothing is read or written.

It is a guess that helps people ask: the provider decides. What is not known is never held against anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import groupby
from operator import attrgetter

from district.eligibility.models import FundingRule, FundingStream
from district.web.templatetags.district import day as written
from district.web.templatetags.district import money
from learners.models import PriorLevel, Work
from programmes.models import ProgrammeKind

NEW_YEAR = (8, 1)  # the funding year runs from August to July
ADULT = 19
FULL_LEVELS = {
    PriorLevel.NONE: 0,
    PriorLevel.BELOW_2: 1,
    PriorLevel.PART_2: 1,
    PriorLevel.FULL_2: 2,
    PriorLevel.PART_3: 2,
    PriorLevel.FULL_3: 3,
    PriorLevel.HIGHER: 4,
}
KINDS_OF_THE_COURSE_DIRECTORY = {
    "Skills Bootcamp": ProgrammeKind.SKILLS_BOOTCAMP,
    "Free Courses for Jobs": ProgrammeKind.FREE_COURSES,
    "Essential Skills": ProgrammeKind.ADULT_SKILLS,
}


class Answer(Enum):
    LIKELY = "likely"
    UNLIKELY = "unlikely"
    NEED_MORE = "need_more"

    @property
    def words(self) -> str:
        return {"likely": "Likely free for you", "unlikely": "Unlikely to be free for you"}.get(
            self.value, "We need to know more"
        )


@dataclass(frozen=True)
class Answers:
    """What somebody said; what they did not say is empty. `yearly_pay` is in pounds before tax."""

    born_on: date | None = None
    council: str = ""
    council_name: str = ""
    work: str = ""
    yearly_pay: Decimal | None = None
    prior_level: str = ""


@dataclass(frozen=True)
class Finding:
    """What one rule says about these answers: it holds, it does not, or (None) we cannot tell."""

    rule: FundingRule
    holds: bool | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a stream says, and the findings that made it so; `choices` are those of which one would do."""

    stream: FundingStream
    answer: Answer
    findings: tuple[Finding, ...]
    choices: tuple[Finding, ...] = ()

    @property
    def used(self) -> tuple[Finding, ...]:
        return self.findings + self.choices

    @property
    def reasons(self) -> tuple[str, ...]:
        """Each once, be it the reason of several rules."""
        return tuple(dict.fromkeys(reason for finding in self.findings for reason in finding.reasons))

    @property
    def is_settled(self) -> bool:
        """No rule behind it waits to be confirmed."""
        return all(finding.rule.is_confirmed for finding in self.used)


@dataclass(frozen=True)
class CourseMoney:
    """What the catalogue says of a course that bears on what it costs."""

    kind: str = ""
    level: str = ""
    cost: Decimal | None = None


@dataclass(frozen=True)
class CourseVerdict:
    answer: Answer
    reason: str
    verdicts: tuple[Verdict, ...] = ()


def funding_year(day: date) -> int:
    """The year in which the funding year of this day began."""
    return day.year if (day.month, day.day) >= NEW_YEAR else day.year - 1


def counting_day(day: date) -> date:
    """The day on which ages are counted."""
    return date(funding_year(day), 8, 31)


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def eligibility(answers: Answers, rules: Iterable[FundingRule], day: date) -> list[Verdict]:
    """A verdict for each stream that has rules in force on the day somebody would start."""
    in_force = [rule for rule in rules if _is_in_force(rule, day)]
    in_force.sort(key=lambda rule: (rule.stream.position, rule.stream.code))
    return [
        _verdict(stream, [_finding(rule, answers, day) for rule in own])
        for stream, own in groupby(in_force, key=attrgetter("stream"))
    ]


def of_course(course: CourseMoney, verdicts: Sequence[Verdict]) -> CourseVerdict:
    """What the verdicts mean for one course, by its kind, its level and its price."""
    fitting = tuple(
        verdict
        for verdict in verdicts
        if verdict.stream.kind == course.kind and verdict.stream.pays_at(course.level)
    )
    if fitting:
        best = _any(_truth(verdict.answer) for verdict in fitting)
        reason = {
            True: "People like you can usually take it without paying.",
            False: "You do not fit the rules of the money that pays for it.",
            None: "It depends on things that the provider checks with you.",
        }[best]
        return CourseVerdict(_answer(best), reason, fitting)
    if course.cost == 0 or (course.cost is None and course.kind == ProgrammeKind.VENDOR):
        return CourseVerdict(Answer.LIKELY, "The provider says that it costs nothing, whoever you are.")
    if course.cost is not None:
        reason = f"The provider says that it costs {money(course.cost)}, and names no fund that pays for it."
        return CourseVerdict(Answer.NEED_MORE, f"{reason} Ask whether one does.")
    return CourseVerdict(Answer.NEED_MORE, "The provider has not said what it costs or who pays. Ask them.")


def _is_in_force(rule: FundingRule, day: date) -> bool:
    return rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)


def _verdict(stream: FundingStream, findings: list[Finding]) -> Verdict:
    needed = tuple(finding for finding in findings if not finding.rule.one_of)
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.rule.one_of:
            groups.setdefault(finding.rule.one_of, []).append(finding)
    whole = _all(
        [finding.holds for finding in needed] + [_any(f.holds for f in own) for own in groups.values()]
    )
    met = [f for own in groups.values() if _any(x.holds for x in own) for f in own if f.holds]
    open_ones = [f for own in groups.values() if not _any(x.holds for x in own) for f in own]
    return Verdict(stream, _answer(whole), needed + tuple(met), tuple(open_ones))


def _finding(rule: FundingRule, answers: Answers, day: date) -> Finding:
    told = [
        condition
        for condition in (
            _age(rule, answers, day),
            _home(rule, answers),
            _work(rule, answers),
            _pay(rule, answers),
            _level(rule, answers),
        )
        if condition is not None
    ]
    holds = _all([truth for truth, _ in told])
    # The conditions that decided it: of a rule that fails, those that fail.
    return Finding(rule, holds, tuple(reason for truth, reason in told if truth is holds))


type Condition = tuple[bool | None, str] | None


def _age(rule: FundingRule, answers: Answers, day: date) -> Condition:
    least, most = rule.least_age, rule.most_age
    if least is None and most is None:
        return None
    asked = f"{least} to {most}" if least and most else f"{least} or over" if least else f"{most} or under"
    if answers.born_on is None:
        return None, f"We do not know your age. The rule asks for {asked}."
    counted = counting_day(day)
    age = age_on(answers.born_on, counted)
    fits = (least is None or age >= least) and (most is None or age <= most)
    tense = "You are" if counted >= day else "You were"
    said = f"{tense} {age} on {written(counted)}"
    return fits, f"{said}." if fits else f"{said}. The rule asks for {asked} on that day."


def _home(rule: FundingRule, answers: Answers) -> Condition:
    if not rule.councils:
        return None
    if not answers.council:
        return None, "We do not know where you live."
    if answers.council in rule.councils:
        return True, f"You live in {answers.council_name}, inside the West Midlands Combined Authority."
    return (
        False,
        f"You live in {answers.council_name}, outside the seven councils of the West Midlands Combined Authority.",
    )


def _work(rule: FundingRule, answers: Answers) -> Condition:
    if not rule.work:
        return None
    if answers.work == rule.work:
        return True, "You are out of work and looking for it."
    if answers.work == Work.PAID:
        return False, "You are in paid work, so the rule for people out of work is not for you."
    if answers.work == Work.NOT_LOOKING:
        return None, "You are out of work and not looking now. The provider checks whether you count."
    return None, "We do not know whether you are in paid work."


def _pay(rule: FundingRule, answers: Answers) -> Condition:
    limit = rule.pay_below
    if limit is None:
        return None
    if answers.work in {Work.LOOKING, Work.NOT_LOOKING}:
        return False, "You have no paid work, so the rule for low pay is not for you."
    pay = answers.yearly_pay
    if pay is None:
        return None, f"We need to check your pay. It must be less than {money(limit)} a year before tax."
    if pay < limit:
        return True, f"Your pay is about {money(pay)} a year, which is less than {money(limit)}."
    return False, f"Your pay is about {money(pay)} a year. The rule asks for less than {money(limit)}."


def _level(rule: FundingRule, answers: Answers) -> Condition:
    level = rule.without_level
    if level is None:
        return None
    held = FULL_LEVELS.get(PriorLevel(answers.prior_level)) if answers.prior_level else None
    if held is None:
        return None, f"We do not know whether you have a full Level {level}."
    if held < level:
        return True, f"You do not have a full Level {level} yet."
    return False, f"You have a full Level {level} or more already."


def _all(truths: Sequence[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _any(truths: Iterable[bool | None]) -> bool | None:
    told = list(truths)
    if True in told:
        return True
    return None if None in told else False


MEANING: Mapping[bool | None, Answer] = {True: Answer.LIKELY, False: Answer.UNLIKELY, None: Answer.NEED_MORE}


def _answer(truth: bool | None) -> Answer:
    return MEANING[truth]


def _truth(answer: Answer) -> bool | None:
    return next(truth for truth, meant in MEANING.items() if meant is answer)
