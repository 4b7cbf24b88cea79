"""Freezing a month: sets of rows are copied by the database, checked by a sum, and never changed again."""

import hashlib
from datetime import date, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from district.outbox.services import progress, tasks
from district.partners.actor import Actor
from district.reports.models import ROWS, Snapshot, month_of
from district.reports.models.snapshot import Row
from district.reports.services import equity, freezing
from district.web.errors import NotAllowed, Refused


@transaction.atomic
def ask(*, reason: str = "", by: Actor) -> Snapshot:
    """This month's; taken once more where it has been taken, which needs a reason."""
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators among WMCA staff freeze a month.")
    today = timezone.localdate()
    return promise(month=month_of(today), as_at=today, reason=reason, by=by)


@transaction.atomic
def promise(*, month: date, as_at: date, reason: str = "", by: Actor | None = None) -> Snapshot:
    _one_at_a_time()
    earlier = Snapshot.objects.filter(month=month)
    if being_taken := earlier.filter(state=Snapshot.State.TAKING).first():
        _promise_part(being_taken)  # should its worker have given up
        return being_taken
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > 1 and not reason:
        raise Refused("This month is frozen already. Say why it has to be taken once more.", field="reason")
    snapshot = Snapshot.objects.create(
        month=month,
        number=number,
        reason=reason if number > 1 else "",
        as_at=as_at,
        asked_by=by.person if by else None,
        progress=progress.start(title="Freezing the rows", total=freezing.STEPS + 1),
    )
    _promise_part(snapshot)
    return snapshot


def promise_last_month() -> Snapshot | None:
    """On the first days of a month, of the one that is over; nothing where it was taken."""
    today = timezone.localdate()
    month = month_of(month_of(today) - timedelta(days=1))
    if Snapshot.objects.filter(month=month).exists():
        return None
    return promise(month=month, as_at=today - timedelta(days=1))


def take(*, snapshot_id: int) -> Snapshot:
    """All that is left to do of it."""
    while not (snapshot := _take_part(snapshot_id)).is_ready:
        pass
    return snapshot


def take_next(*, snapshot_id: int) -> Snapshot:
    """One part of it, and the promise of the next: each has a worker's whole time, and what is done stays done."""
    snapshot = _take_part(snapshot_id)
    if not snapshot.is_ready:
        with transaction.atomic():
            _promise_part(snapshot)
    return snapshot


def _promise_part(snapshot: Snapshot) -> None:
    tasks.enqueue(
        name="reports.take_snapshot", args={"snapshot_id": snapshot.pk}, key=f"snapshot {snapshot.pk}"
    )


def _take_part(snapshot_id: int) -> Snapshot:
    """Begun again after a worker has died, it empties what that one left of the part."""
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    if snapshot.is_ready:
        return snapshot
    if snapshot.parts_taken == len(freezing.PARTS):
        return _finish(snapshot)
    freezing.fill(freezing.PARTS[snapshot.parts_taken], snapshot, tell=partial(_advance, snapshot))
    snapshot.parts_taken += 1
    snapshot.save(update_fields=["parts_taken"])
    return snapshot


def _advance(snapshot: Snapshot, note: str) -> None:
    if snapshot.progress_id:
        progress.advance(progress_id=snapshot.progress_id, by=1, note=note)


@transaction.atomic
def _finish(snapshot: Snapshot) -> Snapshot:
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    counts, sums = {}, []
    freezing.calm()
    with connection.cursor() as cursor:
        for model in ROWS:
            name = model._meta.db_table.removeprefix("reports_")
            cursor.execute(_summed(model), [snapshot.pk])
            counts[name], total = cursor.fetchone()
            sums.append(f"{name} {counts[name]} {total}")
    snapshot.state = Snapshot.State.READY
    snapshot.ready_at = timezone.now()
    snapshot.row_counts = counts
    snapshot.checksum = hashlib.sha256("\n".join(sums).encode()).hexdigest()
    snapshot.save(update_fields=["state", "ready_at", "row_counts", "checksum"])
    equity.tell(snapshot)
    if snapshot.progress_id:
        progress.finish(progress_id=snapshot.progress_id)
    tasks.enqueue(name="reports.run_orders", args={"snapshot_id": snapshot.pk}, key=f"orders {snapshot.pk}")
    return snapshot


def _summed(model: type[Row]) -> str:
    """How many rows, and a sum that is the same for the same rows whenever they are taken: neither their order nor the
    numbers that stand for people matter, only which rows are of one person.
    """
    names = {field.column for field in model._meta.concrete_fields if field.column}
    told = ", ".join(f'kept."{name}"' for name in sorted(names - {"id", "snapshot_id", "person"}))
    person = "person" if "person" in names else "NULL"
    groups = "GROUP BY person" if "person" in names else ""
    return (
        "SELECT coalesce(sum(number), 0)::bigint, coalesce(sum(hash_numeric_extended(together, 0)), 0) "  # noqa: S608 (own names)
        f"FROM (SELECT {person}, count(*) AS number, sum(hash_record_extended(ROW({told}), 0)) AS together "
        f"FROM {model._meta.db_table} kept WHERE snapshot_id = %s {groups}) people"
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports snapshot'))")
