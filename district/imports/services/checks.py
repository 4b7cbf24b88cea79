"""Checks the rows of a file one by one: the same rules for the command and for the pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from district.imports.reading import courses, formats, open_data, tables, venues
from district.imports.reading.cells import Row, learning_aim
from district.imports.reading.faults import Refusal
from district.imports.reading.rows import CourseRow, VenueRow
from district.imports.reading.tables import Table
from district.partners.models import Organisation
from district.places.services import postcodes
from programmes.models import LearningAim, Venue

NO_REGISTER = "No register of learning aims is loaded: LARS numbers were checked for their form only."


@dataclass
class Checked[T]:
    """The rows that may be taken, and what is wrong with the others."""

    rows: list[T] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def each[T](table: Table, read: Callable[[Row], T | None]) -> Checked[T]:
    """Every row of the table by `read`, which gives None for one that it refuses."""
    checked: Checked[T] = Checked()
    for number, cells in table.rows:
        if found := tables.faults(number, cells):
            checked.refusals += found
            continue
        row = Row(number, cells)
        taken = read(row)
        checked.refusals += row.refusals
        if taken is not None:
            checked.rows.append(taken)
    return checked


def uploaded_courses(table: Table, owner: Organisation) -> Checked[CourseRow]:
    """Rows of a provider's own file, with or without LARS numbers."""
    known = Venue.objects.filter(organisation=owner).order_by("id").values_list("id", "name", "reference")
    registered: dict[str, courses.Aim] | None = _aims(cells.get("LARS_QAN", "") for _, cells in table.rows)
    warnings = []
    if table.format is formats.LARS and not registered and not LearningAim.objects.exists():
        warnings.append(NO_REGISTER)
        registered = None
    context = courses.Context(timezone.localdate(), known, registered)
    checked = each(table, lambda row: courses.read(row, table.format, context))
    checked.warnings += warnings
    return checked


def open_courses(table: Table, owner: Organisation | None = None) -> Checked[CourseRow]:
    """Rows of the national open data; where it has an owner, rows of other providers are refused."""
    context = open_data.Context(
        postcodes=postcodes.find_many(cells["LOCATION_POSTCODE"] for _, cells in table.rows),
        aims=_aims(cells["LEARN_AIM_REF"] for _, cells in table.rows),
        month_first=open_data.is_month_first(cells for _, cells in table.rows),
    )

    def read(row: Row) -> CourseRow | None:
        ukprn = row["PROVIDER_UKPRN"]
        if owner and ukprn != owner.ukprn:
            row.refuse(
                "PROVIDER_UKPRN",
                "PROVIDER_UKPRN_OTHER",
                f"This row is of another provider. Yours have the UKPRN {owner.ukprn}.",
            )
        return open_data.read(row, context)

    return each(table, read)


def uploaded_venues(table: Table, owner: Organisation) -> Checked[VenueRow]:
    known = postcodes.find_many(cells["POSTCODE"] for _, cells in table.rows)
    pairs: list[tuple[Row, VenueRow]] = []

    def read(row: Row) -> VenueRow | None:
        venue = venues.read(row, known)
        if venue is not None:
            pairs.append((row, venue))
        return venue

    checked = each(table, read)
    venues.refuse_repeated(pairs)
    named = Venue.objects.filter(organisation=owner).order_by("id").values_list("id", "name", "reference")
    venues.refuse_of_others(pairs, list(named))
    checked.refusals += [refusal for row, _ in pairs for refusal in row.refusals]
    checked.rows = [venue for row, venue in pairs if not row.refusals]
    return checked


def _aims(references: Iterable[str]) -> dict[str, courses.Aim]:
    wanted = {learning_aim(reference) for reference in references} - {""}
    known: dict[Any, LearningAim] = LearningAim.objects.in_bulk(list(wanted))
    return {aim.reference: courses.Aim(aim.level, aim.last_start_on) for aim in known.values()}
