"""What a worker does with an upload: reads it, checks every row, compares it with what is known, publishes it.

A worker may die at any line. Reading commits its rows and its state together, and publishing all that it writes:
whoever is sent next begins again or finds it done.
"""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from district.imports.kinds import BY_FORMAT, KINDS, MOST_BYTES, MOST_ROWS, Kind
from district.imports.models import Upload, UploadFile, UploadRow
from district.imports.reading import formats, tables
from district.imports.reading.faults import Unreadable
from district.imports.reading.tables import Table
from district.imports.services import loading, states, uploads
from district.imports.services.checks import Checked
from district.imports.services.comparison import Line, Outcome
from district.outbox.models import ImportRun
from district.outbox.services import import_runs, progress
from district.partners import actors
from district.partners.actor import Actor
from district.partners.models import Membership, Role
from district.places.services import locks
from district.web import scanning
from district.web.errors import Refused
from programmes.services import words

BATCH = 1000
MOST_GONE_SHOWN = 500
HARMFUL = f"{scanning.HARMFUL} Have your computer checked, make the file anew, and upload that."
STEPS = ("Reading the file", "Checking every row", "Comparing it with what you have now")


class _NotAsShown(Exception):
    """Publishing would do other than what people were shown."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


# Reading -----------------------------------------------------------------------------------------


def read(*, upload_id: int) -> None:
    """From the file, or from the rows that people have mended, to errors or to what publishing would change. A file
    that the scanner has not found clean is not read.
    """
    verdict = _scanned(upload_id)
    upload = _begin(upload_id)
    if upload is None:
        return
    kind = KINDS[upload.kind]
    try:
        if not verdict.is_clean:
            raise Unreadable("FILE_HARMFUL", HARMFUL)
        table, is_new = _table(upload, kind)
    except Unreadable as fault:
        _finish(upload, fault=fault)
        return
    _step(upload, 1)
    checked = kind.check(table, upload.organisation)
    _step(upload, 2)
    outcome = None if checked.refusals else kind.compare(upload.organisation, checked.rows)
    _finish(upload, table=table, is_new=is_new, checked=checked, outcome=outcome)


def _scanned(upload_id: int) -> scanning.Verdict:
    content = UploadFile.objects.filter(upload=upload_id).values_list("content", flat=True).first()
    return scanning.look(bytes(content)) if content else scanning.Verdict()


@transaction.atomic
def _begin(upload_id: int) -> Upload | None:
    """None where somebody has done it, or nobody wants it any more."""
    upload = states.lock(upload_id)
    if upload.state == Upload.State.CREATED:
        states.move(upload, Upload.State.PROCESSING)
    if upload.state != Upload.State.PROCESSING:
        return None
    if upload.progress_id is None:
        upload.progress = progress.start(title=STEPS[0], total=len(STEPS))
        upload.save(update_fields=["progress"])
    return upload


def _step(upload: Upload, number: int) -> None:
    if upload.progress_id:
        progress.advance(progress_id=upload.progress_id, by=1, note=STEPS[number])


def _table(upload: Upload, kind: Kind) -> tuple[Table, bool]:
    file = UploadFile.objects.filter(upload=upload).first()
    if file is None:
        kept = UploadRow.objects.filter(upload=upload).kept().order_by("number")
        return Table(kind.format, rows=list(kept.values_list("number", "cells"))), False
    table = tables.read(bytes(file.content), most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    if table.format is not kind.format:
        other = BY_FORMAT.get(table.format.name)
        raise Unreadable(
            "FILE_OTHER_KIND",
            f"This file is of another kind: “{other.label}”. Upload it there."
            if other
            else "This file is of another kind. Choose the right one, or start from the empty file.",
        )
    return table, True


@transaction.atomic
def _finish(
    upload: Upload,
    *,
    fault: Unreadable | None = None,
    table: Table | None = None,
    is_new: bool = False,
    checked: Checked[Any] | None = None,
    outcome: Outcome | None = None,
) -> None:
    upload = states.lock(upload.pk)
    if upload.state != Upload.State.PROCESSING:
        return  # given up meanwhile
    values: dict[str, Any] = {"faults": [], "outcome": {}, "signature": "", "refused_count": 0}
    if fault:
        refusal = fault.refusal
        values["faults"] = [[refusal.field, refusal.code, refusal.message]]
    if table and checked:
        values |= {"warnings": [*table.warnings, *checked.warnings]} if is_new else {}
        values |= _write_rows(upload, table, checked, outcome, is_new=is_new)
    if outcome:
        values |= {"outcome": _shown(outcome), "signature": _signature(outcome)}
    UploadFile.objects.filter(upload=upload).delete()
    is_fine = outcome is not None
    states.move(upload, Upload.State.OK if is_fine else Upload.State.WITH_ERRORS, **values)
    if upload.progress_id:
        progress.finish(progress_id=upload.progress_id)


def _write_rows(
    upload: Upload, table: Table, checked: Checked[Any], outcome: Outcome | None, *, is_new: bool
) -> dict[str, Any]:
    faults: dict[int, list[list[str]]] = {}
    for each in checked.refusals:
        faults.setdefault(each.row, []).append([each.field, each.code, each.message])
    lines = outcome.lines if outcome else {}
    rows = [
        _row(upload, number, cells, faults.get(number, []), lines.get(number)) for number, cells in table.rows
    ]
    fields = ["faults", "effect", "changed_fields"]
    UploadRow.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["upload", "number"],
        update_fields=fields,
    )
    return {"refused_count": len(faults)} | ({"row_count": len(rows)} if is_new else {})


def _row(
    upload: Upload, number: int, cells: dict[str, str], faults: list[list[str]], line: Line | None
) -> UploadRow:
    return UploadRow(
        upload=upload,
        number=number,
        cells=cells,
        faults=faults,
        effect=line.effect if line else "",
        changed_fields=list(line.fields) if line else [],
    )


def _shown(outcome: Outcome) -> dict[str, Any]:
    names = ("added", "changed", "unchanged", "withdrawn", "repeats", "warnings")
    return {name: getattr(outcome, name) for name in names} | {
        "courses": dict(outcome.courses),
        "gone": outcome.gone[:MOST_GONE_SHOWN],
    }


def _signature(outcome: Outcome) -> str:
    """Of all that people are shown, so that nothing else is ever published."""
    lines = [[number, line.effect, sorted(line.fields)] for number, line in sorted(outcome.lines.items())]
    words = json.dumps([lines, sorted(outcome.gone), sorted(outcome.courses.items())])
    return hashlib.sha256(words.encode()).hexdigest()


# Publishing --------------------------------------------------------------------------------------


@transaction.atomic
def publish(*, upload_id: int) -> None:
    """All of it in one transaction, or nothing: then the upload says what has to be looked at again."""
    loading.take_time()
    locks.one_at_a_time("courses")
    upload = states.lock(upload_id)
    if not upload.is_publishing:
        return
    kind, by = KINDS[upload.kind], _publisher(upload)
    if by is None:
        states.save(upload, publish_asked_at=None)
        return
    table, _ = _table(upload, kind)
    checked = kind.check(table, upload.organisation)
    if checked.refusals:
        values = _write_rows(upload, table, checked, None, is_new=False)
        states.move(upload, Upload.State.WITH_ERRORS, publish_asked_at=None, signature="", **values)
        return
    try:
        with transaction.atomic():
            outcome = kind.apply(upload.organisation, checked.rows, by)
            if _signature(outcome) != upload.signature:
                raise _NotAsShown(outcome)
    except _NotAsShown as other:
        _show_again(upload, table, checked, other.outcome)
        return
    except Refused as refusal:
        faults = [["", "NOT_PUBLISHED", refusal.message]]
        states.move(upload, Upload.State.WITH_ERRORS, publish_asked_at=None, signature="", faults=faults)
        return
    words.learn(course_ids=outcome.written)
    states.move(upload, Upload.State.PUBLISHED, outcome=_shown(outcome))
    uploads.clear(upload)
    if kind.format is not formats.PROGRESS:
        _keep(upload, outcome)


def _publisher(upload: Upload) -> Actor | None:
    """Who asked for it, if they still act for the provider."""
    memberships = Membership.objects.live().filter(organisation=upload.organisation, user=upload.published_by)
    membership = memberships.select_related("user").first() if upload.published_by_id else None
    by = actors.acting(membership) if membership else None
    return by if by and by.acts_as(Role.PROVIDER) else None


def _show_again(upload: Upload, table: Table, checked: Checked[Any], outcome: Outcome) -> None:
    """Somebody has changed the courses since the preview was made: it is made again, and nothing is published."""
    _write_rows(upload, table, checked, outcome, is_new=False)
    upload.publish_asked_at, upload.changed_at = None, timezone.now()
    upload.outcome, upload.signature = _shown(outcome) | {"is_other": True}, _signature(outcome)
    upload.save(update_fields=["publish_asked_at", "changed_at", "outcome", "signature"])


def _keep(upload: Upload, outcome: Outcome) -> None:
    """Among the imports that WMCA staff see."""
    outcome.read = upload.row_count
    import_runs.keep(
        kind=ImportRun.Kind.COURSES,
        source=f"{upload.file_name}, uploaded by {upload.organisation.name}",
        digest=upload.digest,
        counts=outcome,
        started_at=upload.created_at,
    )
