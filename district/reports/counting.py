"""Counts a table of a report: one aggregate of the database over frozen rows, then sums of whole numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import connection

from district.figures import measures
from district.figures.symbols import Symbol
from district.reports.models import Label, Snapshot
from district.reports.parts import TOTAL, Count, Counts, Derived, Dimension, Measure, Rate, Rows, Table, Told
from district.reports.scope import Scope

OUT_OF_LIST = "Not known"
STARTED = "starts_on BETWEEN %(first)s AND %(last)s"
ENDED = "ends_by BETWEEN %(first)s AND %(last)s"
UNITS = {"ratio": 2, "money": 2}


def count(table: Table, snapshot: Snapshot, scope: Scope) -> Told:
    rows = table.rows(snapshot, scope) if table.rows else from_frozen(table, snapshot, scope)
    return tell(table, rows, names(table, snapshot))


def count_together(tables: Sequence[Table], snapshot: Snapshot, scope: Scope) -> list[Told]:
    """Tables by the same dimensions over the same rows: the rows are read once for all of them."""
    first, *others = tables
    if not others:
        return [count(first, snapshot, scope)]
    every = {each.key: each for table in tables for each in table.counts}
    rows = from_frozen(replace(first, measures=tuple(every.values())), snapshot, scope)
    labels = names(first, snapshot)
    return [
        tell(
            table,
            [(codes, {each.key: counts[each.key] for each in table.counts}) for codes, counts in rows],
            labels,
        )
        for table in tables
    ]


def in_groups(tables: Sequence[Table]) -> list[list[Table]]:
    """What can be counted together, in the order of the report."""
    found: dict[Any, list[Table]] = {}
    for table in tables:
        key = table.key if table.rows else (tuple(each.key for each in table.dimensions), table.where)
        found.setdefault(key, []).append(table)
    return list(found.values())


def from_frozen(table: Table, snapshot: Snapshot, scope: Scope) -> Rows:
    columns = [each.column for each in table.dimensions]
    counted = [f"{_counted(each)} FILTER (WHERE {_where(each.where)})" for each in table.counts]
    narrowed, values = scope.sql()
    sets = ", ".join(f"({', '.join(columns[:length])})" for length in range(len(columns), -1, -1))
    grouping = f"grouping({', '.join(columns)})" if columns else "0"
    statement = (
        f"SELECT {', '.join([grouping, *columns, *counted])} FROM reports_enrolmentrow "  # noqa: S608 (from definitions)
        f"WHERE snapshot_id = %(snapshot)s AND {narrowed} AND {_where(table.where)} GROUP BY GROUPING SETS ({sets})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values | named_values(snapshot, scope))
        found = cursor.fetchall()
    return [_row(row, len(columns), table.counts) for row in found]


def named_values(snapshot: Snapshot, scope: Scope) -> dict[str, Any]:
    """What the words of dimensions and counts may name."""
    first, last = scope.days
    return {"snapshot": snapshot.pk, "as_at": snapshot.as_at, "first": first, "last": last}


def _row(row: Sequence[Any], width: int, counts: Sequence[Count]) -> tuple[tuple[str, ...], Counts]:
    """Columns that were summed over say so in the bits of the first field, the last column's lowest."""
    summed, codes = row[0], row[1 : 1 + width]
    named = tuple(
        TOTAL if summed >> (width - 1 - at) & 1 else "" if code is None else str(code)
        for at, code in enumerate(codes)
    )
    return named, dict(zip((each.key for each in counts), row[1 + width :], strict=True))


def _counted(count: Count) -> str:
    return "count(DISTINCT person)" if count.is_distinct else "count(*)"


def _where(words: str) -> str:
    return words.format(started=STARTED, ended=ENDED)


def names(table: Table, snapshot: Snapshot) -> list[dict[str, str]]:
    """Of each dimension: what its codes are called."""
    kinds = {each.labels for each in table.dimensions if isinstance(each.labels, str)}
    kept: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    if kinds:
        labels = Label.objects.filter(snapshot=snapshot, kind__in=kinds)
        for kind, key, words in labels.values_list("kind", "key", "words"):
            kept[kind][key] = words
    return [
        kept[each.labels] if isinstance(each.labels, str) else dict(each.labels) for each in table.dimensions
    ]


def tell(table: Table, rows: Rows, labels: Sequence[Mapping[str, str]]) -> Told:
    """Rows without anything in them are left out, the total never is."""
    whole = tuple(TOTAL for _ in table.dimensions)
    kept = {codes: counts for codes, counts in rows if any(counts.values())}
    if table.has_total:
        kept.setdefault(whole, dict.fromkeys((each.key for each in table.counts), 0))
    order = sorted(kept, key=lambda codes: place(codes, table.dimensions, labels))
    return Told(
        table.key,
        table.title,
        [*map(_head, table.dimensions), *map(column, table.measures)],
        [
            {
                "codes": list(codes),
                "cells": [*_words(codes, labels), *figures(table, codes, kept[codes], kept.get(whole, {}))],
            }
            for codes in order
        ],
        table.note,
    )


def figures(
    table: Table, codes: tuple[str, ...], counts: Mapping[str, Any], whole: Mapping[str, Any]
) -> list[Any]:
    """The cells of one row; derived ones may look at the total by its name with a star, and at the row's code."""
    known = {**counts, **{f"{name}*": value for name, value in whole.items()}, "code": codes[0]}
    return [_figure(each, known) for each in table.measures]


def _figure(measure: Measure, counts: Mapping[str, Any]) -> Any:
    if isinstance(measure, Count):
        return int(counts[measure.key])
    if isinstance(measure, Rate):
        return _printed(measures.percent(counts[measure.part], counts[measure.whole]))
    return _printed(measure.value(counts))


def _printed(value: Decimal | int | str | None) -> Any:
    if value is None:
        return Symbol.NOT_APPLICABLE.value
    return value if isinstance(value, int) else str(value)


def _head(dimension: Dimension) -> dict[str, Any]:
    return {"key": dimension.key, "label": dimension.label, "kind": "text", "meaning": "", "places": 0}


def column(measure: Measure) -> dict[str, Any]:
    unit = (
        "percent" if isinstance(measure, Rate) else measure.unit if isinstance(measure, Derived) else "number"
    )
    places = 0 if isinstance(measure, Count) else measure.places if isinstance(measure, Derived) else 1
    return {
        "key": measure.key,
        "label": measure.label,
        "kind": unit,
        "meaning": measure.meaning,
        "places": places,
        "is_count": isinstance(measure, Count),
    }


def _words(codes: Sequence[str], labels: Sequence[Mapping[str, str]]) -> list[str]:
    return [
        TOTAL if code == TOTAL else known.get(code, OUT_OF_LIST) if known else code or OUT_OF_LIST
        for code, known in zip(codes, labels, strict=True)
    ]


def place(
    codes: Sequence[str], dimensions: Sequence[Dimension], labels: Sequence[Mapping[str, str]]
) -> list[tuple[int, int, str]]:
    """The total first; lists in their own order, names by the alphabet; what is not known last."""
    found = []
    for code, dimension, known in zip(codes, dimensions, labels, strict=True):
        if code == TOTAL:
            found.append((0, 0, ""))
        elif code not in known or known[code] == OUT_OF_LIST:
            found.append((2, 0, code if known else ""))
        elif isinstance(dimension.labels, str):
            found.append((1, 0, known[code].lower()))
        else:
            found.append((1, list(known).index(code), ""))
    return found
