"""What is different between two versions of a curriculum. Pure: lists of outcomes in, lines out."""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    SAME = "same"


@dataclass(frozen=True)
class Point:
    """A learning outcome as it is compared: known by its key, with the level of each skill it leads to."""

    key: Hashable
    words: str
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SkillChange:
    """`before` or `after` is None where the skill is not among those of that version."""

    skill: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Line:
    """One outcome of either version; places count from 1 and are None where the version lacks it."""

    what: What
    key: Hashable
    words: str
    words_before: str
    place: int | None
    place_before: int | None
    skills: Sequence[SkillChange]


def compare(before: Sequence[Point], after: Sequence[Point]) -> list[Line]:
    """The outcomes of the later version in its order, each removed one after the outcome it stood behind."""
    old = {point.key: (place, point) for place, point in enumerate(before, start=1)}
    kept = [old[point.key][0] for point in after if point.key in old]
    in_order = _longest_rise(kept)
    lines = []
    for place, point in enumerate(after, start=1):
        place_before, was = old.get(point.key, (None, None))
        if was is None or place_before is None:
            lines.append(
                Line(What.ADDED, point.key, point.words, "", place, None, skill_changes({}, point.skills))
            )
            continue
        changes = skill_changes(was.skills, point.skills)
        if was.words != point.words or any(change.before != change.after for change in changes):
            what = What.CHANGED
        else:
            what = What.SAME if place_before in in_order else What.MOVED
        lines.append(Line(what, point.key, point.words, was.words, place, place_before, changes))
    now = {point.key for point in after}
    for place_before, point in enumerate(before, start=1):
        if point.key not in now:
            gone = skill_changes(point.skills, {})
            line = Line(What.REMOVED, point.key, "", point.words, None, place_before, gone)
            lines.insert(_behind(lines, place_before), line)
    return lines


def _behind(lines: Sequence[Line], place_before: int) -> int:
    """After the last line that stood before it."""
    earlier = [
        number
        for number, line in enumerate(lines)
        if line.place_before is not None and line.place_before < place_before
    ]
    return earlier[-1] + 1 if earlier else 0


def skill_changes(before: Mapping[str, int], after: Mapping[str, int]) -> list[SkillChange]:
    """Every skill of either, by name; those that stay the same too."""
    names = sorted({*before, *after}, key=str.lower)
    return [SkillChange(name, before.get(name), after.get(name)) for name in names]


def _longest_rise(places: Sequence[int]) -> set[int]:
    """The most of them that stand in rising order: whoever is not among them has been moved."""
    ends: list[int] = []
    ranks = []
    for place in places:
        rank = bisect_left(ends, place)
        ends[rank : rank + 1] = [place]
        ranks.append(rank)
    wanted, found = len(ends) - 1, set()
    for place, rank in zip(reversed(places), reversed(ranks), strict=True):
        if rank == wanted:
            found.add(place)
            wanted -= 1
    return found
