"""Councils and postcodes: real ones, so that distances and sides of the border are true."""

from district.places import facts
from district.places.models import Council, Lsoa, Postcode, Ward
from district.places.services import postcodes
from district.places.services.national_postcodes import INSIDE

# Postcode: council, easting, northing.
KNOWN = {
    "B1 1AA": ("E08000025", 406649, 286530),
    "B4 7ET": ("E08000025", 407551, 287676),
    "B72 1SX": ("E08000025", 412195, 296030),
    "CV1 2WT": ("E08000026", 433563, 278223),
    "DY8 1EP": ("E08000027", 390130, 284443),
    "B70 8DY": ("E08000028", 400229, 291425),
    "B91 3QB": ("E08000029", 415197, 279255),
    "WS1 1TP": ("E08000030", 401365, 298688),
    "WV1 1SH": ("E08000031", 391318, 298812),
    "B98 8AA": ("E07000236", 404121, 267610),
    "CV32 4AA": ("E07000222", 431856, 265538),
    "WS13 6AA": ("E07000194", 411714, 309669),
}


def make_council(*, code: str = "E08000025", **fields: object) -> Council:
    """A council as the facts know it; the same one when asked for again."""
    row = next(row for row in facts.rows("councils.csv") if row["code"] == code)
    given = {
        "name": row["name"],
        "slug": row["name"].lower(),
        "is_inside": code in INSIDE,
        "easting": int(row["easting"]),
        "northing": int(row["northing"]),
    }
    return Council.objects.get_or_create(code=code, defaults=given | fields)[0]


def make_postcode(*, postcode: str = "B1 1AA", **fields: object) -> Postcode:
    """One of KNOWN by its name alone; any other needs its council, easting and northing."""
    if postcode in KNOWN:
        code, easting, northing = KNOWN[postcode]
        fields = {"easting": easting, "northing": northing} | fields
        fields.setdefault("council", make_council(code=code))
    return Postcode.objects.get_or_create(postcode=postcodes.parse(postcode), defaults=fields)[0]


def make_ward(*, code: str = "E05011151", name: str = "Ladywood", council: Council | None = None) -> Ward:
    return Ward.objects.get_or_create(
        code=code, defaults={"name": name, "council": council or make_council()}
    )[0]


def make_lsoa(*, code: str = "E01033625", council: Council | None = None, **fields: object) -> Lsoa:
    return Lsoa.objects.get_or_create(code=code, defaults={"council": council or make_council()} | fields)[0]
