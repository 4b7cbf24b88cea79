"""Which code of one scheme stands for which of another: the four levels, and rows that people import."""

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from district.skills.models import Crosswalk, Level
from district.skills.services import record, tables
from district.skills.services.classification import Refusal
from district.skills.services.record import Summary
from district.skills.services.tables import Row

COLUMNS = ("from_scheme", "from_code", "to_scheme", "to_code", "relation", "source", "version")
KEY = ("from_scheme", "from_code", "to_scheme", "to_code", "version")

LEVELS = "district-levels"
DIGCOMP_LEVELS = "digcomp-levels"
GDAD_LEVELS = "gdad-levels"
DIGCOMP_SOURCE = "DigComp 2.1: eight levels of proficiency, two to each of foundation to highly specialised"
GDAD_SOURCE = "Government Digital and Data Profession Capability Framework: skill levels"
GDAD_NAMES = {
    Level.FOUNDATION: "awareness",
    Level.INTERMEDIATE: "working",
    Level.ADVANCED: "practitioner",
    Level.EXPERT: "expert",
}


def keep_levels() -> None:
    """The portal's four levels against those of DigComp and of Government Digital and Data; safe to repeat."""
    rows = [
        Crosswalk(
            from_scheme=LEVELS,
            from_code=str(level.value),
            to_scheme=DIGCOMP_LEVELS,
            to_code=str(code),
            relation=Crosswalk.Relation.NARROW,
            source=DIGCOMP_SOURCE,
            version="2.1",
        )
        for level in Level
        for code in (2 * level - 1, 2 * level)
    ]
    rows += [
        Crosswalk(
            from_scheme=LEVELS,
            from_code=str(level.value),
            to_scheme=GDAD_LEVELS,
            to_code=GDAD_NAMES[level],
            relation=Crosswalk.Relation.CLOSE,
            source=GDAD_SOURCE,
            version="2025",
        )
        for level in Level
    ]
    _write(rows)


def import_file(path: Path, *, is_trial: bool = False) -> Summary:
    """Adds and changes rows; those that the file does not name stay."""
    begun_at, started = timezone.now(), time.monotonic()
    table = tables.read(path)
    table.need(*COLUMNS)
    summary, tally = Summary(), Counter[str](read=len(table.rows))
    rows: dict[tuple[str, ...], Crosswalk] = {}
    for row in table.rows:
        cells = {name: row.cells.get(name, "").strip() for name in COLUMNS}
        key = tuple(cells[name] for name in KEY)
        if wrong := _fault(row, cells):
            summary.refusals.append(Refusal(table.name, row.number, *wrong))
        elif key in rows:
            tally["repeats"] += 1
        else:
            rows[key] = Crosswalk(**cells)
    tally["refused"] = len(summary.refusals)
    with transaction.atomic():
        known = {tuple(getattr(row, name) for name in KEY): row for row in Crosswalk.objects.order_by("id")}
        tally["added"] = sum(key not in known for key in rows)
        tally["changed"] = sum(
            key in known and (known[key].relation, known[key].source) != (row.relation, row.source)
            for key, row in rows.items()
        )
        summary.add("crosswalk", tally)
        if not is_trial:
            _write(rows.values())
            record.keep(summary, source=path.name, digest=table.digest, started_at=begun_at)
    summary.seconds = time.monotonic() - started
    return summary


def _fault(row: Row, cells: dict[str, str]) -> tuple[str, str, str] | None:
    if row.fault:
        return "", "row", row.fault
    for name, value in cells.items():
        longest = getattr(Crosswalk._meta.get_field(name), "max_length", None) or 0
        if not value:
            return name, "required", f"Fill in {name}."
        if len(value) > longest:
            return name, "too-long", f"{name} may have at most {longest} characters."
    if cells["relation"] not in Crosswalk.Relation.values:
        return "relation", "choice", f"The relation must be one of {', '.join(Crosswalk.Relation.values)}."
    return None


def _write(rows: Iterable[Crosswalk]) -> None:
    Crosswalk.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=KEY, update_fields=["relation", "source"], batch_size=5_000
    )
