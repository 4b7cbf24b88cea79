"""One vacancy for each occupation, weighed and scored by the engine's rules, with arrays for the sums."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from district.matching.engine import credits, score, weights
from district.matching.engine.credits import Taxonomy
from district.matching.engine.facts import Asked, Vacancy
from district.skills.models import Skill
from district.skills.services.classification import Classification, Section
from district.web.errors import Refused

LEVEL = 1  # of everything asked and held: ESCO knows no levels
IMPORTANCE = weights.TYPICAL_IMPORTANCE
CHECKED = 20  # scores that are compared with the oracle's in every run

type Numbers = NDArray[np.int64] | NDArray[np.float64]


class Spine:
    """Skills and occupations of a classification by number, in the order of their addresses."""

    def __init__(self, esco: Classification) -> None:
        self.skills = sorted(uri for uri, row in esco.skills.items() if row.kind != Skill.Kind.GROUP)
        self.occupations = sorted(esco.occupations)
        self.skill_at = {uri: place for place, uri in enumerate(self.skills)}
        self.occupation_at = {uri: place for place, uri in enumerate(self.occupations)}
        self.asked: list[dict[int, bool]] = [{} for _ in self.occupations]
        for link in esco.links[Section.ASKED].values():
            if link.source in self.occupation_at and link.target in self.skill_at:
                asked = self.asked[self.occupation_at[link.source]]
                asked[self.skill_at[link.target]] = link.kind == "essential"
        self.broader = self._pairs(esco, Section.BROADER, "broader")
        self.needs = self._pairs(esco, Section.RELATED, "essential")
        self.goes_with = self._pairs(esco, Section.RELATED, "optional")

    def taxonomy(self, learnt_from: Iterable[int]) -> Taxonomy:
        """What is asked together is learnt from these occupations alone."""
        together = tuple(frozenset(self.asked[place]) for place in learnt_from)
        return Taxonomy(self.broader, self.needs, self.goes_with, together)

    def _pairs(self, esco: Classification, section: Section, kind: str) -> frozenset[tuple[int, int]]:
        return frozenset(
            (self.skill_at[link.source], self.skill_at[link.target])
            for link in esco.links[section].values()
            if link.kind == kind and link.source in self.skill_at and link.target in self.skill_at
        )


class Engine:
    """`asked` holds a list of (skill, is essential) for each vacancy; a vacancy's id is its place."""

    def __init__(
        self, skill_count: int, asked: Sequence[Sequence[tuple[int, bool]]], taxonomy: Taxonomy
    ) -> None:
        self.skill_count = skill_count
        self.asked = asked
        self.asking = Counter(skill for line in asked for skill, _ in line)
        telling = {skill: weights.telling(len(asked), count) for skill, count in self.asking.items()}
        raws = [
            [
                weights.raw(importance=IMPORTANCE, is_essential=is_essential, weight=telling[skill])
                for skill, is_essential in line
            ]
            for line in asked
        ]
        pivot = weights.mean([sum(line) for line in raws], weights.telling(len(asked), 0))
        self.shares = [weights.shares(line, pivot) for line in raws]
        table = credits.table(taxonomy)
        self.credits = {(each.asked, each.held): each.percent for each in table}
        rows = sorted((each.held, each.asked, each.percent) for each in table)
        held, self.credit_asked, self.credit_percent = np.array(rows, np.int64).reshape(-1, 3).T
        self.credit_start = np.searchsorted(held, np.arange(skill_count + 1))
        self.start = np.cumsum([0, *map(len, asked)])[:-1]
        self.skill = np.array([skill for line in asked for skill, _ in line], np.int64)
        self.share = np.array([share for line in self.shares for share in line], np.int64)

    def fit(self, held: Sequence[int]) -> Numbers:
        """F of every vacancy."""
        best = np.zeros(self.skill_count, np.int64)
        for skill in held:
            rows = slice(self.credit_start[skill], self.credit_start[skill + 1])
            np.maximum.at(best, self.credit_asked[rows], self.credit_percent[rows])
        best[list(held)] = 100
        return np.add.reduceat(best[self.skill] * self.share, self.start)

    def check(self, learners: Sequence[Sequence[int]]) -> None:
        """A sample of the sums against the rules themselves."""
        for turn, held in enumerate(learners[:CHECKED]):
            place = turn * len(self.asked) // CHECKED
            if int(self.fit(held)[place]) != self._by_the_rules(held, place):
                raise Refused("The sums differ from the rules of the engine, so nothing was measured.")

    def _by_the_rules(self, held: Sequence[int], place: int) -> int:
        lines = zip(self.asked[place], self.shares[place], strict=True)
        vacancy = Vacancy(place, tuple(Asked(skill, LEVEL, share) for (skill, _), share in lines))
        return score.fit(dict.fromkeys(held, LEVEL), vacancy, self.credits)


class Cosine:
    """What a plain search would do: the cosine of tf-idf vectors of what is asked and what is held."""

    def __init__(self, engine: Engine) -> None:
        count = len(engine.asked)
        self.engine = engine
        self.squares = np.zeros(engine.skill_count)
        for skill, asking in engine.asking.items():
            self.squares[skill] = np.log((count + 1) / (asking + 0.5)) ** 2
        self.lengths = np.sqrt(np.add.reduceat(self.squares[engine.skill], engine.start))

    def fit(self, held: Sequence[int]) -> Numbers:
        """Up to a factor that is the same for all vacancies of one learner."""
        own = np.zeros_like(self.squares)
        own[list(held)] = self.squares[list(held)]
        return np.add.reduceat(own[self.engine.skill], self.engine.start) / self.lengths


def place_in(scores: Numbers, wanted: int) -> int | None:
    """1 for the best; the lower id goes first among equals. None where the list would not hold it."""
    own = scores[wanted]
    if own <= 0:
        return None
    return 1 + int((scores > own).sum()) + int((scores[:wanted] == own).sum())


def best_first(scores: Numbers, most: int) -> list[int]:
    order = np.lexsort((np.arange(len(scores)), -scores))[:most]
    return [int(place) for place in order if scores[place] > 0]
