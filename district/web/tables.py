"""A list as described columns: the same description makes the table of a page and the file that is downloaded."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from district.web import pages
from district.web.escaping import escaped
from district.web.templatetags import district as words


@dataclass(frozen=True)
class Column[Row]:
    """One described column.

    value     takes a row, gives plain data
    kind      "text", "number", "money", "miles", "day", "moment", "state" or "light": how it is written and aligned;
              the value of a state or a light is its name and its words
    meaning   what the data dictionary says
    href      takes a row, gives where the cell leads
    sort      the value of ?sort= that orders by this column
    tone      takes a row, gives one more class for the cell
    beside    takes a row, gives what stands after the text, like a tag
    """

    name: str
    label: str
    value: Callable[[Row], Any]
    kind: str = "text"
    meaning: str = ""
    href: Callable[[Row], str] | None = None
    sort: str = ""
    tone: Callable[[Row], str] | None = None
    beside: Callable[[Row], str] | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in {"number", "money", "miles"}

    @property
    def style(self) -> str:
        if self.is_number:
            return "govuk-table__cell--numeric"
        return "dsd-unbroken" if self.kind in {"day", "moment"} else ""

    def text(self, row: Row) -> str:
        return write(self.value(row), self.kind)


@dataclass(slots=True)
class Cell:
    label: str
    text: str
    style: str = ""
    href: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Head:
    label: str
    is_number: bool = False
    href: str = ""
    sorted: str = ""


@dataclass
class Table[Row]:
    """`ticks` takes a row, and gives the value and the label of the box before it: for lists with a bulk bar."""

    caption: str
    columns: Sequence[Column[Row]]
    items: Iterable[Row]
    request: HttpRequest | None = None
    sorted_by: str = field(default="", kw_only=True)
    ticks: Callable[[Row], tuple[Any, str]] | None = field(default=None, kw_only=True)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        return [[self._cell(column, item) for column in self.columns] for item in self.items]

    def _cell(self, column: Column[Row], item: Row) -> Cell:
        style = f"{column.style} {column.tone(item)}".strip() if column.tone else column.style
        return Cell(
            column.label,
            column.text(item),
            style,
            column.href(item) if column.href else "",
            column.beside(item) if column.beside else "",
        )

    @property
    def head(self) -> SafeString:
        """The line of its heads, drawn like the body."""
        tick = TICK_HEAD if self.ticks else ""
        cells = "".join(_draw_head(each) for each in self.heads)
        return mark_safe(f'<tr class="govuk-table__row">{tick}{cells}</tr>')  # noqa: S308 (escaped in _draw_head)

    @property
    def body(self) -> SafeString:
        """Its rows, drawn here and not by a template: a table has hundreds of cells, and most pages have a table."""
        if self.ticks is None:
            rows = [_draw_row(row) for row in self.rows]
        else:
            boxes = [words.row_tick(*self.ticks(item)) for item in self.items]
            rows = [_draw_row(row, box) for row, box in zip(self.rows, boxes, strict=True)]
        return mark_safe("".join(rows))  # noqa: S308 (escaped in _draw_row)

    @cached_property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column[Row]) -> Head:
        if not column.sort or self.request is None:
            return Head(column.label, column.is_number)
        states = {column.sort: "ascending", f"-{column.sort}": "descending"}
        wanted = f"-{column.sort}" if self.sorted_by == column.sort else column.sort
        href = pages.query_string(self.request, sort=wanted, page=None)
        return Head(column.label, column.is_number, href, states.get(self.sorted_by, "none"))


TICK_HEAD = '<td class="govuk-table__cell"><span class="govuk-visually-hidden">Choose</span></td>'


def _draw_head(head: Head) -> str:
    number = " govuk-table__header--numeric" if head.is_number else ""
    order = f' aria-sort="{head.sorted}"' if head.sorted else ""
    label = escaped(head.label)
    if head.href:
        label = f'<a class="dsd-sort" href="{escaped(head.href)}">{label}</a>'
    return f'<th scope="col" class="govuk-table__header{number}"{order}>{label}</th>'


def _draw_row(cells: Sequence[Cell], box: str = "") -> str:
    tick = f'<td class="govuk-table__cell" data-label="Choose">{box}</td>' if box else ""
    first, *others = cells
    unbroken = " dsd-unbroken" if "dsd-unbroken" in first.style else ""
    name = (
        f'<th scope="row" class="govuk-table__header{unbroken}" data-label="{escaped(first.label)}">'
        f"{_draw(first)}</th>"
    )
    rest = "".join(
        f'<td class="govuk-table__cell{_style(cell)}" data-label="{escaped(cell.label)}">{_draw(cell)}</td>'
        for cell in others
    )
    return f'<tr class="govuk-table__row">{tick}{name}{rest}</tr>'


def _style(cell: Cell) -> str:
    """Of a cell without anything in it, too: cards on phones leave it out."""
    style = f" {cell.style}" if cell.style else ""
    return f"{style} dsd-nothing" if cell.text == words.NOTHING and not cell.beside else style


def _draw(cell: Cell) -> str:
    text = escaped(cell.text)
    if cell.href:
        text = f'<a class="govuk-link" href="{escaped(cell.href)}">{text}</a>'
    return f"{text} {escaped(cell.beside)}" if cell.beside else text


def write(value: Any, kind: str) -> str:
    """Plain data as the pages write it; nothing is a dash."""
    if value is None or value == "":
        return words.NOTHING
    if kind == "text":
        return words.day_short(value) if isinstance(value, date) else str(value)
    return WRITERS.get(kind, str)(value)


def _number(value: Any) -> str:
    if isinstance(value, str):
        return value  # a symbol that stands for a number
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _state(value: tuple[Any, str]) -> SafeString:
    return words.status_tag(*value)


def _light(value: tuple[Any, str]) -> SafeString:
    return words.light_tag(*value)


WRITERS: dict[str, Callable[[Any], str]] = {
    "number": _number,
    "money": words.money,
    "percent": lambda value: f"{value:g}%",
    "miles": words.miles,
    "day": words.day_short,
    "moment": words.moment,
    "state": _state,
    "light": _light,
}


def simple_table(caption: str, labels: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table[Sequence[Any]]:
    """A table straight from lists; a column of numbers is set as numbers."""
    listed = list(rows)

    def kind(index: int) -> str:
        return (
            "number"
            if listed and all(isinstance(row[index], int | float | None) for row in listed)
            else "text"
        )

    def column(index: int, label: str) -> Column[Sequence[Any]]:
        return Column(str(index), label, lambda row: row[index], kind(index))

    return Table(caption, [column(index, label) for index, label in enumerate(labels)], listed)
