"""One description of a table gives every file, and in none is anything that is not in the table."""

import csv
import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from district.figures.files import ods, tidy, xlsx
from district.figures.files.description import Column, Kind, Table, Workbook
from district.figures.symbols import Symbol

WRITERS = pytest.mark.parametrize("kind", [xlsx, ods])
COLUMNS = (
    Column("council", "Council", Kind.GEOGRAPHY, labels={"E08000025": "Birmingham", "E08000026": "Coventry"}),
    Column("course", "Course"),
    Column("starts_on", "Starts"),
    Column("starts_count", "Starts [note 1]", Kind.INDICATOR),
    Column("achievement_percent", "Achievement rate [note 2]", Kind.INDICATOR, unit="%", decimals=1),
)
ROWS = [
    ("E08000025", "Data & AI <level 4>", date(2026, 9, 7), 1240, Decimal("72.65")),
    ("E08000026", "=1+1", date(2026, 9, 7), Symbol.LOW, Symbol.HIDDEN),
    ("E08000026", "-2 to grow", None, -15, -0.04),
    ("E08000026", "Web", None, None, 70),
]


def table(rows=ROWS, **more: object) -> Table:
    return Table(
        **{"name": "starts_by_council", "title": "Starts by council", "columns": COLUMNS, "rows": rows} | more
    )


def workbook(*tables: Table, **more: object) -> Workbook:
    whole = {
        "title": "Delivery", "lines": ("What was delivered.",), "facts": (("Data as at", "1 November 2026"),),
        "notes": ("Rounded to 10.", "Of leavers."), "made_on": date(2026, 11, 2),
    }  # fmt: skip
    return Workbook(tables=tables or (table(),), **whole | more)


def written(kind, book: Workbook) -> bytes:
    to = BytesIO()
    kind.write(book, to)
    return to.getvalue()


def parts(data: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name).decode() for name in package.namelist()}


