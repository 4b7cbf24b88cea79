"""What Explore Education Statistics checks a pair of files for, each check under the name it has there.

A check reads the files as they are and gives a sentence for each fault.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import StringIO

from district.figures.files import ees
from district.figures.symbols import Symbol

SNAKE = re.compile(r"[a-z0-9_]*")
FILE_NAME = re.compile(r"[a-z0-9_-]*")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
YEAR_IN_NAME = re.compile(r"(19|20)\d\d")
INSTEAD = {*Symbol, "k"}  # what may stand for a number
NOTHINGS = {"NULL", "NA", "N/A", "NaN", "-", "..", "None"}
UNITS_OF_NUMBERS = {"", "£", "£m", "%", "pp", "numberstring"}
LONGEST_FILE_NAME, LONGEST_COLUMN, LONGEST_LABEL, LONGEST_ITEM, LONGEST_CODE = 50, 50, 80, 120, 30
MOST_ITEMS = 25_000
IDENTIFIERS = {*ees.YEARS, "Calendar year", "Tax year"}
# Levels whose columns may be filled as well in rows of a level: those that it lies in.
WITHIN = {
    ees.REGION: (),
    ees.DEVOLVED: (ees.REGION,),
    ees.AUTHORITY: (ees.REGION, ees.DEVOLVED),
    ees.DISTRICT: (ees.REGION, ees.DEVOLVED, ees.AUTHORITY),
    ees.SKILLS_PLAN: (ees.REGION, ees.DEVOLVED),
    ees.WARD: (ees.REGION, ees.DEVOLVED, ees.AUTHORITY, ees.DISTRICT),
    ees.PROVIDER: (),
}


@dataclass(frozen=True)
class Files:
    """A pair as it was read."""

    data_name: str
    meta_name: str
    columns: list[str]
    rows: list[dict[str, str]]
    meta_columns: list[str]
    meta: list[dict[str, str]]

    @cached_property
    def filters(self) -> list[str]:
        return [row["col_name"] for row in self._of("Filter")]

    @cached_property
    def indicators(self) -> list[str]:
        return [row["col_name"] for row in self._of("Indicator")]

    def _of(self, kind: str) -> list[dict[str, str]]:
        return [row for row in self.meta if row.get("col_type") == kind and row["col_name"] in self.columns]

    @cached_property
    def units(self) -> list[str]:
        return [name for name in self.columns if name in ees.UNITS]

    def items(self, column: str) -> set[str]:
        return {row[column] for row in self.rows}


type Check = Callable[[Files], Iterator[str]]


def read(pair: ees.Pair) -> Files:
    columns, rows = _table(pair.data)
    meta_columns, meta = _table(pair.meta)
    return Files(pair.data_name, pair.meta_name, columns, rows, meta_columns, meta)


def _table(data: bytes) -> tuple[list[str], list[dict[str, str]]]:
    lines = list(csv.reader(StringIO(data.decode("utf-8"), newline="")))
    head = lines[0] if lines else []
    return head, [dict(zip(head, line, strict=True)) for line in lines[1:]]


def faults(pair: ees.Pair) -> list[str]:
    """Everything that is wrong, as "check: sentence"; an empty list if it would be taken."""
    files = read(pair)
    missing = [*_mandatory(files)]
    if missing:
        return [f"mandatory: {sentence}" for sentence in missing]
    return [f"{name}: {sentence}" for name, check in CHECKS.items() for sentence in check(files)]


def _mandatory(files: Files) -> Iterator[str]:
    for name in ees.MANDATORY:
        if name not in files.columns:
            yield f"The data have no column {name}."
    for name in ees.META:
        if name not in files.meta_columns:
            yield f"The meta file has no column {name}."


def _col_names_spaces(files: Files) -> Iterator[str]:
    for name in [*files.columns, *files.meta_columns]:
        if re.search(r"\s", name):
            yield f"The name of column “{name}” has a space."


def _col_snake_case(files: Files) -> Iterator[str]:
    for name in files.columns:
        if not SNAKE.fullmatch(name):
            yield f"The name of column “{name}” has more than small letters, numbers and underscores."


def _col_var_start(files: Files) -> Iterator[str]:
    for name in files.columns:
        if not name[:1].isalpha():
            yield f"The name of column “{name}” does not begin with a letter."


def _data_to_meta(files: Files) -> Iterator[str]:
    described = {row["col_name"] for row in files.meta}
    for name in files.columns:
        if name not in ees.UNITS and name not in described:
            yield f"The meta file does not describe {name}."


def _meta_to_data(files: Files) -> Iterator[str]:
    for row in files.meta:
        if row["col_name"] not in files.columns:
            yield f"The data have no column {row['col_name']}."


def _meta_ob_unit(files: Files) -> Iterator[str]:
    for row in files.meta:
        if row["col_name"] in ees.UNITS:
            yield f"{row['col_name']} says when or where and does not belong into the meta file."


def _filename_spaces(files: Files) -> Iterator[str]:
    for name in (files.data_name, files.meta_name):
        if re.search(r"\s", name):
            yield f"The name “{name}” has a space."


def _filename_special(files: Files) -> Iterator[str]:
    for name, end in ((files.data_name, ".csv"), (files.meta_name, ".meta.csv")):
        stem = name.removesuffix(end).replace(" ", "")
        if not FILE_NAME.fullmatch(stem) or len(stem) > LONGEST_FILE_NAME or YEAR_IN_NAME.search(stem):
            yield f"The name “{name}” is not of small letters, numbers, “_” and “-”, is too long or names a year."


def _filename_match(files: Files) -> Iterator[str]:
    if files.meta_name != files.data_name.removesuffix(".csv") + ".meta.csv":
        yield f"{files.meta_name} is not named after {files.data_name}."


def _filter_blanks(files: Files) -> Iterator[str]:
    for name in files.filters:
        if "" in files.items(name):
            yield f"{name} is blank in places."


def _filter_whitespace(files: Files) -> Iterator[str]:
    for name in [*files.filters, *files.units]:
        for item in sorted(files.items(name)):
            if item != item.strip():
                yield f"“{item}” of {name} begins or ends with a space."


def _filter_defaults(files: Files) -> Iterator[str]:
    wanted = {row["col_name"]: row.get("filter_default") or "Total" for row in files.meta}
    for name in files.filters:
        if wanted[name] not in files.items(name):
            yield f"{name} has no “{wanted[name]}”."


def _filter_ob_total(files: Files) -> Iterator[str]:
    for name in files.units:
        for item in sorted(files.items(name)):
            if item.lower() in {"total", "all"}:
                yield f"{name} says “{item}”."


def _filter_item_limit(files: Files) -> Iterator[str]:
    for name in files.filters:
        if len(files.items(name)) > MOST_ITEMS:
            yield f"{name} has more than {MOST_ITEMS:,} items."


def _api_char_limit(files: Files) -> Iterator[str]:
    yield from (f"The name {name} is too long." for name in files.columns if len(name) > LONGEST_COLUMN)
    yield from (
        f"The label “{r['label']}” is too long." for r in files.meta if len(r["label"]) > LONGEST_LABEL
    )
    limits = dict.fromkeys(files.filters, LONGEST_ITEM)
    limits |= dict.fromkeys((n for n in files.units if n.endswith(("_code", "_ukprn"))), LONGEST_CODE)
    for name, most in limits.items():
        for item in sorted(files.items(name)):
            if len(item) > most:
                yield f"“{item}” of {name} is longer than {most} characters."


def _general_dupes(files: Files) -> Iterator[str]:
    keys = Counter(tuple(row[name] for name in (*files.units, *files.filters)) for row in files.rows)
    for key, count in keys.items():
        if count > 1:
            yield f"{count} rows are of {', '.join(part for part in key if part)}."


def _general_null(files: Files) -> Iterator[str]:
    for table, columns in ((files.rows, files.columns), (files.meta, files.meta_columns)):
        for name in columns:
            found = {row[name] for row in table} & NOTHINGS
            for item in sorted(found):
                yield f"{name} says “{item}”."


def _geog_level(files: Files) -> Iterator[str]:
    for level in sorted(files.items(ees.LEVEL) - ees.PLACES.keys()):
        yield f"“{level}” is no level of places."


def _geog_level_completed(files: Files) -> Iterator[str]:
    for level in sorted(files.items(ees.LEVEL) & ees.PLACES.keys()):
        for name in (*ees.COUNTRY, *ees.PLACES[level]):
            if name not in files.columns or any(not r[name] for r in files.rows if r[ees.LEVEL] == level):
                yield f"{name} is not filled in every row of level {level}."


def _geog_overcompleted_cols(files: Files) -> Iterator[str]:
    for level in sorted(files.items(ees.LEVEL) & ees.PLACES.keys()):
        may = {c for one in (level, *WITHIN.get(level, ())) for c in ees.PLACES[one]} | set(ees.COUNTRY)
        for name in files.units[len(ees.TIME) + 1 :]:
            if name not in may and any(row[name] for row in files.rows if row[ees.LEVEL] == level):
                yield f"{name} is filled in rows of level {level}."


def _geog_combos(files: Files) -> Iterator[str]:
    for columns in (ees.COUNTRY, *ees.PLACES.values()):
        if len(columns) < 2 or not set(columns[:2]) <= set(files.columns):
            continue
        for one, other in (columns[:2], columns[1::-1]):
            found = defaultdict(set)
            for row in files.rows:
                found[row[one]].add(row[other])
            for item, others in found.items():
                if len(others) > 1:
                    yield f"{one} “{item}” stands with {' and '.join(sorted(others))}."


def _geog_provider_only(files: Files) -> Iterator[str]:
    levels = files.items(ees.LEVEL)
    if ees.PROVIDER in levels and len(levels) > 1:
        yield "Providers stand in a file with other places."


def _ind_invalid_entry(files: Files) -> Iterator[str]:
    for name in files.indicators:
        for item in sorted(files.items(name)):
            if item not in INSTEAD and not NUMBER.fullmatch(item):
                yield f"{name} says “{item}”, which is neither a number nor a symbol."


def _meta_label(files: Files) -> Iterator[str]:
    for row in files.meta:
        if not row["label"].strip():
            yield f"{row['col_name']} has no label."


def _meta_dupe_label(files: Files) -> Iterator[str]:
    for label, count in Counter(row["label"] for row in files.meta).items():
        if count > 1:
            yield f"{count} columns are labelled “{label}”."


def _meta_col_name(files: Files) -> Iterator[str]:
    for name, count in Counter(row["col_name"] for row in files.meta).items():
        if not name or count > 1:
            yield f"Column “{name}” is described {count} times."


def _meta_col_type(files: Files) -> Iterator[str]:
    for row in files.meta:
        if row["col_type"] not in {"Filter", "Indicator"}:
            yield f"{row['col_name']} is “{row['col_type']}”, neither Filter nor Indicator."


def _meta_indicator_dp(files: Files) -> Iterator[str]:
    for row in files.meta:
        written = row["indicator_dp"]
        if row["col_type"] == "Indicator" and not written.isdecimal():
            yield f"{row['col_name']} does not say to how many decimal places it is."
        if row["col_type"] == "Filter" and written:
            yield f"{row['col_name']} is a filter and has no decimal places."


def _meta_ind_unit(files: Files) -> Iterator[str]:
    for row in files.meta:
        allowed = UNITS_OF_NUMBERS if row["col_type"] == "Indicator" else {""}
        if row["indicator_unit"] not in allowed:
            yield f"{row['col_name']} is in “{row['indicator_unit']}”."


def _time_id_valid(files: Files) -> Iterator[str]:
    for item in sorted(files.items("time_identifier") - IDENTIFIERS):
        yield f"“{item}” is no kind of period."


def _time_id_mix(files: Files) -> Iterator[str]:
    if len(files.items("time_identifier")) > 1:
        yield "There is more than one kind of period."


def _time_period_num(files: Files) -> Iterator[str]:
    for item in sorted(files.items("time_period")):
        if not (item.isascii() and item.isdecimal()):
            yield f"The period “{item}” is no number."


def _time_period_six(files: Files) -> Iterator[str]:
    for row in files.rows:
        item = row["time_period"]
        if row["time_identifier"] in {*ees.YEARS, "Tax year"} and not (
            re.fullmatch(r"\d{6}", item) and item == ees.period(int(item[:4]))
        ):
            yield f"The period “{item}” is not of two years that follow each other, as 202627."
            return


CHECKS: dict[str, Check] = {
    "col_names_spaces": _col_names_spaces,
    "col_snake_case": _col_snake_case,
    "col_var_start": _col_var_start,
    "data_to_meta": _data_to_meta,
    "meta_to_data": _meta_to_data,
    "meta_ob_unit": _meta_ob_unit,
    "filename_spaces": _filename_spaces,
    "filename_special": _filename_special,
    "filename_match": _filename_match,
    "filter_blanks": _filter_blanks,
    "filter_whitespace": _filter_whitespace,
    "filter_defaults": _filter_defaults,
    "filter_ob_total": _filter_ob_total,
    "filter_item_limit": _filter_item_limit,
    "api_char_limit": _api_char_limit,
    "general_dupes": _general_dupes,
    "general_null": _general_null,
    "geog_level": _geog_level,
    "geog_level_completed": _geog_level_completed,
    "geog_overcompleted_cols": _geog_overcompleted_cols,
    "geog_combos": _geog_combos,
    "geog_provider_only": _geog_provider_only,
    "ind_invalid_entry": _ind_invalid_entry,
    "meta_label": _meta_label,
    "meta_dupe_label": _meta_dupe_label,
    "meta_col_name": _meta_col_name,
    "meta_col_type": _meta_col_type,
    "meta_indicator_dp": _meta_indicator_dp,
    "meta_ind_unit": _meta_ind_unit,
    "time_id_valid": _time_id_valid,
    "time_id_mix": _time_id_mix,
    "time_period_num": _time_period_num,
    "time_period_six": _time_period_six,
}
