"""What an import did with its rows, and how that is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from district.outbox.models import ImportRun, RefusedRow

BATCH = 2000


@dataclass
class Counts:
    """Of rows, by what became of them. `withdrawn`: what the source no longer holds; `repeats`: what it holds twice."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    repeats: int = 0

    def count_with(self, other: "Counts") -> None:
        for each in fields(Counts):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


class Fault(Protocol):
    """Of one row: which field, and the sentence that says how to mend it."""

    @property
    def row(self) -> int: ...
    @property
    def field(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...


def keep(
    *,
    kind: str,
    source: str,
    digest: str,
    counts: Counts,
    refused_count: int = 0,
    faults: Iterable[Fault] = (),
    started_at: datetime | None = None,
) -> ImportRun:
    """The run as WMCA staff see it, with the rows that have something wrong."""
    run: Any = ImportRun.objects.create(
        kind=kind,
        source=source[:300],
        digest=digest,
        read_count=counts.read,
        added_count=counts.added,
        changed_count=counts.changed,
        unchanged_count=counts.unchanged,
        withdrawn_count=counts.withdrawn,
        repeat_count=counts.repeats,
        refused_count=refused_count,
        finished_at=timezone.now(),
        **({"started_at": started_at} if started_at else {}),
    )
    RefusedRow.objects.bulk_create(
        (
            RefusedRow(run=run, row=each.row, field=each.field[:100], code=each.code, message=_said(each))
            for each in faults
        ),
        batch_size=BATCH,
    )
    return run


def _said(fault: Fault) -> str:
    file = getattr(fault, "file", "")
    return f"{file}: {fault.message}"[:300] if file else fault.message[:300]
