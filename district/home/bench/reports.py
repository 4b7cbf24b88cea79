"""How long a snapshot and reports over it take, beside one hand-written aggregate of the same rows in the same run."""

import logging
import statistics
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.home.bench import cpu
from district.home.bench.matching import most_held
from district.home.bench.pages import Meter, served
from district.home.bench.scratch import backend, scratch_database
from district.partners import actors
from district.partners.models import Membership, Organisation, OrganisationRole, Rank, Role
from district.places.models import Council
from district.reports.definitions import DEFINITIONS
from district.reports.models import ReportRun, Snapshot, month_of
from district.reports.scope import WHOLE, Scope
from district.reports.services import runs, snapshots
from employers.models import Vacancy
from learners.models import EqualityAnswers, Learner
from programmes.models import Application, Course, CourseRun, Destination, Enrolment, Programme

Say = Callable[[str], None]
COUNCILS = ("E08000025", "E08000026", "E08000027", "E08000028", "E08000029", "E08000030", "E08000031")
PROVIDERS, PROGRAMMES, COURSES, RUNS = 40, 12, 400, 4_000
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
    """Fills a scratch database with enrolments, applications, destinations and answers, then measures in turns."""
    logging.getLogger().setLevel(logging.ERROR)
    with scratch_database() as address:
        say(f"filling in {enrolments:,} enrolments")
        staff = _fill(enrolments)
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


# What is measured -----------------------------------------------------------------------------------


def _fill(count: int) -> User:
    """Spread over three years, seven councils, and every way in which an enrolment can stand; the same each time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = 'replica'")
    staff = User.objects.create(email="staff@bench.example", name="Staff")
    authority = Organisation.objects.create(name="Combined authority")
    OrganisationRole.objects.create(
        organisation=authority,
        role=Role.AUTHORITY,
        state="approved",
        decided_at=timezone.now(),
        decided_by=staff,
    )
    Membership.objects.create(user=staff, organisation=authority, rank=Rank.ADMIN)
    Council.objects.bulk_create(
        Council(code=code, name=code, slug=code.lower(), is_inside=True) for code in COUNCILS
    )
    _series(Organisation, PROVIDERS, id="1000 + n", name="'Provider ' || n")
    _series(Programme, PROGRAMMES, id="n", name="'Programme ' || n", kind="'skills_bootcamp'")
    _series(
        Course, COURSES, id="n", title="'Course ' || n", organisation_id=f"1001 + n % {PROVIDERS}",
        programme_id=f"1 + n % {PROGRAMMES}", state="'live'", level="'3'", sector="'DIGITAL'",
    )  # fmt: skip
    _series(
        CourseRun,
        RUNS,
        id="n",
        course_id=f"1 + n % {COURSES}",
        mode="'online'",
        state="'closed'",
        starts_on="current_date",
    )
    _series(Vacancy, 20, title="'Vacancy ' || n", organisation_id="1001", description="''")
    people = max(count * 4 // 5, 1)
    _series(User, people, id="1000000 + n", email="'p' || n || '@bench.example'", is_active="true")
    _series(Learner, people, id="n", user_id="1000000 + n")
    _series(
        EqualityAnswers, people // 2, learner_id="n * 2", sex="(ARRAY['F', 'M'])[1 + n % 2]",
        ethnicity="(ARRAY['A', 'B', 'M', 'W', 'W', 'W', 'O'])[1 + n % 7]",
        has_disability="(ARRAY['Y', 'N', 'N', 'N', ''])[1 + n % 5]",
        is_care_leaver="CASE WHEN n % 40 = 0 THEN 'Y' ELSE 'N' END", may_count="n % 10 < 8",
    )  # fmt: skip
    _enrolments(count, people)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'origin'")
        cursor.execute("ANALYZE")
    return staff


def _enrolments(count: int, people: int) -> None:
    mixed = "(hashint4(n) & 1048575)"  # evenly spread, and the same each time
    state = (
        "(ARRAY['achieved', 'achieved', 'achieved', 'achieved', 'achieved', 'achieved', 'not_achieved', 'completed', "
        f"'withdrawn', 'withdrawn', 'in_learning', 'on_break', 'no_show'])[1 + {mixed} % 13]"
    )
    begun = f"(current_date - 40 - {mixed} % 1000)"
    common = {"learner_id": f"1 + n % {people}", "run_id": f"1 + (n * 7 + n / {people}) % {RUNS}"}
    created = f"({begun} - 30)::timestamptz"
    _series(
        Application, count, id="n", **common, state="'enrolled'", submitted_at=f"({begun} - 28)::timestamptz",
        offered_at=f"({begun} - 20)::timestamptz", ended_at=f"({begun} - 5)::timestamptz", created_at=created,
        changed_at=created,
    )  # fmt: skip
    _series(
        Enrolment, count, id="n", **common, application_id="n", organisation_id=f"1001 + n % {PROVIDERS}",
        state=state, starts_on=begun, planned_end_on=f"{begun} + 90", created_at=created, changed_at=created,
        ended_on=f"CASE WHEN {state} IN ('in_learning', 'no_show') THEN NULL ELSE {begun} + {mixed} % 40 END",
        withdrawal_reason=f"CASE WHEN {state} = 'withdrawn' THEN '44' ELSE '' END", holds_place="false",
        age_at_start=f"17 + {mixed} % 50", imd_decile=f"1 + {mixed} % 10", prior_level="'4'", employment_status="'11'",
        council_code=f"(ARRAY{list(COUNCILS)})[1 + {mixed} % 7]", ward_code="'E05011151'", programme_type="'32'",
    )  # fmt: skip
    _series(
        Destination, count // 3, id="n", enrolment_id="n * 3", kind="'EMP'", code="'1'", collected_on="current_date",
        starts_on=f"current_date - 40 - (hashint4(n * 3) & 1048575) % 1000 + 60 + {mixed} % 200",
    )  # fmt: skip


def _series(model: type[models.Model], count: int, **columns: str) -> None:
    """`count` rows by one statement: SQL of n for each column, and the field's own default for all others."""
    given: dict[str, str] = {
        **{str(each.column): _default(each) for each in model._meta.concrete_fields},
        **columns,
    }
    if "id" in given and "id" not in columns:
        del given["id"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(given)}) "  # noqa: S608 (own names)
            f"SELECT {', '.join(given.values())} FROM generate_series(1, {count}) n"
        )


def _default(each: "models.Field[Any, Any]") -> str:
    if each.default is uuid.uuid4:
        return "gen_random_uuid()"
    if each.default in {timezone.now, timezone.localdate} or getattr(each, "auto_now", False):
        return "now()"
    if each.null:
        return "NULL"
    if isinstance(each, models.JSONField):
        return "'[]'"
    if each.has_default() and not callable(each.default):
        value = each.default
        return str(value).lower() if isinstance(value, bool) else f"'{value}'"
    return "'bench'" if each.unique else "''"
