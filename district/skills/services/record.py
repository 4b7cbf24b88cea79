"""What an import did, as it is printed, and as it is kept."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from district.outbox.models import ImportRun, RefusedRow
from district.skills.services.classification import Refusal

KEPT_REFUSALS = 1_000
COUNTED = ("read", "added", "changed", "unchanged", "withdrawn", "removed", "repeats")


@dataclass
class Summary:
    """Rows by what became of them: concepts that are gone are withdrawn, relations that are gone are removed."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    removed: int = 0
    repeats: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    seconds: float = 0.0
    sections: dict[str, Counter[str]] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)

    @property
    def is_change(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn or self.removed)

    def add(self, section: str, tally: Counter[str]) -> None:
        """What was read and neither added, changed, repeated nor refused is unchanged."""
        settled = ("added", "changed", "repeats", "refused")
        tally["unchanged"] = tally["read"] - sum(tally[name] for name in settled)
        self.sections.setdefault(section, Counter()).update(tally)
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + tally[name])

    def as_json(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in COUNTED}
        told |= {
            "refused": [refusal._asdict() for refusal in self.refusals],
            "seconds": round(self.seconds, 2),
        }
        return told | {"sections": self.sections, "passed_over": self.passed_over}


def keep(summary: Summary, *, source: str, digest: str, started_at: datetime) -> ImportRun:
    run = ImportRun.objects.create(
        kind=ImportRun.Kind.SKILLS,
        source=source[:300],
        digest=digest,
        read_count=summary.read,
        added_count=summary.added,
        changed_count=summary.changed,
        unchanged_count=summary.unchanged,
        withdrawn_count=summary.withdrawn,
        repeat_count=summary.repeats,
        refused_count=len(summary.refusals),
        started_at=started_at,
        finished_at=timezone.now(),
    )
    RefusedRow.objects.bulk_create(
        RefusedRow(
            run=run,
            row=refusal.row,
            field=refusal.field,
            code=refusal.code,
            message=f"{refusal.file}: {refusal.message}"[:300],
        )
        for refusal in summary.refusals[:KEPT_REFUSALS]
    )
    return run
