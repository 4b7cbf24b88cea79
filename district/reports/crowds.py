"""Whom the figures of a report count, so that reports can be held against each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from django.db import connection

from district.figures.disclosure import overlap
from district.reports.counting import ENDED, STARTED
from district.reports.definitions import DEFINITIONS, destinations, funnel
from district.reports.models import ReportRun
from district.reports.parts import TOTAL, Told
from district.reports.scope import Scope

ENROLMENTS, APPLICATIONS, PEOPLE = "reports_enrolmentrow", "reports_applicationrow", "reports_reachrow"
# What names a row in every frozen month alike, so that months can be compared. Nothing does for people: all are judged
# by the rows of the month that is to be published.
KEYS = {ENROLMENTS: "enrolment_id", APPLICATIONS: "application_id", PEOPLE: ""}
SCOPES = {"programme": "programme_id", "provider": "provider_id", "council": "council_code"}


@dataclass(frozen=True)
class Stage:
    """Whom a report counts at one stage: rows of a frozen table. The figure stands in a table of the report, in the
    column of that key; `columns` are those of the frozen table that its dimensions tell apart.
    """

    frozen: str
    where: str
    table: str
    column: str
    columns: tuple[str, ...] = ()
    row: str = TOTAL


@dataclass(frozen=True)
class Crowd:
    """The people of one figure of a run, by the codes of its row: told, or hidden beside what is told."""

    run: ReportRun
    stage: Stage
    codes: tuple[str, ...]
    is_told: bool

    @property
    def is_everybody(self) -> bool:
        """Whether it counts all of the run's scope who came so far, and not a row of some."""
        return self.codes == (self.stage.row,) or set(self.codes) == {TOTAL}


@cache
def stages(code: str) -> tuple[Stage, ...]:
    """Of a report. Those of employers and skills are about nobody."""
    listed = [
        Stage(
            ENROLMENTS,
            f"({table.where}) AND ({count.where})",
            table.key,
            count.key,
            tuple(dimension.column for dimension in table.dimensions),
        )
        for table in DEFINITIONS[code].tables
        if table.is_published
        for count in table.counts
        if count.key in table.stages and count.where != "true"
    ]
    return (*listed, *_counted_otherwise(code))


def _counted_otherwise(code: str) -> Iterator[Stage]:
    """What is no plain count of frozen enrolments."""
    if code == "R6":
        people = funnel.PEOPLE_TABLE.key
        reached = "reached_on BETWEEN %(first)s AND %(last)s"
        yield Stage(PEOPLE, reached, people, "people", row="reached")
        days = [funnel.DAYS[name] for name, _ in funnel.APPLICATION_STAGES]
        for at, (name, _) in enumerate(funnel.APPLICATION_STAGES):
            came = (
                f"EXISTS (SELECT FROM {APPLICATIONS} sent WHERE sent.snapshot_id = {PEOPLE}.snapshot_id "
                f"AND sent.person = {PEOPLE}.person AND {{narrowed}} AND coalesce({', '.join(days[at:])}) IS NOT NULL)"
            )
            yield Stage(PEOPLE, f"{reached} AND {came}", people, "people", row=name)
        ended = f"begun_on BETWEEN %(first)s AND %(last)s AND {funnel.ENDED}"
        yield Stage(APPLICATIONS, ended, funnel.ENDS_TABLE.key, "ended")
    elif code == "R7":
        moments = destinations.BY_MOMENT.key
        for months in destinations.MOMENTS:
            come = f"is_completer AND {{ended}} AND ended_on + make_interval(months => {months}) <= %(as_at)s"
            yield Stage(ENROLMENTS, come, moments, "people", row=months)
            yield Stage(ENROLMENTS, f"{come} AND at_{months} = 'EMP'", moments, "EMP", row=months)


def narrowed_to(runs: Sequence[ReportRun]) -> dict[str, set[str]]:
    """The providers, programmes and councils that one of them is about: rows of the same are compared with it too."""
    return {
        column: {scope[name] for run in runs if name in (scope := run.scope)}
        for name, column in SCOPES.items()
    }


def of_run(run: ReportRun, tables: Mapping[str, Told], names: Mapping[str, set[str]]) -> list[Crowd]:
    found = []
    for stage in stages(run.definition.code):
        told = tables.get(stage.table)
        if told is None or not any(column["key"] == stage.column for column in told.columns):
            continue
        figures = {tuple(row["codes"]): told.figure(row, stage.column) for row in told.rows}
        wanted = [(TOTAL, *names.get(column, ())) for column in stage.columns]
        rows = product(*wanted) if wanted else [(stage.row,)]
        found += [
            Crowd(run, stage, codes, isinstance(figures[codes], int)) for codes in rows if codes in figures
        ]
    return found


def members(crowds: Sequence[Crowd]) -> tuple[overlap.Mask, overlap.Counts]:
    """People by the figures that they are counted in: a row a crowd, a column a group, and how many each group is."""
    frozen, newest = crowds[-1].stage.frozen, crowds[-1].run.snapshot_id
    asked: dict[tuple[int, str, str], int] = {}  # many figures are of the same people
    places: list[int] = []
    conditions: list[tuple[int, str]] = []
    values: dict[str, Any] = {}
    for crowd in crowds:
        words, given = _condition(crowd)
        snapshot = crowd.run.snapshot_id if KEYS[frozen] else newest
        number = asked.setdefault((snapshot, words, repr(given)), len(asked))
        if number == len(conditions):
            conditions.append((snapshot, f"coalesce({words.replace('%(', f'%(t{number}_')}, false)"))
            values |= {f"t{number}_{name}": value for name, value in given.items()}
        places.append(number)
    told = " UNION ALL ".join(
        _of_month(frozen, month, conditions) for month in {each for each, _ in conditions}
    )
    statement = (
        "SELECT bits::text, count(*) FROM "  # noqa: S608 (own names)
        f"(SELECT bit_or(bits) AS bits FROM ({told}) told (id, bits) GROUP BY id) people GROUP BY bits"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        groups = cursor.fetchall()
    bits = np.array([[bit == "1" for bit in text] for text, _ in groups], bool).reshape(-1, len(conditions))
    return bits.T[places], np.array([count for _, count in groups], np.int64)


def _of_month(frozen: str, month: int, conditions: Sequence[tuple[int, str]]) -> str:
    """Its rows, each with a bit for every condition: those of other months are no rows of this one."""
    own = [words for snapshot, words in conditions if snapshot == month]
    bits = " || ".join(
        f"{words}::int::bit" if snapshot == month else "B'0'" for snapshot, words in conditions
    )
    return (
        f"SELECT {KEYS[frozen] or 'person'}, ({bits})::bit({len(conditions)}) FROM {frozen} "  # noqa: S608 (own names)
        f"WHERE snapshot_id = {month} AND ({' OR '.join(own)})"
    )


def _condition(crowd: Crowd) -> tuple[str, dict[str, Any]]:
    run, stage = crowd.run, crowd.stage
    scope = Scope.read_back(run.scope)
    narrowed, values = scope.sql()
    met, more = funnel.met(scope) if stage.frozen == PEOPLE else (narrowed, values)
    parts = [met, stage.where.format(started=STARTED, ended=ENDED, narrowed=narrowed)]
    within = [
        (column, code) for column, code in zip(stage.columns, crowd.codes, strict=False) if code != TOTAL
    ]
    parts += [f"{column}::text = %({column})s" for column, _ in within]
    first, last = scope.days
    days = {"first": first, "last": last, "as_at": run.as_at}
    return f"({' AND '.join(parts)})", values | more | days | dict(within)
