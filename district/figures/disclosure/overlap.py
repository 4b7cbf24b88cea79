"""Whether a table may be told beside those that were told before.

Two tables whose people are the same but for a few tell about these few, whatever is rounded in either. So the people of
every table that is told are kept as a row of bits over those of the snapshot, and a new table is held against all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from district.web.errors import Refused

type Bits = npt.NDArray[np.uint8]
type Counts = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]
type Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Release:
    """A table that was told: what it is called, and the packed bits of its people."""

    name: str
    people: bytes = field(repr=False)


def people(numbers: Iterable[int] | npt.NDArray[np.integer], *, size: int) -> bytes:
    """Packs people by their numbers in the snapshot, 0 to size - 1."""
    flags = np.zeros(size, np.uint8)
    places = np.fromiter(numbers, np.int64) if not isinstance(numbers, np.ndarray) else numbers
    flags[places] = 1
    return np.packbits(flags).tobytes()


def apart(one: Bits, other: Bits) -> Counts:
    """How many people stand in one and not in the other; rows of packed bits, compared row by row."""
    return np.bitwise_count(one ^ other).sum(axis=-1, dtype=np.int64)


def check(new: Release, released: Sequence[Release], *, threshold: int) -> None:
    """Refuses a table that would, with those that were told, tell about fewer than `threshold` people."""
    rows = np.array([np.frombuffer(one.people, np.uint8) for one in (*released, new)])
    by_person = np.packbits(np.unpackbits(rows, axis=1), axis=0).T
    found, counts = np.unique(by_person, axis=0, return_counts=True)
    *told, own = np.unpackbits(found.T, axis=0)[: len(rows)].astype(bool)
    check_pairs(
        [(one.name, row) for one, row in zip(released, told, strict=True)], [own], counts, threshold=threshold
    )
    check_sums(told, [own], counts, threshold=threshold)


def check_pairs(
    released: Sequence[tuple[str, Mask]], new: Sequence[Mask], counts: Counts, *, threshold: int
) -> None:
    """The same for people who were grouped by the figures that count them, figure by figure.

    released, new  of each figure, told before (with a name) or now: which groups it counts
    counts         how many people each group is
    """
    if not new:
        return
    figures = np.array(new)
    for name, row in released:
        differ = (figures ^ row) @ counts
        if ((differ > 0) & (differ < threshold) & (figures & row).any(axis=1)).any():
            raise Refused(
                f"This would tell about fewer than {threshold} people: “{name}” has been published, of nearly the same "
                f"people. Publish it for the same people and from the same frozen month, or choose a wider group."
            )


def check_sums(released: Sequence[Mask], new: Sequence[Mask], counts: Counts, *, threshold: int) -> None:
    """All of them together. What follows from the new figures alone is for their own table to protect, which hides who
    fell out between two stages.
    """
    if not released or not new:
        return
    told, own = np.array(released, float), np.array(new, float)
    tables = np.concatenate([told, own])
    small = (counts < threshold) & tables.any(axis=0)
    if (small & _follow(tables) & ~_follow(told) & ~_follow(own)).any():
        raise Refused(
            f"Taken together with the figures that are published, this would tell about fewer than "
            f"{threshold} people. Publish all groups in one report, or choose a wider group."
        )


def _follow(tables: Matrix) -> Mask:
    """Which groups' counts follow from those of the tables, as a council's from the region's and all the others'."""
    own_share = np.einsum("gt,tg->g", np.linalg.pinv(tables), tables)
    return np.abs(own_share - 1) < 1e-6
