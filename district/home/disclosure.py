"""Counts of groups of people such that nobody can be made out in them."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 10  # people that a group has to have to be told
BASE = 5  # to which counts are rounded
FOUR_FIFTHS = 80  # per cent of the best-off group's share, below which a difference has to be looked into


@dataclass(frozen=True)
class Count:
    """People of a group, and those of them for whom something holds."""

    people: int
    having: int


def told(groups: Mapping[str, Count], *, earlier: Mapping[str, Count]) -> dict[str, Count | None]:
    """Rounded counts; None for what is hidden.

    A group below LEAST is hidden, an empty one too. So that none can be found by subtraction from a whole that
    somebody knows, hidden groups are at least two and together at least LEAST: the smallest others go with them.
    A count that moved by fewer than LEAST since the earlier one is told as it was, so that nobody can be made out
    by what one person's coming or going changes.
    """
    hidden = {name for name, count in groups.items() if count.people < LEAST}
    shown = sorted(groups.keys() - hidden, key=lambda name: (groups[name].people, name))
    while hidden and shown and (len(hidden) < 2 or sum(groups[name].people for name in hidden) < LEAST):
        hidden.add(shown.pop(0))
    return {
        name: None if name in hidden else _steady(count, earlier.get(name)) for name, count in groups.items()
    }


def _steady(count: Count, before: Count | None) -> Count:
    if (
        before is not None
        and max(abs(count.people - before.people), abs(count.having - before.having)) < LEAST
    ):
        return before
    return Count(_rounded(count.people), _rounded(count.having))


def _rounded(number: int) -> int:
    return (number + BASE // 2) // BASE * BASE


def per_cent(count: Count) -> int:
    """In whole per cents of the rounded counts."""
    return round(100 * count.having / count.people)


def is_kept(count: Count, best: Count) -> bool | None:
    """Whether the four-fifths rule is kept beside the best-off group; None where rounding could decide it."""
    off = BASE // 2
    least = (count.having - off) / (count.people + off) / min(1.0, (best.having + off) / (best.people - off))
    most = min(1.0, (count.having + off) / (count.people - off)) / max(
        (best.having - off) / (best.people + off), 0.01
    )
    if 100 * least >= FOUR_FIFTHS or count == best:
        return True
    return False if 100 * most < FOUR_FIFTHS else None


def ratios(told_groups: Mapping[str, Count | None]) -> dict[str, int]:
    """Each shown group's share in per cent of the best-off one's; nothing to compare where fewer than two are shown."""
    shares = {name: per_cent(count) for name, count in told_groups.items() if count is not None}
    best = max(shares.values(), default=0)
    if len(shares) < 2 or not best:
        return {}
    return {name: round(100 * share / best) for name, share in shares.items()}
