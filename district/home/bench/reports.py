"""How long a snapshot and reports over it take, beside one hand-written aggregate of the same rows in the same run."""

import logging
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.home.bench import cpu, reports_filling
from district.home.bench.matching import most_held
from district.home.bench.pages import Meter, served
from district.home.bench.scratch import backend, scratch_database
from district.partners import actors
from district.partners.models import Membership
from district.reports.definitions import DEFINITIONS
from district.reports.models import ReportRun, Snapshot, month_of
from district.reports.scope import WHOLE, Scope
from district.reports.services import runs, snapshots

Say = Callable[[str], None]
ROUNDS = 5
READS = 60
HAND_WRITTEN = """
SELECT provider_id, programme_id, count(*) FILTER (WHERE is_start),
    count(*) FILTER (WHERE is_start AND standing = 'continuing'),
    count(*) FILTER (WHERE is_start AND standing = 'on_break'),
    count(*) FILTER (WHERE is_start AND standing = 'withdrawn'),
    count(*) FILTER (WHERE standing = 'left_early'),
    count(*) FILTER (WHERE is_start AND is_completer),
    count(*) FILTER (WHERE is_start AND is_completer AND is_outcome),
    count(*) FILTER (WHERE is_start AND is_completer AND has_interview),
    count(*) FILTER (WHERE is_start AND is_completer AND (has_interview OR is_outcome)),
    count(*) FILTER (WHERE is_leaver), count(*) FILTER (WHERE is_completer),
    count(*) FILTER (WHERE is_leaver AND standing = 'achieved'),
    count(*) FILTER (WHERE is_qualifying), count(*) FILTER (WHERE is_qualifying AND standing <> 'withdrawn')
FROM reports_enrolmentrow
WHERE snapshot_id = %s
GROUP BY GROUPING SETS ((provider_id, programme_id), (provider_id), ())
"""


def measure(*, enrolments: int, say: Say) -> dict[str, Any]:
    """Fills a scratch database with all that a month freezes, then measures in turns."""
    logging.getLogger().setLevel(logging.ERROR)
    with scratch_database() as address:
        say(f"filling in {enrolments:,} enrolments")
        staff = reports_filling.fill(enrolments)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '280s'")
        say("freezing them")
        promised = snapshots.promise(month=month_of(timezone.localdate()), as_at=timezone.localdate())
        taking, snapshot = _timed(lambda: snapshots.take(snapshot_id=promised.pk))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        say("counting R1 beside the hand-written aggregate, in turns")
        made = _run("R1", snapshot, staff)
        pairs = [
            (_timed(lambda: _run("R1", snapshot, staff))[0], _timed(lambda: _by_hand(snapshot))[0])
            for _ in range(ROUNDS)
        ]
        say("counting R4 and R6")
        others = {code: _timed(partial(_run, code, snapshot, staff))[0] for code in ("R4", "R6")}
        say("reading a finished report beside a bare view")
        read = _read(address, made, staff)
        peak = max(most_held(backend()), most_held("self"))
        return {
            "rows": snapshot.row_counts,
            "seconds": {
                "snapshot": round(taking, 2),
                "R1": _middle(ours for ours, _ in pairs),
                **{code: round(seconds, 3) for code, seconds in others.items()},
                "sql": _middle(by_hand for _, by_hand in pairs),
            },
            "ratio": {"R1_to_sql": _middle(ours / by_hand for ours, by_hand in pairs), **read.pop("ratio")},
            **read,
            "peak_mib": round(peak, 1),
            "checksum": made.checksum,
        }


def _middle(numbers: Any) -> float:
    return round(statistics.median(numbers), 3)


def _timed[Found](work: Callable[[], Found]) -> tuple[float, Found]:
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def _by_hand(snapshot: Snapshot) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '64MB'; SET jit = off")
        cursor.execute(HAND_WRITTEN, [snapshot.pk])
        return cursor.fetchall()


def _run(code: str, snapshot: Snapshot, staff: User) -> ReportRun:
    """From asking to the drawn report, as a worker does it."""
    member = Membership.objects.select_related("user", "organisation").get(user=staff)
    asked = runs.ask(
        definition=DEFINITIONS[code], snapshot=snapshot, scope=Scope(period=WHOLE), by=actors.acting(member)
    )
    return runs.count(run_id=asked.pk)


def _read(address: str, run: ReportRun, staff: User) -> dict[str, Any]:
    """A finished report and a bare view of 20 rows for the same person, in turns under one server."""
    client = Client()
    client.force_login(staff)
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}"
    page, bare = reverse("report_show", args=[run.public_id]), "/bench/floor/staff/"
    with served(address) as (pid, port):
        meter = Meter(web=pid, database=cpu.parent_of(backend()), port=port)
        for path in (page, bare):
            meter.round(path, READS // 3, cookie)
        turns = [(meter.round(page, READS, cookie), meter.round(bare, READS, cookie)) for _ in range(ROUNDS)]
    ours, floor = (_p95(each) for each in zip(*turns, strict=True))
    return {
        "read_p95_ms": ours,
        "bare_p95_ms": floor,
        "ratio": {"read_to_bare": _middle(_p95([ours]) / _p95([floor]) for ours, floor in turns)},
    }


def _p95(rounds: Any) -> float:
    times = sorted(value for each in rounds for value in each.times_ms)
    return round(times[int(0.95 * (len(times) - 1))], 2)
