"""How much of an asked skill another, held one counts for: from the taxonomy, and from what occupations ask
together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

RENAMED = "renamed"
NARROWER = "narrower"
BROADER = "broader"
SIBLING = "sibling"
BUILDS_ON = "builds_on"
GROUNDS = "grounds"
RELATED = "related"
TOGETHER = "together"

PERCENT = {RENAMED: 100, NARROWER: 80, SIBLING: 50, BUILDS_ON: 45, GROUNDS: 45, BROADER: 40, RELATED: 30}
MOST_TOGETHER = 30  # per cent, for two skills that no occupation asks one without the other
LEAST_TOGETHER = 34  # per cent of the occupations that ask the commoner of two skills
LEAST_SEEN = 2  # two skills that one occupation alone asks prove nothing
MOST_PER_SKILL = 10


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """broader: (skill, wider skill), groups left out; needs, goes_with: (skill, other); occupations: the
    skills each asks;
    renamed: withdrawn skill → the one that replaced it, at the end of the chain."""

    broader: frozenset[tuple[int, int]] = frozenset()
    needs: frozenset[tuple[int, int]] = frozenset()
    goes_with: frozenset[tuple[int, int]] = frozenset()
    occupations: tuple[frozenset[int], ...] = ()
    renamed: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credit:
    asked: int
    held: int
    percent: int
    reason: str


def table(taxonomy: Taxonomy) -> list[Credit]:
    """At most ten held skills for each asked one, the highest credit first, then those asked together most,
    then lower ids.
    """
    shared, seen = together(taxonomy.occupations)
    best: dict[tuple[int, int], Credit] = {}
    for credit in [*_by_taxonomy(taxonomy), *_by_occupations(shared, seen)]:
        known = best.get((credit.asked, credit.held))
        if known is None or credit.percent > known.percent:
            best[credit.asked, credit.held] = credit
    by_asked = defaultdict(list)
    for credit in best.values():
        by_asked[credit.asked].append(credit)
    for asked, found in by_asked.items():
        found.sort(key=lambda each: (-each.percent, -shared[_pair(asked, each.held)], each.held))
    chosen = [credit for found in by_asked.values() for credit in found[:MOST_PER_SKILL]]
    return sorted(_with_renamed(chosen, taxonomy.renamed), key=lambda each: (each.asked, each.held))


def together(occupations: Iterable[frozenset[int]]) -> tuple[Counter[tuple[int, int]], Counter[int]]:
    """How many occupations ask each pair of skills, and each skill."""
    shared: Counter[tuple[int, int]] = Counter()
    seen: Counter[int] = Counter()
    for skills in occupations:
        seen.update(skills)
        shared.update(combinations(sorted(skills), 2))
    return shared, seen


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _by_taxonomy(taxonomy: Taxonomy) -> Iterable[Credit]:
    children = defaultdict(set)
    for skill, wider in taxonomy.broader:
        children[wider].add(skill)
        yield _credit(asked=wider, held=skill, reason=NARROWER)
        yield _credit(asked=skill, held=wider, reason=BROADER)
    for family in children.values():
        for one, other in combinations(family, 2):
            yield _credit(asked=one, held=other, reason=SIBLING)
            yield _credit(asked=other, held=one, reason=SIBLING)
    for skill, other in taxonomy.needs:
        yield _credit(asked=other, held=skill, reason=BUILDS_ON)
        yield _credit(asked=skill, held=other, reason=GROUNDS)
    for skill, other in taxonomy.goes_with:
        yield _credit(asked=skill, held=other, reason=RELATED)
        yield _credit(asked=other, held=skill, reason=RELATED)


def _credit(*, asked: int, held: int, reason: str) -> Credit:
    return Credit(asked, held, PERCENT[reason], reason)


def _by_occupations(shared: Counter[tuple[int, int]], seen: Counter[int]) -> Iterable[Credit]:
    """theta = min(P(s|t), P(t|s)); from 0.34 on it counts 30 theta per cent."""
    for (one, other), count in shared.items():
        commoner = max(seen[one], seen[other])
        if count >= LEAST_SEEN and 100 * count >= LEAST_TOGETHER * commoner:
            percent = MOST_TOGETHER * count // commoner
            yield Credit(one, other, percent, TOGETHER)
            yield Credit(other, one, percent, TOGETHER)


def _with_renamed(credits: list[Credit], renamed: Mapping[int, int]) -> list[Credit]:
    """A withdrawn skill stands for the one that replaced it, whichever of the two was asked and whichever is
    held.
    """
    names: defaultdict[int, set[int]] = defaultdict(set)
    for old, new in renamed.items():
        names[new] |= {new, old}
    known = {(each.asked, each.held): each for each in credits}
    for each in credits:
        for asked in names.get(each.asked, {each.asked}):
            for held in names.get(each.held, {each.held}):
                known.setdefault((asked, held), Credit(asked, held, each.percent, each.reason))
    for same in names.values():
        for asked in same:
            for held in same - {asked}:
                known[asked, held] = _credit(asked=asked, held=held, reason=RENAMED)
    return [each for each in known.values() if each.asked != each.held]
