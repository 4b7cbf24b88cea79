"""Files as spreadsheets, old programs and accidents write them."""

import pytest

from district.imports.reading import formats, tables
from programmes.models import Course
from tests.imports.files import codes, lars, take, take_lars, text


def file_code(report) -> str:
    assert not report.applied
    assert Course.objects.count() == 0
    row, _, code = codes(report)[0]
    assert row == 0
    return code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets_are_read(tmp_path, provider, encoding):
    content = text(formats.LARS, lars(COURSE_NAME="Café: “basics” €5")).encode(encoding)

    take(tmp_path, content, provider=provider)

    assert Course.objects.get().title == "Café: “basics” €5"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(tmp_path, provider, encoding):
    take(tmp_path, text(formats.LARS, lars()).encode(encoding), provider=provider)

    assert Course.objects.count() == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_out(tmp_path, provider, delimiter):
    take(tmp_path, text(formats.LARS, lars(), delimiter=delimiter), provider=provider)

    assert Course.objects.count() == 1


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_are_read(tmp_path, provider, ending):
    take(tmp_path, text(formats.LARS, lars()).replace("\r\n", ending), provider=provider)

    assert Course.objects.count() == 1


def test_a_cell_may_hold_line_breaks_and_quotation_marks(tmp_path, provider):
    take_lars(tmp_path, lars(WHERE_NEXT='First line\r\nsecond "line"'), provider=provider)

    assert Course.objects.get().where_next == 'First line\nsecond "line"'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"  \r\n ", "FILE_EMPTY"),
        (b"\xef\xbb\xbf", "FILE_EMPTY"),
        (b"PK\x03\x04rest of a spreadsheet", "FILE_FORMAT"),
        (b"\xd0\xcf\x11\xe0old spreadsheet", "FILE_FORMAT"),
        (b"name\nvalue", "FILE_FORMAT"),
        (b"a,b,c\n1,2,3", "FILE_FORMAT"),
        (b"a,b\n\x81\x8d,2", "FILE_ENCODING"),
        (b"\xff\xfea", "FILE_ENCODING"),
    ],
)
def test_what_is_no_course_file_is_refused_with_a_sentence(tmp_path, provider, content, code):
    report = take(tmp_path, content, provider=provider)

    assert file_code(report) == code
    assert report.refused[0].message.endswith(".")


def test_a_header_alone_is_refused_and_archives_nothing(tmp_path, provider):
    take_lars(tmp_path, lars(), provider=provider)

    report = take(tmp_path, text(formats.LARS), provider=provider)

    assert codes(report) == [(0, "file0.csv", "FILE_NO_ROWS")]
    assert Course.objects.get().state == Course.State.LIVE


def test_missing_columns_are_all_listed(tmp_path, provider):
    header = [name for name in formats.LARS.columns if name not in {"COST", "DURATION"}]
    row = {name: value for name, value in lars().items() if name in header}

    report = take(tmp_path, text(formats.LARS, row, header=header), provider=provider)

    assert file_code(report) == "FILE_HEADER_MISSING"
    assert report.refused[0].message == "These columns are missing: COST, DURATION. Add them."


def test_a_column_that_stands_twice_is_refused(tmp_path, provider):
    content = text(formats.LARS, lars()).replace("WHERE_NEXT", "WHERE_NEXT,COST", 1)

    assert file_code(take(tmp_path, content, provider=provider)) == "FILE_HEADER_DUPLICATE"


def test_the_order_and_case_of_columns_do_not_matter_and_extra_ones_are_warned_of(tmp_path, provider):
    header = ["Colour", *(name.lower().replace("_", " ") for name in reversed(formats.LARS.columns))]
    row = {name.lower().replace("_", " "): value for name, value in lars().items()}

    report = take(tmp_path, text(formats.LARS, row | {"Colour": "blue"}, header=header), provider=provider)

    assert report.added == 1
    assert "These columns are not known and were left out: COLOUR." in report.warnings


def test_an_open_quotation_mark_is_refused_with_its_line(tmp_path, provider):
    content = text(formats.LARS, lars()) + '"an open cell,1,2'

    report = take(tmp_path, content, provider=provider)

    assert file_code(report) == "FILE_QUOTES"
    assert report.refused[0].message.startswith("Near line 3 ")


def test_more_than_five_thousand_rows_are_refused_before_any_is_checked(tmp_path, provider):
    report = take_lars(tmp_path, *[lars(COURSE_NAME="", LARS_QAN="x")] * 5001, provider=provider)

    assert [each.code for each in report.refused] == ["FILE_TOO_MANY_ROWS"]


def test_a_file_above_five_megabytes_is_refused(tmp_path, provider):
    rows = [lars(WHO_THIS_COURSE_IS_FOR="a" * 2000, WHAT_YOU_WILL_LEARN="b" * 1500)] * 1500

    assert file_code(take_lars(tmp_path, *rows, provider=provider)) == "FILE_TOO_BIG"


def test_a_row_with_too_many_cells_is_named(tmp_path, provider):
    content = text(formats.LARS, lars(), lars()).rstrip() + ",one more\r\n"

    report = take(tmp_path, content, provider=provider)

    assert codes(report) == [(2, "", "ROW_TOO_MANY_CELLS")]


def test_a_cell_of_a_megabyte_is_named_and_not_a_crash(tmp_path, provider):
    report = take_lars(tmp_path, lars(), lars(WHERE_NEXT="a" * 1_000_000), provider=provider)

    assert codes(report) == [(2, "WHERE_NEXT", "CELL_TOO_LONG")]


@pytest.mark.parametrize("sign", ["\x00", "\u202e", "\x1b"])
def test_hidden_signs_in_a_cell_are_named(tmp_path, provider, sign):
    report = take_lars(tmp_path, lars(COURSE_NAME=f"Pyt{sign}hon"), provider=provider)

    assert codes(report) == [(1, "COURSE_NAME", "COURSERUN_COURSE_NAME_FORMAT")]


def test_blank_rows_are_passed_over_and_do_not_shift_the_row_numbers(tmp_path, provider):
    good, bad = text(formats.LARS, lars()), text(formats.LARS, lars(COST="x")).split("\r\n")[1]
    blank = "," * (len(formats.LARS.columns) - 1)

    report = take(tmp_path, f"{good}{blank}\r\n{bad}\r\n", provider=provider)

    assert (report.read, codes(report)) == (2, [(3, "COST", "COURSERUN_COST_INVALID")])


def test_one_bad_file_keeps_the_good_one_out(tmp_path, provider):
    report = take(tmp_path, text(formats.LARS, lars()), b"a,b\n1,2", provider=provider)

    assert (report.added, report.applied, Course.objects.count()) == (0, False, 0)


@pytest.mark.parametrize("table", formats.TABLES, ids=lambda table: table.name)
def test_each_format_is_known_by_its_own_header(table):
    assert formats.recognise(list(table.columns)) is table


def test_the_formats_have_the_numbers_of_columns_that_the_service_publishes():
    assert [len(each.columns) for each in formats.TABLES[:4]] == [24, 27, 10, 36]


def test_decoding_never_passes_over_a_byte():
    with pytest.raises(tables.Unreadable):
        tables.decode(b"a\x81")
