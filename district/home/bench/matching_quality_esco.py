"""Learners of occupations that the engine has not learnt from: does their own occupation come first?

Three worlds. In each, half of the occupations are held out: what is asked together is learnt from the others. Every
occupation has one vacancy: 4 to 8 of its essential skills, 1 to 4 optional ones, up to 3 that everybody asks for. Each
held-out occupation has one learner. A whole profile would be all its essential skills and half of the optional ones;
they know a half or a fifth of that, each skill by chance of its own, and 1 to 5 other skills: common ones or any.
The same occupation counts 3, the same unit group of ISCO-08 counts 2, the same minor group 1; nDCG gains are 2^n - 1.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from district.home.bench.matching_quality_engine import Cosine, Engine, Numbers, Spine, best_first, place_in
from district.skills.services.classification import Classification

WORLDS = 3
KNOWN = {"half": 0.5, "fifth": 0.2}
COMMON = 100  # skills that most occupations ask
SAME, UNIT_GROUP, MINOR_GROUP = 3, 2, 1
DEPTH = 10
EVEN = 0.5


@dataclass(frozen=True)
class Person:
    occupation: int
    held: list[int]


@dataclass(frozen=True)
class World:
    engine: Engine
    people: Mapping[str, Sequence[Person]]


def measure(esco: Classification, *, say: Callable[[str], None]) -> dict[str, dict[str, float]]:
    spine = Spine(esco)
    groups = [esco.occupations[uri].isco_group for uri in spine.occupations]
    found: dict[str, list[tuple[float, float]]] = {}
    for number in range(WORLDS):
        say(f"matching learners of held-out occupations, {number + 1} of {WORLDS}")
        world = make(spine, number)
        cosine = Cosine(world.engine)
        for name, people in world.people.items():
            world.engine.check([person.held for person in people])
            for person in people:
                gains = gains_for(person.occupation, groups)
                for form, ranked in (("", world.engine.fit), ("tfidf_", cosine.fit)):
                    figures = judge(ranked(person.held), person.occupation, gains)
                    found.setdefault(form + name, []).append(figures)
    return {
        name: {"mrr": round(fmean(mrr), 4), "ndcg10": round(fmean(ndcg), 4)}
        for name, (mrr, ndcg) in ((name, zip(*pairs, strict=True)) for name, pairs in found.items())
    }


def make(spine: Spine, number: int) -> World:
    chance = np.random.default_rng(number)
    asking = Counter(skill for asked in spine.asked for skill in asked)
    common = sorted(asking, key=lambda skill: (-asking[skill], skill))[:COMMON]
    count = len(spine.occupations)
    held_out = {int(place) for place in chance.permutation(count)[: count // 2]}
    vacancies = [_vacancy(asked, common, chance) for asked in spine.asked]
    taxonomy = spine.taxonomy(place for place in range(count) if place not in held_out)
    people = {
        name: [
            _person(spine, place, share, common, chance) for place in sorted(held_out) if spine.asked[place]
        ]
        for name, share in KNOWN.items()
    }
    return World(Engine(len(spine.skills), vacancies, taxonomy), people)


def _vacancy(asked: Mapping[int, bool], common: list[int], chance: Generator) -> list[tuple[int, bool]]:
    essential = _some([skill for skill in sorted(asked) if asked[skill]], 4, 8, chance)
    optional = _some([skill for skill in sorted(asked) if not asked[skill]], 1, 4, chance)
    usual = [skill for skill in _some(common, 0, 3, chance) if skill not in {*essential, *optional}]
    lines = [(skill, True) for skill in essential] + [(skill, False) for skill in (*optional, *usual)]
    return lines or [(common[0], False)]


def _person(spine: Spine, place: int, share: float, common: list[int], chance: Generator) -> Person:
    asked = spine.asked[place]
    known = [
        skill for skill in sorted(asked) if chance.random() < (share if asked[skill] else share / 2)
    ] or _some(sorted(asked), 1, 1, chance)
    other = [_other(common, len(spine.skills), chance) for _ in range(chance.integers(1, 6))]
    return Person(place, sorted({*known, *other}))


def _other(common: list[int], skill_count: int, chance: Generator) -> int:
    return (
        common[chance.integers(len(common))] if chance.random() < EVEN else int(chance.integers(skill_count))
    )


def _some(pool: Sequence[int], least: int, most: int, chance: Generator) -> list[int]:
    count = min(int(chance.integers(least, most + 1)), len(pool))
    picked: list[int] = chance.choice(pool, count, replace=False).tolist() if count else []
    return picked


def gains_for(occupation: int, groups: Sequence[str]) -> NDArray[np.int64]:
    own = groups[occupation]
    near = [
        UNIT_GROUP if own and group == own else MINOR_GROUP if own and group[:3] == own[:3] else 0
        for group in groups
    ]
    near[occupation] = SAME
    return 2 ** np.array(near, np.int64) - 1


def judge(scores: Numbers, occupation: int, gains: NDArray[np.int64]) -> tuple[float, float]:
    """(reciprocal rank of the learner's own occupation, nDCG of the first ten)."""
    place = place_in(scores, occupation)
    shown = gains[best_first(scores, DEPTH)]
    return 1 / place if place else 0.0, discounted(shown) / discounted(np.sort(gains)[::-1][:DEPTH])


def discounted(gains: NDArray[np.int64]) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())
