"""Small drawings of our own, as SVG: the mark, icons, the level gauge, progress."""

from functools import cache
from math import cos, pi, sin

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# The colour of a status by its name; draft and closed things stay grey.
TONES = {
    name: tone
    for tone, names in {
        "green": (
            "open",
            "active",
            "approved",
            "live",
            "confirmed",
            "accepted",
            "done",
            "completed",
            "adopted",
            "verified",
            "current",
            "paid",
            "allowed",
            "final",
            "green",
        ),
        "canal": (
            "claimed",
            "new",
            "sent",
            "submitted",
            "offered",
            "in_review",
            "published",
            "in_progress",
            "invited",
            "running",
        ),
        "orange": (
            "queried",
            "waiting",
            "waiting_list",
            "due",
            "due_soon",
            "paused",
            "suspended",
            "pending",
            "requested",
            "referred",
            "changes",
            "returned",
            "asked",
            "amber",
        ),
        "red": (
            "refused",
            "rejected",
            "overdue",
            "failed",
            "expired",
            "cancelled",
            "withdrawn",
            "removed",
            "recovered",
            "red",
        ),
    }.items()
    for name in names
}

# The seven councils as neighbouring cells, from north-west to south-east: (code, name, column, row).
COUNCIL_CELLS = (
    ("E08000031", "Wolverhampton", 0.5, 0),
    ("E08000030", "Walsall", 1.5, 0),
    ("E08000027", "Dudley", 0.0, 1),
    ("E08000028", "Sandwell", 1.0, 1),
    ("E08000025", "Birmingham", 2.0, 1),
    ("E08000029", "Solihull", 2.5, 2),
    ("E08000026", "Coventry", 3.5, 2),
)

# The line that links them runs through each cell once.
LINK_ORDER = (2, 0, 1, 3, 4, 5, 6)
NAMED_ABOVE = {"Wolverhampton", "Walsall", "Birmingham"}  # where the line leaves downwards

UNSPOKEN = 'aria-hidden="true" focusable="false"'

ICONS = {
    "search": (
        "M10.5 3a7.5 7.5 0 1 0 4.55 13.46l4.74 4.74 1.41-1.41-4.74-4.74A7.5 7.5 0 0 0 10.5 3Zm0 2"
        "a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z"
    ),
    "place": (
        "M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7Zm0 9.5A2.5 2.5 0 1 1 12 6.5"
        "a2.5 2.5 0 0 1 0 5Z"
    ),
    "tick": "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4Z",
    "part": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2v16a8 8 0 0 1 0-16Z",
    "cross": ("M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6Z"),
    "clock": (
        "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm-1 3v6"
        "l5 3 .9-1.6L13 12V7Z"
    ),
    "arrow": "m13 5-1.4 1.4 4.6 4.6H4v2h12.2l-4.6 4.6L13 19l7-7Z",
    "person": "M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm0 2c-4 0-8 2-8 5v2h16v-2c0-3-4-5-8-5Z",
    "learn": "M12 3 1 9l11 6 9-4.9V17h2V9ZM5 13.2V17l7 4 7-4v-3.8l-7 3.8Z",
    "work": (
        "M20 7h-4V5a2 2 0 0 0-2-2h-4a2 2 0 0 0-2 2v2H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16"
        "a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2ZM10 5h4v2h-4Z"
    ),
    "partner": (
        "M16 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-8 0a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm0 2c-2.7 0-7 1.3-7 4"
        "v2h14v-2c0-2.7-4.3-4-7-4Zm8 0h-1c1.2.8 2 2.1 2 4v2h6v-2c0-2.7-4.3-4-7-4Z"
    ),
}


# A shape for each light, so that it is told without its colour: falling, level, risen, and not known.
LIGHT_SHAPES = {
    "red": '<path d="M0 2h14L7 14Z"/>',
    "amber": '<path d="M7 0l7 7-7 7-7-7Z"/>',
    "green": '<path d="M7 0l7 12H0Z"/>',
}
NO_LIGHT = '<circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" stroke-width="2"/>'


@cache
def light(name: str) -> SafeString:
    shape = LIGHT_SHAPES.get(name, NO_LIGHT)
    return mark_safe(  # noqa: S308 (constants of this file)
        f'<svg class="dsd-light__mark" width="14" height="14" viewBox="0 0 14 14" fill="currentColor" {UNSPOKEN}>'
        f"{shape}</svg>"
    )


@cache
def icon(name: str) -> SafeString:
    return mark_safe(  # noqa: S308 (a constant of this file)
        '<svg class="dsd-icon" width="24" height="24" viewBox="0 0 24 24" fill="currentColor" '
        f'{UNSPOKEN}><path d="{ICONS[name]}"/></svg>'
    )


