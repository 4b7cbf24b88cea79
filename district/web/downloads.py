"""Files that people open in a spreadsheet: streamed, and with nothing in them that a spreadsheet would run."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import get_valid_filename

from district.web.tables import Column

# A cell that begins so is a formula somewhere; the full-width signs count as the plain ones do.
FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)
BYTE_ORDER_MARK = "\ufeff"
ROWS_A_CHUNK = 200


class _Echo:
    """What the csv module writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def harmless(value: Any) -> Any:
    """The value as a cell: numbers stay numbers, text that could be a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat(
            timespec="seconds"
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        text = value.replace("\0", "")
        start = value.lstrip(
            " '\N{NO-BREAK SPACE}"
        )  # what is guarded already is guarded once more: it reads back
        return f"'{text}" if start.startswith(FORMULA_STARTS) else text
    return value


def csv_response[Row](
    filename: str,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    *,
    on_end: Callable[[str], None] | None = None,
) -> StreamingHttpResponse:
    """Streams the rows as they come: pass a queryset's iterator() so that memory stays flat. `on_end` is told the
    SHA-256 of the file once all of it has left.
    """
    lines = _csv(columns, rows)
    told = lines if on_end is None else _digested(lines, on_end)
    response = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{get_valid_filename(filename)}.csv"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _csv[Row](columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([harmless(column.label) for column in columns])
    chunk: list[str] = []
    for row in rows:
        chunk.append(writer.writerow([harmless(column.value(row)) for column in columns]))
        if len(chunk) >= ROWS_A_CHUNK:
            yield "".join(chunk)
            chunk.clear()
    yield "".join(chunk)


def _digested(lines: Iterable[str], on_end: Callable[[str], None]) -> Iterator[str]:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
        yield line
    on_end(digest.hexdigest())
