"""Other numbers that the hidden cells of a cube could hold without any total being another.

A hidden count is safe if such an exchange moves it far enough. Two kinds are looked at, and they are many:

box       some corners of a box go up and the others down: a line for a list, a rectangle for a table; a corner may be
          a total as well
transfer  people move from one of the finest groups to another, and all totals with them that hold only one of these
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from district.figures.disclosure.cubes import Counts, Cube, Dimension

type Mask = npt.NDArray[np.bool_]
FREE = np.iinfo(np.int64).max // 4  # further than any count goes
MOST_PAIRS = 30_000_000  # of cells and finest groups; larger cubes do with boxes
MOST_SOURCES = 6  # of the finest groups in a total: so many are tried to take people from elsewhere


@dataclass(frozen=True)
class Exchanges:
    """Exchanges that turn one cell up: a row each.

    corners  the places of their cells in the flat cube
    signs    what becomes of these; 0 where a row has fewer corners than others
    """

    corners: Counts
    signs: Counts

    def costs(self, price: Counts) -> Counts:
        costs: Counts = np.where(self.signs != 0, price[self.corners], 0).sum(axis=1)
        return costs

    def row(self, number: int) -> "Exchange":
        is_corner = self.signs[number] != 0
        return Exchange(self.corners[number][is_corner], self.signs[number][is_corner])


@dataclass(frozen=True)
class Exchange:
    corners: Counts
    signs: Counts

    def keeps(self, cell: int, values: Counts, width: int) -> bool:
        """Whether it keeps one of its corners from being known to closer than the width."""
        signs = self.signs * self.signs[self.corners == cell]
        return bool(_is_wide(Exchanges(self.corners[None], signs[None]), values, cell, width)[0])


def _is_wide(found: Exchanges, values: Counts, cell: int, width: int) -> Mask:
    """Those along which the cell may be anywhere within the width, and as large as that."""
    there = values[found.corners]
    up = np.where(found.signs < 0, there, FREE).min(axis=1)
    down = np.where(found.signs > 0, there, FREE).min(axis=1)
    is_so: Mask = (up + down >= width) & (values[cell] + up >= width)
    return is_so


class Search:
    """Finds exchanges along which a cell can move by the width."""

    def __init__(self, cube: Cube, width: int) -> None:
        self.values = cube.values.ravel()
        self.width = width
        pairs = cube.values.size * int(np.prod([len(dimension.atoms) for dimension in cube.dimensions]))
        self.kinds: list[_Boxes | _Transfers] = [_Boxes(cube)]
        if pairs <= MOST_PAIRS:
            self.kinds.append(_Transfers(cube))

    def cheapest(self, cell: int, price: Counts) -> Exchange:
        """There always is one, for people may come from outside and all totals with them."""
        found = [kind for kind in self._wide(cell) if len(kind.corners)]
        costs = [kind.costs(price) for kind in found]
        best = int(np.argmin([each.min() for each in costs]))
        return found[best].row(int(np.argmin(costs[best])))

    def hidden_one(self, cell: int, gone: Mask) -> Exchange | None:
        """One whose corners are all hidden, if there is any."""
        for kind in self._wide(cell):
            rows = np.flatnonzero((gone[kind.corners] | (kind.signs == 0)).all(axis=1))
            if rows.size:
                return kind.row(int(rows[0]))
        return None

    def _wide(self, cell: int) -> list[Exchanges]:
        found = []
        for kind in self.kinds:
            every = kind.of(cell)
            fits = _is_wide(every, self.values, cell, self.width)
            found.append(Exchanges(every.corners[fits], every.signs[fits]))
        return found


def _steps(dimension: Dimension) -> Counts:
    """The ways to move people along a dimension, by element: between two atoms, and from outside into one."""
    atoms = dimension.holds.T
    pairs = [atoms[one] - atoms[other] for one in range(len(atoms)) for other in range(one)]
    return np.array([*atoms, *pairs])


class _Boxes:
    def __init__(self, cube: Cube) -> None:
        self.shape = cube.values.shape
        self.steps = [_steps(dimension) for dimension in cube.dimensions]

    def of(self, cell: int) -> Exchanges:
        """All products of one step a dimension that move the cell."""
        corners: Counts = np.zeros((1, 1), np.int64)
        signs: Counts = np.ones((1, 1), np.int64)
        for axis, place in enumerate(np.unravel_index(cell, self.shape)):
            moving = self.steps[axis][self.steps[axis][:, place] != 0]
            moving = moving * moving[:, [place]]
            longest = int((moving != 0).sum(axis=1).max())
            order = np.argsort(moving == 0, axis=1, kind="stable")[:, :longest]
            there = np.take_along_axis(moving, order, 1)
            corners, signs = _product(corners * self.shape[axis], signs, order, there)
        return Exchanges(corners, signs)


def _product(corners: Counts, signs: Counts, more: Counts, their_signs: Counts) -> tuple[Counts, Counts]:
    rows = len(corners) * len(more)
    found: Counts = (corners[:, None, :, None] + more[None, :, None, :]).reshape(rows, -1)
    become: Counts = (signs[:, None, :, None] * their_signs[None, :, None, :]).reshape(rows, -1)
    return found, become


class _Transfers:
    def __init__(self, cube: Cube) -> None:
        self.values = cube.values.ravel()
        # Which cells hold which of the finest groups, and for each group these cells, filled up to one length.
        self.holds: Mask = reduce(np.kron, [d.holds for d in cube.dimensions]).astype(bool)
        self.cells: Counts = np.zeros((1, 1), np.int64)
        there: Counts = np.ones((1, 1), np.int64)
        for dimension in cube.dimensions:
            held = dimension.holds.T
            order = np.argsort(held == 0, axis=1, kind="stable")[:, : int(held.sum(axis=1).max())]
            length = len(dimension.elements)
            self.cells, there = _product(
                self.cells * length, there, order, np.take_along_axis(held, order, 1)
            )
        self.is_there: Mask = there.astype(bool)

    def of(self, cell: int) -> Exchanges:
        """From every finest group that the cell does not hold into some that it does."""
        inside = np.flatnonzero(self.holds[cell])
        others = np.flatnonzero(~self.holds[cell])
        found = [self._into(group, others) for group in inside[:MOST_SOURCES]]
        return Exchanges(
            np.concatenate([each.corners for each in found]), np.concatenate([each.signs for each in found])
        )

    def _into(self, group: int, others: Counts) -> Exchanges:
        mine, theirs = self.cells[group], self.cells[others]
        up = self.is_there[group] & ~self.holds[mine][:, others].T
        down = self.is_there[others] & ~self.holds[theirs, group]
        corners = np.concatenate([np.broadcast_to(mine, (len(others), len(mine))), theirs], axis=1)
        return Exchanges(corners, np.concatenate([up.astype(np.int64), -down.astype(np.int64)], axis=1))
