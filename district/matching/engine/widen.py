"""Jobs one may not have thought of: work that draws on much the same skills as what one hopes for, or as what one can
do.

It is a list of its own beside the best matches, and says so. Relatedness is counted in whole thousandths. Skills that
few occupations use tell more than those that all use, as in the weights of matching; an occupation with many skills is
not nearer only because it has many.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from district.matching.engine import weights
from district.matching.engine.score import MOST

WHOLE = 1000
LEAST = 100  # of a thousand: less than this is chance
LEAST_SHARED = 2
MOST_OF_A_KIND = 3  # of the same occupation, so that the list stays wide
SAME_GROUP = {3: 80, 2: 40}  # of a thousand, for occupations in the same ISCO-08 group of so many digits
NAMED = 3
FULL = 100
HALF = 50  # per cent that a skill counts which is not held, of work whose other skills are
MOST_OWN = 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """What one starts from: an occupation one hopes for, one whose skills one holds, or (occupation None) what one
    can do.

    counts: per cent that each skill counts: 100 for those hoped for or held, less for those which a held skill
    counts for and for those that go with what is held.
    """

    counts: Mapping[int, int]
    occupation: int | None = None
    group: str = ""
    is_hoped: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A vacancy that breaks no hard rule, with U in 1024ths. skills: those of its occupation, or, where nobody knows
    that, those it asks for.
    """

    vacancy: int
    preference: int
    skills: frozenset[int]
    occupation: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The opening, how near it is, the anchor it is near to, and the skills that tell most of what they share."""

    opening: Opening
    score: int
    anchor: Anchor
    shared: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Telling:
    """How telling each skill is among occupations, and how much an occupation has of it in the middle."""

    weights: Mapping[int, int]
    default: int
    mean: int

    def of(self, skill: int) -> int:
        return self.weights.get(skill, self.default)


def telling(occupations: Iterable[Iterable[int]]) -> Telling:
    """From the skills of each occupation."""
    skills = [frozenset(each) for each in occupations]
    seen = Counter(skill for each in skills for skill in each)
    known = {skill: weights.telling(len(skills), count) for skill, count in seen.items()}
    sums = [sum(known[skill] for skill in each) for each in skills if each]
    return Telling(known, weights.telling(len(skills), 0), max(1, sum(sums) // len(sums)) if sums else 1)


def own_work(held: Anchor, occupations: Mapping[int, frozenset[int]], known: Telling) -> list[Anchor]:
    """The three occupations of which one holds most, lower ids among equals: what one might have worked as."""
    near = [
        (relatedness(held, Opening(0, 0, skills), known), occupation)
        for occupation, skills in occupations.items()
        if not held.counts.keys().isdisjoint(skills)
    ]
    near.sort(key=lambda each: (-each[0], each[1]))
    return [
        Anchor({skill: max(HALF, held.counts.get(skill, 0)) for skill in occupations[occupation]}, occupation)
        for share, occupation in near[:MOST_OWN]
        if share
    ]


def widen(anchors: Sequence[Anchor], openings: Iterable[Opening], known: Telling) -> list[Found]:
    """The nearest, highest score first and lower ids among equals; at most three of one occupation, twenty in all.
    Nothing that one hopes for already is in it.
    """
    hoped = {anchor.occupation for anchor in anchors if anchor.is_hoped}
    hoped_groups = {anchor.group for anchor in anchors if anchor.is_hoped and anchor.group}
    related: dict[tuple[int | None, frozenset[int], str], Found | None] = {}
    found = []
    for opening in openings:
        if opening.occupation in hoped or (opening.group and opening.group in hoped_groups):
            continue
        kind = (opening.occupation, opening.skills, opening.group)
        if kind not in related:
            related[kind] = _nearest(anchors, opening, known)
        near = related[kind]
        if near:
            found.append(Found(opening, near.score * opening.preference >> 10, near.anchor, near.shared))
    found.sort(key=lambda each: (-each.score, each.opening.vacancy))
    return _of_many_kinds(found)


def relatedness(anchor: Anchor, opening: Opening, known: Telling) -> int:
    """Of a thousand: how much of what the work draws on the anchor has, half of its weight moved to the mean as for
    vacancies; and a little for the same group of occupations.
    """
    weight = sum(known.of(skill) for skill in opening.skills)
    shared = sum(known.of(skill) * anchor.counts[skill] for skill in opening.skills & anchor.counts.keys())
    near = min(WHOLE, 2 * WHOLE * shared // (FULL * (weight + known.mean)))
    digits = next(
        (
            count
            for count in SAME_GROUP
            if len(anchor.group) >= count and anchor.group[:count] == opening.group[:count]
        ),
        0,
    )
    return min(WHOLE, near + SAME_GROUP.get(digits, 0))


def _nearest(anchors: Sequence[Anchor], opening: Opening, known: Telling) -> Found | None:
    """The nearest anchor, the first among equals, with its score before the preference; None where none is near."""
    best: Found | None = None
    for anchor in anchors:
        if anchor.occupation is not None and anchor.occupation == opening.occupation:
            continue  # it would be its own reason
        shared = opening.skills & anchor.counts.keys()
        if len(shared) < min(LEAST_SHARED, len(anchor.counts)):
            continue
        score = relatedness(anchor, opening, known)
        if score >= LEAST and (best is None or score > best.score):
            best = Found(opening, score, anchor, _most_telling(shared, anchor, known))
    return best


def _most_telling(shared: Iterable[int], anchor: Anchor, known: Telling) -> tuple[int, ...]:
    """Those that are had in full first."""
    by_worth = sorted(shared, key=lambda skill: (-known.of(skill) * anchor.counts[skill], skill))
    return tuple(by_worth[:NAMED])


def _of_many_kinds(found: Iterable[Found]) -> list[Found]:
    kinds: Counter[int] = Counter()
    chosen = []
    for each in found:
        occupation = each.opening.occupation
        if occupation is not None:
            kinds[occupation] += 1
            if kinds[occupation] > MOST_OF_A_KIND:
                continue
        chosen.append(each)
        if len(chosen) == MOST:
            break
    return chosen
