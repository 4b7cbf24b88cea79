"""Reads a table from a file, whoever saved it: refuses with a sentence what is no table, and marks each broken row."""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from district.web import file_kinds
from district.web.errors import Refused

MOST_BYTES = 200_000_000  # unpacked
MOST_ROWS = 1_000_000
DELIMITERS = ",;\t|"
LONGEST_CELL = 131_072


class Row(NamedTuple):
    """`cells` by the header's names; `fault` says what is wrong with the row itself."""

    file: str
    number: int
    cells: dict[str, str]
    fault: str


@dataclass(frozen=True)
class Table:
    """`headers` are our names of the columns, `titles` those that the file gives."""

    name: str
    headers: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    digest: str

    def has(self, *headers: str) -> bool:
        return set(headers) <= set(self.headers)

    def need(self, *headers: str) -> None:
        if missing := [header for header in headers if header not in self.headers]:
            raise Refused(
                f"{self.name} lacks the columns {', '.join(missing)}. It has {', '.join(self.titles)}.",
                code="missing-columns",
            )


def read(path: Path, our_names: Mapping[str, str] = MappingProxyType({})) -> Table:
    raw = _bytes(path)
    text = _text(path.name, raw)
    if not text.strip():
        raise Refused(f"{path.name} is empty.", code="empty")
    first_line = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    csv.field_size_limit(LONGEST_CELL)  # of the whole process: other readers set their own
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = _lines(path.name, reader)
    titles = tuple(cell.strip() for cell in next(lines))
    headers = tuple(our_names.get(title, title) for title in titles)
    _check_headers(path.name, headers)
    rows = tuple(_rows(path.name, headers, lines))
    if not rows:
        raise Refused(f"{path.name} has a header but no rows.", code="no-rows")
    return Table(path.name, headers, titles, rows, sha256(raw).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if start[:2] != b"\x1f\x8b":
                raw = file.read(MOST_BYTES + 1)
            else:
                with gzip.open(file) as packed:
                    raw = packed.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise Refused(f"{path.name} cannot be read: {reason}.", code="unreadable") from None
    except (EOFError, zlib.error):
        raise Refused(
            f"{path.name} is cut short or damaged: fetch the file again.", code="unreadable"
        ) from None
    if len(raw) > MOST_BYTES:
        raise Refused(f"{path.name} holds more than 200 MB: split it into smaller files.", code="too-big")
    if what := file_kinds.of(raw):
        raise Refused(
            f"{path.name} is {what}: save the first sheet as “CSV UTF-8” and import that.", code="format"
        )
    return raw


def _text(name: str, raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Refused(
            f"{name} is not UTF-8 text (line {line}): save it as “CSV UTF-8”.", code="encoding"
        ) from None


def _lines(name: str, reader: Iterator[list[str]]) -> Iterator[list[str]]:
    number = 0
    try:
        for line in reader:
            if any(cell.strip() for cell in line):
                yield line
                number += 1
    except csv.Error as error:
        what = (
            f"a cell is longer than {LONGEST_CELL:,} characters"
            if "field limit" in str(error)
            else "its quotation marks do not pair up"
        )
        where = f"in row {number}" if number else "in the header"
        raise Refused(f"{name} cannot be read {where}: {what}.", code="broken") from None


def _check_headers(name: str, headers: tuple[str, ...]) -> None:
    twice = [header for header, times in Counter(headers).items() if times > 1 and header]
    if twice:
        raise Refused(f"{name} has the column {', '.join(twice)} twice.", code="columns-twice")
    if len(headers) < 2:
        raise Refused(f"{name} has one column only: part its columns with commas.", code="one-column")


def _rows(name: str, headers: tuple[str, ...], lines: Iterator[list[str]]) -> Iterator[Row]:
    width = len(headers)
    for number, line in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise Refused(f"{name} has more than a million rows: split it.", code="too-many-rows")
        fault = ""
        if len(line) != width:
            fault = f"This row has {len(line)} cells where the header has {width}."
        elif any("\0" in cell for cell in line):
            fault = "This row holds a NUL character: remove it."
        yield Row(name, number, dict(zip(headers, line, strict=False)), fault)
