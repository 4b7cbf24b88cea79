"""From the bytes of a file to rows of text: encoding, delimiter, quotation marks and header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from district.imports.reading import formats, spreadsheets
from district.imports.reading.faults import Refusal, Unreadable
from district.imports.reading.formats import Format
from district.web import file_kinds
from district.web.downloads import FORMULA_STARTS

LONGEST_CELL = 32_767  # characters, what a spreadsheet's cell holds
BEYOND = "(beyond)"  # what stands in a row after its last column; no header is in lower case
NOT_UNICODE = (
    "The file is not UTF-8, so it was read as Windows-1252. Check letters like é and £ before you go on."
)
DELIMITERS = ",;\t|"


@dataclass
class Table:
    """A file's rows by column name, with what was noticed on the way."""

    format: Format
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    read_count: int = 0


def read(content: bytes, *, most_rows: int = 0, most_bytes: int = 0) -> Table:
    """The limits hold where the format itself has none."""
    if spreadsheets.is_one(content):
        lines, warnings = spreadsheets.read(content)
    else:
        if what := file_kinds.of(content):
            raise Unreadable(
                "FILE_FORMAT",
                f"This file is {what}. Send the list itself: save it from your spreadsheet as .xlsx or CSV.",
            )
        text = decode(content)
        lines, warnings = _split(text), [NOT_UNICODE] * _is_guessed(content)
    header = [re.sub(r"\s+", "_", cell.strip()).upper() for cell in next(lines, [])]
    table = Table(_format_of(header, len(content), most_bytes), warnings=warnings)
    most_rows = table.format.most_rows or most_rows
    _check_header(table, header)
    for number, cells in enumerate(lines, 1):
        if not any(cell.strip() for cell in cells):
            continue
        table.read_count += 1
        if most_rows and table.read_count > most_rows:
            raise Unreadable(
                "FILE_TOO_MANY_ROWS",
                f"The file has more than {most_rows:,} rows. Split it into smaller files.",
            )
        table.rows.append((number, _by_column(table.format, header, cells)))
    if not table.read_count:
        raise Unreadable("FILE_NO_ROWS", "The file has a header and no rows below it. Add the rows.")
    return table


def _by_column(table: Format, header: list[str], cells: list[str]) -> dict[str, str]:
    """The cells of the columns that the format has; missing ones are empty."""
    found = dict(zip(header, map(tidy, cells), strict=False))
    row = {name: found.get(name, "") for name in table.columns}
    if beyond := " ".join(filter(None, map(str.strip, cells[len(header) :]))):
        row[BEYOND] = beyond[:LONGEST_CELL]
    return row


def faults(number: int, cells: Mapping[str, str]) -> list[Refusal]:
    """What is wrong with the row before its words are read."""
    if cells.get(BEYOND):
        return [
            Refusal(
                number,
                "",
                "ROW_TOO_MANY_CELLS",
                "The row has more cells than columns. Put quotation marks around commas. "
                f"Left over: {cells[BEYOND][:60]}",
            )
        ]
    return [
        Refusal(
            number,
            name,
            "CELL_TOO_LONG",
            f"The cell has {len(cell):,} characters. Shorten it to {LONGEST_CELL:,} at most.",
        )
        for name, cell in cells.items()
        if len(cell) > LONGEST_CELL
    ]


def decode(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16, else Windows-1252, as spreadsheets save them."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unreadable("FILE_EMPTY", "The file is empty. Choose another.")
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("FILE_ENCODING", "The file's characters cannot be read. Save it as CSV UTF-8.")


def _is_guessed(content: bytes) -> bool:
    if _encodings(content)[0] != "utf-8-sig":
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return True
    return False


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


def _format_of(header: list[str], size: int, most_bytes: int) -> Format:
    found = formats.recognise(header)
    if found is None:
        known = ", ".join(table.title for table in formats.TABLES)
        raise Unreadable(
            "FILE_FORMAT",
            f"We do not know this header. The first line must be the header of one of these: {known}.",
        )
    most = found.most_bytes or most_bytes
    if most and size > most:
        raise Unreadable(
            "FILE_TOO_BIG",
            f"The file is larger than {most // 1_000_000} MB. Split it into smaller files.",
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


def tidy(cell: str) -> str:
    """Without the space around it, and without the apostrophe that keeps a text from being a formula."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    guarded = text[1:].lstrip(" \N{NO-BREAK SPACE}'") if text[:1] == "'" else ""
    return text[1:].strip() if guarded.startswith(FORMULA_STARTS) else text
