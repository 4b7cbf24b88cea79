import gzip
import json
from pathlib import Path

import pytest

from district.outbox.models import ImportRun, RefusedRow
from district.places.models import Council, Lsoa, Postcode, Ward
from district.places.services import imports
from district.web.errors import Refused
from tests.factories.places import make_council, make_postcode

HEADER = "postcode,la_code,la_name,lat,lon,ward25_code,ward25_name,lsoa21_code"
ROW = "B1 1AA,E08000025,Birmingham,52.47666,-1.903535,E05011151,Ladywood,E01033625"
NEW = "B1 1AZ,E08000025,Birmingham,52.47666,-1.903535,E05011151,Ladywood,E01033625"
IMD = "lsoa21_code,IMD_decile,IMD_rank,la_code\nE01033625,9.0,29400.0,E08000025\n"
SQUARE = [[-1.9, 52.4], [-1.8, 52.4], [-1.8, 52.5], [-1.9, 52.5], [-1.9, 52.4]]


@pytest.fixture(autouse=True)
def _birmingham(db) -> None:
    make_postcode(postcode="B1 1AA")


@pytest.fixture
def file(tmp_path: Path):
    def write(*lines: str, name: str = "places.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join([*lines, ""]).encode(encoding))
        return path

    return write


def outlines(*features: dict) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(code: object = "E08000025", coordinates: object = None, kind: str = "Polygon") -> dict:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def test_postcodes_get_their_ward_lsoa_and_decile(file) -> None:
    outcome = imports.import_files(paths=[file(HEADER, ROW), file(IMD, name="imd.csv")])
    found = Postcode.objects.select_related("ward", "lsoa").get(postcode="B1 1AA")
    assert (found.ward.name, found.lsoa.imd_decile, found.lsoa.imd_rank) == ("Ladywood", 9, 29400)
    assert (outcome.read, outcome.added, outcome.changed, outcome.unchanged) == (2, 1, 1, 0)
    assert outcome.right_council == 1


def test_a_new_postcode_is_put_on_the_grid(file) -> None:
    outcome = imports.import_files(paths=[file(HEADER, NEW)])
    found = Postcode.objects.get(postcode="B1 1AZ")
    assert (outcome.added, outcome.changed) == (1, 0)
    assert (abs(found.easting - 406649) < 5, abs(found.northing - 286530) < 5) == (True, True)


def test_the_same_file_twice_changes_nothing(file) -> None:
    paths = [file(HEADER, ROW, NEW), file(IMD, name="imd.csv"), file(outlines(feature()), name="la.geojson")]
    first = imports.import_files(paths=paths)
    again = imports.import_files(paths=paths)
    assert (first.added, first.changed) == (2, 2)
    assert (again.read, again.added, again.changed, again.unchanged) == (4, 0, 0, 4)
    assert ImportRun.objects.count() == 2


def test_a_file_that_moves_a_postcode_wins(file) -> None:
    make_council(code="E08000028")
    outcome = imports.import_files(paths=[file(HEADER, ROW.replace("E08000025", "E08000028"))])
    assert (outcome.right_council, outcome.changed) == (0, 1)
    assert Postcode.objects.get(postcode="B1 1AA").council_id == "E08000028"


def test_outlines_become_metres(file) -> None:
    imports.import_files(paths=[file(outlines(feature()), name="la.geojson")])
    (ring,) = Council.objects.get(code="E08000025").outline
    assert len(ring) == 4
    assert all(400_000 < easting < 420_000 and 270_000 < northing < 295_000 for easting, northing in ring)


def test_a_folder_is_read_and_what_is_no_place_is_passed_over(file, tmp_path) -> None:
    file(HEADER, ROW)
    file("a,b", "1,2", name="other.csv")
    file("# Read me", name="README.md")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    outcome = imports.import_files(paths=[tmp_path])
    assert (outcome.files, outcome.changed) == (["places.csv"], 1)
    assert sorted(outcome.ignored) == ["README.md", "other.csv", "picture.png"]


def test_gzip_byte_order_marks_semicolons_and_other_column_orders_are_read(file, tmp_path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(f"{HEADER}\n{ROW}\n".encode()))
    paths = [
        tmp_path / "a.csv.gz",
        file(HEADER, ROW, name="b.csv", encoding="utf-8-sig"),
        file(HEADER, ROW, name="c.csv", encoding="utf-16"),
        file(HEADER.replace(",", ";"), ROW.replace(",", ";"), name="d.csv"),
        file(HEADER.replace(",", "\t") + "\r", ROW.replace(",", "\t") + "\r", name="e.csv"),
        file("extra," + HEADER, "=cmd|' /C calc'!A0," + ROW, name="f.csv"),
    ]
    outcome = imports.import_files(paths=paths)
    assert (outcome.read, outcome.repeats, outcome.changed, outcome.refused) == (6, 5, 1, [])


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (ROW.replace("B1 1AA", "B1"), "postcode", "postcode_form"),
        (ROW.replace("B1 1AA", ""), "postcode", "postcode_missing"),
        (ROW.replace("B1 1AA", "B1\x001AA"), "postcode", "postcode_form"),
        (ROW.replace("E08000025", "Birmingham"), "la_code", "code_form"),
        (ROW.replace("52.47666", "NaN"), "lat", "point_range"),
        (ROW.replace("52.47666", "1e999"), "lat", "point_range"),
        (ROW.replace("52.47666", "north"), "lat", "point_form"),
        (ROW.replace("Ladywood", "L" * 101), "ward25_name", "name_form"),
        (ROW.replace("Ladywood", "Lady\u202ewood"), "ward25_name", "name_form"),
        (ROW + ",more", "", "row_length"),
        ("B1 1AA,E08000025", "", "row_length"),
        (ROW.replace("Ladywood", "x" * 140_000), "", "row_form"),
        ('"' + ROW, "", "row_form"),
    ],
)
def test_a_bad_row_is_listed_and_nothing_is_taken(file, row, field, code) -> None:
    outcome = imports.import_files(paths=[file(HEADER, NEW, row)])
    assert [(bad.row, bad.field, bad.code) for bad in outcome.refused] == [(2, field, code)]
    assert (outcome.added, outcome.changed) == (0, 0)
    assert not Postcode.objects.filter(postcode="B1 1AZ").exists()
    assert not Ward.objects.exists()
    kept = RefusedRow.objects.get()
    assert (kept.row, kept.code, kept.run.refused_count) == (2, code, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n ", "file_empty"),
        (HEADER.encode(), "file_no_rows"),
        (b"one\n1\n", "file_kind"),
        (HEADER.replace("lat,", "").encode(), "header_missing"),
        (f"{HEADER},lat\n{ROW},1".encode(), "header_repeated"),
        (HEADER.encode() + b"\nB1 1AA,\xe9\n", "file_encoding"),
        (b"\x1f\x8b damaged", "file_damaged"),
        (gzip.compress(b"x" * 1000, mtime=0)[:-9], "file_damaged"),
        (b"{", "file_json"),
        (b"[" * 100_000, "file_json"),
        (b"[1, 2]", "file_kind"),
        (b'{"features": []}', "file_no_rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, code) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    outcome = imports.import_files(paths=[path])
    assert [(bad.row, bad.code) for bad in outcome.refused] == [(0, code)]


@pytest.mark.parametrize(
    "bad",
    [
        feature(coordinates=[]),
        feature(coordinates=[[[0, 0]]]),
        feature(coordinates=[[["a", "b"]] * 5]),
        feature(coordinates="everywhere"),
        feature(coordinates=[[[1e308, 52]] * 5]),
        feature(kind="Point", coordinates=[1, 2]),
    ],
)
def test_a_bad_outline_is_listed(file, bad) -> None:
    outcome = imports.import_files(paths=[file(outlines(bad), name="la.geojson")])
    assert [problem.row for problem in outcome.refused] == [1]


@pytest.mark.parametrize("decile", ["0", "11", "-1", "2.5", "x", "٣", "1e1"])
def test_a_decile_is_a_whole_number_from_1_to_10(file, decile) -> None:
    outcome = imports.import_files(paths=[file(IMD.replace("9.0", decile).strip())])
    assert [bad.field for bad in outcome.refused] == ["IMD_decile"]
    assert not Lsoa.objects.exists()


def test_an_unknown_council_is_listed(file) -> None:
    outcome = imports.import_files(paths=[file(HEADER, ROW.replace("E08000025", "E09999999"))])
    assert [bad.message for bad in outcome.refused] == ["There is no council with the code E09999999."]


def test_two_rows_that_contradict_each_other_are_listed(file) -> None:
    outcome = imports.import_files(paths=[file(HEADER, ROW, ROW, ROW.replace("Ladywood", "Nechells"))])
    assert (outcome.repeats, [bad.code for bad in outcome.refused]) == (1, ["row_contradicts"])


def test_a_dry_run_says_the_same_and_keeps_nothing(file) -> None:
    outcome = imports.import_files(paths=[file(HEADER, ROW, NEW)], dry_run=True)
    assert (outcome.added, outcome.changed) == (1, 1)
    assert (Postcode.objects.count(), ImportRun.objects.count()) == (1, 0)


def test_a_missing_file_says_so(tmp_path) -> None:
    with pytest.raises(Refused, match="There is no file or folder"):
        imports.import_files(paths=[tmp_path / "nowhere.csv"])


def test_a_folder_without_places_says_so(tmp_path) -> None:
    with pytest.raises(Refused, match="There is no file of postcodes"):
        imports.import_files(paths=[tmp_path])
