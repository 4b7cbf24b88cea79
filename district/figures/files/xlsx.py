"""A workbook as XLSX."""

from datetime import UTC, datetime, time
from typing import Any, BinaryIO

from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from district.figures.files import sheets
from district.figures.files.description import Workbook
from district.figures.files.sheets import Cell, Grid, Sheet, Style

FONT = {"font_name": "Arial", "font_size": 12, "valign": "top"}
LOOKS: dict[Style, dict[str, Any]] = {
    Style.TITLE: {"bold": True, "font_size": 16},
    Style.LINE: {},
    Style.TEXT: {"text_wrap": True},
    Style.LINK: {"text_wrap": True, "underline": 1, "font_color": "#1A5FB4"},
    Style.HEAD: {"text_wrap": True, "bold": True, "bottom": 1},
    Style.NUMBER_HEAD: {"text_wrap": True, "bold": True, "bottom": 1, "align": "right"},
    Style.NUMBER: {"align": "right"},
}


def write(workbook: Workbook, to: BinaryIO) -> None:
    """The same workbook gives the same bytes."""
    with Book(to, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = (
            datetime.combine(workbook.made_on, time(), UTC)
            if workbook.made_on
            else datetime(2020, 1, 1, tzinfo=UTC)
        )
        book.set_properties({"title": workbook.title, "created": made.replace(tzinfo=None)})
        book.set_custom_property("Language", sheets.LANGUAGE, "text")
        looks = _Looks(book)
        for sheet in sheets.of(workbook):
            _write(book.add_worksheet(sheet.name), sheet, looks)


class _Looks:
    """Each format once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.known: dict[tuple[Style, int], Format] = {}

    def of(self, style: Style, decimals: int = 0) -> Format:
        if (style, decimals) not in self.known:
            number = {"num_format": "#,##0" + ("." + "0" * decimals if decimals else "")}
            look = FONT | LOOKS[style] | (number if style == Style.NUMBER else {})
            self.known[style, decimals] = self.book.add_format(look)
        return self.known[style, decimals]


def _write(page: Worksheet, sheet: Sheet, looks: _Looks) -> None:
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width, looks.of(Style.TEXT))
    page.hide_gridlines(0)
    for row, cell in enumerate(sheet.lines):
        page.write_string(row, 0, str(cell.value), looks.of(cell.style))
    if sheet.grid:
        _write_grid(page, sheet.grid, len(sheet.lines), looks)


def _write_grid(page: Worksheet, grid: Grid, top: int, looks: _Looks) -> None:
    for row, cells in enumerate(grid.cells(), top + 1):
        for place, cell in enumerate(cells):
            _put(page, row, place, cell, looks)
    page.add_table(
        top, 0, top + len(grid.rows), len(grid.heads) - 1,
        {
            "name": grid.name,
            "autofilter": False,
            "style": None,
            "columns": [{"header": cell.value, "header_format": looks.of(cell.style)} for cell in grid.heads],
        },
    )  # fmt: skip


def _put(page: Worksheet, row: int, place: int, cell: Cell, looks: _Looks) -> None:
    look = looks.of(cell.style, cell.decimals)
    if cell.to:
        page.write_url(row, place, f"internal:'{cell.to}'!A1", look, str(cell.value))
    elif isinstance(cell.value, str):
        page.write_string(row, place, cell.value, look)
    else:
        page.write_number(row, place, cell.value, look)
