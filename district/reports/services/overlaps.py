"""Whether figures may be published beside those of the same frozen month: two tables of nearly the same people would
tell about the few in whom they differ.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from district.figures.disclosure import overlap
from district.figures.disclosure.profiles import DISTRICT
from district.reports.counting import ENDED, STARTED
from district.reports.models import Publication, ReportRun
from district.reports.scope import Scope


@dataclass(frozen=True)
class People:
    """Whom a report is about: rows of a frozen table. Reports of employers and skills are about nobody."""

    table: str
    where: str


LEARNING = "reports_enrolmentrow"
WHO = {
    **dict.fromkeys(("R1", "R4", "R5"), People(LEARNING, "is_start AND {started}")),
    "R7": People(LEARNING, "is_completer AND {ended}"),
    "R8": People(LEARNING, "standing IN ('withdrawn', 'left_early') AND {started}"),
    "R6": People("reports_applicationrow", "begun_on BETWEEN %(first)s AND %(last)s"),
}


def check(run: ReportRun) -> None:
    """Against everything that is out, or waits for its time, of the same month, whichever time it was frozen."""
    who = WHO.get(run.definition.code)
    if who is None:
        return
    standing = Publication.objects.filter(run__snapshot__month=run.snapshot.month, cancelled_at=None)
    published = (
        standing.select_related("run__definition").defer("result", "html", "run__result").order_by("id")
    )
    others = [
        each
        for each in published
        if (theirs := WHO.get(each.run.definition.code)) and theirs.table == who.table
    ]
    if not others:
        return
    conditions, values = [], {"snapshot": run.snapshot_id}
    for number, each in enumerate([*(other.run for other in others), run]):
        words, given = _condition(each)
        conditions.append(f"coalesce({words.replace('%(', f'%(t{number}_')}, false)")
        values |= {f"t{number}_{name}": value for name, value in given.items()}
    columns = ", ".join(conditions)
    numbers = ", ".join(str(number) for number in range(1, len(conditions) + 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, count(*) FROM {who.table} WHERE snapshot_id = %(snapshot)s GROUP BY {numbers}",  # noqa: S608 (from definitions)
            values,
        )
        groups = cursor.fetchall()
    if not groups:
        return
    memberships = np.array([group[:-1] for group in groups], bool).T
    counts = np.array([group[-1] for group in groups], np.int64)
    names = [f"{each.title} ({each.run.scope_words})" for each in others]
    overlap.check_groups(names, memberships, counts, threshold=DISTRICT.sensitive.threshold)


def _condition(run: ReportRun) -> tuple[str, dict[str, Any]]:
    scope, who = Scope.read_back(run.scope), WHO[run.definition.code]
    narrowed, values = scope.sql()
    first, last = scope.days
    where = who.where.format(started=STARTED, ended=ENDED)
    return f"({narrowed} AND {where})", values | {"first": first, "last": last}
