"""Which further cells have to be hidden so that no hidden one can be worked out from totals.

A hidden count is safe if the hidden cells could just as well hold other numbers that give the same totals. The
simplest such exchange turns some corners of a box in the cube up and the others down: a line for a list, a rectangle
for a table, a box for three dimensions; a corner may be a total as well. Every risky cell gets one whose corners are
all hidden and along which it can move by the width asked for; of all that would do, the one that costs least. Since
an exchange leaves every shown figure as it is, nobody who knows them all can tell the true one.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from district.figures.disclosure.cubes import Counts, Cube, Dimension

type Mask = npt.NDArray[np.bool_]
FREE = np.iinfo(np.int64).max // 4  # further than any count goes
LAST = 10_000  # times the price of what had better stay


@dataclass(frozen=True)
class Exchanges:
    """Exchanges that turn one cell up by one: a row each.

    corners  the places of their cells in the flat cube
    signs    what becomes of these; 0 where a row has fewer corners than others
    """

    corners: Counts
    signs: Counts


def further(cube: Cube, *, risky: Mask, hidden: Mask, width: int, rather: Mask | None = None) -> Mask:
    """The cells to hide: those that are, and as few others as it takes.

    risky   the cells that must not be known to closer than `width`
    hidden  at least these; also the cells that no table shows
    rather  cells that go before all others
    """
    price = _prices(cube)
    if rather is not None and rather.any():
        price = np.where(rather.ravel(), price, price * LAST)
    search = _Search(cube, width)
    gone = hidden.ravel().copy()
    cells = np.flatnonzero(risky.ravel())
    chosen: dict[int, Counts] = {}
    for cell in _largest_first(cells, cube.values.ravel()):
        chosen[cell] = search.cheapest(cell, np.where(gone, 0, price))
        gone[chosen[cell]] = True
    _give_back(search, gone, chosen, _largest_first(np.flatnonzero(gone & ~hidden.ravel()), price))
    return gone.reshape(hidden.shape)


def _give_back(search: "_Search", gone: Mask, chosen: dict[int, Counts], spare: list[int]) -> None:
    """Shows what need not be hidden after all: every exchange that it is a corner of has one of others instead."""
    users: dict[int, set[int]] = {}
    for cell, corners in chosen.items():
        for corner in corners.tolist():
            users.setdefault(corner, set()).add(cell)
    for given in spare:
        gone[given] = False
        others = {}
        for cell in users.get(given, set()):
            found = search.hidden_one(cell, gone)
            if found is None:
                gone[given] = True
                break
            others[cell] = found
        if gone[given]:
            continue
        for cell, corners in others.items():
            for corner in chosen[cell].tolist():
                users[corner].discard(cell)
            for corner in corners.tolist():
                users.setdefault(corner, set()).add(cell)
            chosen[cell] = corners


def _largest_first(cells: Counts, by: Counts) -> list[int]:
    found: list[int] = cells[np.argsort(-by[cells], kind="stable")].tolist()
    return found


def _prices(cube: Cube) -> Counts:
    """What is lost with a cell: its count, and more if it is a total, for many look at these.

    A nought is the last to go: it hides little and says much.
    """
    most = int(cube.values.max(initial=0)) + 1
    price = np.where(cube.values == 0, 8 * most, cube.values + 1)
    for axis in range(price.ndim):
        np.moveaxis(price, axis, 0)[0] *= 2
    return price.ravel()


def _steps(dimension: Dimension) -> Counts:
    """The ways to move people along a dimension, by element: between two atoms, and from outside into one."""
    atoms = dimension.holds.T
    pairs = [atoms[one] - atoms[other] for one in range(len(atoms)) for other in range(one)]
    return np.array([*atoms, *pairs])


class _Search:
    """Finds exchanges along which a cell can move by the width."""

    def __init__(self, cube: Cube, width: int) -> None:
        self.shape = cube.values.shape
        self.values = cube.values.ravel()
        self.width = width
        self.steps = [_steps(dimension) for dimension in cube.dimensions]

    def cheapest(self, cell: int, price: Counts) -> Counts:
        found = self._wide_enough(cell)
        costs = np.where(found.signs != 0, price[found.corners], 0).sum(axis=1)
        return _corners(found, int(np.argmin(costs)))

    def hidden_one(self, cell: int, gone: Mask) -> Counts | None:
        """One whose corners are all hidden, if there is any."""
        found = self._wide_enough(cell)
        rows = np.flatnonzero((gone[found.corners] | (found.signs == 0)).all(axis=1))
        return _corners(found, int(rows[0])) if rows.size else None

    def _wide_enough(self, cell: int) -> Exchanges:
        """Those along which the cell may be anywhere within the width, and as large as that."""
        found = self._all(cell)
        there = self.values[found.corners]
        up = np.where(found.signs < 0, there, FREE).min(axis=1)
        down = np.where(found.signs > 0, there, FREE).min(axis=1)
        fits = (up + down >= self.width) & (self.values[cell] + up >= self.width)
        return Exchanges(found.corners[fits], found.signs[fits])

    def _all(self, cell: int) -> Exchanges:
        """All products of one step a dimension that move the cell."""
        corners: Counts = np.zeros((1, 1), np.int64)
        signs: Counts = np.ones((1, 1), np.int64)
        for axis, place in enumerate(np.unravel_index(cell, self.shape)):
            moving = self.steps[axis][self.steps[axis][:, place] != 0]
            moving = moving * moving[:, [place]]
            longest = int((moving != 0).sum(axis=1).max())
            order = np.argsort(moving == 0, axis=1, kind="stable")[:, :longest]
            there = np.take_along_axis(moving, order, 1)
            rows = len(corners) * len(order)
            corners = (corners[:, None, :, None] * self.shape[axis] + order[None, :, None, :]).reshape(
                rows, -1
            )
            signs = (signs[:, None, :, None] * there[None, :, None, :]).reshape(rows, -1)
        return Exchanges(corners, signs)


def _corners(found: Exchanges, row: int) -> Counts:
    return found.corners[row][found.signs[row] != 0]
