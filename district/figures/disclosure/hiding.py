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
    """All exchanges that turn one cell up by one: a row each.

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
    values = cube.values.ravel()
    price = _prices(cube)
    if rather is not None and rather.any():
        price = np.where(rather.ravel(), price, price * LAST)
    gone = hidden.ravel().copy()
    safe: dict[int, Exchanges] = {}
    steps = [_steps(dimension) for dimension in cube.dimensions]
    cells = np.flatnonzero(risky.ravel())
    for cell in cells[np.argsort(-values[cells], kind="stable")]:
        found = _wide_enough(_exchanges(cube, steps, int(cell)), values, int(cell), width)
        costs = np.where((found.signs != 0) & ~gone[found.corners], price[found.corners], 0).sum(axis=1)
        best = int(np.argmin(costs))
        gone[found.corners[best][found.signs[best] != 0]] = True
        safe[int(cell)] = found
    spare = np.flatnonzero(gone & ~hidden.ravel())
    for cell in spare[np.argsort(-price[spare], kind="stable")]:
        gone[cell] = False
        if not all(_has_one(found, gone) for found in safe.values()):
            gone[cell] = True
    return gone.reshape(hidden.shape)


def _has_one(found: Exchanges, gone: Mask) -> bool:
    return bool((gone[found.corners] | (found.signs == 0)).all(axis=1).any())


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


def _exchanges(cube: Cube, steps: list[Counts], cell: int) -> Exchanges:
    """All products of one step a dimension that move the cell."""
    shape = cube.values.shape
    corners: Counts = np.zeros((1, 1), np.int64)
    signs: Counts = np.ones((1, 1), np.int64)
    for axis, place in enumerate(np.unravel_index(cell, shape)):
        moving = steps[axis][steps[axis][:, place] != 0]
        moving = moving * moving[:, [place]]
        longest = int((moving != 0).sum(axis=1).max())
        order = np.argsort(moving == 0, axis=1, kind="stable")[:, :longest]
        there = np.take_along_axis(moving, order, 1)
        corners = (corners[:, None, :, None] * shape[axis] + order[None, :, None, :]).reshape(
            len(corners) * len(order), -1
        )
        signs = (signs[:, None, :, None] * there[None, :, None, :]).reshape(len(corners), -1)
    return Exchanges(corners, signs)


def _wide_enough(found: Exchanges, values: Counts, cell: int, width: int) -> Exchanges:
    """Those along which the cell can move so far that it is anywhere within `width`, and may be as large as that."""
    there = values[found.corners]
    up = np.where(found.signs < 0, there, FREE).min(axis=1)
    down = np.where(found.signs > 0, there, FREE).min(axis=1)
    fits = (up + down >= width) & (values[cell] + up >= width)
    return Exchanges(found.corners[fits], found.signs[fits])
