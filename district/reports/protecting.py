"""Makes a counted table fit to be told: small numbers hidden and others with them, rounded, rates from what is told.

What is hidden is not in the result at all. Columns that cannot be protected together are left out.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import product
from typing import Any

from district.figures.disclosure.cubes import TOTAL as WHOLE
from district.figures.disclosure.cubes import Cube, Key, stages
from district.figures.disclosure.cubes import Dimension as CubeDimension
from district.figures.disclosure.profiles import Profile
from district.figures.disclosure.protection import Protected, protect
from district.figures.symbols import Symbol
from district.reports import counting
from district.reports.parts import TOTAL, Count, Derived, Measure, Rate, Table, Told

STAGE = "stage"


def all_protected(
    tables: Iterable[Table],
    told: Mapping[str, Told],
    profile: Profile,
    *,
    before: Mapping[str, Told] | None = None,
    hide: Collection[str] = (),
) -> tuple[dict[str, Told], int]:
    """The tables of a report as they may be told together, and how many of their figures are hidden.

    A total that one of them has to hide is no figure that another may tell of the same people.
    `before`: as an earlier publication told them, so that nobody can be made out by what changed since.
    `hide`: stages whose totals another publication of the same people hides.
    """
    kept = [table for table in tables if table.key in told]
    hidden_totals: set[tuple[str, Any]] = {
        (name, _total(table, told[table.key], name))
        for table in kept
        for name in table.stages
        if name in hide
    }
    while True:
        found = {
            table.key: _protected(
                table,
                told[table.key],
                profile,
                before=(before or {}).get(table.key),
                hide_too={
                    name for name, count in hidden_totals if _total(table, told[table.key], name) == count
                },
            )
            for table in kept
        }
        now = hidden_totals | {
            (name, _total(table, told[table.key], name))
            for table in kept
            for name in table.stages
            if _is_hidden(found[table.key][0], name)
        }
        if now == hidden_totals:
            return {key: each for key, (each, _) in found.items()}, sum(count for _, count in found.values())
        hidden_totals = now


def _total(table: Table, told: Told, name: str) -> Any:
    """None where the table has no row for everybody."""
    return told.figure(told.total, name) if told.total and name in table.stages else None


def _is_hidden(told: Told, name: str) -> bool:
    is_there = told.total and any(column["key"] == name for column in told.columns)
    return bool(is_there) and isinstance(told.figure(told.total or {}, name), str)


def _protected(
    table: Table, told: Told, profile: Profile, *, before: Told | None, hide_too: Collection[str]
) -> tuple[Told, int]:
    if table.is_chain:
        return _chain(table, told, profile, before)
    if not table.stages:
        return _open_columns(table, told), 0
    cube = _cube(table, told)
    whole = tuple(WHOLE for _ in table.dimensions)
    found = protect(
        cube,
        profile,
        before=_before(table, before) if before else None,
        hide_too={_key(table, whole, name) for name in hide_too},
    )
    rows = _rows(table, told, found)
    columns = [*told.columns[: len(table.dimensions)], *map(counting.column, _measures(table))]
    return Told(told.key, told.title, columns, rows, told.note), found.hidden_count


def _measures(table: Table) -> list[Measure]:
    """Those that follow from the stages alone."""
    kept = set(table.stages)
    return [
        each
        for each in table.measures
        if (isinstance(each, Count) and (each.key in kept or each.is_public))
        or (isinstance(each, Rate) and {each.part, each.whole} <= kept)
        or (isinstance(each, Derived) and set(each.needs) <= kept)
    ]


def _cube(table: Table, told: Told) -> Cube:
    dimensions = []
    for at, each in enumerate(table.dimensions):
        labels = {row["codes"][at]: row["cells"][at] for row in told.rows if row["codes"][at] != TOTAL}
        if not isinstance(each.labels, str):
            labels = {code: words for code, words in each.labels.items() if code or code in labels} | labels
        dimensions.append(
            CubeDimension(
                each.key,
                each.label,
                tuple(labels.items()) or (("none", "None"),),
                is_sensitive=each.is_sensitive,
                place=each.place,
                unknown=frozenset({each.unknown} & set(labels)) if each.unknown else frozenset(),
            )
        )
    first, *rest = table.stages
    labels = {each.key: each.label for each in table.counts}
    if rest:
        dimensions.append(stages(STAGE, "Stage", [(key, labels[key]) for key in rest]))
    counts: dict[Key, int] = {}
    for row in told.parts():
        for key in table.stages:
            stage = (WHOLE if key == first else key,) if rest else ()
            counts[(*row["codes"], *stage)] = _whole(told.figure(row, key))
    return Cube(tuple(dimensions), counts)


def _before(table: Table, told: Told) -> dict[Key, int | Symbol]:
    columns = {column["key"] for column in told.columns}
    return {
        _key(table, tuple(row["codes"]), name): _symbol(told.figure(row, name))
        for row in told.rows
        for name in table.stages
        if name in columns
    }


def _symbol(figure: Any) -> int | Symbol:
    return figure if isinstance(figure, int) else Symbol(figure)


def _whole(figure: Any) -> int:
    return figure if isinstance(figure, int) else 0


def _rows(table: Table, told: Told, found: Protected) -> list[dict[str, Any]]:
    """In the order of the table. Where nobody is hidden as a few are, groups without anybody have their row too, in its
    place: neither a missing row nor the order may tell one from the other.
    """
    labels = [dict(dimension.categories) for dimension in found.dimensions[: len(table.dimensions)]]
    words = {tuple(row["codes"]): row["cells"][: len(table.dimensions)] for row in told.rows if row["codes"]}
    if table.is_sensitive:
        everything = product(*([TOTAL, *known] for known in labels))
        words |= {
            codes: [
                TOTAL if code == TOTAL else known[code] for code, known in zip(codes, labels, strict=True)
            ]
            for codes in everything
        }
    order = sorted(words, key=lambda codes: counting.place(codes, table.dimensions, labels))
    cells = {tuple(row["codes"]): row for row in told.rows}
    return [
        {
            "codes": list(codes),
            "cells": [
                *words[codes],
                *(
                    _cell(table, cells.get(codes, {"codes": codes}), each, told=told, found=found)
                    for each in _measures(table)
                ),
            ],
        }
        for codes in order
        if _is_known(codes, found)
    ]


def _is_known(codes: Key, found: Protected) -> bool:
    rest = len(found.dimensions) - len(codes)
    return (*codes, *[WHOLE] * rest) in found.cells


def _key(table: Table, codes: Key, name: str) -> Key:
    if len(table.stages) == 1:
        return codes
    return (*codes, WHOLE if name == table.stages[0] else name)


def _told(table: Table, codes: Key, name: str, found: Protected) -> int | Symbol:
    return found.cells[_key(table, codes, name)]


def _cell(table: Table, row: Mapping[str, Any], measure: Measure, *, told: Told, found: Protected) -> Any:
    codes = tuple(row["codes"])
    if isinstance(measure, Count):
        if measure.key not in table.stages:
            return told.figure(row, measure.key)
        return _plain(_told(table, codes, measure.key, found))
    if isinstance(measure, Rate):
        return _plain(found.rate(_key(table, codes, measure.part), _key(table, codes, measure.whole)))
    whole = tuple(TOTAL for _ in table.dimensions)
    known = {name: _told(table, codes, name, found) for name in table.stages}
    total = {f"{name}*": _told(table, whole, name, found) for name in table.stages}
    values: dict[str, Any] = {**known, **total, "code": codes[0]}
    if any(isinstance(values[name], Symbol) for need in measure.needs for name in (need, f"{need}*")):
        return Symbol.HIDDEN.value
    return _plain(measure.value(values))


def _plain(value: Any) -> Any:
    if value is None:
        return Symbol.NOT_APPLICABLE.value
    if isinstance(value, Symbol):
        return value.value
    return value if isinstance(value, int) else str(value)


def _chain(table: Table, told: Told, profile: Profile, before: Told | None) -> tuple[Told, int]:
    """Rows that are stages of one way: who fell out between two of them is protected as well."""
    names = [row["codes"][0] for row in told.rows]
    if len(names) < 2:
        return Told(told.key, told.title, told.columns, [], told.note), 0
    count = table.counts[0].key
    dimension = stages(STAGE, "Stage", [(row["codes"][0], row["cells"][0]) for row in told.rows[1:]])
    keys = [(WHOLE,), *((name,) for name in names[1:])]
    cube = Cube(
        (dimension,), {key: _whole(told.figure(row, count)) for key, row in zip(keys, told.rows, strict=True)}
    )
    known = dict(zip(names, keys, strict=True))
    earlier = (
        {
            known[row["codes"][0]]: _symbol(before.figure(row, count))
            for row in before.rows
            if row["codes"][0] in known
        }
        if before
        else None
    )
    found = protect(cube, profile, before=earlier)
    rows = []
    for at, row in enumerate(told.rows):
        cells: list[Any] = [row["cells"][0]]
        for each in told.columns[1:]:
            if each["key"] == count:
                cells.append(_plain(found.cells[keys[at]]))
            elif each["kind"] == "percent":
                whole = keys[at - 1] if each["key"] == "step" else keys[0]
                cells.append(_plain(found.rate(keys[at], whole)) if at else Symbol.NOT_APPLICABLE.value)
            else:
                is_told = keys[at] in found.enough_for_means
                cells.append(told.figure(row, each["key"]) if is_told else Symbol.HIDDEN.value)
        rows.append({"codes": row["codes"], "cells": cells})
    return Told(told.key, told.title, told.columns, rows, told.note), found.hidden_count


def _open_columns(table: Table, told: Told) -> Told:
    """What says nothing about people."""
    width = len(table.dimensions)
    public = {each.key for each in table.counts if each.is_public}
    kept = [at for at, column in enumerate(told.columns) if at < width or column["key"] in public]
    rows = [{"codes": row["codes"], "cells": [row["cells"][at] for at in kept]} for row in told.rows]
    return Told(told.key, told.title, [told.columns[at] for at in kept], rows, told.note)
