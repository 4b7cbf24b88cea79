"""Which further cells have to be hidden so that no hidden one can be worked out from totals.

Every risky cell gets an exchange whose corners are all hidden and along which it can move by the width asked for; of
all that would do, the one that costs least. Since an exchange leaves every shown figure as it is, nobody who knows them
all can tell the true one.
"""

import numpy as np

from district.figures.disclosure.cubes import Counts, Cube
from district.figures.disclosure.exchanges import Exchange, Mask, Search

LAST = 10_000  # times the price of what had better stay


def further(cube: Cube, *, risky: Mask, hidden: Mask, width: int, rather: Mask | None = None) -> Mask:
    """The cells to hide: those that are, and as few others as it takes.

    risky   the cells that must not be known to closer than `width`
    hidden  at least these; also the cells that no table shows
    rather  cells that go before all others
    """
    if not risky.any():
        return hidden
    price = _prices(cube)
    if rather is not None and rather.any():
        price = np.where(rather.ravel(), price, price * LAST)
    search, values = Search(cube, width), cube.values.ravel()
    gone, at_risk = hidden.ravel().copy(), risky.ravel()
    chosen: dict[int, Exchange] = {}
    for cell in _largest_first(np.flatnonzero(at_risk), _finest_first(cube)):
        if cell in chosen:
            continue
        found = search.cheapest(cell, np.where(gone, 0, price))
        gone[found.corners] = True
        for corner in found.corners[at_risk[found.corners]].tolist():
            if corner not in chosen and found.keeps(corner, values, width):
                chosen[corner] = found
    _give_back(search, gone, chosen, _largest_first(np.flatnonzero(gone & ~hidden.ravel()), price))
    return gone.reshape(hidden.shape)


def _give_back(search: Search, gone: Mask, chosen: dict[int, Exchange], spare: list[int]) -> None:
    """Shows what need not be hidden after all: every exchange that it is a corner of has one of others instead."""
    users: dict[int, set[int]] = {}
    for cell, exchange in chosen.items():
        for corner in exchange.corners.tolist():
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
        for cell, exchange in others.items():
            for corner in chosen[cell].corners.tolist():
                users[corner].discard(cell)
            for corner in exchange.corners.tolist():
                users.setdefault(corner, set()).add(cell)
            chosen[cell] = exchange


def _largest_first(cells: Counts, by: Counts) -> list[int]:
    found: list[int] = cells[np.argsort(-by[cells], kind="stable")].tolist()
    return found


def _finest_first(cube: Cube) -> Counts:
    """The larger, the earlier a cell has its turn: the finest groups, then totals of ever more, by their counts."""
    finest = np.zeros(cube.values.shape, np.int64)
    for axis in range(finest.ndim):
        np.moveaxis(finest, axis, 0)[1:] += 1
    order: Counts = (finest * (int(cube.values.max(initial=0)) + 1) + cube.values).ravel()
    return order


def _prices(cube: Cube) -> Counts:
    """What is lost with a cell: its count, and more if it is a total, for many look at these.

    A nought is the last to go: it hides little and says much.
    """
    most = int(cube.values.max(initial=0)) + 1
    price = np.where(cube.values == 0, 8 * most, cube.values + 1)
    for axis in range(price.ndim):
        np.moveaxis(price, axis, 0)[0] *= 2
    return price.ravel()
