"""Counting a report: asked for by a person or an order, done by a worker over a frozen month, never changed again."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from district.figures.disclosure.profiles import DESK
from district.outbox.services import progress, tasks
from district.partners.actor import Actor
from district.reports import counting, drawing, protection
from district.reports.definitions import DEFINITIONS
from district.reports.models import DrawnReport, Label, ReportRun, Snapshot
from district.reports.parts import Definition, Told, checksum, plain, read_back
from district.reports.protecting import all_protected
from district.reports.scope import COHORTS, Scope, periods
from district.reports.services import versions
from district.web.errors import NotAllowed, Refused

CALM = """
    SELECT set_config('statement_timeout', '120s', true), set_config('work_mem', '64MB', true),
        set_config('jit', 'off', true)
"""
MOST_WAITING = 10


@transaction.atomic
def ask(*, definition: Definition, snapshot: Snapshot, scope: Scope, by: Actor) -> ReportRun:
    """A report over the same snapshot and scope that is being counted is that one."""
    if not by.is_staff:
        raise NotAllowed("Reports are for WMCA staff. What is published is open to everybody.")
    waiting = ReportRun.objects.filter(state=ReportRun.State.WAITING, asked_by=by.person)
    if waiting.count() >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} reports of yours are being counted. Wait for one of them.")
    return begin(definition=definition, snapshot=snapshot, scope=scope, person_id=by.person.pk)


@transaction.atomic
def begin(*, definition: Definition, snapshot: Snapshot, scope: Scope, person_id: int | None) -> ReportRun:
    if snapshot.state != Snapshot.State.READY:
        raise Refused("This month is still being frozen. Try again in a minute.", field="snapshot")
    version = versions.of(definition)
    same = {"definition": version, "snapshot": snapshot, "scope": scope.plain()}
    if already := ReportRun.objects.filter(
        state=ReportRun.State.WAITING, asked_by_id=person_id, **same
    ).first():
        return already
    run = ReportRun.objects.create(
        **same,
        scope_words=scope_words(scope, definition, snapshot),
        asked_by_id=person_id,
        as_at=snapshot.as_at,
        progress=progress.start(title=f"Counting {definition.code}", total=len(definition.tables) + 1),
    )
    tasks.enqueue(name="reports.count_report", args={"run_id": run.pk}, key=f"report {run.pk}")
    return run


def scope_words(scope: Scope, definition: Definition, snapshot: Snapshot) -> str:
    parts = []
    if "period" in definition.fields:
        parts.append(dict(periods(snapshot.as_at)).get(scope.period, "All years"))
    for kind in ("programme", "provider", "council"):
        if key := getattr(scope, kind):
            parts.append(Label.objects.get(snapshot=snapshot, kind=kind, key=key).words)
    if scope.cohort:
        parts.append(COHORTS[scope.cohort].label)
    return ", ".join(parts) or "The whole region"


def count(*, run_id: int) -> ReportRun:
    """Begun again after a worker has died, it counts the same once more: the rows are frozen."""
    run = ReportRun.objects.select_related("definition", "snapshot").get(pk=run_id)
    if run.state != ReportRun.State.WAITING:
        return run
    definition = DEFINITIONS[run.definition.code]
    scope = Scope.read_back(run.scope)
    counted: dict[str, Told] = {}
    for tables in counting.in_groups(definition.tables):
        with protection.under(protection.REPORTS), connection.cursor() as cursor:
            cursor.execute(CALM)
            found = counting.count_together(tables, run.snapshot, scope)
        counted |= {table.key: told for table, told in zip(tables, found, strict=True)}
        if run.progress_id:
            progress.advance(progress_id=run.progress_id, by=len(tables), note=tables[0].title)
    if definition.is_always_protected:
        counted, _ = all_protected(definition.tables, counted, DESK)
    return _finish(run, definition, {table.key: counted[table.key] for table in definition.tables})


@transaction.atomic
def _finish(run: ReportRun, definition: Definition, told: dict[str, Told]) -> ReportRun:
    locked = ReportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != ReportRun.State.WAITING:
        return locked
    locked.result = {"tables": plain(list(told.values()))}
    locked.checksum = checksum(locked.result)
    locked.row_counts = run.snapshot.row_counts
    locked.state, locked.finished_at = ReportRun.State.FINISHED, timezone.now()
    locked.save(update_fields=["result", "checksum", "row_counts", "state", "finished_at"])
    draw(locked, definition)
    if run.progress_id:
        progress.finish(progress_id=run.progress_id)
    tasks.enqueue(name="reports.deliver_report", args={"run_id": run.pk}, key=f"deliver {run.pk}")
    return locked


def draw(run: ReportRun, definition: Definition) -> DrawnReport:
    tables = read_back(run.result["tables"])
    values: dict[str, Any] = {
        "style": drawing.STYLE,
        "html": drawing.draw(definition, tables),
        "html_open": drawing.draw(definition, tables, opens=True),
    }
    return DrawnReport.objects.update_or_create(run=run, defaults=values)[0]


@transaction.atomic
def give_up(*, run_id: int, fault: str) -> None:
    """What could not be counted says so, instead of waiting for ever."""
    run = ReportRun.objects.select_for_update().get(pk=run_id)
    if run.state == ReportRun.State.WAITING:
        run.state, run.finished_at, run.fault = ReportRun.State.FAILED, timezone.now(), fault[:300]
        run.save(update_fields=["state", "finished_at", "fault"])
        if run.progress_id:
            progress.fail(progress_id=run.progress_id, note="It could not be counted.")


def is_equal_when_counted_again(run: ReportRun) -> bool:
    """Counts it once more, writes nothing, and compares the checksums."""
    definition = DEFINITIONS[run.definition.code]
    scope = Scope.read_back(run.scope)
    with protection.under(protection.REPORTS):
        told = {table.key: counting.count(table, run.snapshot, scope) for table in definition.tables}
    if definition.is_always_protected:
        told, _ = all_protected(definition.tables, told, DESK)
    return checksum({"tables": plain(list(told.values()))}) == run.checksum
