import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories.places import make_postcode
from tests.places.test_imports import HEADER, NEW, ROW


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_where_prints_a_line_for_each_postcode_and_joins_halves(db, capsys, monkeypatch) -> None:
    make_postcode(postcode="B1 1AA")
    make_postcode(postcode="B98 8AA")
    monkeypatch.setattr("sys.stdin", io.StringIO("B98 8AA\n\nnonsense\n"))
    call_command("where", "B1", "1AA", "b11aa", "-", "B1")
    found = lines(capsys)
    assert [line.get("council") for line in found] == ["Birmingham", "Birmingham", "Redditch", None, None]
    assert [line["postcode"] for line in found] == ["B1 1AA", "B1 1AA", "B98 8AA", "nonsense", "B1"]
    assert set(found[0]) == {
        "postcode",
        "council",
        "council_code",
        "ward_code",
        "lsoa21_code",
        "imd_decile",
        "inside",
    }
    assert set(found[3]) == {"postcode", "error"}


def test_import_places_prints_what_became_of_each_row(db, capsys, tmp_path) -> None:
    make_postcode(postcode="B1 1AA")
    path = tmp_path / "places.csv"
    path.write_text(f"{HEADER}\n{ROW}\n{NEW}\n")
    call_command("import_places", str(path))
    (found,) = lines(capsys)
    del found["seconds"]
    assert found == {
        "read": 2,
        "added": 1,
        "changed": 1,
        "unchanged": 0,
        "withdrawn": 0,
        "repeats": 0,
        "refused": [],
        "files": ["places.csv"],
        "ignored": [],
        "right_council": 1,
        "dry_run": False,
    }


def test_import_places_fails_when_a_row_needs_mending(db, capsys, tmp_path) -> None:
    make_postcode(postcode="B1 1AA")
    path = tmp_path / "places.csv"
    path.write_text(f"{HEADER}\n{ROW.replace('B1 1AA', 'B1')}\n")
    with pytest.raises(CommandError, match="Nothing was taken: 1 rows need mending"):
        call_command("import_places", str(path))
    (found,) = lines(capsys)
    assert found["refused"] == [
        {
            "file": "places.csv",
            "row": 1,
            "field": "postcode",
            "code": "postcode_form",
            "message": "Enter the whole postcode, like B1 1AA. “B1” is only its first half.",
        }
    ]


def test_import_places_without_the_file_says_so(db) -> None:
    with pytest.raises(CommandError, match="There is no file or folder"):
        call_command("import_places", "/nowhere/places.csv")
