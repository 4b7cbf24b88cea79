"""Freezing a month: sets of rows are copied by the database, checked by a sum, and never changed again."""

import hashlib
import secrets
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from district.figures import measures
from district.outbox.services import progress, tasks
from district.partners.actor import Actor
from district.reports import protection
from district.reports.models import ROWS, Snapshot, month_of
from district.reports.models.snapshot import Row
from district.reports.services import equity, money
from district.web.errors import NotAllowed, Refused

FOLDER = Path(__file__).parents[1] / "sql"
STEPS = (
    ("take_enrolments", "Enrolments"),
    ("take_applications", "Applications"),
    ("take_reach", "Who was reached"),
    ("take_equality", "Groups of people"),
    ("take_employers", "Employers"),
    ("take_demand", "What is asked and taught"),
    ("take_matching", "Matching"),
    ("take_labels", "Names"),
)
FROM_ANSWERS = {"take_equality", "take_matching"}
MONEY = "Contracts and claims"
EQUITY = "How far people of each group came"
CALM = """
    SELECT set_config('statement_timeout', '250s', true), set_config('work_mem', '128MB', true),
        set_config('jit', 'off', true)
"""
QUESTIONS = ("sex", "ethnicity", "disability", "care")
CUTS = {"programme": "programme_id", "provider": "provider_id", "council": "council_code"}


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
        progress=progress.start(title="Freezing the rows", total=len(STEPS) + 3),
    )
    tasks.enqueue(
        name="reports.take_snapshot", args={"snapshot_id": snapshot.pk}, key=f"snapshot {snapshot.pk}"
    )
    return snapshot


def promise_last_month() -> Snapshot | None:
    """On the first days of a month, of the one that is over; nothing where it was taken."""
    today = timezone.localdate()
    month = month_of(month_of(today) - timedelta(days=1))
    if Snapshot.objects.filter(month=month).exists():
        return None
    return promise(month=month, as_at=today - timedelta(days=1))


def take(*, snapshot_id: int) -> Snapshot:
    """Copies the rows. Begun again after a worker has died, it empties what that one left."""
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    if snapshot.state == Snapshot.State.READY:
        return snapshot
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CALM)
        for model in ROWS:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE snapshot_id = %s", [snapshot.pk])  # noqa: S608 (own names)
    values: dict[str, Any] = {
        "snapshot": snapshot.pk,
        "as_at": snapshot.as_at,
        "started_at": snapshot.started_at,
        "seed": secrets.randbits(62),  # never kept: nobody can tell whose number it was
    }
    for name, words in STEPS:
        role = protection.ANSWERS if name in FROM_ANSWERS else protection.REPORTS
        with protection.under(role), connection.cursor() as cursor:
            cursor.execute(CALM)
            cursor.execute(statement(name), values)
        _advance(snapshot, words)
    with protection.under(protection.REPORTS):
        money.freeze(snapshot)
    _advance(snapshot, MONEY)
    with protection.under(protection.ANSWERS), connection.cursor() as cursor:
        cursor.execute(CALM)
        equity.freeze(snapshot)
    _advance(snapshot, EQUITY)
    return _finish(snapshot)


def _advance(snapshot: Snapshot, note: str) -> None:
    if snapshot.progress_id:
        progress.advance(progress_id=snapshot.progress_id, by=1, note=note)


@transaction.atomic
def _finish(snapshot: Snapshot) -> Snapshot:
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    counts, sums = {}, []
    with connection.cursor() as cursor:
        cursor.execute(CALM)
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
    hashed = f"hash_record_extended(ROW({told}), 0)::numeric"
    person = "person" if "person" in names else "NULL"
    groups = "GROUP BY person" if "person" in names else ""
    return (
        "SELECT coalesce(sum(number), 0)::bigint, coalesce(sum(hash_numeric_extended(together, 0)::numeric), 0) "  # noqa: S608 (own names)
        f"FROM (SELECT {person}, count(*) AS number, sum({hashed}) AS together FROM {model._meta.db_table} kept "
        f"WHERE snapshot_id = %s {groups}) people"
    )


@cache
def statement(name: str) -> str:
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    if name == "take_enrolments":
        return text.format(
            days_needed=days_needed(),
            sustained_days=measures.SUSTAINED_DAYS,
            outcome_months=measures.POSITIVE_WITHIN_MONTHS,
            kinds_after=",\n        ".join(_kind_after(months) for months in (0, 3, 6)),
        )
    if name == "take_equality":
        return text.format(questions="\nUNION ALL\n".join(_question(each) for each in QUESTIONS))
    return text


def days_needed() -> str:
    """The rule of a qualifying start (F1), for sets; hours are told from registers, which may be incomplete."""
    return (
        f"CASE WHEN enrolment.programme_type = '32' THEN {_steps(measures.BOOTCAMP_LOCAL)} "
        f"ELSE {_steps(measures.GENERAL)} END"
    )


def _steps(rule: measures.Qualifying) -> str:
    length = "enrolment.planned_end_on - enrolment.starts_on + 1"
    return "CASE " + " ".join(f"WHEN {length} >= {least} THEN {days}" for least, days in rule.steps) + " END"


def _kind_after(months: int) -> str:
    """Where somebody was so many calendar months after their last day; the day itself counts as none."""
    day = f"enrolment.ended_on + interval '{months} months'"
    latest = f"found.starts_on <= {day}" + (" + interval '28 days'" if months == 0 else "")
    return (
        "(array_agg(found.kind ORDER BY found.starts_on DESC, found.id DESC) FILTER (WHERE "
        f"{latest} AND (found.ends_on IS NULL OR found.ends_on >= {day})))[1] AS at_{months}"
    )


def _question(name: str) -> str:
    cuts = ", ".join(CUTS.values())
    sets = ", ".join(["(year)", *(f"(year, {column})" for column in CUTS.values())])
    return (
        f"SELECT %(snapshot)s, '{name}', {name}, year, "  # noqa: S608 (own names)
        f"CASE grouping({cuts}) WHEN 3 THEN 'programme' WHEN 5 THEN 'provider' WHEN 6 THEN 'council' ELSE '' END, "
        "coalesce(programme_id::text, provider_id::text, council_code, ''), count(*), "
        "count(*) FILTER (WHERE is_start), count(*) FILTER (WHERE is_start AND is_completer), "
        "count(*) FILTER (WHERE is_start AND is_outcome) "
        f"FROM asked GROUP BY {name}, GROUPING SETS ({sets})"
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports snapshot'))")
