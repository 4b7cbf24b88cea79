"""Whether figures may be published beside all that are: two tables of nearly the same people, of whichever months,
would tell about the few in whom they differ.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from district.figures.disclosure import overlap
from district.figures.disclosure.profiles import DISTRICT
from district.reports.counting import ENDED, STARTED
from district.reports.definitions import funnel
from district.reports.models import Publication, ReportRun
from district.reports.scope import Scope


@dataclass(frozen=True)
class People:
    """Whom a report is about: rows of a frozen table. Reports of employers and skills are about nobody.

    `key` names a row in every frozen month alike, so that months can be compared; empty where nothing does, and all are
    judged by the rows of the month that is to be published.
    """

    table: str
    key: str
    where: str


def _learning(where: str) -> tuple[People, ...]:
    return (People("reports_enrolmentrow", "enrolment_id", where),)


WHO = {
    **dict.fromkeys(("R1", "R4", "R5"), _learning("is_start AND {started}")),
    "R7": _learning("is_completer AND {ended}"),
    "R8": _learning("standing IN ('withdrawn', 'left_early') AND {started}"),
    "R6": (
        People("reports_applicationrow", "application_id", "begun_on BETWEEN %(first)s AND %(last)s"),
        People("reports_reachrow", "", "reached_on BETWEEN %(first)s AND %(last)s"),
    ),
}


def check(run: ReportRun, *, profile: str) -> None:
    """Against everything that is out, or waits for its time.

    Nothing new is told of the very people of whom a table was told afresh. Left out are earlier publications of the
    same report, scope and profile, and whatever was of the same people as they: what hardly moved since then is told
    as it was (see `publications.protected_tables`).
    """
    for who in WHO.get(run.definition.code, ()):
        others = _published(who)
        memberships, counts = _groups(who, [*(each.run for each in others), run])
        if not others or not counts.size:
            continue
        rows = list(zip(memberships, others, strict=False))
        if any(np.array_equal(row, memberships[-1]) and _is_fresh(each, others) for row, each in rows):
            continue
        steady = [row for row, each in rows if _holds_to(each, run, profile)]
        held = [
            at
            for at, row in enumerate(memberships[:-1])
            if not any(np.array_equal(row, other) for other in steady)
        ]
        names = [f"{others[at].title} ({others[at].run.scope_words})" for at in held]
        overlap.check_groups(names, memberships[[*held, -1]], counts, threshold=DISTRICT.sensitive.threshold)


def _published(who: People) -> list[Publication]:
    """About the same kind of people."""
    codes = [code for code, about in WHO.items() if any(each.table == who.table for each in about)]
    found = Publication.objects.filter(cancelled_at=None, run__definition__code__in=codes)
    return list(found.select_related("run__definition").defer("result", "html", "run__result").order_by("id"))


def _holds_to(publication: Publication, run: ReportRun, profile: str) -> bool:
    """Whether figures of the run are told as this publication told them, wherever they hardly moved."""
    earlier = publication.run
    return (
        publication.profile == profile
        and earlier.definition.code == run.definition.code
        and earlier.scope == run.scope
        and earlier.snapshot_id != run.snapshot_id
    )


def _is_fresh(publication: Publication, others: Sequence[Publication]) -> bool:
    """Whether its figures were told as they were counted, and not held to earlier ones."""
    earlier = [each for each in others if each.pk < publication.pk]
    return not any(_holds_to(each, publication.run, publication.profile) for each in earlier)


def _groups(who: People, runs: Sequence[ReportRun]) -> tuple[overlap.Mask, overlap.Counts]:
    """People by the tables that they stand in: a row a run, a column a group, and how many each group is."""
    by_snapshot: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(runs):
        by_snapshot[each.snapshot_id if who.key else runs[-1].snapshot_id].append(number)
    values: dict[str, Any] = {}
    parts = []
    for snapshot, numbers in by_snapshot.items():
        conditions = {}
        for number in numbers:
            words, given = _condition(runs[number], who.table)
            conditions[number] = f"coalesce({words.replace('%(', f'%(t{number}_')}, false)"
            values |= {f"t{number}_{name}": value for name, value in given.items()}
        columns = ", ".join(conditions.get(number, "false") for number in range(len(runs)))
        parts.append(
            f"SELECT {who.key or 'person'}, {columns} FROM {who.table} "  # noqa: S608 (from definitions)
            f"WHERE snapshot_id = %(s{snapshot})s AND ({' OR '.join(conditions.values())})"
        )
        values[f"s{snapshot}"] = snapshot
    names = ", ".join(f"m{number}" for number in range(len(runs)))
    together = ", ".join(f"bool_or(m{number}) AS m{number}" for number in range(len(runs)))
    told = " UNION ALL ".join(parts)
    statement = (
        f"SELECT {names}, count(*) FROM (SELECT {together} FROM ({told}) told (id, {names}) GROUP BY id) people "  # noqa: S608 (own names)
        f"GROUP BY {names}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        groups = cursor.fetchall()
    return np.array([group[:-1] for group in groups], bool).T, np.array(
        [group[-1] for group in groups], np.int64
    )


def _condition(run: ReportRun, table: str) -> tuple[str, dict[str, Any]]:
    scope = Scope.read_back(run.scope)
    who = next(each for each in WHO[run.definition.code] if each.table == table)
    narrowed, values = scope.sql() if who.key else funnel.met(scope)
    first, last = scope.days
    where = who.where.format(started=STARTED, ended=ENDED)
    return f"({narrowed} AND {where})", values | {"first": first, "last": last}
