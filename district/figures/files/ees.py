"""The pair of files that Explore Education Statistics takes: figures, and what their columns are."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from district.figures.disclosure.cubes import TOTAL
from district.figures.files.description import Column, Kind, Row, Table, Value
from district.figures.files.tidy import cell
from district.figures.symbols import Symbol
from district.web.downloads import harmless

TIME = ("time_period", "time_identifier")
LEVEL = "geographic_level"
COUNTRY = ("country_code", "country_name")
MANDATORY = (*TIME, LEVEL, *COUNTRY)
REGION = "Regional"
DEVOLVED = "English devolved area"
AUTHORITY = "Local authority"
DISTRICT = "Local authority district"
SKILLS_PLAN = "Local skills improvement plan area"
WARD = "Ward"
PROVIDER = "Provider"
PLACES: dict[str, tuple[str, ...]] = {
    "National": (),
    REGION: ("region_code", "region_name"),
    DEVOLVED: ("english_devolved_area_code", "english_devolved_area_name"),
    AUTHORITY: ("new_la_code", "la_name", "old_la_code"),
    DISTRICT: ("lad_code", "lad_name"),
    SKILLS_PLAN: ("lsip_code", "lsip_name"),
    WARD: ("ward_code", "ward_name"),
    PROVIDER: ("provider_ukprn", "provider_name"),
}
UNITS = (*MANDATORY, *(column for columns in PLACES.values() for column in columns))
META = (
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint",
    "filter_grouping_column",
)  # fmt: skip
NOT_AVAILABLE = "Not available"
ACADEMIC_YEAR = "Academic year"
FINANCIAL_YEAR = "Financial year"
YEARS = (ACADEMIC_YEAR, FINANCIAL_YEAR)
ENGLAND = {"country_code": "E92000001", "country_name": "England"}
WEST_MIDLANDS = {"region_code": "E12000005", "region_name": "West Midlands"}
AREA = {"english_devolved_area_code": "E47000007", "english_devolved_area_name": "West Midlands"}
# What columns of place are called in our tables, and which level they are of.
LEVELS = {
    "council": DISTRICT, "lad": DISTRICT, "ward": WARD, "lsip": SKILLS_PLAN, "provider": PROVIDER,
    "provider_ukprn": PROVIDER,
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    name: str
    data: bytes = field(repr=False)
    meta: bytes = field(repr=False)

    @property
    def data_name(self) -> str:
        return f"{self.name}.csv"

    @property
    def meta_name(self) -> str:
        return f"{self.name}.meta.csv"


def pair(table: Table, *, year: int, identifier: str = ACADEMIC_YEAR) -> Pair:
    """Both files of a table.

    Its columns of time hold the year that a period begins in; without one every row is of `year`. At most one column of
    place, named as in LEVELS, holds codes or TOTAL for the whole area. Columns of text are left out. Providers are the
    only places of a file that has them, so their total is left out.
    """
    times = [place for place, column in enumerate(table.columns) if column.kind == Kind.TIME]
    places = [place for place, column in enumerate(table.columns) if column.kind == Kind.GEOGRAPHY]
    if len(times) > 1 or len(places) > 1:
        raise ValueError(f"{table.name}: at most one column says when and one where.")
    told = [(p, c) for p, c in enumerate(table.columns) if c.kind in {Kind.FILTER, Kind.INDICATOR}]
    told.sort(key=lambda found: found[1].is_number)
    defaults = {c.key: _default(table, p) for p, c in told if not c.is_number}
    rows = []
    for row in table.rows:
        where = _where(table.columns[places[0]], row[places[0]]) if places else {LEVEL: DEVOLVED} | AREA
        if where is None:
            continue
        when = int(str(row[times[0]])) if times else year
        unit = {TIME[0]: period(when), TIME[1]: identifier, **ENGLAND, **WEST_MIDLANDS, **where}
        rows.append((unit, [_value(column, row[place]) for place, column in told]))
    names = [name for name in UNITS if name in MANDATORY or any(unit.get(name) for unit, _ in rows)]
    lines: list[Sequence[Value]] = [[*names, *(column.key for _, column in told)]]
    lines += [[*(harmless(unit.get(name, "")) for name in names), *values] for unit, values in rows]
    described: list[Row] = [META, *(_described(column) for _, column in told)]
    if any(defaults.values()):
        last = ["filter_default", *(defaults.get(column.key, "") for _, column in told)]
        described = [[*row, default] for row, default in zip(described, last, strict=True)]
    return Pair(table.name, _csv(lines), _csv(described))


def period(year: int) -> str:
    """202627 of the year that begins in 2026."""
    return f"{year}{(year + 1) % 100:02}"


def _default(table: Table, place: int) -> Value:
    """What a filter without a total shows at first."""
    column = table.columns[place]
    items = [row[place] for row in table.rows]
    return "" if TOTAL in items or not items else _value(column, items[0])


def _where(column: Column, value: Value) -> Mapping[str, str] | None:
    level = LEVELS[column.key]
    if value == TOTAL:
        return None if level == PROVIDER else {LEVEL: DEVOLVED, **AREA}
    code, name = PLACES[level]
    whole = {"region_code": "", "region_name": ""} if level == PROVIDER else {}
    return {LEVEL: level, code: str(value or Symbol.NOT_AVAILABLE), name: _item(column, value), **whole}


def _value(column: Column, value: Value) -> Value:
    return cell(column, value) if column.is_number else harmless(_item(column, value))


def _item(column: Column, value: Value) -> str:
    return str(column.meaning(value) or NOT_AVAILABLE)


def _described(column: Column) -> Row:
    if column.is_number:
        return [column.key, "Indicator", column.words, column.group, column.unit, column.decimals, "", ""]
    return [column.key, "Filter", column.words, "", "", "", column.hint, ""]


def _csv(rows: Iterable[Row]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()
