"""A list as described columns: the same description makes the table of a page and the file that is downloaded."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from district.web import pages
from district.web.templatetags import district as words


@dataclass(frozen=True)
class Column[Row]:
    """One described column.

    value     takes a row, gives plain data
    kind      "text", "number", "money", "miles", "day" or "moment": how it is written and aligned
    meaning   what the data dictionary says
    href      takes a row, gives where the cell leads
    sort      the value of ?sort= that orders by this column
    tone      takes a row, gives one more class for the cell
    """

    name: str
    label: str
    value: Callable[[Row], Any]
    kind: str = "text"
    meaning: str = ""
    href: Callable[[Row], str] | None = None
    sort: str = ""
    tone: Callable[[Row], str] | None = None

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


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    style: str = ""
    href: str = ""


@dataclass(frozen=True)
class Head:
    label: str
    is_number: bool = False
    href: str = ""
    sorted: str = ""


@dataclass
class Table[Row]:
    caption: str
    columns: Sequence[Column[Row]]
    items: Iterable[Row]
    request: HttpRequest | None = None
    sorted_by: str = field(default="", kw_only=True)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        return [[self._cell(column, item) for column in self.columns] for item in self.items]

    def _cell(self, column: Column[Row], item: Row) -> Cell:
        style = f"{column.style} {column.tone(item)}".strip() if column.tone else column.style
        return Cell(column.label, column.text(item), style, column.href(item) if column.href else "")

    @property
    def body(self) -> SafeString:
        """Its rows, drawn here and not by a template: a table has hundreds of cells, and most pages have a table."""
        return mark_safe("".join(_draw_row(row) for row in self.rows))  # noqa: S308 (escaped in _draw_row)

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


def _draw_row(cells: Iterable[Cell]) -> str:
    parts = ['<tr class="govuk-table__row">']
    for number, cell in enumerate(cells):
        text: str = conditional_escape(cell.text)
        if cell.href:
            text = f'<a class="govuk-link" href="{conditional_escape(cell.href)}">{text}</a>'
        label = conditional_escape(cell.label)
        if number == 0:
            parts.append(f'<th scope="row" class="govuk-table__header" data-label="{label}">{text}</th>')
        else:
            style = f" {cell.style}" if cell.style else ""
            parts.append(f'<td class="govuk-table__cell{style}" data-label="{label}">{text}</td>')
    return "".join([*parts, "</tr>"])


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


WRITERS: dict[str, Callable[[Any], str]] = {
    "number": _number,
    "money": words.money,
    "miles": words.miles,
    "day": words.day_short,
    "moment": words.moment,
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
