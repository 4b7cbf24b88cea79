"""From an .xlsx workbook to rows of text. What it would unpack to is looked at before anything reads it."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, load_workbook

from district.imports.reading.faults import Unreadable
from district.web.file_kinds import OLD_OFFICE, ZIP

MOST_UNPACKED = 20_000_000  # bytes
MOST_RATIO = 100
MOST_PARTS = 200
LAST_ROW, LAST_COLUMN = 20_000, 100  # a reader makes room for every cell up to the last one

FOREIGN = ("xl/externallinks/", "xl/embeddings/", "xl/activex/", "xl/vbaproject")
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\br\s*=\s*[\"']([0-9]+)[\"']")
PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col)\b[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"']")


def is_one(content: bytes) -> bool:
    return content.startswith((ZIP, OLD_OFFICE))


def read(content: bytes) -> tuple[Iterator[list[str]], list[str]]:
    """The rows of the first sheet in sight, and warnings about what else the workbook holds."""
    if content.startswith(OLD_OFFICE):
        raise Unreadable(
            "FILE_FORMAT",
            "This is an old kind of Excel file (.xls) or has a password. Save it as .xlsx or CSV, without a password.",
        )
    parts = _unpack(content)
    warnings = []
    if any(HIDDEN.search(part) for name, part in parts.items() if _is_sheet(name)):
        warnings.append("The spreadsheet has hidden rows or columns. They were read too.")
    try:
        book = load_workbook(io.BytesIO(_pack(parts)))
        sheet = _first_in_sight(book)
        lines = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as fault:
        raise Unreadable("FILE_DAMAGED", "The spreadsheet is damaged. Save it again, or as CSV.") from fault
    if len(book.sheet_names) > 1:
        warnings.append(f"Only the first sheet, “{sheet.name[:60]}”, was read.")
    if sheet.merged_cell_ranges:
        warnings.append("The sheet has merged cells: only the first cell of each holds its text.")
    return ([_text(cell) for cell in line] for line in lines), warnings


def _first_in_sight(book: CalamineWorkbook) -> CalamineSheet:
    for index, about in enumerate(book.sheets_metadata):
        if about.visible == SheetVisibleEnum.Visible:
            return book.get_sheet_by_index(index)
    raise ValueError("no sheet can be seen")


def _unpack(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_totals(packed.infolist(), len(content))
            names = {part.filename.lower() for part in packed.infolist()}
            _check_names(names)
            parts = {part.filename: packed.read(part) for part in packed.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise Unreadable("FILE_FORMAT", "The spreadsheet is damaged. Save it again, or as CSV.") from fault
    for name, part in parts.items():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise Unreadable(
                "FILE_FORMAT", "The spreadsheet has parts that no spreadsheet needs. Save it as CSV."
            )
        if _is_sheet(name):
            _check_extent(part)
    return parts


def _check_totals(parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * size:
        raise Unreadable(
            "FILE_TOO_BIG",
            "The spreadsheet unpacks to more than a list of courses can be. Save the one sheet as CSV.",
        )


def _check_names(names: set[str]) -> None:
    if "xl/workbook.xml" not in names:
        raise Unreadable("FILE_FORMAT", "This is no spreadsheet. Save the list as .xlsx or CSV.")
    if any(name.startswith(FOREIGN) for name in names):
        raise Unreadable(
            "FILE_FORMAT",
            "The spreadsheet has macros, links to other files or embedded objects. Save the one sheet as CSV.",
        )


def _check_extent(sheet: bytes) -> None:
    """How far its cells reach, before a reader makes room for all that lies between."""
    lowest, widest, is_sequence = 0, 0, False
    for found in CELL.finditer(sheet):
        if found[1].endswith(b"/"):
            continue
        place = PLACE.search(found[1])
        if place is None:
            is_sequence = True
            continue
        lowest, widest = max(lowest, int(place[2][:8])), max(widest, _column(place[1]))
    if is_sequence:
        lowest = max([lowest, *(int(found[1][:8]) for found in ROW.finditer(sheet))])
        widest = max(widest, len(CELL.findall(sheet)) // max(1, len(ROW.findall(sheet))))
    if lowest > LAST_ROW:
        raise Unreadable(
            "FILE_TOO_MANY_ROWS", f"The sheet reaches down to row {lowest:,}. Split it into smaller files."
        )
    if widest > LAST_COLUMN:
        raise Unreadable(
            "FILE_TOO_MANY_COLUMNS", f"The sheet has {widest:,} columns. Remove those that are not asked for."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _is_sheet(name: str) -> bool:
    return "worksheets/" in name.lower() and name.lower().endswith(".xml")


def _pack(parts: dict[str, bytes]) -> bytes:
    """Only what was looked at: sizes and names that a crafted archive states twice are gone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as again:
        for name, part in parts.items():
            again.writestr(name, part)
    return packed.getvalue()


def _text(cell: Any) -> str:
    """As people would have typed it: days as dd/mm/yyyy, whole numbers without a point."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)
