"""Files as spreadsheets, old programs, accidents and attackers make them: a sentence each, and nothing written."""

import io
import zipfile

import pytest

from district.imports.models import Upload, UploadRow
from district.imports.reading import formats, tables
from district.imports.services import uploads
from district.web.errors import Refused
from programmes.models import Course
from tests.factories.imports import make_content, make_upload
from tests.imports.files import lars, text
from tests.imports.spreadsheets import sheet, table, workbook

COLUMNS = formats.LARS.columns
GOOD = table([lars()], COLUMNS)


def fault(upload):
    assert upload.state == Upload.State.WITH_ERRORS
    assert (Course.objects.count(), UploadRow.objects.count()) == (0, 0)
    ((_, code, message),) = upload.faults
    assert message.endswith(".")
    return code


def read(provider, content):
    return make_upload(organisation=provider, content=content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"  \r\n", "FILE_EMPTY"),
        (b"name,age\nSam,3", "FILE_FORMAT"),
        (b"one column\nvalue", "FILE_FORMAT"),
        (b"%PDF-1.7\n%\xe2\xe3", "FILE_FORMAT"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x81", "FILE_FORMAT"),
        (b"PK\x03\x04cut short", "FILE_FORMAT"),
        (b"\xd0\xcf\x11\xe0old or encrypted", "FILE_FORMAT"),
        (text(formats.LARS).encode(), "FILE_NO_ROWS"),
        (text(formats.VENUES, {"VENUE_NAME": "x"}).encode(), "FILE_OTHER_KIND"),
        (make_content(lars()).replace(b"COST,", b"PRICE,"), "FILE_HEADER_MISSING"),
        (make_content(lars()).replace(b"WHERE_NEXT", b"WHERE_NEXT,COST"), "FILE_HEADER_DUPLICATE"),
        (make_content(lars()) + b'"open quotation mark', "FILE_QUOTES"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(provider, content, code):
    assert fault(read(provider, content)) == code


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "This file is a PDF document. Send the list itself: save it"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "This file is a picture. Send"),
        (b"\x00\x00\x00\x18ftypheic", "This file is a picture. Send"),
        (
            b"\xd0\xcf\x11\xe0old or encrypted",
            "old kind of Excel file (.xls) or has a password. Save it as .xlsx",
        ),
    ],
)
def test_who_sends_another_kind_of_file_is_told_its_kind_and_what_to_send(content, sentence):
    with pytest.raises(tables.Unreadable) as refused:
        tables.read(content)
    assert sentence in str(refused.value)


def test_fifty_thousand_rows_are_refused_before_they_are_checked(provider):
    row = ",".join(["x"] * 24)
    content = ",".join(COLUMNS) + "\n" + f"{row}\n" * 50_000

    assert fault(read(provider, content.encode())) == "FILE_TOO_MANY_ROWS"


def test_more_than_five_megabytes_are_refused_at_once(provider):
    with pytest.raises(Refused, match="larger than 5 MB"):
        read(provider, b"x" * 5_000_001)
    assert Upload.objects.count() == 0


def test_windows_letters_are_read_with_a_warning(provider):
    upload = read(provider, text(formats.LARS, lars(COURSE_NAME="Café basics")).encode("cp1252"))

    assert upload.state == Upload.State.OK
    assert [each for each in upload.warnings if "Windows-1252" in each]
    assert upload.rows.get().cells["COURSE_NAME"] == "Café basics"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_unicode_is_read_without_one(provider, encoding):
    upload = read(provider, text(formats.LARS, lars()).encode(encoding))

    assert (upload.state, [each for each in upload.warnings if "Windows" in each]) == (Upload.State.OK, [])


def test_hidden_characters_are_kept_as_typed_and_named(provider, teacher):
    upload = read(provider, make_content(lars(COURSE_NAME="Py\0thon"), lars(COURSE_NAME="\u202enohtyP")))

    codes = [row.faults[0][1] for row in upload.rows.order_by("number")]
    assert codes == ["COURSERUN_COURSE_NAME_FORMAT"] * 2
    row = upload.rows.get(number=1)
    assert row.cells["COURSE_NAME"] == "Py\0thon"
    assert uploads.mend_row(row=row, cells=row.cells | {"COURSE_NAME": "Python"}, by=teacher) == []


