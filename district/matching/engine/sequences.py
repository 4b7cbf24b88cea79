"""Courses taken one after the other: which dates fit, which order makes sense, and when the last one ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

UNKNOWN = 100_000  # days of a run whose length nobody has told: longer than all others
DAYS_A_UNIT = {"days": 1, "weeks": 7, "months": 30, "years": 365}
HOURS_A_DAY = 6
ENTRY = "E"


@dataclass(frozen=True, slots=True)
class Slot:
    """A run that the learner can join. `starts_on` None: at any time, and then it fits anywhere. `ends_on` None:
    nobody knows, so nothing with a date can come after it.
    """

    course: int
    run: int
    starts_on: date | None = None
    ends_on: date | None = None
    days: int = UNKNOWN


@dataclass(frozen=True, slots=True)
class Offer:
    """What says whether a course makes sense after another: its national level (Entry 0 to 8, None where not told)
    and the level to which it teaches each skill.
    """

    course: int
    level: int | None = None
    taught: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Runs in the order in which they are taken."""

    slots: tuple[Slot, ...]
    day: date

    @cached_property
    def days(self) -> int:
        return sum(slot.days for slot in self.slots)

    @cached_property
    def ends_on(self) -> date:
        """When the last one with a date ends, and after it those that start at any time; date.max: not known."""
        end, after = self.day - timedelta(days=1), 0
        for slot in self.slots:
            if slot.starts_on is None:
                after += slot.days
            else:
                end, after = slot.ends_on or date.max, 0
        if end == date.max or after >= UNKNOWN:
            return date.max
        return end + timedelta(days=after)

    @property
    def key(self) -> tuple[int, date, tuple[int, ...]]:
        """Least time first, then the earliest end, then the lowest ids."""
        return (self.days, self.ends_on, tuple(slot.run for slot in self.slots))


def national_level(text: str) -> int | None:
    if text == ENTRY:
        return 0
    return int(text) if text else None


def length(starts_on: date | None, ends_on: date | None, duration: int | None, unit: str) -> int:
    """Days from the first to the last, by the dates if there are any; whoever names hours learns six a day."""
    if starts_on is not None and ends_on is not None:
        return (ends_on - starts_on).days + 1
    if duration is None:
        return UNKNOWN
    if unit in DAYS_A_UNIT:
        return duration * DAYS_A_UNIT[unit]
    return max(1, -(-duration // HOURS_A_DAY)) if unit == "hours" else 1


def slot(
    *, course: int, run: int, starts_on: date | None, ends_on: date | None, duration: int | None, unit: str
) -> Slot:
    days = length(starts_on, ends_on, duration, unit)
    if starts_on is not None and ends_on is None and days < UNKNOWN:
        ends_on = starts_on + timedelta(days=days - 1)
    return Slot(course, run, starts_on, ends_on, days)


def may_follow(first: Offer, second: Offer) -> bool:
    """The second is not below the first: in the national level, nor in any skill that both teach."""
    if first.level is not None and second.level is not None and first.level > second.level:
        return False
    return all(
        level <= second.taught[skill] for skill, level in first.taught.items() if skill in second.taught
    )


def best_plan(
    groups: Sequence[Sequence[Slot]], offers: Mapping[int, Offer], day: date, *, before: Plan | None = None
) -> Plan | None:
    """One run of each group, in any order that makes sense and whose dates follow on one another: the plan with
    the lowest key, or None; with `before`, only a plan that is better than that one. `offers` has every course.
    """
    ordered = [sorted(group, key=_by_length) for group in groups]
    if not all(ordered):
        return None
    best = before
    waiting = [_Part(tuple(range(len(ordered))))]
    while waiting:
        part = waiting.pop()
        if part.left:
            waiting += reversed(list(_one_more(part, ordered, offers, best)))
        elif best is None or Plan(part.taken, day).key < best.key:
            best = Plan(part.taken, day)
    return None if best is before else best


@dataclass(frozen=True, slots=True)
class _Part:
    """The beginning of a plan: groups still to come, runs taken, and the last day that they take (None: unknown)."""

    left: tuple[int, ...]
    taken: tuple[Slot, ...] = ()
    days: int = 0
    until: date | None = date.min


def _by_length(slot: Slot) -> tuple[int, date, int]:
    return (slot.days, _end(slot), slot.run)


def _one_more(
    part: _Part, ordered: Sequence[Sequence[Slot]], offers: Mapping[int, Offer], best: Plan | None
) -> Iterator[_Part]:
    for group in part.left:
        rest = tuple(each for each in part.left if each != group)
        least = part.days + sum(ordered[each][0].days for each in rest)
        has_dated = False
        for slot in ordered[group]:
            is_dated = slot.starts_on is not None
            if best and least + slot.days > best.days:
                break
            if best and least + slot.days == best.days and is_dated and _end(slot) > best.ends_on:
                continue
            if (has_dated and is_dated) or not _fits(slot, part, offers):
                continue
            yield _Part(
                rest, (*part.taken, slot), part.days + slot.days, slot.ends_on if is_dated else part.until
            )
            has_dated |= is_dated and not rest  # as the last one, no later run with dates is better


def _end(slot: Slot) -> date:
    return slot.ends_on or date.max


def _fits(slot: Slot, part: _Part, offers: Mapping[int, Offer]) -> bool:
    if slot.starts_on is not None and (part.until is None or slot.starts_on <= part.until):
        return False
    return all(may_follow(offers[each.course], offers[slot.course]) for each in part.taken)
