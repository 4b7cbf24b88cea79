import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from django.test import RequestFactory

from district.web import charts, downloads
from district.web.tables import Column, Table, simple_table

COLUMNS = [
    Column("name", "Name", lambda row: row[0], href=lambda row: f"/courses/{row[0]}/", sort="name"),
    Column("cost", "Cost", lambda row: row[1], "money"),
    Column("starts_on", "Starts", lambda row: row[2], "day"),
]
ROWS = [("python", Decimal("1200.50"), date(2027, 6, 2)), ("sql", None, None)]


def read(response: object) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8")  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_cells_are_written_as_the_pages_write_them() -> None:
    table = Table("Courses", COLUMNS, ROWS)

    assert [[cell.text for cell in row] for row in table.rows] == [
        ["python", "£1,200.50", "2 Jun 2027"],
        ["sql", "\N{EN DASH}", "\N{EN DASH}"],
    ]
    assert table.rows[0][0].href == "/courses/python/"
    assert [head.is_number for head in table.heads] == [False, True, False]


def test_a_head_turns_the_order_round() -> None:
    request = RequestFactory().get("/?q=x&page=3&sort=name")

    rising = Table("Courses", COLUMNS, ROWS, request, sorted_by="name").heads[0]
    falling = Table("Courses", COLUMNS, ROWS, request, sorted_by="-name").heads[0]

    assert (rising.sorted, rising.href) == ("ascending", "?q=x&sort=-name")
    assert (falling.sorted, falling.href) == ("descending", "?q=x&sort=name")


def test_a_file_holds_plain_data() -> None:
    response = downloads.csv_response("courses", COLUMNS, ROWS)

    assert response["Content-Disposition"] == 'attachment; filename="courses.csv"'
    assert read(response) == [
        ["Name", "Cost", "Starts"],
        ["python", "1200.50", "2027-06-02"],
        ["sql", "", ""],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        "\N{FULLWIDTH COMMERCIAL AT}x",
        " =1",
        "\N{NO-BREAK SPACE}=1",
    ],
)
def test_nothing_in_a_file_is_a_formula(text: str) -> None:
    cell = downloads.harmless(text)

    assert cell.startswith("'")
    assert "\0" not in cell


def test_numbers_and_ordinary_words_stay_as_they_are() -> None:
    assert downloads.harmless(-3) == -3
    assert downloads.harmless("O'Brien: 3 = 4") == "O'Brien: 3 = 4"
    assert downloads.harmless(True) == "yes"
    assert downloads.harmless(datetime(2027, 6, 1, 23, 30, tzinfo=UTC)) == "2027-06-02T00:30:00+01:00"


def test_the_first_rows_leave_before_the_last_are_read() -> None:
    taken = []

    def rows() -> Iterator[tuple[int]]:
        for number in range(1_000):
            taken.append(number)
            yield (number,)

    response = downloads.csv_response("many", [Column("n", "Number", lambda row: row[0])], rows())
    parts = iter(response.streaming_content)
    next(parts)
    next(parts)

    assert len(taken) < 500


def test_bars_share_an_axis_and_keep_their_figures() -> None:
    chart = charts.bars("Python is asked for most", [("Python", 40), ("<b>SQL</b>", 10)])

    assert 'width="100.0%" height="18" rx="2"' in chart.picture
    assert 'width="25.0%" height="18" rx="2"' in chart.picture
    assert "<b>" not in chart.picture
    assert [[cell.text for cell in row] for row in chart.table.rows] == [
        ["Python", "40"],
        ["<b>SQL</b>", "10"],
    ]


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert charts.bars("Nothing yet", []).table.rows == []
    assert "polyline" in charts.line("Nothing yet", [], {"enrolled": []}).picture
    assert charts.council_map("Nothing yet", {}).picture.count("<polygon") == 7


def test_two_numbers_end_to_end_share_the_axis_with_the_one_they_answer() -> None:
    chart = charts.weighed("Asked", ("asked", "held", "learnt"), [("A", 40, 10, 20), ("B <i>", 5, 0, 0)])
    assert 'x="25.0%" width="50.0%"' in chart.picture
    assert "B &lt;i&gt;" in chart.picture
    assert next([cell.text for cell in row] for row in chart.table.rows) == ["A", "40", "10", "20"]


def test_shares_carry_their_limits_and_cells_their_heat() -> None:
    assert 'x1="40.0%" x2="60.0%"' in charts.rates("Half", [("A", 50, 40, 60)]).picture
    assert [charts.heat(value, 10) for value in (-1, 0, 1, 5, 10)] == [
        "", "", "dsd-heat-1", "dsd-heat-3", "dsd-heat-5",
    ]  # fmt: skip
    assert charts.heat(0, 0) == ""
    assert 'width="0%"' in charts.progress("Nothing yet", 0, 0).picture


def test_a_chart_of_five_series_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 4 series"):
        charts.line("Too much", ["Jan"], {str(number): [1] for number in range(5)})


def test_words_at_the_ends_of_lines_do_not_touch() -> None:
    ends = charts._ends({"a": [100], "b": [99], "c": [98]}, 100)
    heights = [end[0] for end in ends]

    assert all(below - above >= charts.GAP for above, below in pairwise(heights))


def test_columns_of_numbers_are_set_as_numbers() -> None:
    table = simple_table("Places", ["Course", "Left"], [("Python", 1200), ("SQL", None)])

    assert [head.is_number for head in table.heads] == [False, True]
    assert table.rows[0][1].text == "1,200"


def test_a_row_may_be_ticked_and_say_how_it_stands() -> None:
    columns = [
        Column("name", "Name", lambda row: row[0], beside=lambda row: "<new>"),
        Column("state", "Stands at", lambda row: (row[1], "On the course"), "state"),
    ]

    columns.append(Column("left", "Left", lambda row: ""))

    table = Table("People", columns, [("Ann <3", "in_learning")], ticks=lambda row: ("17", row[0]))

    assert '<span class="govuk-visually-hidden">Choose</span></td><th scope="col"' in table.head
    assert 'name="rows" value="17" id="row-17"' in table.body
    assert '<span class="govuk-visually-hidden">Ann &lt;3</span>' in table.body
    assert 'data-label="Name">Ann &lt;3 &lt;new&gt;</th>' in table.body
    assert '<strong class="govuk-tag dsd-tag--' in table.body
    assert ">On the course</strong></td>" in table.body
    assert 'dsd-nothing" data-label="Left">' in table.body
