"""Lines and steps that add up."""

from hypothesis import given
from hypothesis import strategies as st

from district.matching.engine import receipt
from district.matching.engine.receipt import Line

lines = st.lists(
    st.builds(
        Line,
        skill=st.integers(1, 9),
        level=st.integers(1, 4),
        weight=st.integers(0, 5000),
        credit=st.integers(0, 100),
        sure=st.integers(0, 125),
    ),
    max_size=9,
)


def test_a_line_is_met_partly_met_or_missing() -> None:
    states = [Line(skill=1, level=2, weight=10, credit=credit).state for credit in (100, 99, 1, 0)]
    assert states == ["met", "part", "part", "missing"]


@given(lines, st.integers(1, 4), st.booleans(), st.integers(615, 1024))
def test_the_steps_sum_to_the_score_and_only_lines_and_sure_evidence_add(
    found: list[Line], band: int, is_of_interest: bool, price: int
) -> None:
    sums = receipt.sums(found, band=band, is_of_interest=is_of_interest, price=price)
    steps = sums.steps
    assert steps[0] == ("fit", sum(line.points for line in found))
    assert sum(points for _, points in steps) == sums.total
    assert all((points > 0) == (name == "evidence") for name, points in steps[1:])


@given(lines)
def test_nothing_is_taken_away_where_all_wishes_are_met(found: list[Line]) -> None:
    sums = receipt.sums(found, band=4, is_of_interest=True)
    added = [("evidence", sums.extra)] if sums.extra else []
    assert sums.steps == [("fit", sums.total - sums.extra), *added]
