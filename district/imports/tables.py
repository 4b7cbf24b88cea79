"""Uploads, their rows and their errors as described columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from district.imports.forms import label_of
from district.imports.kinds import KINDS, Kind
from district.imports.models import Upload, UploadRow
from district.web.tables import Column, Table, simple_table

FIELDS = {
    "programme_id": "programme",
    "organisation_id": "provider",
    "venue_id": "venue",
    "postcode_id": "postcode",
    "starts_on": "start date",
    "is_flexible": "start at any time",
    "cost_note": "cost description",
    "duration_unit": "unit of duration",
    "pattern": "attendance pattern",
    "mode": "delivery mode",
    "is_national": "national delivery",
    "regions": "sub-regions",
    "state": "listed again",
}
EFFECTS = {
    "added": "Added",
    "changed": "Changed",
    "unchanged": "Unchanged",
    "repeat": "Said twice",
    "withdrawn": "Withdrawn",
    "deleted": "Left out",
}


@dataclass(frozen=True)
class Fault:
    """One error of one row, as a line of the table."""

    number: int
    column: str
    code: str
    message: str
    written: str


def faults_of(rows: Iterable[UploadRow]) -> list[Fault]:
    return [
        Fault(row.number, column, code, message, row.cells.get(column, "")[:80])
        for row in rows
        for column, code, message in row.faults
    ]


FAULT_COLUMNS = (
    Column[Fault]("row", "Row", lambda fault: fault.number, kind="number"),
    Column[Fault]("column", "Column", lambda fault: fault.column or "The whole row"),
    Column[Fault]("written", "What it says", lambda fault: fault.written),
    Column[Fault]("message", "What to do", lambda fault: fault.message),
    Column[Fault]("code", "Code", lambda fault: fault.code),
)


def fault_table(upload: Upload, rows: Iterable[UploadRow]) -> Table[Fault]:
    def mend(fault: Fault) -> str:
        return reverse("upload_row_change", args=[upload.public_id, fault.number])

    first = Column[Fault]("row", "Row", lambda fault: f"Mend row {fault.number}", href=mend)
    return Table("Errors, row by row", [first, *FAULT_COLUMNS[1:]], faults_of(rows))


def row_table(upload: Upload, kind: Kind, rows: Iterable[UploadRow], effect: str) -> Table[UploadRow]:
    """The rows of one effect: what they are about, and what changes."""

    def open_(row: UploadRow) -> str:
        return reverse("upload_row_change", args=[upload.public_id, row.number])

    name, when = kind.shows
    columns = [
        Column[UploadRow]("row", "Row", lambda row: f"Row {row.number}", href=open_),
        Column[UploadRow]("name", label_of(name), lambda row: row.cells.get(name, "")),
        Column[UploadRow]("when", label_of(when), lambda row: row.cells.get(when, "") or None),
    ]
    if effect == "changed":
        columns.append(Column[UploadRow]("what", "What changes", _changes))
    return Table(f"{EFFECTS[effect]} {kind.things}", columns, rows)


def _changes(row: UploadRow) -> str:
    names = dict.fromkeys(FIELDS.get(name, name.replace("_", " ")) for name in row.changed_fields)
    return ", ".join(names).capitalize()


def outcome_table(upload: Upload, kind: Kind) -> Table[Sequence[Any]]:
    names = ("added", "changed", "unchanged", "withdrawn")
    found = upload.outcome
    rows = [[kind.things.capitalize(), *(found.get(name, 0) for name in names)]]
    if kind.has_courses:
        rows.insert(0, ["Courses", *(found["courses"].get(name, 0) for name in names)])
    caption = "What has changed" if upload.state == Upload.State.PUBLISHED else "What publishing changes"
    return simple_table(caption, ["What", *(name.capitalize() for name in names)], rows)


def history_table(uploads: Iterable[Upload]) -> Table[Upload]:
    columns = [
        Column[Upload](
            "file", "File", lambda upload: upload.file_name,
            href=lambda upload: reverse("upload_show", args=[upload.public_id]),
        ),
        Column[Upload]("kind", "What it holds", lambda upload: KINDS[upload.kind].label),
        Column[Upload]("state", "State", lambda upload: upload.get_state_display()),
        Column[Upload]("rows", "Rows", lambda upload: upload.row_count, kind="number"),
        Column[Upload]("who", "Uploaded by", lambda upload: str(upload.created_by or "")),
        Column[Upload]("when", "When", lambda upload: upload.created_at.date(), kind="day"),
    ]  # fmt: skip
    return Table("Your uploads", columns, uploads)
