"""Arrays into and out of PostgreSQL by its binary COPY format, without a Python object for each number."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

BEGINNING = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
SIZE, COUNT, LONG = np.dtype(">i4"), np.dtype(">i2"), np.dtype(">i8")
INT4, INT8 = 23, 20  # the numbers of PostgreSQL's types


def numbers(taken: memoryview) -> NDArray[np.int32]:
    """Rows of whole numbers of 32 bits, none of them null: an array for each column."""
    body = taken[len(BEGINNING) : -len(END)]
    if not body:
        return np.zeros((0, 0), np.int32)
    columns = int(np.frombuffer(body, COUNT, 1)[0])
    row = np.dtype([("columns", COUNT), ("cells", [("size", SIZE), ("value", SIZE)], (columns,))])
    cells = np.frombuffer(body, row)["cells"]
    if (cells["size"] != 4).any():
        raise ValueError("The statement gives something that is not a whole number of 32 bits.")
    return np.ascontiguousarray(cells["value"].T, np.int32)


def packed(taken: memoryview) -> NDArray[np.int64]:
    """Rows of one value each, which is bytes: numbers of 64 bits end to end."""
    parts, place, end = [], len(BEGINNING), len(taken) - len(END)
    while place < end:
        place += COUNT.itemsize
        size = int(np.frombuffer(taken, SIZE, 1, place)[0])
        place += SIZE.itemsize
        parts.append(np.frombuffer(taken, LONG, size // LONG.itemsize, place))
        place += size
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Column:
    """One value a row, or one row of values of the same length."""

    values: NDArray[np.integer]

    @property
    def dtype(self) -> np.dtype:
        wide = LONG if self.values.dtype.itemsize == 8 else SIZE
        if self.values.dtype == np.bool_:
            return np.dtype([("size", SIZE), ("value", "u1")])
        if self.values.ndim == 1:
            return np.dtype([("size", SIZE), ("value", wide)])
        cell = np.dtype([("size", SIZE), ("value", wide)])
        head = [(name, SIZE) for name in ("size", "dimensions", "has_null", "kind", "length", "first")]
        return np.dtype([*head, ("cells", cell, (self.values.shape[1],))])

    def fill(self, cell: NDArray) -> None:
        cell["size"] = cell.dtype.itemsize - SIZE.itemsize
        if self.values.ndim == 1:
            cell["value"] = self.values
            return
        each = cell["cells"]
        width = each.dtype["value"].itemsize
        each["size"], each["value"] = width, self.values
        cell["dimensions"], cell["has_null"], cell["first"] = 1, 0, 1
        cell["kind"], cell["length"] = INT8 if width == 8 else INT4, self.values.shape[1]


def rows(*columns: NDArray) -> BytesIO:
    """As COPY FROM STDIN takes them: numbers of 32 or 64 bits, truths, and arrays of one length a column."""
    wanted = [Column(np.asarray(values)) for values in columns]
    layout = np.dtype([("columns", COUNT), *((f"c{n}", each.dtype) for n, each in enumerate(wanted))])
    table = np.zeros(len(columns[0]), layout)
    table["columns"] = len(wanted)
    for place, each in enumerate(wanted):
        if len(table):
            each.fill(table[f"c{place}"])
    return BytesIO(BEGINNING + table.tobytes() + END)
