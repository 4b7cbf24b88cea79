from pathlib import Path

import brotli
import msgpack
import pytest
from django.db import connection

from district.outbox.models import ImportRun
from district.places import facts, grid
from district.places.models import Council, Postcode
from district.places.services import national_postcodes
from district.web.errors import Refused
from tests.factories.places import make_postcode

NAN = float("nan")
ROWS = [
    ("B1  1AA", "E08000025", 406649.0, 286530.0),
    ("B98 8AA", "E07000236", 404121.0, 267610.0),
    ("BT1 5GS", "N09000003", 333832.0, 374014.0),
    ("B99 9ZZ", NAN, NAN, NAN),
]


def write(folder: Path, letter: str, rows: list[tuple[str, str | float, float, float]]) -> None:
    columns = dict(zip(national_postcodes.COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    packed = msgpack.packb({"columns": national_postcodes.COLUMNS, "data": columns})
    (folder / f"postcodes_{letter}.msgpack.br").write_bytes(brotli.compress(packed, quality=1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "B", ROWS)
    return tmp_path


def test_an_empty_table_is_filled_and_its_keys_are_put_back(db, folder) -> None:
    loaded = national_postcodes.load(folder=folder)
    assert (loaded.read, loaded.added, loaded.left_out, loaded.was_loaded) == (4, 3, 1, False)
    found = {
        p.postcode: (p.council.name, p.easting, p.northing)
        for p in Postcode.objects.select_related("council")
    }
    easting, northing = grid.irish_to_british(333832, 374014)
    assert found == {
        "B1 1AA": ("Birmingham", 406649, 286530),
        "B98 8AA": ("Redditch", 404121, 267610),
        "BT1 5GS": ("Belfast", round(easting), round(northing)),
    }
    assert keys_of_postcodes() >= {
        ("p", "places_postcode"),
        ("f", "learners_learner"),
        ("f", "partners_organisation"),
    }


def keys_of_postcodes() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contype::text, conrelid::regclass::text FROM pg_constraint"
            " WHERE contype IN ('p', 'f') AND 'places_postcode'::regclass IN (conrelid, confrelid)"
        )
        return set(cursor.fetchall())


def test_keys_are_the_same_before_and_after_loading(db, folder) -> None:
    before = keys_of_postcodes()
    national_postcodes.load(folder=folder)
    assert keys_of_postcodes() == before


def test_loading_twice_does_nothing_the_second_time(db, folder) -> None:
    national_postcodes.load(folder=folder)
    again = national_postcodes.load(folder=folder)
    assert (again.was_loaded, again.read, ImportRun.objects.count()) == (True, 0, 1)


def test_a_newer_package_changes_what_moved_and_keeps_what_went(db, folder) -> None:
    national_postcodes.load(folder=folder)
    write(
        folder,
        "B",
        [ROWS[0], ("B98 8AA", "E08000025", 404121.0, 267610.0), ("B2  4AA", "E08000025", 1.0, 2.0)],
    )
    loaded = national_postcodes.load(folder=folder)
    assert (loaded.read, loaded.added, loaded.changed) == (3, 1, 1)
    assert Postcode.objects.get(postcode="B98 8AA").council_id == "E08000025"
    assert set(Postcode.objects.values_list("postcode", flat=True)) == {
        "B1 1AA",
        "B2 4AA",
        "B98 8AA",
        "BT1 5GS",
    }


def test_a_database_with_some_postcodes_gets_the_rest(db, folder) -> None:
    make_postcode(postcode="B1 1AA")
    loaded = national_postcodes.load(folder=folder)
    assert (loaded.added, loaded.changed, Postcode.objects.count()) == (2, 0, 3)


def test_a_damaged_file_says_so_and_changes_nothing(db, folder) -> None:
    (folder / "postcodes_C.msgpack.br").write_bytes(b"not brotli")
    with pytest.raises(Refused, match=r"postcodes_C\.msgpack\.br cannot be read"):
        national_postcodes.load(folder=folder)
    assert (Postcode.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_an_empty_folder_says_so(db, tmp_path) -> None:
    with pytest.raises(Refused, match="There are no postcode files"):
        national_postcodes.load(folder=tmp_path)


def test_councils_have_names_and_the_seven_are_inside(db, folder) -> None:
    national_postcodes.load(folder=folder)
    inside = {council.name: council.slug for council in Council.objects.inside()}
    assert inside == {
        name: name.lower()
        for name in ("Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton")
    }
    assert all(council.outline and council.easting for council in Council.objects.inside())
    assert Council.objects.count() == 361
    assert not Council.objects.filter(name="").exists()


def test_a_surveyed_outline_survives_a_newer_package(db, folder) -> None:
    national_postcodes.load(folder=folder)
    Council.objects.filter(code="E08000025").update(outline=[[[1, 1], [2, 2], [3, 1]]])
    write(folder, "B", ROWS[:1])
    national_postcodes.load(folder=folder)
    assert Council.objects.get(code="E08000025").outline == [[[1, 1], [2, 2], [3, 1]]]


def test_every_council_of_the_package_has_a_name() -> None:
    """One small letter with northern councils, and the largest one."""
    named = {row["code"] for row in facts.rows("councils.csv")}
    folder = national_postcodes._package_folder()
    for letter in ("S", "Z"):
        table = msgpack.unpackb(brotli.decompress((folder / f"postcodes_{letter}.msgpack.br").read_bytes()))
        assert {code for code in table["data"]["laua"] if isinstance(code, str)} <= named
