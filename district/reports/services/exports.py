"""What leaves the desk is written down first: who, which report, which file, what for. So is who opened rows."""

from district.partners.actor import Actor
from district.reports.models import ReportRun, RowsSeen
from district.web.errors import NotAllowed
from programmes.models import ExportRecord


def record(*, run: ReportRun, kind: str, purpose: str, rows: int, by: Actor) -> ExportRecord:
    if not by.is_staff:
        raise NotAllowed("Reports are for WMCA staff. What is published is open to everybody.")
    return ExportRecord.objects.create(
        organisation=by.own_organisation,
        made_by=by.person,
        kind=f"report {run.definition.code} as {kind}",
        purpose=purpose,
        narrowed_by=f"{run.scope_words} ({run.public_id})"[:500],
        row_count=rows,
    )


def rows_seen(*, run: ReportRun, row: int, column: str, rows: int, by: Actor) -> RowsSeen:
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators among WMCA staff open the rows behind a figure.")
    return RowsSeen.objects.create(run=run, seen_by=by.person, row=row, column=column, row_count=rows)