def pages(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_has_a_row_an_observation_with_codes_and_labels() -> None:
    rows = list(csv.reader(StringIO(tidy.written(table()).decode())))
    assert rows == [
        ["council_code", "council", "course", "starts_on", "starts_count", "achievement_percent"],
        ["E08000025", "Birmingham", "Data & AI <level 4>", "2026-09-07", "1240", "72.7"],
        ["E08000026", "Coventry", "'=1+1", "2026-09-07", "low", "c"],
        ["E08000026", "Coventry", "'-2 to grow", "", "-15", "0.0"],
        ["E08000026", "Coventry", "Web", "", "x", "70.0"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0="])
def test_no_cell_of_a_csv_is_a_formula(start: str) -> None:
    text = tidy.written(table([("E08000025", f"{start}cmd", None, 1, 1)])).decode()
    *_, row = csv.reader(StringIO(text, newline=""))
    assert row[2].startswith("'")


@WRITERS
def test_a_spreadsheet_is_laid_out_as_the_analysis_function_asks(kind) -> None:
    found = pages(written(kind, workbook()))
    assert list(found) == ["Cover", "Contents", "Notes", "Table_1"]
    assert found["Cover"] == [["Delivery"], ["What was delivered."], ["Data as at: 1 November 2026"]]
    assert found["Contents"][2:] == [
        ["Worksheet", "What it holds"], ["Notes", "What the notes say"], ["Table_1", "Starts by council"],
    ]  # fmt: skip
    assert found["Notes"][3:] == [["note 1", "Rounded to 10."], ["note 2", "Of leavers."]]
    page = found["Table_1"]
    assert [row[0] for row in page[:4]] == [
        "Starts by council",
        "This worksheet contains one table.",
        "Markers such as [note 1] point to the worksheet Notes.",
        "Some cells hold a symbol in place of a number: [c] hidden so that nobody can be made out; [low] more than "
        "nothing, but rounds to nothing; [x] not available.",
    ]
    assert page[4:] == [
        ["Council", "Course", "Starts", "Starts [note 1]", "Achievement rate (%) [note 2]"],
        ["Birmingham", "Data & AI <level 4>", "7 September 2026", 1240.0, 72.7],
        ["Coventry", "'=1+1", "7 September 2026", "[low]", "[c]"],
        ["Coventry", "'-2 to grow", "", -15.0, 0.0],
        ["Coventry", "Web", "", "[x]", 70.0],
    ]


@WRITERS
def test_nothing_is_hidden_in_a_spreadsheet(kind) -> None:
    found = parts(written(kind, workbook()))
    whole = "\n".join(found.values())
    for trace in (
        "hidden=",
        "definedName",
        "comment",
        "visibility",
        "pivot",
        "annotation",
        "mergeCell",
        "spanned",
        "<f>",
    ):
        assert trace not in whole, trace
    assert not [
        name for name in found if re.search(r"vba|macro|external|drawing|media|printerSettings", name)
    ]
    creator = re.findall(r"<(?:dc|meta):(?:initial-)?creator>([^<]*)<", whole)
    assert [name for name in creator if name] == []


@WRITERS
def test_a_spreadsheet_says_its_title_and_language_and_opens_on_its_cover(kind) -> None:
    found = parts(written(kind, workbook()))
    about = (
        found.get("docProps/core.xml", "") + found.get("docProps/custom.xml", "") + found.get("meta.xml", "")
    )
    assert "<dc:title>Delivery</dc:title>" in about
    assert "en-GB" in about
    if kind is ods:
        assert next(iter(found)) == "mimetype"
        assert '"ActiveTable" config:type="string">Cover<' in found["settings.xml"]
    else:
        assert 'tabSelected="1"' in found["xl/worksheets/sheet1.xml"]
        assert "activeTab" not in found["xl/workbook.xml"]


def test_tables_are_marked_up_with_names_of_their_own() -> None:
    book = workbook(table(), table(name="ends_by_council"))
    marked = [text for name, text in parts(written(xlsx, book)).items() if name.startswith("xl/tables/")]
    names = [re.search(r' name="(\w+)"', text) for text in marked]
    assert [name and name[1] for name in names] == [
        "contents",
        "notes",
        "starts_by_council",
        "ends_by_council",
    ]
    assert all("autoFilter" not in text for text in marked)
    content = parts(written(ods, book))["content.xml"]
    assert re.findall(r'database-range table:name="(\w+)"', content) == [
        "contents", "notes", "starts_by_council", "ends_by_council",
    ]  # fmt: skip
    assert 'target-range-address="Table_1.A5:Table_1.E9"' in content


def test_links_lead_to_the_worksheets() -> None:
    sheet = parts(written(xlsx, workbook()))["xl/worksheets/sheet2.xml"]
    assert re.findall(r'location="([^"]+)"', sheet) == ["'Notes'!A1", "'Table_1'!A1"]
    assert re.findall(r'href="([^"]+)"', parts(written(ods, workbook()))["content.xml"]) == [
        "#Notes.A1",
        "#Table_1.A1",
    ]


def test_letters_are_large_and_plain() -> None:
    styles = parts(written(xlsx, workbook()))["xl/styles.xml"]
    used = re.findall(r'<sz val="(\d+)"/>', styles)
    assert min(map(int, used[1:])) >= 12  # the first is of the program, and no cell has it


@WRITERS
def test_the_same_workbook_gives_the_same_bytes(kind) -> None:
    assert written(kind, workbook()) == written(kind, workbook())


@WRITERS
def test_a_table_without_rows_says_so(kind) -> None:
    page = pages(written(kind, workbook(table([]))))["Table_1"]
    assert page == [["Starts by council"], ["There was nothing to count."]]


@WRITERS
def test_control_characters_and_brackets_do_no_harm(kind) -> None:
    rows = [("E08000025", "a\x00b\x0b]]>&\ufffe\N{GRINNING FACE}", None, 1, 1)]
    assert pages(written(kind, workbook(table(rows))))["Table_1"][-1][1].endswith("\N{GRINNING FACE}")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": "Not a name"}, "no name of a table"),
        ({"name": "r1"}, "no name of a table"),
        ({"name": "notes"}, "no name of a table"),
        ({"rows": [(1, 2)]}, "a value for each"),
        ({"columns": ()}, "of its own"),
        ({"columns": (COLUMNS[0], COLUMNS[0])}, "of its own"),
    ],
)
def test_a_description_that_cannot_be_written_is_a_fault(more: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        table(**more)


def test_markers_point_to_notes_that_are_there() -> None:
    with pytest.raises(ValueError, match="no note 2"):
        workbook(notes=("One.",))
