"""The files of a finished report or a publication: CSV, XLSX, ODS, and the pair for Explore Education Statistics."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.text import get_valid_filename

from district.figures import measures
from district.figures.files import ees, ods, tidy, xlsx
from district.figures.files.description import Column, Kind, Table, Workbook
from district.figures.symbols import Symbol
from district.partners.models import Organisation
from district.reports.models import DefinitionVersion
from district.reports.parts import Told
from district.web.templatetags.district import day

FORMATS = {
    "csv": "CSV, for analysts: a file a table",
    "xlsx": "Excel spreadsheet",
    "ods": "OpenDocument spreadsheet",
    "ees": "Files for Explore Education Statistics",
}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
UNITS = {"percent": "%", "points": "pp", "money": "£"}
PROVIDER = "provider"
PLACES = {"council", "lsip", "ward", PROVIDER}
WORDS = re.compile("[A-Za-z]")
SYMBOLS = {symbol.value: symbol for symbol in Symbol}


def response(
    *,
    form: str,
    title: str,
    tables: Sequence[Told],
    facts: Sequence[tuple[str, str]],
    notes: Sequence[str] = (),
    year: int,
    made_on: date,
) -> HttpResponse:
    content, kind, ending = make(
        form=form, title=title, tables=tables, facts=facts, notes=notes, year=year, made_on=made_on
    )
    name = get_valid_filename(
        f"{title} ees" if form == "ees" else title
    ).lower()  # both kinds of CSV are archives
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def make(
    *,
    form: str,
    title: str,
    tables: Sequence[Told],
    facts: Sequence[tuple[str, str]],
    notes: Sequence[str] = (),
    year: int,
    made_on: date,
) -> tuple[bytes, str, str]:
    """Its bytes, its type, its ending."""
    ukprns = _ukprns(tables) if form in {"csv", "ees"} else {}
    described = [_table(told, ukprns) for told in tables if told.rows]
    if form == "csv":
        return (
            _zipped({f"{table.name}.csv": tidy.written(table) for table in described}),
            "application/zip",
            "zip",
        )
    if form == "ees":
        files: dict[str, bytes] = {}
        for table in described:
            pair = ees.pair(_for_ees(table), year=year)
            files |= {pair.data_name: pair.data, pair.meta_name: pair.meta}
        return _zipped(files), "application/zip", "zip"
    workbook = Workbook(title, tuple(described), facts=tuple(facts), notes=tuple(notes), made_on=made_on)
    to = BytesIO()
    (xlsx if form == "xlsx" else ods).write(workbook, to)
    return to.getvalue(), TYPES[form], form


def facts_of(
    *, scope: str, as_at: date, version: str, provisional: bool | None = None
) -> list[tuple[str, str]]:
    found = [("About", scope), ("Data as at", day(as_at)), ("Definition", version)]
    if provisional is not None:
        found.append(("Status", "Provisional" if provisional else "Final"))
    return found


def notes_of(version: DefinitionVersion) -> list[str]:
    """What is counted, and what each column means: as the definition says it."""
    words = version.words
    columns = (column for table in words["tables"] for column in table["columns"])
    meanings = (f"{column['label']}: {column['meaning']}" for column in columns if column["meaning"])
    return list(dict.fromkeys((words["counted"], *words["notes"], *meanings)))


def _ukprns(tables: Sequence[Told]) -> dict[str, str]:
    """What the country calls our providers, by what we do; those without a number keep ours."""
    ids = {
        row["codes"][at]
        for told in tables
        for at, column in enumerate(told.columns)
        if column["key"] == PROVIDER
        for row in told.rows
        if row["codes"][at].isdecimal()
    }
    found = Organisation.objects.filter(pk__in=ids).exclude(ukprn="").values_list("pk", "ukprn")
    return {str(key): ukprn for key, ukprn in found}


def _table(told: Told, ukprns: Mapping[str, str]) -> Table:
    width = sum(column["kind"] == "text" for column in told.columns)
    codes = [
        [
            ukprns.get(code, code) if column["key"] == PROVIDER else code
            for column, code in zip(told.columns, row["codes"], strict=False)
        ]
        for row in told.rows
    ]
    labels = [
        {named[at]: str(row["cells"][at]) for named, row in zip(codes, told.rows, strict=True)}
        for at in range(width)
    ]
    columns = [_column(column, labels[at] if at < width else {}) for at, column in enumerate(told.columns)]
    rows = [
        [*named, *(_value(cell) for cell in row["cells"][width:])]
        for named, row in zip(codes, told.rows, strict=True)
    ]
    return Table(told.key, told.title, tuple(columns), rows, (told.note,) if told.note else ())


def _column(column: dict[str, Any], labels: dict[str, str]) -> Column:
    if column["kind"] == "text":
        kind = Kind.GEOGRAPHY if column["key"] in PLACES else Kind.FILTER
        return Column(
            column["key"], column["label"], kind, labels=labels, hint=f"By {column['label'].lower()}"
        )
    key = column["key"].lower()
    if column["kind"] == "word":
        return Column(key, column["label"])
    return Column(
        key, column["label"], Kind.INDICATOR, unit=UNITS.get(column["kind"], ""), decimals=column["places"]
    )


def _value(cell: Any) -> Any:
    if isinstance(cell, str):
        return SYMBOLS.get(cell) or (cell if WORDS.search(cell) else Decimal(cell))
    return cell


def _for_ees(table: Table) -> Table:
    """Total and Not known are labels there; a second column of place is a filter."""
    seen, columns = 0, []
    for column in table.columns:
        is_place = column.kind == Kind.GEOGRAPHY
        seen += is_place
        more = is_place and seen > 1
        columns.append(
            Column(
                column.key, column.label, Kind.FILTER, labels=column.labels, hint=f"By {column.label.lower()}"
            )
            if more
            else column
        )
    return Table(table.name, table.title, tuple(columns), table.rows, table.lines)


def year_of(period: str, as_at: date) -> int:
    """The academic year that the file says."""
    return int(period) if period.isdigit() else measures.academic_year(as_at)


def _zipped(contents: dict[str, bytes]) -> bytes:
    """One archive; the same bytes for the same figures."""
    to = BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return to.getvalue()
