"""Pictures of figures, drawn on the server: each with a sentence that says what it shows and the table behind it.

Bars are rows of words with an SVG bar each, and lines are placed by percentages, so that the letters keep their
size on a phone. Colours come from the style sheet. At most four series.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from district.web import marks
from district.web.tables import Table, simple_table, write

MOST_SERIES = 4
PLOT_HEIGHT = 260
MOST_TICKS = 4  # labels below a plot: they do not touch on a phone
GAP = 48  # between the words at the ends of two lines
STEPS = 5
THOUSAND, MILLION = 1_000, 1_000_000
COUNCIL_CODES = {
    "E08000025": "BIR",
    "E08000026": "COV",
    "E08000027": "DUD",
    "E08000028": "SAN",
    "E08000029": "SOL",
    "E08000030": "WAL",
    "E08000031": "WOL",
}


@dataclass(frozen=True)
class Chart:
    """title is the sentence that the picture shows; table holds the same figures."""

    title: str
    picture: SafeString
    table: Table[Any]
    note: str = ""

    @property
    def id(self) -> str:
        return f"chart-{slugify(self.title)[:40]}"


def bars(
    title: str, values: Iterable[tuple[str, float]], *, unit: str = "number", note: str = "", top: float = 0
) -> Chart:
    """One bar a label, from a shared axis that ends at the largest value, or at `top`."""
    rows = [(label, [value]) for label, value in values]
    return _bars(title, rows, [""], unit=unit, note=note, top=top)


def grouped_bars(
    title: str,
    series: Sequence[str],
    values: Iterable[tuple[str, Sequence[float]]],
    *,
    unit: str = "number",
    note: str = "",
    top: float = 0,
) -> Chart:
    """Several bars a label, one for each series; a series is named on its bars, so there is no legend to look up."""
    rows = [(label, list(group)) for label, group in values]
    return _bars(title, rows, series, unit=unit, note=note, top=top)


def _bars(
    title: str,
    rows: list[tuple[str, list[float]]],
    series: Sequence[str],
    *,
    unit: str,
    note: str,
    top: float,
) -> Chart:
    _check(series)
    most = top or max((value for _, group in rows for value in group), default=0) or 1
    drawn = "".join(
        f'<div class="dsd-bars__row"><dt class="dsd-bars__label">{escape(label)}</dt>'
        f'<dd class="dsd-bars__values">{_group(group, series, most, unit)}</dd></div>'
        for label, group in rows
    )
    heads = ["", *(name or "Figure" for name in series)]
    table = simple_table(title, heads, [(label, *group) for label, group in rows])
    return Chart(title, mark_safe(f'<dl class="dsd-bars">{drawn}</dl>'), table, note)  # noqa: S308 (escaped above)


def _group(group: Sequence[float], series: Sequence[str], most: float, unit: str) -> str:
    parts = []
    for number, (value, name) in enumerate(zip(group, series, strict=True), start=1):
        share = max(0.0, 100 * value / most)
        words = f'<span class="dsd-bars__series">{escape(name)}</span> ' if name else ""
        parts.append(
            f'<div class="dsd-bars__value"><svg width="100%" height="18" {marks.UNSPOKEN}>'
            f'<rect class="dsd-series-{number}" width="{share:.1f}%" height="18" rx="2"/></svg>'
            f"<span>{words}{escape(write(value, unit))}</span></div>"
        )
    return "".join(parts)


def weighed(title: str, names: tuple[str, str, str], values: Sequence[tuple[str, int, int, int]]) -> Chart:
    """Two bars a label from a shared axis: one number, and below it two others end to end, the second hatched."""
    most = max((max(one, two + three) for _, one, two, three in values), default=0) or 1
    pattern = f"hatch-{slugify(title)[:40]}"
    drawn = "".join(
        f'<div class="dsd-bars__row"><dt class="dsd-bars__label">{escape(label)}</dt><dd class="dsd-bars__values">'
        f"{_one_bar(one, names[0], most)}{_two_bars(two, three, names[1:], most, pattern)}</dd></div>"
        for label, one, two, three in values
    )
    hatch = (
        f'<svg width="0" height="0" {marks.UNSPOKEN}><defs><pattern id="{pattern}" width="6" height="6" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="dsd-series-2" width="3" height="6"/>'
        "</pattern></defs></svg>"
    )
    picture = f'{hatch}<dl class="dsd-bars">{drawn}</dl>'
    return Chart(title, mark_safe(picture), simple_table(title, ["", *names], values))  # noqa: S308 (escaped above)


def _one_bar(value: int, name: str, most: float) -> str:
    return _group([value], [name], most, "number")


def _two_bars(one: int, other: int, names: Sequence[str], most: float, pattern: str) -> str:
    first, second = 100 * one / most, 100 * other / most
    return (
        f'<div class="dsd-bars__value"><svg width="100%" height="18" {marks.UNSPOKEN}>'
        f'<rect class="dsd-series-2" width="{first:.1f}%" height="18"/>'
        f'<rect class="dsd-bars__hatched" x="{first:.1f}%" width="{second:.1f}%" height="18" fill="url(#{pattern})"/>'
        "</svg>"
        f'<span><span class="dsd-bars__series">{escape(names[0])}</span> {one:,}<br>'
        f'<span class="dsd-bars__series">{escape(names[1])}</span> {other:,}</span></div>'
    )


def rates(title: str, values: Sequence[tuple[str, float, float, float]]) -> Chart:
    """Per cents with what they may be: a bar a label, on it a line from the lower to the upper limit. The scale ends
    at 100, so that several such pictures can be held against each other.
    """
    drawn = "".join(
        f'<div class="dsd-bars__row"><dt class="dsd-bars__label">{escape(label)}</dt><dd class="dsd-bars__values">'
        f'<div class="dsd-bars__value"><svg width="100%" height="18" {marks.UNSPOKEN}>'
        f'<rect class="dsd-series-2" width="{value:.1f}%" height="18" rx="2"/>'
        f'<line class="dsd-bars__limits" x1="{low:.1f}%" x2="{high:.1f}%" y1="9" y2="9"/></svg>'
        f"<span>{value:.0f}%</span></div></dd></div>"
        for label, value, low, high in values
    )
    rows = [(label, f"{value:.0f}%", f"{low:.0f}% to {high:.0f}%") for label, value, low, high in values]
    picture = f'<dl class="dsd-bars">{drawn}</dl>'
    return Chart(title, mark_safe(picture), simple_table(title, ["", "Share", "Limits"], rows))  # noqa: S308 (escaped)


def heat(value: float, most: float) -> str:
    """The class of a table's cell, darker for more; none for nought and below."""
    return f"dsd-heat-{1 + min(STEPS - 1, int(value / most * STEPS))}" if value > 0 and most > 0 else ""


