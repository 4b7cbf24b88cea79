"""Shapes of the seven councils for small maps drawn as SVG."""

from dataclasses import dataclass

from district.places.models import Council

type Ring = list[list[float]]


@dataclass(frozen=True)
class Shape:
    """One council in the units of the picture: an SVG path, and the point where its label stands."""

    code: str
    name: str
    slug: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    width: int
    height: int
    shapes: list[Shape]


def seven_councils(*, width: int = 600) -> Map:
    """North is up; the picture is as high as the region's shape asks for. One query."""
    outlined = [(council, council.outline) for council in Council.objects.inside() if council.outline]
    points = [point for _, rings in outlined for ring in rings for point in ring]
    if not points:
        return Map(width, 0, [])
    west, east = min(e for e, _ in points), max(e for e, _ in points)
    south, north = min(n for _, n in points), max(n for _, n in points)
    scale = width / (east - west)

    def place(easting: float, northing: float) -> tuple[float, float]:
        return round((easting - west) * scale, 1), round((north - northing) * scale, 1)

    def path(rings: list[Ring]) -> str:
        drawn = (" ".join(f"{x:g},{y:g}" for x, y in (place(*point) for point in ring)) for ring in rings)
        return "".join(f"M{ring}Z" for ring in drawn)

    shapes = [
        Shape(council.code, council.name, council.slug, path(rings), *place(*_label_point(rings)))
        for council, rings in outlined
    ]
    return Map(width, round((north - south) * scale), shapes)


def _label_point(rings: list[Ring]) -> tuple[float, float]:
    """The centre of gravity of the largest ring."""
    _, easting, northing = max((_gravity(ring) for ring in rings), key=lambda found: found[0])
    return easting, northing


def _gravity(ring: Ring) -> tuple[float, float, float]:
    """Area and centre, reckoned from the first corner so that the figures stay small."""
    e0, n0 = ring[0][0], ring[0][1]
    twice = e_sum = n_sum = 0.0
    for (e1, n1), (e2, n2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = (e1 - e0) * (n2 - n0) - (e2 - e0) * (n1 - n0)
        twice += cross
        e_sum += (e1 + e2 - 2 * e0) * cross
        n_sum += (n1 + n2 - 2 * n0) * cross
    if not twice:
        return 0.0, e0, n0
    return abs(twice) / 2, e0 + e_sum / (3 * twice), n0 + n_sum / (3 * twice)
