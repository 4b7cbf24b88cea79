"""Outlines of councils as GeoJSON in degrees."""

import json
import re

from district.places import grid
from district.places.reading.rows import BadRow, OutlineRow, Reading, check_in_kingdom, keep
from district.web.errors import Refused


def read(name: str, text: str, reading: Reading) -> bool:
    """False if these are outlines of something else, such as wards, which the portal does not draw."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("The file is not readable as GeoJSON.", code="file_json") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        return False
    if not features:
        raise Refused("The file has no features.", code="file_no_rows")
    if not all(_is_council(feature) for feature in features):
        return False
    for number, feature in enumerate(features, start=1):
        reading.read += 1
        try:
            code = feature["properties"]["code"]
            row = OutlineRow(code, _rings(feature.get("geometry")))
            if not keep(reading.outlines, code, row, "code"):
                reading.repeats += 1
        except BadRow as bad:
            reading.problems.append(bad.in_file(name, number))
    return True


def _is_council(feature: object) -> bool:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    return isinstance(code, str) and bool(re.fullmatch(r"(E0[6-9]|N09|S12|W06)\d{6}", code, re.ASCII))


def _rings(geometry: object) -> list[list[list[int]]]:
    """Outer rings only: a council has no holes worth drawing."""
    shape = geometry if isinstance(geometry, dict) else {}
    parts = {"Polygon": lambda c: [c], "MultiPolygon": lambda c: c}.get(str(shape.get("type")))
    if parts is None:
        raise BadRow("geometry", "outline_form", "Give a Polygon or MultiPolygon.")
    try:
        rings = [[_point(point) for point in polygon[0]] for polygon in parts(shape["coordinates"])]
    except (KeyError, TypeError, IndexError, ValueError):
        raise BadRow("geometry", "outline_form", "The coordinates cannot be read.") from None
    if not rings or any(len(ring) < 4 for ring in rings):
        raise BadRow("geometry", "outline_form", "An outline needs at least three corners.")
    return [ring[:-1] if ring[0] == ring[-1] else ring for ring in rings]


def _point(point: list[float]) -> list[int]:
    longitude, latitude = float(point[0]), float(point[1])
    check_in_kingdom(latitude, longitude)
    return [round(metres) for metres in grid.from_wgs84(latitude, longitude)]
