"""Whether a table may be told beside those that were told of the same snapshot.

Two tables whose people are the same but for a few tell about these few, whatever is rounded in either. So the people of
every table that is told are kept as a row of bits over those of the snapshot, and a new table is held against all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from district.web.errors import Refused

type Bits = npt.NDArray[np.uint8]
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


def apart(one: Bits, other: Bits) -> npt.NDArray[np.int64]:
    """How many people stand in one and not in the other; rows of packed bits, compared row by row."""
    return np.bitwise_count(one ^ other).sum(axis=-1, dtype=np.int64)


def check(new: Release, released: Sequence[Release], *, threshold: int) -> None:
    """Refuses a table that would, with those that were told, tell about fewer than `threshold` people."""
    if not released:
        return
    rows = np.array([np.frombuffer(one.people, np.uint8) for one in (*released, new)])
    for one, count in zip(released, apart(rows[:-1], rows[-1]), strict=True):
        if 0 < count < threshold:
            raise Refused(
                f"This would tell about fewer than {threshold} people: “{one.name}” has been published of the same "
                f"month, of nearly the same people. Publish it for the same people, or choose a wider group."
            )
    if _few_between(rows, threshold):
        raise Refused(
            f"Taken together with the figures of the same month that are published, this would tell about fewer than "
            f"{threshold} people. Publish all groups in one report, or choose a wider group."
        )


def _few_between(rows: Bits, threshold: int) -> bool:
    """Whether few people are a sum or difference of several tables, as a region is less all of its councils but one."""
    memberships, counts = _groups(rows)
    small = np.flatnonzero(counts < threshold)
    return bool((_follow(memberships)[small] & ~_follow(memberships[:-1])[small]).any())


def _groups(rows: Bits) -> tuple[Matrix, npt.NDArray[np.int64]]:
    """People who stand in just the same tables: these tables (a column a group), and how many people they are."""
    by_person = np.packbits(np.unpackbits(rows, axis=1), axis=0).T
    found, counts = np.unique(by_person[by_person.any(axis=1)], axis=0, return_counts=True)
    return np.unpackbits(found.T, axis=0)[: len(rows)].astype(float), counts


def _follow(memberships: Matrix) -> npt.NDArray[np.bool_]:
    """Which groups' counts follow from those of the tables: their unit vectors are sums of rows."""
    own_share = np.einsum("gt,tg->g", np.linalg.pinv(memberships), memberships)
    return np.abs(own_share - 1) < 1e-6
