"""The shortest way to one vacancy: the fewest courses, one after the other, that bring it within reach.

Where no courses bring it within reach, or it is there already, the way is to what courses can meet of it at most.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from district.matching.engine.gaps import Cover, Gap
from district.matching.engine.sequences import Offer, Plan, Slot, best_plan

MOST_COURSES = 3


@dataclass(frozen=True, slots=True)
class Way:
    """rise: of F, after all of them. after: the per cent then met of each asked skill."""

    plan: Plan
    rise: int
    is_within_reach: bool
    after: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Courses that meet the same of this vacancy, line by line; their runs stand for one another."""

    shares: tuple[int, ...]
    slots: tuple[Slot, ...]

    @property
    def least_days(self) -> int:
        return min(slot.days for slot in self.slots)


def shortest(
    gap: Gap,
    covers: Mapping[int, Cover],
    offers: Mapping[int, Offer],
    slots: Mapping[int, Sequence[Slot]],
    day: date,
) -> Way | None:
    """Exact among sequences of at most three courses: first as much of F as counts (up to what brings it within
    reach), then the fewest courses, then the plan with the lowest key. None where no course adds anything.
    """
    kinds = _kinds(gap, covers, slots)
    most = _worth(gap, _after(gap, kinds))
    best: Plan | None = None
    worth = 0
    for count in range(1, min(MOST_COURSES, len(kinds)) + 1):
        if worth < most:
            plan, found = _of_size(count, gap, kinds, offers, day, worth=worth, most=most)
            best, worth = plan or best, found
    return _way(gap, best, covers) if best else None


def _kinds(gap: Gap, covers: Mapping[int, Cover], slots: Mapping[int, Sequence[Slot]]) -> list[_Kind]:
    """Those that add something; what adds most comes first, for it soon gives a bound to the others."""
    found: dict[tuple[int, ...], list[Slot]] = defaultdict(list)
    for course, cover in covers.items():
        shares = tuple(max(line.credit, cover.get(line.key, 0)) for line in gap.lines)
        if any(share > line.credit for share, line in zip(shares, gap.lines, strict=True)):
            found[shares] += slots.get(course, ())
    kinds = [_Kind(shares, tuple(each)) for shares, each in found.items() if each]
    return sorted(kinds, key=lambda kind: (-_worth(gap, kind.shares), kind.least_days, kind.shares))


def _after(gap: Gap, kinds: Sequence[_Kind]) -> tuple[int, ...]:
    now = tuple(line.credit for line in gap.lines)
    return tuple(map(max, now, *(kind.shares for kind in kinds))) if kinds else now


def _worth(gap: Gap, shares: Sequence[int]) -> int:
    """The rise of F that counts: all of it, or up to what brings the vacancy within reach."""
    rise = sum(line.weight * (share - line.credit) for line, share in zip(gap.lines, shares, strict=True))
    return min(rise, gap.need) if gap.need else rise


def _of_size(
    count: int,
    gap: Gap,
    kinds: Sequence[_Kind],
    offers: Mapping[int, Offer],
    day: date,
    *,
    worth: int,
    most: int,
) -> tuple[Plan | None, int]:
    """The best of so many kinds that is worth more than `worth`, and what it is worth.

    Passed over: choices that cannot become worth as much (no kind adds more later than it adds now), and, once
    nothing can be worth more, those that take longer.
    """
    best: Plan | None = None
    waiting: list[tuple[int, tuple[_Kind, ...]]] = [(0, ())]
    while waiting:
        start, chosen = waiting.pop()
        shares = _after(gap, chosen)
        value = _worth(gap, shares)
        left = count - len(chosen)
        if left:
            adds = sorted(
                (_worth(gap, tuple(map(max, shares, kind.shares))) - value for kind in kinds[start:]),
                reverse=True,
            )
            value += sum(adds[:left])
        if value < worth or (value == worth and best is None):
            continue
        if best and worth == most and sum(kind.least_days for kind in chosen) > best.days:
            continue
        if left:
            places = range(start, len(kinds) - left + 1)
            waiting += [(place + 1, (*chosen, kinds[place])) for place in reversed(places)]
            continue
        plan = best_plan(
            [kind.slots for kind in chosen], offers, day, before=best if value == worth else None
        )
        if plan:
            best, worth = plan, value
    return best, worth


def _way(gap: Gap, plan: Plan, covers: Mapping[int, Cover]) -> Way:
    chosen = [covers[slot.course] for slot in plan.slots]
    rise = gap.rise(chosen)
    after = {
        line.skill: max(line.credit, *(cover.get(line.key, 0) for cover in chosen)) for line in gap.lines
    }
    return Way(plan, rise, rise >= gap.need, after)