def line(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    unit: str = "number",
    band: tuple[Sequence[float], Sequence[float]] | None = None,
    note: str = "",
) -> Chart:
    """One line a series over the same labels, named at its end; `band` is a lower and an upper tolerance."""
    _check(list(series))
    known = [value for values in series.values() for value in values if value is not None]
    top = _round_up(max([*known, *(band[1] if band else ())], default=0))
    parts = [_grid(top, unit), _band(band, top) if band else ""]
    parts += [_line(number, values, top) for number, values in enumerate(series.values(), start=1)]
    picture = (
        f'<svg class="dsd-plot" role="img" aria-label="{escape(title)}" height="{PLOT_HEIGHT + 60}">'
        f'<svg x="14%" y="20" width="58%" height="{PLOT_HEIGHT}" viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'overflow="visible">{"".join(parts[1:])}</svg>{parts[0]}{_line_words(labels, series, top, unit)}</svg>'
    )
    rows = [(label, *(values[index] for values in series.values())) for index, label in enumerate(labels)]
    return Chart(title, mark_safe(picture), simple_table(title, ["", *series], rows), note)  # noqa: S308 (escaped)


def _line(number: int, values: Sequence[float | None], top: float) -> str:
    points = [
        (_across(index, len(values)), 100 - 100 * v / top) for index, v in enumerate(values) if v is not None
    ]
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return f'<polyline class="dsd-line-{number}" points="{path}" vector-effect="non-scaling-stroke"/>'


def _band(band: tuple[Sequence[float], Sequence[float]], top: float) -> str:
    lower, upper = band
    forth = [(_across(index, len(upper)), 100 - 100 * value / top) for index, value in enumerate(upper)]
    back = [(_across(index, len(lower)), 100 - 100 * value / top) for index, value in enumerate(lower)]
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in [*forth, *reversed(back)])
    return f'<polygon class="dsd-plot__band" points="{path}"/>'


def _grid(top: float, unit: str) -> str:
    parts = []
    for share in (0, 0.5, 1):
        y = 20 + PLOT_HEIGHT * (1 - share)
        words = escape(_tick(top * share, unit))
        parts.append(
            f'<line class="dsd-plot__grid" x1="14%" x2="72%" y1="{y:.0f}" y2="{y:.0f}"/>'
            f'<text class="dsd-plot__tick" x="13%" y="{y + 5:.0f}" text-anchor="end">{words}</text>'
        )
    return "".join(parts)


