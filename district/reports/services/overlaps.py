"""Whether the people of a report may be told of beside those of the reports of the same month that are published."""

from typing import Any

import numpy as np
from django.db import connection

from district.figures.disclosure import overlap
from district.figures.disclosure.profiles import DISTRICT
from district.reports.models import Publication, ReportRun
from district.reports.scope import Scope

# The database groups the people by the scopes that they are in; how many each group is, is all that leaves it.
GROUPS = """
SELECT {scopes}, count(*) FROM reports_enrolmentrow
WHERE snapshot_id = %(snapshot)s AND is_start
GROUP BY {places}
"""


def check(run: ReportRun) -> None:
    """Refuses a scope of nearly the same people as another, or one that with others leaves only a few."""
    month = {"run__snapshot__month": run.snapshot.month}
    published = Publication.objects.filter(cancelled_at=None, **month).order_by("id")
    titles = {
        Scope.read_back(each["run__scope"]): each["title"] for each in published.values("title", "run__scope")
    }
    new = Scope.read_back(run.scope)
    scopes = [*titles, new]
    if not titles or new in titles:
        return
    groups = _groups(run, scopes)
    overlap.check_groups(
        list(titles.values()),
        np.array([row[:-1] for row in groups], bool).T.reshape(len(scopes), -1),
        np.array([row[-1] for row in groups], np.int64),
        threshold=DISTRICT.sensitive.threshold,
    )


def _groups(run: ReportRun, scopes: list[Scope]) -> list[tuple[Any, ...]]:
    conditions, values = [], {"snapshot": run.snapshot.pk}
    for number, scope in enumerate(scopes):
        words, more = scope.sql(prefix=f"s{number}_")
        first, last = scope.days
        values |= more | {f"s{number}_first": first, f"s{number}_last": last}
        conditions.append(
            f"coalesce({words} AND starts_on BETWEEN %(s{number}_first)s AND %(s{number}_last)s, false)"
        )
    places = ", ".join(str(number) for number in range(1, len(scopes) + 1))
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(scopes=", ".join(conditions), places=places), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
