"""Small numbers are hidden, and so is what would give them away."""

from decimal import Decimal

import pytest

from district.figures.disclosure.cubes import TOTAL, Cube, Dimension, Place, stages
from district.figures.disclosure.profiles import BOOTCAMPS, DESK, DISTRICT, FES
from district.figures.disclosure.protection import protect
from district.figures.symbols import Symbol
from district.web.errors import Refused

ETHNICITY = ("White", "Mixed", "Asian", "Black", "Other", "Unknown")
C = Symbol.HIDDEN


def dimension(key: str, codes: str | tuple[str, ...] = "012", **more: object) -> Dimension:
    return Dimension(key, key.title(), tuple((code, code) for code in codes), **more)


def line(*counts: int, codes: tuple[str, ...] = ETHNICITY, **more: object) -> Cube:
    return Cube((dimension("group", codes, **more),), {(c,): n for c, n in zip(codes, counts, strict=True)})


def hidden_of(cube: Cube, profile=DISTRICT) -> set[tuple[str, ...]]:
    return {key for key, told in protect(cube, profile).cells.items() if isinstance(told, Symbol)}


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, 0),
        (1, "low"),
        (4, "low"),
        (5, 10),
        (14, 10),
        (15, 20),
        (24, 20),
        (25, 30),
        (995, 1000),
        (1004, 1000),
    ],
)
def test_further_education_rounds_to_ten_and_marks_what_is_low(count: int, told: int | str) -> None:
    assert FES.tell(count) == told


@pytest.mark.parametrize(("count", "told"), [(0, "c"), (29, "c"), (30, 30), (34, 30), (35, 40)])
def test_bootcamps_hide_below_thirty(count: int, told: int | str) -> None:
    assert BOOTCAMPS.tell(count) == told


@pytest.mark.parametrize(
    ("counts", "names"),
    [
        ((140, 3, 96, 41, 8, 0), {"Mixed", "Other"}),
        ((140, 3, 96, 41, 2, 0), {"Mixed", "Other"}),
        ((140, 1, 96, 41, 2, 7), {"Mixed", "Other", "Unknown"}),
    ],
)
@pytest.mark.parametrize("profile", [DISTRICT, DESK])
def test_a_small_count_never_hides_alone(counts: tuple[int, ...], names: set[str], profile) -> None:
    assert hidden_of(line(*counts), profile) == {(name,) for name in names}


def test_a_small_count_in_a_table_takes_a_rectangle() -> None:
    table = [[12, 3, 25], [30, 41, 18], [22, 16, 9]]
    counts = {(str(r), str(c)): table[r][c] for r in range(3) for c in range(3)}
    found = protect(Cube((dimension("row"), dimension("column")), counts), DISTRICT)
    hidden = {key for key, told in found.cells.items() if told == C}
    assert hidden == {("0", "0"), ("0", "1"), ("2", "0"), ("2", "1")}
    assert [found.told(str(r), TOTAL) for r in range(3)] == [40, 90, 50]
    assert [found.told(TOTAL, str(c)) for c in range(3)] == [60, 60, 50]
    assert found.told(TOTAL, TOTAL) == 180  # of 176, not of what the others sum to


def test_where_the_question_is_sensitive_nobody_is_told_as_well() -> None:
    assert hidden_of(line(140, 60, 0, 41, 30, 20)) == set()
    assert hidden_of(line(140, 60, 0, 41, 30, 20, is_sensitive=True)) == {("Asian",), ("Unknown",)}
    assert hidden_of(line(140, 60, 9, 41, 30, 20, is_sensitive=True)) == {("Asian",), ("Unknown",)}
    assert hidden_of(line(140, 60, 9, 41, 30, 20)) == set()


def test_a_small_group_of_one_kind_is_not_split() -> None:
    cube = line(37, 4, codes=("yes", "no"), is_sensitive=True)
    assert hidden_of(cube) == {("yes",), ("no",)}
    found = protect(line(36, 0, codes=("yes", "no"), is_sensitive=True), DISTRICT)
    assert found.cells == {(TOTAL,): 40, ("yes",): C, ("no",): C}