def _tick(value: float, unit: str) -> str:
    """Short enough for the margin of a phone."""
    if unit == "money" and value >= MILLION / 2:
        return f"£{value / MILLION:g}m"
    if unit == "money" and value >= THOUSAND:
        return f"£{value / THOUSAND:g}k"
    return write(int(value) if float(value).is_integer() else value, unit)


def _line_words(
    labels: Sequence[str], series: Mapping[str, Sequence[float | None]], top: float, unit: str
) -> str:
    parts = []
    told = {round(step * (len(labels) - 1) / (MOST_TICKS - 1)) for step in range(MOST_TICKS)}
    for index, label in enumerate(labels):
        if index in told:
            x = 14 + 0.58 * _across(index, len(labels))
            parts.append(
                f'<text class="dsd-plot__tick" x="{x:.1f}%" y="{PLOT_HEIGHT + 46}" text-anchor="middle">'
                f"{escape(label)}</text>"
            )
    for y, number, name, value in _ends(series, top):
        parts.append(
            f'<line class="dsd-line-{number}" x1="73.5%" x2="77.5%" y1="{y - 5:.0f}" y2="{y - 5:.0f}"/>'
            f'<text class="dsd-plot__end" x="79%" y="{y:.0f}">{escape(write(value, unit))}'
            f'<tspan x="79%" dy="1.15em">{escape(name)}</tspan></text>'
        )
    return "".join(parts)


def _ends(series: Mapping[str, Sequence[float | None]], top: float) -> list[tuple[float, int, str, float]]:
    """Where each line's words stand: at its last value, moved apart where two would touch."""
    ends = []
    for number, (name, values) in enumerate(series.items(), start=1):
        last = next((value for value in reversed(values) if value is not None), None)
        if last is not None:
            ends.append((20 + PLOT_HEIGHT * (1 - last / top) + 2, number, name, last))
    ends.sort(key=itemgetter(0))
    heights = accumulate((end[0] for end in ends), lambda above, below: max(below, above + GAP))
    lowest = 20 + PLOT_HEIGHT + 2
    room = [lowest - GAP * below for below in reversed(range(len(ends)))]
    return [
        (min(y, most), number, name, last)
        for y, most, (_, number, name, last) in zip(heights, room, ends, strict=True)
    ]


def progress(title: str, done: int, total: int, *, note: str = "") -> Chart:
    """One bar from nothing to the whole."""
    words = f"{done:,} of {total:,}"
    bar = marks.progress_bar(done, total, words)
    picture = f'<div class="dsd-progress">{bar}<p class="dsd-chart__note">{words}</p></div>'
    table = simple_table(title, ["", "Figure"], [("Done", done), ("In all", total)])
    return Chart(title, mark_safe(picture), table, note)  # noqa: S308 (numbers only)


def council_map(title: str, values: Mapping[str, float], *, unit: str = "number", note: str = "") -> Chart:
    """The seven councils as neighbouring cells, darker for more; `values` by council code."""
    radius = 57.0
    most = max(values.values(), default=0) or 1
    cells, rows = [], []
    for code, name, column, row in marks.COUNCIL_CELLS:
        value = values.get(code)
        x, y = marks.cell_centre(column, row, radius)
        step = 1 + min(STEPS - 1, int((value or 0) / most * STEPS))
        words = escape(write(value, unit))
        cells.append(
            f'<g class="dsd-step-{step}"><polygon points="{marks.cell_path(x, y, radius - 2)}"/>'
            f'<text class="dsd-map__figure" x="{x:.0f}" y="{y + 2:.0f}">{words}</text>'
            f'<text class="dsd-map__name" x="{x:.0f}" y="{y + 22:.0f}">{name}</text>'
            f'<text class="dsd-map__code" x="{x:.0f}" y="{y + 24:.0f}">{COUNCIL_CODES[code]}</text></g>'
        )
        rows.append((f"{name} ({COUNCIL_CODES[code]})", value))
    said = f'role="img" aria-label="{escape(title)}"'
    picture = f'<svg class="dsd-map" viewBox="0 0 446 286" {said}>{"".join(cells)}</svg>'
    rows.sort(key=lambda row: row[0])
    return Chart(title, mark_safe(picture), simple_table(title, ["Council", "Figure"], rows), note)  # noqa: S308


def _across(index: int, count: int) -> float:
    return 100 * index / max(1, count - 1)


def _round_up(value: float) -> float:
    """The next 1, 2, 4 or 5 with zeros: the axis ends on a number that halves well."""
    if value <= 0:
        return 1
    scale = 10 ** (len(str(int(value))) - 1)
    return next(scale * step for step in (1, 2, 4, 5, 6, 8, 10) if scale * step >= value)


def _check(series: Sequence[str]) -> None:
    if len(series) > MOST_SERIES:
        raise ValueError(f"A chart takes at most {MOST_SERIES} series: split it.")
