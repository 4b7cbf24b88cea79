"""What an import did, as it is printed, and as it is kept."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from district.outbox.models import ImportRun
from district.outbox.services import import_runs
from district.outbox.services.import_runs import Counts
from district.skills.services.classification import Refusal

KEPT_REFUSALS = 1_000
COUNTED = ("read", "added", "changed", "unchanged", "withdrawn", "removed", "repeats")


@dataclass
class Summary(Counts):
    """Concepts that are gone are withdrawn, relations that are gone are removed."""

    removed: int = 0
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


def keep(summary: Summary, *, source: str, digest: str, started_at: datetime) -> None:
    import_runs.keep(
        kind=ImportRun.Kind.SKILLS,
        source=source,
        digest=digest,
        counts=summary,
        refused_count=len(summary.refusals),
        faults=summary.refusals[:KEPT_REFUSALS],
        started_at=started_at,
    )
