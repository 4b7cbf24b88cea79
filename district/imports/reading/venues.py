"""Rows of the venues file."""

from collections.abc import Mapping

from district.imports.reading.cells import Row
from district.imports.reading.rows import VenueRow
from district.places.services import postcodes
from district.web.errors import Refused


def place(row: Row, column: str, known: Mapping[str, object]) -> str:
    """The canonical postcode of a cell; refused if it is missing, malformed or not in the national file."""
    code = "VENUE_POSTCODE"
    if not row[column]:
        row.refuse(column, f"{code}_REQUIRED", "Enter the postcode of the venue.")
        return ""
    try:
        postcode = postcodes.parse(row[column])
    except Refused as refusal:
        row.refuse(column, f"{code}_FORMAT", refusal.message)
        return ""
    if row[column] not in known:
        row.refuse(column, f"{code}_INVALID", f"{postcode} is not in use. Check the postcode.")
    return postcode


def read(row: Row, known: Mapping[str, object]) -> VenueRow | None:
    name = row.text("VENUE_NAME", "VENUE_NAME", 250, needed="Enter the name of the venue.")
    reference = row.text("YOUR_VENUE_REFERENCE", "VENUE_PROVIDER_VENUE_REF", 255)
    first = row.text(
        "ADDRESS_LINE_1", "VENUE_ADDRESS_LINE1", 100, needed="Enter the first line of the address."
    )
    second = row.text("ADDRESS_LINE_2", "VENUE_ADDRESS_LINE2", 100)
    town = row.text("TOWN_OR_CITY", "VENUE_TOWN", 75, needed="Enter the town or city.")
    county = row.text("COUNTY", "VENUE_COUNTY", 75)
    postcode = place(row, "POSTCODE", known)
    if row.refusals:
        return None
    address = ", ".join(filter(None, (first, second, county)))
    return VenueRow(row.number, name, postcode, reference, address, town)


def refuse_repeated(rows: list[tuple[Row, VenueRow]]) -> None:
    """Two venues of one provider never share a name or a reference."""
    for field, column, code in (
        ("name", "VENUE_NAME", "VENUE_NAME_UNIQUE"),
        ("reference", "YOUR_VENUE_REFERENCE", "VENUE_PROVIDER_VENUE_REF_UNIQUE"),
    ):
        seen: dict[str, int] = {}
        for row, venue in rows:
            value = getattr(venue, field).lower()
            if value and value in seen:
                row.refuse(column, code, f"Row {seen[value]} has this already. Give each venue its own.")
            seen.setdefault(value, row.number)


def refuse_of_others(rows: list[tuple[Row, VenueRow]], known: list[tuple[int, str, str]]) -> None:
    """A row is about one of the provider's venues, by its reference or else its name; no two rows about the same."""
    by_name = {name.lower(): venue_id for venue_id, name, _ in known}
    by_reference = {reference.lower(): venue_id for venue_id, _, reference in known if reference}
    meant: dict[int, int] = {}
    for row, venue in rows:
        if row.refusals:
            continue
        named = by_name.get(venue.name.lower())
        referred = by_reference.get(venue.reference.lower())
        if named and referred and named != referred:
            row.refuse(
                "VENUE_NAME", "VENUE_NAME_UNIQUE", "Another of your venues has this name. Give each its own."
            )
        about = referred or named
        if about and about in meant:
            row.refuse(
                "VENUE_NAME",
                "VENUE_NAME_UNIQUE",
                f"Row {meant[about]} is about the same venue. Remove one of them.",
            )
        elif about:
            meant[about] = row.number