def test_a_ragged_row_is_named_and_right_once_it_is_saved_again(provider, teacher):
    content = make_content(lars()).rstrip() + b",one more\r\n60160572,too few\r\n"

    upload = read(provider, content)

    first, second = upload.rows.order_by("number")
    assert [code for _, code, _ in first.faults] == ["ROW_TOO_MANY_CELLS"]
    assert "COURSERUN_COURSE_NAME_REQUIRED" in [code for _, code, _ in second.faults]
    assert uploads.mend_row(row=first, cells=first.cells, by=teacher) == []


def test_a_cell_of_a_megabyte_is_named(provider):
    upload = read(provider, make_content(lars(WHERE_NEXT="a" * 1_000_000)))

    assert [code for _, code, _ in upload.rows.get().faults] == ["CELL_TOO_LONG"]


@pytest.mark.parametrize(
    "formula", ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1+1", "\N{FULLWIDTH EQUALS SIGN}1+1"]
)
def test_formulas_are_text_going_in(provider, formula):
    upload = read(provider, make_content(lars(WHERE_NEXT=formula)))

    assert (upload.state, upload.rows.get().cells["WHERE_NEXT"]) == (Upload.State.OK, formula)


# Spreadsheets ------------------------------------------------------------------------------------


def test_a_spreadsheet_is_read_as_people_see_it(provider):
    row = lars(LARS_QAN=1234567, COST=99.5, DURATION=10.0)

    upload = read(provider, workbook(table([row], COLUMNS)))

    cells = upload.rows.get().cells
    assert upload.state == Upload.State.OK
    assert (cells["LARS_QAN"], cells["COST"], cells["DURATION"]) == ("1234567", "99.5", "10")


def test_only_the_first_sheet_in_sight_is_read_and_a_warning_says_so(provider):
    upload = read(provider, workbook(sheet([["secret"]]), GOOD, hidden=(0,)))

    assert upload.state == Upload.State.OK
    assert "Only the first sheet, “S2”, was read." in upload.warnings


def test_hidden_rows_and_merged_cells_are_warned_of(provider):
    odd = GOOD.replace('<row r="2">', '<row r="2" hidden="1">').replace(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    )

    upload = read(provider, workbook(odd))

    assert [each for each in upload.warnings if "hidden rows" in each]
    assert [each for each in upload.warnings if "merged cells" in each]


def bomb() -> bytes:
    return workbook(GOOD, more={"xl/media/big.bin": b"0" * 72_000_000})


def lying() -> bytes:
    """A bomb that says it is small: the sizes in its directory and before its parts are forged."""
    real = len(b"0" * 72_000_000).to_bytes(4, "little")
    return bomb().replace(real, (1000).to_bytes(4, "little"))


def plain_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("courses.csv", make_content())
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "FILE_TOO_BIG"),
        (lying(), "FILE_FORMAT"),
        (workbook(GOOD, more={f"xl/media/{n}.bin": b"" for n in range(250)}), "FILE_TOO_BIG"),
        (plain_zip(), "FILE_FORMAT"),
        (workbook(GOOD)[:-100], "FILE_FORMAT"),
        (workbook(GOOD, more={"xl/vbaProject.bin": b"macro"}), "FILE_FORMAT"),
        (workbook(GOOD, more={"xl/externalLinks/externalLink1.xml": b"<x/>"}), "FILE_FORMAT"),
        (workbook(GOOD, more={"xl/embeddings/object.bin": b"x"}), "FILE_FORMAT"),
        (workbook(GOOD, start='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "FILE_FORMAT"),
        (workbook(GOOD.replace('r="A2"', 'r="A1048576"')), "FILE_TOO_MANY_ROWS"),
        (workbook(GOOD.replace('r="X2"', 'r="XFD2"')), "FILE_TOO_MANY_COLUMNS"),
        (workbook("<worksheet"), "FILE_DAMAGED"),
        (workbook(GOOD, hidden=(0,)), "FILE_DAMAGED"),
        (workbook(sheet([])), "FILE_FORMAT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_spreadsheet_that_cannot_be_used_says_why(provider, content, code):
    assert fault(read(provider, content)) == code
