"""Takes files of places into the portal: all of them or, if any row is wrong, none."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from district.outbox.models import ImportRun
from district.outbox.services import import_runs
from district.outbox.services.import_runs import Counts
from district.places import grid
from district.places.models import Council, Lsoa, Postcode, Ward
from district.places.reading import files
from district.places.reading.rows import LsoaRow, OutlineRow, PostcodeRow, Problem, Reading
from district.places.services import locks

MOST_KEPT_PROBLEMS = 1000


@dataclass
class Outcome(Counts):
    refused: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    right_council: int = 0  # postcodes that were in the council the file names, before it was taken in

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def import_files(*, paths: list[Path], dry_run: bool = False) -> Outcome:
    """Read, check and apply. A file taken twice changes nothing; a dry run says what would change and keeps nothing."""
    started = timezone.now()
    reading = files.read(paths)
    outcome = Outcome(
        read=reading.read,
        repeats=reading.repeats,
        refused=reading.problems,
        files=reading.files,
        ignored=reading.ignored,
    )
    with transaction.atomic():
        locks.one_at_a_time("places")
        outcome.refused.extend(_unknown_councils(reading))
        if not outcome.refused:
            _apply(reading, outcome)
        if dry_run:
            transaction.set_rollback(True)
        else:
            _keep_run(reading, outcome, started)
    return outcome


def _unknown_councils(reading: Reading) -> list[Problem]:
    known = set(Council.objects.values_list("code", flat=True))
    named = {
        row.council_code
        for rows in (reading.postcodes, reading.lsoas, reading.outlines)
        for row in rows.values()
    }
    return [
        Problem("", 0, "la_code", "council_unknown", f"There is no council with the code {code}.")
        for code in sorted(named - known)
    ]


def _apply(reading: Reading, outcome: Outcome) -> None:
    _save_outlines(reading.outlines.values(), outcome)
    _save_lsoas(reading.lsoas.values(), outcome)
    _save_areas_of(reading.postcodes.values())
    _save_postcodes(reading.postcodes, outcome)
    outcome.unchanged = outcome.read - outcome.repeats - outcome.added - outcome.changed


def _save_outlines(rows: Iterable[OutlineRow], outcome: Outcome) -> None:
    councils = Council.objects.in_bulk([row.council_code for row in rows])
    for row in rows:
        council = councils[row.council_code]
        if council.outline != row.rings:
            council.outline = row.rings
            council.save(update_fields=["outline"])
            outcome.changed += 1


def _save_lsoas(rows: Iterable[LsoaRow], outcome: Outcome) -> None:
    old = Lsoa.objects.in_bulk([row.code for row in rows])
    new, changed = [], []
    for row in rows:
        lsoa = Lsoa(
            code=row.code, council_id=row.council_code, imd_decile=row.imd_decile, imd_rank=row.imd_rank
        )
        if row.code not in old:
            new.append(lsoa)
        elif _facts(old[row.code]) != _facts(lsoa):
            changed.append(lsoa)
    Lsoa.objects.bulk_create(new)
    Lsoa.objects.bulk_update(changed, ["council", "imd_decile", "imd_rank"], batch_size=1000)
    outcome.added += len(new)
    outcome.changed += len(changed)


def _facts(lsoa: Lsoa) -> tuple[str, int | None, int | None]:
    return lsoa.council_id, lsoa.imd_decile, lsoa.imd_rank


def _save_areas_of(rows: Iterable[PostcodeRow]) -> None:
    """The wards and LSOAs that postcodes name; an LSOA whose deprivation we were not given has none."""
    wards = {row.ward_code: (row.ward_name, row.council_code) for row in rows if row.ward_code}
    Ward.objects.bulk_create(
        [Ward(code=code, name=name, council_id=council) for code, (name, council) in wards.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "council"],
    )
    lsoas = {row.lsoa_code: row.council_code for row in rows if row.lsoa_code}
    Lsoa.objects.bulk_create(
        [Lsoa(code=code, council_id=council) for code, council in lsoas.items()], ignore_conflicts=True
    )


def _save_postcodes(rows: dict[str, PostcodeRow], outcome: Outcome) -> None:
    """Areas come from the file. The point of a postcode we know stays: ours comes from the same surveyors in metres."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE given (postcode varchar(8), council_id varchar(9), ward_id varchar(9),"
            " lsoa_id varchar(9)) ON COMMIT DROP"
        )
        cursor.copy_expert("COPY given FROM STDIN", StringIO("".join(map(_as_copied, rows.values()))))
        cursor.execute("SELECT count(*) FROM given JOIN places_postcode USING (postcode, council_id)")
        outcome.right_council = cursor.fetchone()[0]
        cursor.execute(
            """
            UPDATE places_postcode AS old SET council_id = g.council_id, ward_id = g.ward_id, lsoa_id = g.lsoa_id
            FROM given AS g WHERE g.postcode = old.postcode
                AND (g.council_id, g.ward_id, g.lsoa_id) IS DISTINCT FROM (old.council_id, old.ward_id, old.lsoa_id)
            """
        )
        outcome.changed += cursor.rowcount
        cursor.execute(
            "SELECT postcode FROM given WHERE NOT EXISTS"
            " (SELECT FROM places_postcode AS old WHERE old.postcode = given.postcode)"
        )
        new = [_as_postcode(rows[postcode]) for (postcode,) in cursor.fetchall()]
        cursor.execute("DROP TABLE given")
    Postcode.objects.bulk_create(new, batch_size=5000)
    outcome.added += len(new)


def _as_copied(row: PostcodeRow) -> str:
    return f"{row.postcode}\t{row.council_code}\t{row.ward_code or r'\N'}\t{row.lsoa_code or r'\N'}\n"


def _as_postcode(row: PostcodeRow) -> Postcode:
    easting, northing = grid.from_wgs84(row.latitude, row.longitude)
    return Postcode(
        postcode=row.postcode,
        council_id=row.council_code,
        easting=round(easting),
        northing=round(northing),
        ward_id=row.ward_code,
        lsoa_id=row.lsoa_code,
    )


def _keep_run(reading: Reading, outcome: Outcome, started: datetime) -> None:
    import_runs.keep(
        kind=ImportRun.Kind.PLACES,
        source=", ".join(reading.files + reading.ignored),
        digest=reading.digest,
        counts=outcome,
        refused_count=len(outcome.refused),
        faults=outcome.refused[:MOST_KEPT_PROBLEMS],
        started_at=started,
    )
