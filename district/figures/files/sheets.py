"""How a workbook is laid out, whatever the file: cover, contents, notes, then one marked-up table a sheet.

As the Government Analysis Function asks of spreadsheets: the title in A1, a line that says how many tables follow and
what the symbols mean, no merged or empty cells, no blank rows, numbers as numbers, links that say where they lead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from district.figures.files.description import Column, Row, Table, Value, Workbook
from district.figures.symbols import MEANINGS, Symbol
from district.web.downloads import harmless
from district.web.templatetags.district import day

ONE_TABLE = "This worksheet contains one table."
NOTHING = "There was nothing to count."
WIDEST = 60  # characters of a column, before its words wrap
NARROWEST = 12
LANGUAGE = "en-GB"
_LINKED = Column("worksheet", "Worksheet")


class Style(StrEnum):
    TITLE = "title"
    LINE = "line"  # runs on over the empty cells beside it
    TEXT = "text"
    LINK = "link"
    HEAD = "head"
    NUMBER_HEAD = "number head"
    NUMBER = "number"


@dataclass(frozen=True)
class Cell:
    """A number with its decimals, or words; `to` names the sheet that a link leads to."""

    value: int | Decimal | str
    style: Style = Style.TEXT
    decimals: int = 0
    to: str = ""


@dataclass(frozen=True)
class Grid:
    """The marked-up table of a sheet; it has headings and at least one row."""

    name: str
    heads: tuple[Cell, ...]
    rows: Sequence[Row] = field(repr=False)
    columns: tuple[Column, ...] = ()

    def cells(self) -> Iterator[list[Cell]]:
        """Row by row, so that a long table is never held twice."""
        for row in self.rows:
            yield [_cell(column, value) for column, value in zip(self.columns, row, strict=True)]


@dataclass(frozen=True)
class Sheet:
    """The lines stand below each other in the first column; the table follows at once."""

    name: str
    lines: tuple[Cell, ...]
    grid: Grid | None
    widths: tuple[int, ...]


def of(workbook: Workbook) -> list[Sheet]:
    tables = {f"Table_{number}": table for number, table in enumerate(workbook.tables, 1)}
    return [
        _cover(workbook),
        _contents(workbook, tables),
        *([_notes(workbook)] if workbook.notes else []),
        *(_sheet(name, table) for name, table in tables.items()),
    ]


def _cover(workbook: Workbook) -> Sheet:
    facts = [f"{label}: {words}" for label, words in workbook.facts]
    words = [Cell(_text(line)) for line in (*workbook.lines, *facts)]
    return Sheet("Cover", (*_lines(workbook.title), *words), None, (90,))


def _contents(workbook: Workbook, tables: dict[str, Table]) -> Sheet:
    listed = {"Notes": "What the notes say"} if workbook.notes else {}
    listed |= {name: table.title for name, table in tables.items()}
    return _list(
        "Contents", "Contents", "contents", ("Worksheet", "What it holds"), list(listed.items()), links=True
    )


def _notes(workbook: Workbook) -> Sheet:
    rows = [(f"note {number}", words) for number, words in enumerate(workbook.notes, 1)]
    return _list("Notes", "Notes", "notes", ("Note", "What it says"), rows)


def _list(
    name: str,
    title: str,
    table: str,
    heads: tuple[str, str],
    rows: list[tuple[str, str]],
    *,
    links: bool = False,
) -> Sheet:
    columns = (_LINKED if links else Column("what", heads[0]), Column("words", heads[1]))
    grid = Grid(table, tuple(Cell(head, Style.HEAD) for head in heads), rows, columns)
    return Sheet(name, _lines(title, ONE_TABLE), grid, (20, 90))


def _sheet(name: str, table: Table) -> Sheet:
    if not table.rows:
        return Sheet(name, _lines(table.title, *table.lines, NOTHING), None, (90,))
    lines = [*table.lines, ONE_TABLE]
    if table.note_numbers:
        lines.append("Markers such as [note 1] point to the worksheet Notes.")
    if table.symbols:
        meant = "; ".join(f"{marked(symbol)} {MEANINGS[symbol]}" for symbol in table.symbols)
        lines.append(f"Some cells hold a symbol in place of a number: {meant}.")
    heads = tuple(
        Cell(column.heading, Style.NUMBER_HEAD if column.is_number else Style.HEAD)
        for column in table.columns
    )
    widths = tuple(_width(table, place) for place in range(len(table.columns)))
    return Sheet(
        name, _lines(table.title, *lines), Grid(table.name, heads, table.rows, table.columns), widths
    )


def marked(symbol: Symbol) -> str:
    return f"[{symbol}]"


def _lines(title: str, *others: str) -> tuple[Cell, ...]:
    return (Cell(_text(title), Style.TITLE), *(Cell(_text(line), Style.LINE) for line in others))


def _text(value: object) -> str:
    return str(harmless(value))


def _cell(column: Column, value: Value) -> Cell:
    if column is _LINKED:
        return Cell(str(value), Style.LINK, to=str(value))
    if not column.is_number:
        meant = column.meaning(value)
        return Cell(day(meant) if isinstance(meant, date) else _text(meant))
    written = column.figure(value)
    if isinstance(written, int | Decimal):
        return Cell(written, Style.NUMBER, column.decimals)
    return Cell(marked(Symbol(str(written))), Style.NUMBER)


def _width(table: Table, place: int) -> int:
    column = table.columns[place]
    longest = max((len(str(column.meaning(row[place]))) for row in table.rows[:200]), default=0)
    head = max(len(word) for word in column.heading.split())
    return min(WIDEST, max(NARROWEST, head + 2, longest + 2))
