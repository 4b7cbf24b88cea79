"""When each of three milestones is reached, and in plain words why not. Pure: facts and a rule in, verdicts out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from district.figures import measures
from district.web.templatetags.district import day, plural

WAYS_TO_COMPLETE = (
    "an interview offer that is not a mock, a new role with the employer they have, "
    "or a plan to be self-employed"
)


class Rule(Protocol):
    """What of a version of the rules decides when; see models/rule.py."""

    qualifying_days: int
    qualifying_hours: int
    needs_interview: bool
    outcome_months: int
    sustained_days: int


@dataclass(frozen=True)
class Spell:
    """Days in learning without a break; without an end it goes on."""

    starts_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class Outcome:
    """Work, an apprenticeship, a new role or self-employment."""

    starts_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """What the portal knows of one learner under a contract.

    attended   days with minutes of taught sessions that a register shows, in order
    obstacles  sentences that keep everything from being due, whatever else is there
    """

    spells: Sequence[Spell]
    is_completed: bool = False
    has_left: bool = False
    attended: Sequence[tuple[date, int]] = ()
    shown_on: Sequence[date] = ()  # interview offers that count, new roles, plans
    mock_count: int = 0
    outcomes: Sequence[Outcome] = ()
    other_destination: str = ""  # what came of it, where it is no positive outcome
    obstacles: Sequence[str] = ()

    @property
    def last_day(self) -> date | None:
        return self.spells[-1].ended_on


@dataclass(frozen=True)
class Verdict:
    """`due_on`: the day whose evidence makes it due; without one the reasons say what is missing."""

    due_on: date | None = None
    reasons: Sequence[str] = field(default_factory=tuple)

    @property
    def is_due(self) -> bool:
        return self.due_on is not None


def not_due(*reasons: str) -> Verdict:
    return Verdict(reasons=reasons)


def judge(facts: Facts, rule: Rule, today: date) -> tuple[Verdict, Verdict, Verdict]:
    """M1, M2, M3: each needs the one before."""
    if facts.obstacles:
        stopped = not_due(*facts.obstacles)
        return stopped, stopped, stopped
    start = _start(facts, rule, today)
    completion = _completion(facts, rule) if start.is_due else not_due("Needs the start (M1) first.")
    completion = _not_before(completion, start)
    outcome = (
        _outcome(facts, rule, today) if completion.is_due else not_due("Needs the completion (M2) first.")
    )
    return start, completion, _not_before(outcome, completion)


def _not_before(verdict: Verdict, earlier: Verdict) -> Verdict:
    if verdict.due_on is None or earlier.due_on is None:
        return verdict
    return Verdict(max(verdict.due_on, earlier.due_on))


# M1 ---------------------------------------------------------------------------------------------------


def _start(facts: Facts, rule: Rule, today: date) -> Verdict:
    by_days = _day_of_learning(facts.spells, rule.qualifying_days)
    last = facts.last_day
    if facts.is_completed and last is not None:
        return Verdict(min(by_days, last))  # whoever has done all of it has done enough of it
    missing = []
    if by_days > (last or today):
        missing.append(_days_missing(facts, rule, by_days))
    by_hours = _day_of_hours(facts.attended, rule.qualifying_hours)
    if by_hours is None:
        minutes = sum(each for _, each in facts.attended)
        missing.append(
            f"Needs {plural(rule.qualifying_hours, 'taught hour')} attended: the registers show {_hours(minutes)}."
        )
    if missing or by_hours is None:
        return not_due(*missing)
    return Verdict(max(by_days, by_hours))


def _day_of_learning(spells: Sequence[Spell], wanted: int) -> date:
    """The day that is the n-th in learning; if they left before, the day it would have been."""
    left = wanted
    for spell in spells:
        length = (
            left if spell.ended_on is None else measures.days_in_learning(spell.starts_on, spell.ended_on)
        )
        if length >= left:
            return spell.starts_on + timedelta(days=left - 1)
        left -= length
    last = spells[-1].ended_on or spells[-1].starts_on
    return last + timedelta(days=left)


def _days_missing(facts: Facts, rule: Rule, by_days: date) -> str:
    needed = f"Needs {plural(rule.qualifying_days, 'day')} of learning"
    if facts.last_day is None:
        return f"{needed}: the last of them is {day(by_days)}."
    done = sum(
        measures.days_in_learning(each.starts_on, each.ended_on or each.starts_on) for each in facts.spells
    )
    what = "Left" if facts.has_left else "Stopped"
    return f"{needed}. {what} after {done}."


def _day_of_hours(attended: Sequence[tuple[date, int]], hours: int) -> date | None:
    if not hours:
        return date.min
    minutes = 0
    for on, more in attended:
        minutes += more
        if minutes >= hours * 60:
            return on
    return None


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} and a half" if rest == 30 else str(hours) if rest < 30 else f"nearly {hours + 1}"


# M2 ---------------------------------------------------------------------------------------------------


def _completion(facts: Facts, rule: Rule) -> Verdict:
    last = facts.last_day
    if not facts.is_completed or last is None:
        return not_due(
            "Left the course before the end." if facts.has_left else "Has not completed the course yet."
        )
    if not rule.needs_interview:
        return Verdict(last)
    if not facts.shown_on:
        only = "Only practice interviews are recorded. " if facts.mock_count else ""
        return not_due(f"{only}Needs {WAYS_TO_COMPLETE}.")
    return Verdict(max(last, min(facts.shown_on)))


# M3 ---------------------------------------------------------------------------------------------------


def _outcome(facts: Facts, rule: Rule, today: date) -> Verdict:
    if facts.last_day is None:
        raise ValueError("Somebody who has completed has a last day.")
    deadline = measures.months_later(facts.last_day, rule.outcome_months)
    in_time = [each for each in facts.outcomes if each.starts_on <= deadline]
    lasting = [(_reached(each, rule), each) for each in in_time if _lasts(each, rule)]
    if lasting:
        reached, _ = min(lasting, key=lambda pair: pair[0])
        if reached <= today:
            return Verdict(reached)
        return not_due(f"Lasts {rule.sustained_days} days on {day(reached)}, if it goes on until then.")
    if in_time:
        last = max(in_time, key=lambda each: each.starts_on)
        days = measures.days_in_learning(last.starts_on, last.ended_on or last.starts_on)
        return not_due(
            f"Ended on {day(last.ended_on)} after {plural(days, 'day')}: {rule.sustained_days} are needed."
        )
    if facts.outcomes:
        began = min(each.starts_on for each in facts.outcomes)
        return not_due(f"Began on {day(began)}: it had to begin by {day(deadline)}.")
    wanted = "a job, an apprenticeship, a new role or self-employment"
    known = f"Recorded: {facts.other_destination}. " if facts.other_destination else ""
    if today > deadline:
        return not_due(f"{known}Needed {wanted} that began by {day(deadline)}: the time for it is over.")
    return not_due(f"{known}Needs {wanted} that begins by {day(deadline)}.")


def _reached(outcome: Outcome, rule: Rule) -> date:
    return outcome.starts_on + timedelta(days=rule.sustained_days - 1)


def _lasts(outcome: Outcome, rule: Rule) -> bool:
    return outcome.ended_on is None or outcome.ended_on >= _reached(outcome, rule)
