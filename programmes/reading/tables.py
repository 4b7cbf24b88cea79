"""From the bytes of a file to rows of text: encoding, delimiter, quotation marks and header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from programmes.reading import formats
from programmes.reading.formats import Format

LONGEST_CELL = 32_767  # characters, what a spreadsheet's cell holds
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Refusal:
    """What is wrong with one cell, or with the file (row 0). `row` counts the rows of data from 1."""

    row: int
    field: str
    code: str
    message: str


class Unreadable(Exception):
    """Nothing of this file can be used; `refusal` says why and what to do."""

    def __init__(self, code: str, message: str, column: str = "") -> None:
        super().__init__(message)
        self.refusal = Refusal(0, column, code, message)


@dataclass
class Table:
    """A file's rows by column name, with what was noticed on the way."""

    format: Format
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    read_count: int = 0


def read(content: bytes) -> Table:
    text = decode(content)
    lines = _split(text)
    header = [re.sub(r"\s+", "_", cell.strip()).upper() for cell in next(lines, [])]
    table = Table(_format_of(header, len(content)))
    _check_header(table, header)
    for number, cells in enumerate(lines, 1):
        if not any(cell.strip() for cell in cells):
            continue
        table.read_count += 1
        if table.format.most_rows and table.read_count > table.format.most_rows:
            raise Unreadable(
                "FILE_TOO_MANY_ROWS",
                f"The file has more than {table.format.most_rows:,} rows. Split it into smaller files.",
            )
        if refusals := _faults(number, header, cells):
            table.refusals += refusals
            continue
        padded = cells + [""] * (len(header) - len(cells))
        table.rows.append((number, {name: _tidy(cell) for name, cell in zip(header, padded, strict=False)}))
    if not table.read_count:
        raise Unreadable("FILE_NO_ROWS", "The file has a header and no rows below it. Add the rows.")
    return table


def decode(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16, else Windows-1252, as spreadsheets save them."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unreadable("FILE_EMPTY", "The file is empty. Choose another.")
    if content[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        raise Unreadable("FILE_FORMAT", "This is a spreadsheet file. Save it as CSV UTF-8 and use that.")
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("FILE_ENCODING", "The file's characters cannot be read. Save it as CSV UTF-8.")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return ("utf-16",)
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return ("utf-16-le",)
    if start[0::2].count(0) > len(start) // 4:
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _split(text: str) -> Iterator[list[str]]:
    first_line = text.splitlines()[0] if text.strip() else ""
    delimiter = max(DELIMITERS, key=first_line.count)
    csv.field_size_limit(max(len(text), LONGEST_CELL))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from lines
    except csv.Error as fault:
        raise Unreadable(
            "FILE_QUOTES",
            f"Near line {lines.line_num:,} a quotation mark is missing or stands where none may ({fault}).",
        ) from None


def _format_of(header: list[str], size: int) -> Format:
    found = formats.recognise(header)
    if found is None:
        known = ", ".join(table.title for table in formats.TABLES)
        raise Unreadable(
            "FILE_FORMAT",
            f"The header is of no file that we know. Start the file with the header of: {known}.",
        )
    if found.most_bytes and size > found.most_bytes:
        raise Unreadable(
            "FILE_TOO_BIG",
            f"The file is larger than {found.most_bytes // 1_000_000} MB. Split it into smaller files.",
        )
    return found


def _check_header(table: Table, header: list[str]) -> None:
    twice = [name for name, times in Counter(filter(None, header)).items() if times > 1]
    if twice:
        raise Unreadable(
            "FILE_HEADER_DUPLICATE", f"These columns stand twice: {', '.join(twice)}. Keep one.", twice[0]
        )
    missing = [name for name in table.format.columns if name not in header]
    if missing:
        raise Unreadable(
            "FILE_HEADER_MISSING", f"These columns are missing: {', '.join(missing)}. Add them.", missing[0]
        )
    extra = [name for name in header if name and name not in table.format.columns]
    if extra:
        table.warnings.append(f"These columns are not known and were left out: {', '.join(extra)[:200]}.")


def _faults(number: int, header: list[str], cells: list[str]) -> list[Refusal]:
    if any(cell.strip() for cell in cells[len(header) :]):
        return [
            Refusal(
                number,
                "",
                "ROW_TOO_MANY_CELLS",
                f"The row has {len(cells)} cells for {len(header)} columns. Put quotation marks around commas.",
            )
        ]
    return [
        Refusal(
            number,
            name,
            "CELL_TOO_LONG",
            f"The cell has {len(cell):,} characters. Shorten it to {LONGEST_CELL:,} at most.",
        )
        for name, cell in zip(header, cells, strict=False)
        if len(cell) > LONGEST_CELL
    ]


def _tidy(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
