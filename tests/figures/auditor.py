"""Tries to work hidden counts out of a table as anybody could who knows every shown count to the last person.

Written apart from what hides them, on other ideas: the people of each finest group are unknown and not fewer than none,
every shown count is a sum of some of them, and linear programming tells between what bounds a hidden one lies. All
tables are one large program of blocks that know nothing of each other, so that one run finds a bound for each table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array

from district.figures.disclosure.cubes import TOTAL, Cube, Dimension, Key
from district.figures.disclosure.profiles import Rule
from district.figures.disclosure.protection import Protected
from district.figures.symbols import Symbol


@dataclass
class Case:
    """A cube with what was told of it, and what is known of the hidden counts so far."""

    truth: dict[Key, int]
    sums: dict[Key, np.ndarray]
    shown: list[Key]
    secrets: list[Key]
    least: dict[Key, float] = field(default_factory=dict)
    most: dict[Key, float] = field(default_factory=dict)

    def learn(self, people: np.ndarray) -> None:
        """One way that the people could be: every secret could be what it is there."""
        for key in self.secrets:
            count = float(self.sums[key] @ people)
            self.least[key] = min(self.least.get(key, count), count)
            self.most[key] = max(self.most.get(key, count), count)

    def width(self, key: Key) -> float:
        return self.most[key] - self.least[key]


def kinds(dimension: Dimension) -> list[set[str]]:
    """The finest groups of a dimension, each as the codes that it counts in."""
    found = []
    for code in (TOTAL, *(code for code, _ in dimension.categories)):
        has_parts = any(dimension.parents.get(part, TOTAL) == code for part, _ in dimension.categories)
        if not has_parts or code in dimension.rest:
            line = {code}
            while code != TOTAL:
                code = dimension.parents.get(code, TOTAL)  # noqa: PLW2901
                line.add(code)
            found.append(line)
    return found


def case(cube: Cube, told: Protected, rule: Rule) -> Case:
    """What there is to know of a protected cube. Its secrets are the small counts that it hides."""
    finest = [kinds(dimension) for dimension in cube.dimensions]
    groups = list(product(*finest))
    codes = [(TOTAL, *(code for code, _ in dimension.categories)) for dimension in cube.dimensions]
    sums = {
        key: np.array([all(c in kind for c, kind in zip(key, group, strict=True)) for group in groups], float)
        for key in product(*codes)
    }
    truth = {
        key: int(cube.values[tuple(c.index(k) for c, k in zip(codes, key, strict=True))]) for key in sums
    }
    shown = [key for key, count in told.cells.items() if not isinstance(count, Symbol)]
    hidden = sums.keys() - set(shown)
    least = 0 if rule.hides_nought else 1
    return Case(truth, sums, shown, sorted(key for key in hidden if least <= truth[key] < rule.threshold))


def audit(cases: Sequence[Case], width: int) -> None:
    """Finds how closely each secret is known: exactly where closer than `width`, else that it is not."""
    cases = [one for one in cases if one.secrets]
    for sign in (1, -1):
        _solve(cases, [sign * sum(one.sums[key] for key in one.secrets) for one in cases])
    tried: set[tuple[int, Key, int]] = set()
    while True:
        aims = []
        for number, one in enumerate(cases):
            open_ = (
                (key, sign)
                for key in one.secrets
                for sign in (1, -1)
                if (one.width(key) < width or one.most[key] < width) and (number, key, sign) not in tried
            )
            aims.append(next(open_, None))
        if not any(aims):
            return
        wanted = [(one, aim) for one, aim in zip(cases, aims, strict=True) if aim]
        tried |= {(number, *aim) for number, aim in enumerate(aims) if aim}
        _solve([one for one, _ in wanted], [sign * one.sums[key] for one, (key, sign) in wanted])


def _solve(cases: Sequence[Case], goals: Sequence[np.ndarray]) -> None:
    rows = [
        csr_array(np.array([one.sums[key] for key in one.shown] or [0 * goal]))
        for one, goal in zip(cases, goals, strict=True)
    ]
    known = np.concatenate([[one.truth[key] for key in one.shown] or [0] for one in cases])
    # Nobody thinks that a hidden count is a million; a bound keeps what is unknown altogether finite.
    found = linprog(
        -np.concatenate(goals), A_eq=block_diag(rows), b_eq=known, bounds=(0, 1_000_000), method="highs"
    )
    assert found.status == 0, found.message
    start = 0
    for one, goal in zip(cases, goals, strict=True):
        one.learn(found.x[start : start + len(goal)])
        start += len(goal)