def test_who_dropped_out_between_two_stages_is_protected() -> None:
    far = stages("stage", "Stage", [("completed", "Completed"), ("hired", "Hired")])
    counts = {(TOTAL,): 100, ("completed",): 98, ("hired",): 40}
    found = protect(Cube((far,), counts), DISTRICT)
    assert found.told(TOTAL) == 100
    assert found.told("completed") == C
    assert found.told("hired") == 40
    assert found.rate(("hired",), (TOTAL,)) == 40
    assert found.rate(("completed",), (TOTAL,)) == C


def test_parts_of_a_whole_are_added_up_to_it() -> None:
    ages = dimension(
        "age", ("under 19", "25 and over", "25 to 49", "50 and over"),
        parents={"25 to 49": "25 and over", "50 and over": "25 and over"},
    )  # fmt: skip
    counts = {("under 19",): 30, ("25 to 49",): 50, ("50 and over",): 3}
    found = protect(Cube((ages,), counts), DISTRICT)
    assert [found.told(code) for code in ages.codes] == [80, 30, 50, C, C]


def test_a_total_that_another_table_hides_cannot_be_added_up_here() -> None:
    cube = line(140, 60, codes=("yes", "no"))
    assert protect(cube, DISTRICT).hidden_count == 0
    assert protect(cube, DISTRICT, hide_too={(TOTAL,)}).cells == {(TOTAL,): C, ("yes",): 140, ("no",): C}


def test_rates_are_of_unrounded_counts_in_one_profile_and_of_rounded_ones_in_the_others() -> None:
    cube = line(49, 351, codes=("yes", "no"))
    assert protect(cube, FES).rate(("yes",), (TOTAL,)) == Decimal("12.3")  # 12.25, half up
    assert protect(cube, BOOTCAMPS).rate(("yes",), (TOTAL,)) == 13  # 50 of 400
    assert protect(line(1, 2, 900, codes=("a", "b", "c")), FES).rate(("a",), (TOTAL,)) == C
    assert protect(line(5, 1995, codes=("yes", "no")), FES).rate(("yes",), (TOTAL,)) == "low"
    assert protect(line(0, 0, codes=("yes", "no")), FES).rate(("yes",), (TOTAL,)) == "z"
    assert protect(line(5, 15, codes=("yes", "no")), DISTRICT).rate(("yes",), (TOTAL,)) == "u"


def test_means_are_told_of_ten_people() -> None:
    found = protect(line(9, 10, codes=("nine", "ten")), DISTRICT)
    assert found.mean(("nine",), Decimal("38.0")) == C
    assert found.mean(("ten",), Decimal("38.04")) == Decimal("38.0")
    assert found.mean(("ten",), None) == "z"


def test_who_is_not_known_is_no_category_of_the_bootcamps() -> None:
    found = protect(line(140, 60, 96, 41, 30, 50, unknown=frozenset({"Unknown"})), BOOTCAMPS)
    assert found.told(TOTAL) == 420
    assert ("Unknown",) not in found.cells
    assert found.hidden_count == 0


@pytest.mark.parametrize(
    "dimensions",
    [
        [dimension(key) for key in "abcd"],
        [dimension(key, is_sensitive=True) for key in "abc"],
        [
            dimension("a", is_sensitive=True),
            dimension("b", is_sensitive=True),
            dimension("c", place=Place.AUTHORITY),
        ],
        [dimension("a", is_sensitive=True), dimension("b", place=Place.WARD)],
    ],
)
def test_tables_too_fine_to_be_told_are_refused(dimensions: list[Dimension]) -> None:
    with pytest.raises(Refused, match="Choose"):
        protect(Cube(tuple(dimensions), {}), DISTRICT)


@pytest.mark.parametrize("counts", [{("?",): 1}, {("0", "1"): 1}, {("0",): -1}, {(TOTAL,): 1}])
def test_counts_that_cannot_be_are_faults(counts: dict[tuple[str, ...], int]) -> None:
    with pytest.raises(ValueError, match=r"No such cell|Fewer than nobody"):
        Cube((dimension("a"),), counts)


def test_a_part_larger_than_its_whole_is_a_fault() -> None:
    far = stages("stage", "Stage", [("completed", "Completed")])
    with pytest.raises(ValueError, match="larger than its whole"):
        Cube((far,), {(TOTAL,): 5, ("completed",): 6})
