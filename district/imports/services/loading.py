"""Takes in course files: read, checked row by row, compared with what is known, and applied in one transaction.

Files of a provider (LARS, non-LARS, venues) are taken whole or not at all: one refused row and nothing of them
is written. Files that nobody here can mend (open data, Skills Toolkit, register) leave out the refused rows.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection, transaction

from district.imports.reading import formats, register, tables, toolkit
from district.imports.reading.cells import UKPRN
from district.imports.reading.faults import Refusal, Unreadable
from district.imports.reading.rows import CourseRow
from district.imports.reading.tables import Table
from district.imports.services import catalogue, checks
from district.imports.services.comparison import Outcome, Source
from district.outbox.models import ImportRun
from district.outbox.services import import_runs
from district.outbox.services.import_runs import Counts
from district.partners.models import Organisation
from district.partners.services import merges
from district.places.services import locks
from district.web.errors import Refused
from programmes.models import Course, LearningAim
from programmes.services import words

ORDER = [formats.REGISTER, formats.VENUES, formats.LARS, formats.NON_LARS, formats.OPEN_DATA, formats.TOOLKIT]

Say = Callable[[str], None]


@dataclass
class Report(Counts):
    """What an import found and did. What is withdrawn are runs."""

    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    courses: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("added", "changed", "unchanged", "withdrawn"), 0)
    )
    suggested_skills: int = 0
    applied: bool = True
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        self.count_with(outcome)
        for name, number in outcome.courses.items():
            self.courses[name] += number
        self.suggested_skills += outcome.suggested_skills
        self.warnings += outcome.warnings

    def undo(self) -> None:
        """Nothing was written after all."""
        self.added = self.changed = self.unchanged = self.withdrawn = self.repeats = self.suggested_skills = 0
        self.courses = dict.fromkeys(self.courses, 0)
        self.applied = False

    def as_json(self) -> dict[str, Any]:
        return {
            **{name: value for name, value in vars(self).items() if name != "refused"},
            "refused": [vars(refusal) for refusal in self.refused],
            "seconds": round(self.seconds, 2),
        }


@dataclass
class File:
    path: Path
    content: bytes
    table: Table
    course_rows: list[CourseRow] = field(default_factory=list)


class _Undo(Exception):
    """Roll the transaction back: a trial, or a refused row in a file that is taken whole."""


def find_provider(text: str) -> Organisation:
    """An organisation by its UKPRN or public id."""
    text = text.strip()
    found = Organisation.objects.filter(ukprn=text) if UKPRN.fullmatch(text) else Organisation.objects.none()
    if re.fullmatch(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}", text):
        found = Organisation.objects.filter(public_id=text)
    provider = found.first()
    if provider is None:
        raise Refused(f"No organisation has the UKPRN or public id {text[:40]}. Check it.")
    return merges.standing(provider)


def run(
    *, paths: Sequence[Path], provider: Organisation | None = None, dry_run: bool = False, say: Say
) -> Report:
    started, report = monotonic(), Report()
    contents = [(path, path.read_bytes()) for path in paths]
    digest = hashlib.sha256(b"".join(content for _, content in contents)).hexdigest()
    files = [file for path, content in contents if (file := _open(path, content, report))]
    files.sort(key=lambda file: ORDER.index(file.table.format))
    report.read = sum(file.table.read_count for file in files)
    try:
        with transaction.atomic():
            take_time()
            locks.one_at_a_time("courses")
            is_refused = _apply(files, provider, report, say) or len(files) < len(contents)
            if is_refused:
                report.undo()
            if is_refused or dry_run:
                raise _Undo
            if report.added or report.changed:
                words.learn_again()
    except _Undo:
        report.applied = False
    report.seconds = monotonic() - started
    if not dry_run:
        _keep(report, ", ".join(path.name for path in paths), digest)
    return report


def take_time() -> None:
    """Reading a large file takes longer than a page may: lift the limits for this transaction."""
    with connection.cursor() as cursor:
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {limit} = 0")


def _open(path: Path, content: bytes, report: Report) -> File | None:
    try:
        text = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if text in {b"{", b"["}:
            table, rows = toolkit.read(tables.decode(content))
            return File(path, content, table, rows)
        table = tables.read(content)
        if table.format is formats.PROGRESS:
            raise Unreadable(
                "FILE_OTHER_KIND", "The progress of learners is uploaded by its provider, on the pages."
            )
        return File(path, content, table)
    except Unreadable as fault:
        refusal = fault.refusal
        report.refused.append(Refusal(0, refusal.field or path.name, refusal.code, refusal.message))
        return None


def _apply(files: list[File], provider: Organisation | None, report: Report, say: Say) -> bool:
    """Write what the files hold; True if a refused row forbids it."""
    is_refused = False
    sources: dict[str, tuple[list[CourseRow], Organisation | None]] = {}
    for file in files:
        table = file.table
        report.warnings += table.warnings
        refused_before = len(report.refused)
        report.refused += table.refusals
        say(f"{file.path.name}: {table.format.title}, {table.read_count:,} rows")
        if table.format is formats.REGISTER:
            report.add(_apply_register(table, report))
        elif table.format is formats.VENUES:
            owner = _provider_of(file, provider, report)
            rows = _taken(checks.uploaded_venues(table, owner), report)
            report.add(catalogue.keep_venues(owner, rows))
        else:
            courses, source, of = _read_courses(file, provider, report)
            sources.setdefault(source, ([], of))[0].extend(courses)
        is_refused |= table.format.is_strict and len(report.refused) > refused_before
    if not is_refused:
        for name, (courses, of) in sources.items():
            is_unnamed = provider is None and of is not None and not of.ukprn
            state = (
                Course.State.DRAFT if is_unnamed else Course.State.LIVE
            )  # nobody would know who teaches them
            whose = Source(name, of, is_own=of is not None, first_state=state)
            report.add(catalogue.apply(source=whose, rows=courses, provider=of, say=say))
    return is_refused


def _provider_of(file: File, provider: Organisation | None, report: Report) -> Organisation:
    """As told, or by the UKPRN that the file's name starts with or holds; else one that is yet to be named."""
    if provider is not None:
        return provider
    named = re.search(r"(?<![0-9])[1-9][0-9]{7}(?![0-9])", file.path.name)
    if named:
        return catalogue.provider_by_ukprn(named[0])
    warning = (
        "The file does not say whose courses these are, so they wait as drafts that nobody else sees. "
        "Name the provider: --provider UKPRN."
    )
    if warning not in report.warnings:
        report.warnings.append(warning)
    name = f"Provider of {file.path.name}"[:200]
    return Organisation.objects.get_or_create(name=name, ukprn="", is_imported=True)[0]


