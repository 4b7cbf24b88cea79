"""The real postcodes, councils and outlines: the whole package, and the public files where this machine has them."""

import csv
import gzip
from collections.abc import Iterator

import pytest
from django.db import transaction

from district.places import facts
from district.places.models import Council, Lsoa, Postcode
from district.places.services import imports, national_postcodes, residence
from tests.places.shared_data import shared_data


@pytest.fixture(scope="module")
def _everything(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The whole package once for this module, in a transaction that ends with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        national_postcodes.load()
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("_everything", "db")
def test_87013_of_87013_postcodes_are_in_the_right_council() -> None:
    with gzip.open(shared_data("geo") / "wmca_postcodes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        said = {row["postcode"]: row["la_code"] for row in csv.DictReader(file)}
    held = dict(Postcode.objects.filter(council__is_inside=True).values_list("postcode", "council_id"))
    assert len(said) == 87_013
    assert held == said


@pytest.mark.usefixtures("_everything", "db")
def test_places_of_the_package_are_where_they_should_be() -> None:
    assert Postcode.objects.count() == 2_696_397
    found = [residence.describe(text) for text in ("B4 7ET", "B98 8AA", "CV32 4AA", "WS13 6AA", "BT1 5GS")]
    assert [(line["council"], line["inside"]) for line in found] == [
        ("Birmingham", True),
        ("Redditch", False),
        ("Warwick", False),
        ("Lichfield", False),
        ("Belfast", False),
    ]


@pytest.mark.usefixtures("_everything", "db")
def test_the_public_files_add_wards_and_deprivation_and_change_nothing_twice() -> None:
    paths = [shared_data("geo"), shared_data("imd")]
    first = imports.import_files(paths=paths)
    assert (first.read, first.added, first.changed, first.refused) == (88_739, 1_719, 87_020, [])
    assert first.right_council == 87_013
    assert residence.describe("B1 1AA")["imd_decile"] == 9
    birmingham = Lsoa.objects.filter(council_id="E08000025")
    share = birmingham.filter(imd_decile=1).count() / birmingham.count()
    assert round(share, 4) == 0.4279
    again = imports.import_files(paths=paths)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 88_739)


def test_traced_outlines_have_the_area_of_surveyed_ones() -> None:
    areas = {code: sum(abs(_area(ring)) for ring in rings) for code, rings in facts.outlines().items()}
    surveyed = {"E08000025": 268, "E08000026": 99, "E08000027": 98, "E08000028": 86, "E08000029": 178}
    for code, square_kilometres in (surveyed | {"E08000030": 104, "E08000031": 69}).items():
        assert areas[code] == pytest.approx(square_kilometres, rel=0.08)


def _area(ring: list[list[int]]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(e1 * n2 - e2 * n1 for (e1, n1), (e2, n2) in pairs) / 2e6


def test_no_council_of_the_seven_lacks_an_outline() -> None:
    assert set(facts.outlines()) == national_postcodes.INSIDE
    assert Council._meta.get_field("outline").null
