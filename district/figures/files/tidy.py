"""CSV for analysts: a row an observation, codes and labels both, days as ISO says, no cell that runs."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from district.figures.files.description import Column, Row, Table, Value
from district.web.downloads import ROWS_A_CHUNK, harmless


def lines(table: Table) -> Iterator[str]:
    """The file in pieces, for a response that streams."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_heads(table))
    for count, row in enumerate(table.rows, 1):
        writer.writerow(_cells(table, row))
        if count % ROWS_A_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def written(table: Table) -> bytes:
    return "".join(lines(table)).encode()


def _heads(table: Table) -> list[str]:
    return [name for column in table.columns for name in _names(column)]


def _names(column: Column) -> list[str]:
    return [f"{column.key}_code", column.key] if column.labels else [column.key]


def _cells(table: Table, row: Row) -> list[Value]:
    found: list[Value] = []
    for column, value in zip(table.columns, row, strict=True):
        if column.labels:
            found += [harmless(value), harmless(column.meaning(value))]
        else:
            found.append(cell(column, value))
    return found


def cell(column: Column, value: Value) -> Value:
    """A value as it stands in a file for machines: numbers plain, everything else harmless text."""
    written = column.figure(value) if column.is_number else value
    return f"{written:f}" if isinstance(written, Decimal) else harmless(written)
