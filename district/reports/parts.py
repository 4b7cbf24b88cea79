"""What a report is made of: a scope, tables of described columns, pictures, and words."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from district.figures.disclosure.cubes import Place
from district.reports.models import Snapshot
from district.reports.scope import Scope

TOTAL = "Total"
type Counts = dict[str, int]
type Figure = int | str | None


@dataclass(frozen=True)
class Dimension:
    """One way of telling the rows apart.

    column     SQL over the frozen row that gives the code
    labels     codes and what they are called, in order; or the kind of label that the snapshot keeps
    unknown    the code of those of whom it is not known
    """

    key: str
    label: str
    column: str
    labels: Mapping[str, str] | str
    is_sensitive: bool = False
    place: Place = Place.NONE
    unknown: str = ""


@dataclass(frozen=True)
class Count:
    """`where`: SQL over the frozen row; {started} and {ended} stand for "in the period"."""

    key: str
    label: str
    meaning: str
    where: str = "true"
    is_distinct: bool = False  # people, each once
    is_public: bool = False  # says nothing about people, and is told as it is


@dataclass(frozen=True)
class Rate:
    """A part of a whole, both of them counts of the same table, in per cent."""

    key: str
    label: str
    meaning: str
    formula: str
    part: str
    whole: str


@dataclass(frozen=True)
class Derived:
    """Anything else that follows from counts. `unit`: number, percent, points, ratio, days, money or word."""

    key: str
    label: str
    meaning: str
    formula: str
    needs: tuple[str, ...]
    value: Callable[[Mapping[str, Any]], Decimal | int | str | None] = field(compare=False)
    unit: str = "number"
    places: int = 1


type Measure = Count | Rate | Derived
type Rows = list[tuple[tuple[str, ...], Counts]]


@dataclass(frozen=True)
class Table:
    """Counts by dimensions, with what follows from them.

    stages   counts of which each is among the one before: what may be published, protected together
    rows     where the counts do not come from frozen enrolments: codes and counts of every row, totals too
    opens    the frozen table whose rows stand behind a count; empty where nobody may open them
    is_chain its rows are stages, of which each is among the one before
    """

    key: str
    title: str
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    stages: tuple[str, ...]
    where: str = "true"
    opens: str = "reports_enrolmentrow"
    rows: Callable[[Snapshot, Scope], Rows] | None = field(default=None, compare=False)
    is_published: bool = True
    has_total: bool = True
    is_chain: bool = False
    note: str = ""

    @property
    def counts(self) -> list[Count]:
        return [each for each in self.measures if isinstance(each, Count)]

    @property
    def is_sensitive(self) -> bool:
        return any(each.is_sensitive for each in self.dimensions)


@dataclass(frozen=True)
class Picture:
    """kind: bars, grouped, line or map; `figures` by label (or council code), a list where there are several series."""

    kind: str
    title: str
    figures: Sequence[tuple[str, Any]]
    series: Sequence[str] = ()
    unit: str = "number"
    note: str = ""


@dataclass(frozen=True)
class Told:
    """A counted table, as plain data: what is kept, drawn and written into files."""

    key: str
    title: str
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]  # codes, cells
    note: str = ""

    def figure(self, row: Mapping[str, Any], key: str) -> Figure:
        place = next(at for at, column in enumerate(self.columns) if column["key"] == key)
        found: Figure = row["cells"][place]
        return found

    @property
    def total(self) -> dict[str, Any] | None:
        return next((row for row in self.rows if set(row["codes"]) <= {TOTAL}), None)

    def parts(self) -> list[dict[str, Any]]:
        """The rows that are no totals."""
        return [row for row in self.rows if TOTAL not in row["codes"]]


type Pictures = Callable[[Mapping[str, Told]], list[Picture]]
type Headline = Callable[[Mapping[str, Told]], list[tuple[str, Figure]]]


@dataclass(frozen=True)
class Definition:
    """`method` goes up when the same words are counted in another way."""

    code: str
    title: str
    purpose: str
    counted: str
    rhythm: str
    fields: tuple[str, ...]
    tables: tuple[Table, ...]
    pictures: Pictures = field(compare=False)
    headline: Headline = field(compare=False)
    profile: str = "district"
    is_always_protected: bool = False
    method: int = 1
    notes: tuple[str, ...] = ()

    def words(self) -> dict[str, Any]:
        """What a version of it says, and what it is told apart by."""
        return {
            "title": self.title,
            "purpose": self.purpose,
            "counted": self.counted,
            "rhythm": self.rhythm,
            "profile": self.profile,
            "method": self.method,
            "notes": list(self.notes),
            "tables": [
                {
                    "title": table.title,
                    "by": [each.label for each in table.dimensions],
                    "columns": [_said(each) for each in table.measures],
                }
                for table in self.tables
            ],
        }

    @property
    def is_for_everybody(self) -> bool:
        """Whether anything of it is ever published."""
        return any(table.is_published for table in self.tables)

    @property
    def digest(self) -> str:
        return hashlib.sha256(canonical(self.words()).encode()).hexdigest()


def _said(measure: Measure) -> dict[str, str]:
    return {
        "label": measure.label,
        "meaning": measure.meaning,
        "formula": "" if isinstance(measure, Count) else measure.formula,
        "where": measure.where if isinstance(measure, Count) else "",
    }


def canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def checksum(data: Any) -> str:
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def plain(tables: Sequence[Told]) -> list[dict[str, Any]]:
    return [asdict(each) for each in tables]


def read_back(tables: Sequence[Mapping[str, Any]]) -> dict[str, Told]:
    return {each["key"]: Told(**each) for each in tables}
