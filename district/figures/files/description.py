"""A table as described columns and plain rows; every file is made of this and nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from district.figures import measures
from district.figures.symbols import Symbol

type Value = int | float | Decimal | str | date | Symbol | None
type Row = Sequence[Value]
NAME = re.compile(r"[a-z][a-z0-9_]*")
CELL = re.compile(r"[a-z]{1,3}\d+|[rc]|r\d*c\d*")  # what a spreadsheet takes for a cell
OWN_NAMES = {"contents", "notes"}
NOTE = re.compile(r"\[note (\d+)\]")
LONGEST_NAME = 50


class Kind(StrEnum):
    """What a column is for."""

    TIME = "time"
    GEOGRAPHY = "geography"
    FILTER = "filter"
    INDICATOR = "indicator"
    TEXT = "text"


@dataclass(frozen=True)
class Column:
    """One described column.

    key       its name in files for machines: small letters, numbers, underscores
    label     what people read; may end in a marker such as [note 1]
    unit      of an indicator: "" for a count, "£", "%", "pp"
    decimals  that an indicator is written with
    labels    what the codes that stand in the rows mean; files for analysts give both
    group     of indicators that belong together
    hint      of a filter: what it is chosen by
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    decimals: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    hint: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.key) or len(self.key) > LONGEST_NAME:
            raise ValueError(f"{self.key!r} is no name of a column.")
        if not self.label.strip():
            raise ValueError(f"{self.key} needs a label.")

    @property
    def is_number(self) -> bool:
        return self.kind == Kind.INDICATOR

    @property
    def words(self) -> str:
        """The label without markers of notes."""
        return NOTE.sub("", self.label).strip()

    @property
    def heading(self) -> str:
        """The label with its unit, the markers last."""
        if not self.unit or not self.is_number:
            return self.label
        return " ".join(
            [f"{self.words} ({self.unit})", *(found.group() for found in NOTE.finditer(self.label))]
        )

    def meaning(self, value: Value) -> Value:
        """What people read for it."""
        return self.labels.get(value, value) if isinstance(value, str) else value

    def figure(self, value: Value) -> Value:
        """An indicator as it is written: never blank, a number to the column's decimals, or a symbol."""
        if value is None or value == "":
            return Symbol.NOT_AVAILABLE
        if isinstance(value, float):
            value = Decimal(repr(value))
        if isinstance(value, Decimal) or (isinstance(value, int) and self.decimals):
            return measures.rounded(value, self.decimals)
        return value


@dataclass(frozen=True)
class Table:
    """One table. Rows hold a value for each column, in their order.

    name   of the marked-up table, unlike any other in its workbook
    lines  sentences between the title and the table: what is counted, of whom, as at when
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row] = field(repr=False)
    lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or CELL.fullmatch(self.name) or self.name in OWN_NAMES:
            raise ValueError(f"{self.name!r} is no name of a table.")
        for words in ("key", "label"):
            found = [getattr(column, words) for column in self.columns]
            if len(set(found)) < len(found) or not found:
                raise ValueError(f"{self.name}: every column has a {words} of its own.")
        width = len(self.columns)
        if any(len(row) != width for row in self.rows):
            raise ValueError(f"{self.name}: every row has a value for each of its {width} columns.")

    @cached_property
    def symbols(self) -> tuple[Symbol, ...]:
        """Those that stand in it, in the order of their list."""
        indicators = [place for place, column in enumerate(self.columns) if column.is_number]
        found = {
            Symbol.NOT_AVAILABLE if row[place] in {None, ""} else row[place]
            for row in self.rows
            for place in indicators
            if not isinstance(row[place], int | float | Decimal)
        }
        return tuple(symbol for symbol in Symbol if symbol in found)

    @cached_property
    def note_numbers(self) -> tuple[int, ...]:
        """Those of the notes that it points to."""
        words = " ".join([self.title, *self.lines, *(column.label for column in self.columns)])
        return tuple(sorted({int(number) for number in NOTE.findall(words)}))


@dataclass(frozen=True)
class Workbook:
    """Tables that are told together.

    lines  of the cover: what this is
    facts  of the cover: ("Data as at", "1 November 2026"), …
    notes  sentences, numbered from 1; titles and labels point to them as [note 1]
    """

    title: str
    tables: tuple[Table, ...]
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    made_on: date | None = None

    def __post_init__(self) -> None:
        names = [table.name for table in self.tables]
        if len(set(names)) < len(names) or not names:
            raise ValueError("Every table has a name of its own.")
        missing = {n for table in self.tables for n in table.note_numbers} - set(
            range(1, len(self.notes) + 1)
        )
        if missing:
            raise ValueError(f"There is no note {min(missing)}.")
