"""The two courses that, one after the other, bring most vacancies within reach.

How many vacancies two courses open says little about how many each opens alone, so nothing is guessed: every pair
is either counted, or passed over because it could not open as many as the best one so far. A pair opens what either
opens alone, and beyond that at most the vacancies for which both add something and for which each one's rise, with
the largest rise of any other course, would be enough. Courses that are alike in all but their dates count as one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.sparse import coo_array, csr_array

from district.matching.engine.gaps import Cover, Gap
from district.matching.engine.sequences import Offer, Plan, Slot, best_plan


@dataclass(frozen=True, slots=True)
class Pair:
    """opened: vacancies; alone: how many the first and the second open by themselves."""

    plan: Plan
    opened: tuple[int, ...]
    alone: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Side:
    """One course, and sets of gaps as the bits of a number: those it opens, and those it might with another.

    count: how many it opens; most: how many at most with another; rises: what it adds to each that it might open.
    """

    course: int
    opens: int
    might: int
    rises: Mapping[int, int]
    count: int
    most: int


def best_pair(
    gaps: Sequence[Gap],
    covers: Mapping[int, Cover],
    offers: Mapping[int, Offer],
    slots: Mapping[int, Sequence[Slot]],
    day: date,
) -> Pair | None:
    """Most opened first, then the plan with the lowest key. None where no two that can follow one another open more
    than the better of them alone. Gaps are those of vacancies that break no hard rule and are out of reach.
    """
    alike = _alike({course: cover for course, cover in covers.items() if slots.get(course)}, offers)
    slots = {first: [slot for course in same for slot in slots[course]] for first, same in alike.items()}
    sides = _sides(gaps, {first: covers[first] for first in alike})
    largest = max((side.count for side in sides), default=0)
    best: Pair | None = None
    for place, one in enumerate(sides):
        for other in sides[place + 1 :]:
            least = len(best.opened) if best else 1
            if largest + other.most < least:
                return best
            if one.count + other.most < least:
                break
            if (one.opens | other.opens | (one.might & other.might)).bit_count() >= least:
                opened = _opened(one, other, gaps, covers)
                if len(opened) >= max(least, one.count + 1, other.count + 1):
                    best = _better(best, opened, (one, other), offers, slots, day) or best
    return best


def _better(  # noqa: PLR0917 - one step of the search
    best: Pair | None,
    opened: tuple[int, ...],
    sides: tuple[_Side, _Side],
    offers: Mapping[int, Offer],
    slots: Mapping[int, Sequence[Slot]],
    day: date,
) -> Pair | None:
    """The pair of these two, if its dates can follow on one another and it comes before the best so far."""
    is_tie = best is not None and len(best.opened) == len(opened)
    groups = [slots[side.course] for side in sides]
    plan = best_plan(groups, offers, day, before=best.plan if best and is_tie else None)
    if plan is None:
        return None
    one, other = sides
    is_in_order = plan.slots[0] in slots[one.course]
    return Pair(plan, opened, (one.count, other.count) if is_in_order else (other.count, one.count))


def _alike(covers: Mapping[int, Cover], offers: Mapping[int, Offer]) -> dict[int, list[int]]:
    """Courses that add the same and may follow the same, under the first of them."""
    found: dict[object, list[int]] = defaultdict(list)
    for course, cover in sorted(covers.items()):
        offer = offers[course]
        found[frozenset(cover.items()), offer.level, frozenset(offer.taught.items())].append(course)
    return {same[0]: same for same in found.values()}


def _sides(gaps: Sequence[Gap], covers: Mapping[int, Cover]) -> list[_Side]:
    """Those that might open most first, lower ids among equals."""
    if not gaps or not covers:
        return []
    courses = list(covers)
    rises = _rises(gaps, covers)
    need, most = np.array([gap.need for gap in gaps], np.int64), rises.max(axis=0).toarray()
    whose, place, rise = rises.row, rises.col, rises.data
    enough = rise >= need[place]
    perhaps = ~enough & (need[place] <= rise + most[place])
    opens, might = ([0] * len(courses) for _ in range(2))
    kept: list[dict[int, int]] = [{} for _ in courses]
    for course, at in zip(whose[enough].tolist(), place[enough].tolist(), strict=True):
        opens[course] |= 1 << at
    for course, at, each in zip(*(found[perhaps].tolist() for found in (whose, place, rise)), strict=True):
        might[course] |= 1 << at
        kept[course][at] = each
    sides = [
        _Side(course, own, other, found, own.bit_count(), own.bit_count() + other.bit_count())
        for course, own, other, found in zip(courses, opens, might, kept, strict=True)
        if own or other
    ]
    return sorted(sides, key=lambda side: (-side.most, side.course))


def _rises(gaps: Sequence[Gap], covers: Mapping[int, Cover]) -> coo_array:
    """What each course by itself adds to each gap, where it adds anything: a row for each course, in their order, and a
    column for each gap.
    """
    shape = len(covers), len(gaps)
    keys: dict[tuple[int, int], int] = {}
    asked = [
        number
        for place, gap in enumerate(gaps)
        for line in gap.lines
        for number in (keys.setdefault((line.skill, line.level), len(keys)), place, line.weight, line.credit)
    ]
    told = [
        number
        for row, cover in enumerate(covers.values())
        for key, share in cover.items()
        if key in keys
        for number in (row, keys[key], share)
    ]
    lines = np.array(asked, np.int64).reshape(-1, 4)
    key, place, weight, credit = lines[np.argsort(lines[:, 0], kind="stable")].T
    course, wanted, share = np.array(told, np.int64).reshape(-1, 3).T
    first, end = (np.searchsorted(key, wanted, side) for side in ("left", "right"))
    course, share = (np.repeat(each, end - first) for each in (course, share))
    line = np.arange(len(course)) + np.repeat(first - np.cumsum(end - first) + (end - first), end - first)
    more = share > credit[line]
    course, line, share = course[more], line[more], share[more]
    rise = weight[line] * (share - credit[line])
    return csr_array((rise, (course, place[line])), shape=shape).tocoo()  # adds up what stands twice


def _opened(one: _Side, other: _Side, gaps: Sequence[Gap], covers: Mapping[int, Cover]) -> tuple[int, ...]:
    surely = one.opens | other.opens
    both = (covers[one.course], covers[other.course])
    return tuple(
        sorted(
            gaps[place].vacancy
            for place in _places(surely | (one.might & other.might))
            if surely >> place & 1
            or (
                one.rises[place] + other.rises[place] >= gaps[place].need
                and gaps[place].rise(both) >= gaps[place].need
            )
        )
    )


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
