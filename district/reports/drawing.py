"""Draws the tables and pictures of a finished report as HTML: once, so that reading it draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from district.figures.symbols import MEANINGS, Symbol
from district.reports.parts import TOTAL, Definition, Picture, Told
from district.web import charts
from district.web.templatetags.district import light_tag

STYLE = 4  # goes up when reports are drawn in another way: they are drawn afresh when they are next read
MOST_ROWS = 40
MOST_UNFOLDED = 12  # rows of a table that is not the first
SUFFIXES = {"percent": "%", "points": ""}
WORDS = {"text", "word"}
LIGHTS = {"Red", "Amber", "Green"}
SYMBOLS = {symbol.value for symbol in Symbol}


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    is_number: bool
    href: str = ""


def draw(
    definition: Definition, tables: Mapping[str, Told], *, opens: bool = False, caption: str = ""
) -> str:
    """`opens`: counts lead to the rows behind them."""
    linked = {table.key for table in definition.tables if table.opens} if opens else set()
    kinds = {column["label"]: column for told in tables.values() for column in told.columns}
    context = {
        "headline": [
            {"label": label, "figure": written(figure, kinds.get(label))}
            for label, figure in definition.headline(tables)
            if figure not in SYMBOLS
        ],
        "charts": [drawn for picture in definition.pictures(tables) if (drawn := chart(picture))],
        "tables": [
            _table(told, is_linked=told.key in linked, caption=caption)
            for told in tables.values()
            if told.rows
        ],
        "symbols": _symbols(tables.values()),
    }
    return render_to_string("reports/_drawn.html", context)


def chart(picture: Picture) -> charts.Chart | None:
    if picture.kind == "map":
        return charts.council_map(picture.title, dict(picture.figures), unit=picture.unit, note=picture.note)
    if picture.kind == "grouped":
        return charts.grouped_bars(picture.title, picture.series, picture.figures, note=picture.note)
    if picture.kind == "line":
        labels = [label for label, _ in picture.figures]
        series = {
            name: [values[at] for _, values in picture.figures] for at, name in enumerate(picture.series)
        }
        return charts.line(picture.title, labels, series, unit=picture.unit, note=picture.note)
    top = 100 if picture.unit == "percent" else 0
    return charts.bars(picture.title, picture.figures, unit=picture.unit, note=picture.note, top=top)


def _table(told: Told, *, is_linked: bool, caption: str) -> dict[str, Any]:
    shown = told.rows[:MOST_ROWS]
    return {
        "key": told.key,
        "caption": f"{told.title}{caption}",
        "columns": [
            {"label": column["label"], "is_number": column["kind"] not in WORDS, "meaning": column["meaning"]}
            for column in told.columns
        ],
        "rows": [
            {
                "is_total": TOTAL in row["codes"],
                "cells": [
                    Cell(
                        column["label"],
                        _shown(cell, column),
                        column["kind"] not in WORDS,
                        f"rows/?table={told.key}&row={number}&column={column['key']}"
                        if is_linked and column.get("is_count") and cell
                        else "",
                    )
                    for column, cell in zip(told.columns, row["cells"], strict=True)
                ],
            }
            for number, row in enumerate(shown)
        ],
        "is_folded": len(shown) > MOST_UNFOLDED,
        "left_out": len(told.rows) - len(shown),
        "note": told.note,
    }


def _shown(figure: Any, column: Mapping[str, Any]) -> str:
    text = written(figure, column)
    light = text.partition(":")[0]
    return light_tag(light, text) if column["kind"] == "word" and light in LIGHTS else text


def written(figure: Any, column: Mapping[str, Any] | None = None) -> str:
    """As pages write it: thousands apart, per cent with its sign, symbols as they are."""
    kind = column["kind"] if column else ""
    if figure is None:
        return Symbol.NOT_AVAILABLE.value
    if isinstance(figure, int):
        return f"{figure:,}{SUFFIXES.get(kind, '')}"
    if figure in SYMBOLS or kind in {"", "text", "word"}:
        return str(figure)
    if kind == "money":
        return f"£{Decimal(figure):,.2f}"
    return f"{Decimal(figure):,}{SUFFIXES.get(kind, '')}"


def _symbols(tables: Any) -> Sequence[tuple[str, str]]:
    used = {
        cell
        for told in tables
        for row in told.rows
        for cell in row["cells"]
        if isinstance(cell, str) and cell in SYMBOLS
    }
    return [(symbol.value, MEANINGS[symbol]) for symbol in Symbol if symbol.value in used]
