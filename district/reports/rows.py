"""The frozen rows behind one count of a report: exactly those that it counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from district.reports import counting
from district.reports.counting import ENDED, STARTED
from district.reports.definitions import DEFINITIONS
from district.reports.models import EnrolmentRow, ReportRun
from district.reports.parts import TOTAL, Count, Table, Told, read_back
from district.reports.scope import Scope


@dataclass(frozen=True)
class Behind:
    """A count and what it was counted from."""

    table: Table
    told: Told
    row: dict[str, Any]
    count: Count

    @property
    def figure(self) -> Any:
        return self.told.figure(self.row, self.count.key)

    @property
    def words(self) -> list[str]:
        return [str(cell) for cell in self.row["cells"][: len(self.table.dimensions)]]


def find(run: ReportRun, *, table: str, row: str, column: str) -> Behind | None:
    """None where there is no such count, or its rows stay closed."""
    definition = DEFINITIONS[run.definition.code]
    defined = next((each for each in definition.tables if each.key == table and each.opens), None)
    told = read_back(run.result.get("tables", [])).get(table)
    if definition.is_always_protected or defined is None or told is None:
        return None
    count = next((each for each in defined.counts if each.key == column), None)
    is_row = row.isascii() and row.isdigit() and len(row) < 6 and int(row) < len(told.rows)
    return Behind(defined, told, told.rows[int(row)], count) if count and is_row else None


def rows(run: ReportRun, behind: Behind) -> Any:
    """A queryset of them, in the order of their starts."""
    narrowed, values = Scope.read_back(run.scope).sql()
    values |= counting.named_values(run.snapshot, Scope.read_back(run.scope))
    where = [narrowed, behind.table.where, behind.count.where, *_same(behind, values)]
    filled = [_filled(each.format(started=STARTED, ended=ENDED), values) for each in where]
    found = EnrolmentRow.objects.filter(snapshot=run.snapshot)
    for words, given in filled:
        found = found.extra(where=[words], params=given)  # noqa: S610 (from definitions; values are bound)
    return found.order_by("starts_on", "enrolment_id")


def _same(behind: Behind, values: dict[str, Any]) -> Sequence[str]:
    """The row's codes, as the columns of its dimensions give them."""
    found = []
    for at, (dimension, code) in enumerate(zip(behind.table.dimensions, behind.row["codes"], strict=True)):
        if code != TOTAL:
            values[f"code{at}"] = code
            found.append(f"coalesce(({dimension.column})::text, '') = %(code{at})s")
    return found


def _filled(words: str, values: dict[str, Any]) -> tuple[str, list[Any]]:
    """With places by position, as extra() takes them."""
    names: list[Any] = []

    class Named(dict[str, Any]):
        def __getitem__(self, name: str) -> str:
            names.append(values[name])
            return "%s"

    return words % Named(), names
