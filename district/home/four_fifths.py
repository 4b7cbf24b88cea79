"""The four-fifths rule over rounded counts of groups of people."""

from collections.abc import Mapping
from dataclasses import dataclass

from district.figures import measures
from district.figures.disclosure.profiles import DESK

FOUR_FIFTHS = int(
    100 * measures.FOUR_FIFTHS
)  # per cent of the best-off group's share; below it, somebody has to look


@dataclass(frozen=True)
class Count:
    """People of a group, and those of them for whom something holds."""

    people: int
    having: int


def per_cent(count: Count) -> int:
    """In whole per cents of the rounded counts."""
    return round(100 * count.having / count.people)


def is_kept(count: Count, best: Count) -> bool | None:
    """Whether the four-fifths rule is kept beside the best-off group; None where rounding could decide it."""
    off = DESK.base // 2
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
