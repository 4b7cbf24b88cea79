"""Rows that join codes of two schemes are imported by themselves."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from district.skills.models import Crosswalk
from district.skills.services import crosswalks
from district.web.errors import Refused
from tests.skills.esco_tables import write_table

pytestmark = pytest.mark.django_db

HEADER = list(crosswalks.COLUMNS)
ROW = [
    "gdad",
    "urn:gdad:skill:testing",
    "esco",
    "http://data.europa.eu/esco/skill/1",
    "close",
    "by hand",
    "1",
]


def write(folder: Path, *rows: list[str], header: list[str] = HEADER) -> Path:
    return write_table(folder / "crosswalk.csv", header, list(rows))


def changed(**cells: str) -> list[str]:
    return [cells.get(name, value) for name, value in zip(HEADER, ROW, strict=True)]


def test_rows_are_added_changed_and_left(tmp_path: Path) -> None:
    other = changed(to_code="http://data.europa.eu/esco/skill/2")
    first = crosswalks.import_file(write(tmp_path, ROW, other, ROW))
    second = crosswalks.import_file(write(tmp_path, changed(relation="exact"), other))

    assert (first.read, first.added, first.repeats) == (3, 2, 1)
    assert (second.added, second.changed, second.unchanged) == (0, 1, 1)
    assert list(Crosswalk.objects.order_by("to_code").values_list("relation", flat=True)) == [
        "exact",
        "close",
    ]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (changed(relation="like"), "relation", "choice"),
        (changed(to_code=""), "to_code", "required"),
        (changed(version="x" * 21), "version", "too-long"),
        (ROW[:4], "", "row"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, row: list[str], field: str, code: str) -> None:
    summary = crosswalks.import_file(write(tmp_path, ROW, row))

    assert [(each.row, each.field, each.code) for each in summary.refusals] == [(2, field, code)]
    assert Crosswalk.objects.count() == 1


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="lacks the columns relation, source, version"):
        crosswalks.import_file(write(tmp_path, ROW[:4], header=HEADER[:4]))


def test_a_trial_changes_nothing(tmp_path: Path) -> None:
    assert crosswalks.import_file(write(tmp_path, ROW), is_trial=True).added == 1
    assert not Crosswalk.objects.exists()


def test_the_command_takes_a_crosswalk_by_itself(tmp_path: Path) -> None:
    out = StringIO()

    call_command("import_skills", "--crosswalk", str(write(tmp_path, ROW)), stdout=out)

    assert json.loads(out.getvalue())["added"] == 1
    with pytest.raises(CommandError, match="Import a crosswalk by itself"):
        call_command("import_skills", str(tmp_path), "--crosswalk", str(tmp_path / "crosswalk.csv"))