def cell_centre(column: float, row: float, radius: float) -> tuple[float, float]:
    """The middle of a cell of this outer radius, when the first cell touches the top left corner."""
    width = radius * 3**0.5
    return (column + 0.5) * width, radius + row * 1.5 * radius


def cell_path(x: float, y: float, radius: float) -> str:
    """A hexagon standing on its point, as the points of a polygon."""
    corners = ((x + radius * sin(pi / 3 * k), y - radius * cos(pi / 3 * k)) for k in range(6))
    return " ".join(f"{cx:.1f},{cy:.1f}" for cx, cy in corners)


def _mark() -> SafeString:
    radius = 10.0
    points = [cell_centre(column, row, radius) for _, _, column, row in COUNCIL_CELLS]
    cells = "".join(f'<polygon points="{cell_path(x, y, radius - 2.9)}"/>' for x, y in points)
    link = " ".join(f"{points[index][0]:.1f},{points[index][1]:.1f}" for index in LINK_ORDER)
    return mark_safe(  # noqa: S308 (built from constants)
        f'<svg class="dsd-mark" viewBox="0 0 78 50" width="62" height="40" {UNSPOKEN}>'
        f'<polyline points="{link}" fill="none" stroke="#FF9A5C" stroke-width="3.4"/>'
        f'<g fill="currentColor">{cells}</g></svg>'
    )


def _hero() -> SafeString:
    radius = 57.0
    centres = [(name, *cell_centre(column, row, radius)) for _, name, column, row in COUNCIL_CELLS]
    cells = "".join(f'<polygon points="{cell_path(x, y, radius - 5)}"/>' for _, x, y in centres)
    names = "".join(
        f'<text x="{x:.0f}" y="{y + (-18 if name in NAMED_ABOVE else 27):.0f}">{name}</text>'
        for name, x, y in centres
    )
    stops = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="6.5"/>' for _, x, y in centres)
    link = " ".join(f"{centres[index][1]:.0f},{centres[index][2]:.0f}" for index in LINK_ORDER)
    return mark_safe(  # noqa: S308 (built from constants)
        f'<svg class="dsd-cells" viewBox="0 0 446 286" {UNSPOKEN}>'
        f'<g class="dsd-cells__cell">{cells}</g><polyline class="dsd-cells__link" points="{link}"/>'
        f'<g class="dsd-cells__stop">{stops}</g><g class="dsd-cells__name">{names}</g></svg>'
    )


MARK = _mark()
HERO = _hero()


@cache
def level_bar(asked: int, held: int) -> SafeString:
    """Steps 0 to 4 along a channel, filled to the level held, with a gate at the level asked."""
    asked, held = (min(4, max(0, level)) for level in (asked, held))
    steps = "".join(
        f'<rect class="dsd-level__step{" dsd-level__step--held" if step <= held else ""}" '
        f'x="{4 + (step - 1) * 30}" y="8" width="26" height="8" rx="2"/>'
        for step in range(1, 5)
    )
    gate = f'<path class="dsd-level__asked" d="M{4 + asked * 30 - 2} 2v20"/>' if asked else ""
    return mark_safe(  # noqa: S308 (built from two small whole numbers)
        f'<svg class="dsd-level" viewBox="0 0 126 24" width="126" height="24" {UNSPOKEN}>{steps}{gate}</svg>'
    )


def share_bar(met: int, of: int) -> SafeString:
    """A part of the whole in per cent, and how much of that part is met; the words belong beside it."""
    return mark_safe(  # noqa: S308 (built from two whole numbers)
        f'<svg class="dsd-share" width="100%" height="10" {UNSPOKEN}>'
        f'<rect class="dsd-share__whole" width="100%" height="10" rx="3"/>'
        f'<rect class="dsd-share__part" width="{of}%" height="10" rx="3"/>'
        f'<rect class="dsd-share__met" width="{met}%" height="10" rx="3"/></svg>'
    )


def progress_bar(done: int, total: int, label: str) -> SafeString:
    share = min(100, round(100 * done / total)) if total else 0
    said = f"{label}: {share} per cent" if label else f"{share} per cent"
    return mark_safe(  # noqa: S308 (numbers, and the label escaped)
        f'<svg class="dsd-progress__bar" width="100%" height="12" role="img" aria-label="{escape(said)}">'
        f'<rect class="dsd-progress__track" width="100%" height="12" rx="6"/>'
        f'<rect class="dsd-progress__done" width="{share}%" height="12" rx="6"/></svg>'
    )