def _read_courses(
    file: File, provider: Organisation | None, report: Report
) -> tuple[list[CourseRow], str, Organisation | None]:
    """(the rows that may be taken, the name of their source, the provider if the file has one)."""
    table = file.table
    if table.format is formats.TOOLKIT:
        return file.course_rows, "skills-toolkit", None
    if table.format is formats.OPEN_DATA:
        return _taken(checks.open_courses(table), report), "open-data", None
    owner = _provider_of(file, provider, report)
    return _taken(checks.uploaded_courses(table, owner), report), own_source(table.format, owner), owner


def own_source(table: formats.Format, owner: Organisation) -> str:
    return f"{table.name}:{owner.public_id.hex}"


def _taken[T](checked: checks.Checked[T], report: Report) -> list[T]:
    report.refused += checked.refusals
    report.warnings += checked.warnings
    return checked.rows


def _apply_register(table: Table, report: Report) -> Outcome:
    aims = {aim.reference: aim for aim in _taken(checks.each(table, register.read), report)}
    known = LearningAim.objects.in_bulk(list(aims))
    outcome = Outcome()
    new = [aim for reference, aim in aims.items() if reference not in known]
    changed = [
        aim
        for reference, aim in aims.items()
        if reference in known
        and (aim.title, aim.level, aim.last_start_on)
        != (known[reference].title, known[reference].level, known[reference].last_start_on)
    ]
    LearningAim.objects.bulk_create(new, batch_size=2000)
    LearningAim.objects.bulk_update(changed, ["title", "level", "last_start_on"], batch_size=500)
    outcome.added, outcome.changed = len(new), len(changed)
    outcome.unchanged = len(aims) - len(new) - len(changed)
    return outcome


def _keep(report: Report, source: str, digest: str) -> None:
    """The run and its refused rows stay, whatever became of it."""
    with transaction.atomic():
        import_runs.keep(
            kind=ImportRun.Kind.COURSES,
            source=source,
            digest=digest,
            counts=report,
            refused_count=len(report.refused),
            faults=report.refused,
        )
