import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.places import facts
from district.places.services import towns


@pytest.mark.parametrize(
    ("text", "name", "council"),
    [
        ("Birmingham", "Birmingham", "E08000025"),
        ("Birmingham, West Midlands", "Birmingham", "E08000025"),
        ("Erdington, Birmingham", "Erdington", "E08000025"),
        ("sutton coldfield", "Sutton Coldfield", "E08000025"),
        ("West Bromwich (hybrid)", "West Bromwich", "E08000028"),
        ("Stourbridge DY8", "Stourbridge", "E08000027"),
        ("Coventry CV1 2WT", "Coventry", "E08000026"),
        ("Shirley, Birmingham", "Shirley", "E08000029"),
        ("Based in Birmingham city centre", "Birmingham", "E08000025"),
        ("London Road, Coventry", "Coventry", "E08000026"),
        ("Leamington Spa, Warwickshire", "Leamington Spa", "E07000222"),
        ("London", "London", ""),
    ],
)
def test_a_place_text_gives_its_town(text: str, name: str, council: str) -> None:
    found = towns.find(text)
    assert (found.name, found.council_code) == (name, council)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Remote",
        "Leeds or Birmingham",
        "Birmingham / Solihull",
        "Birmingham, Manchester, Leeds",
        "Coventry, Birmingham",
        "B1",
        "CV32",
        "WS13",
        "Newcastle",
        "Reading skills",
        "Midlands",
        "x" * 10_000,
    ],
)
def test_what_is_not_one_town_gives_none(text: str) -> None:
    assert towns.find(text) is None


@given(st.text(max_size=80))
def test_any_text_gives_a_town_or_none(text: str) -> None:
    assert towns.find(text) is None or towns.find(text).name


def test_every_town_is_in_a_council_we_know_and_on_the_map() -> None:
    councils = {row["code"]: row for row in facts.rows("councils.csv")}
    for row in facts.rows("towns.csv"):
        assert row["council_code"] in councils or row["name"].endswith("London"), row
        assert 0 < int(row["easting"]) < 660_000, row
        assert 0 < int(row["northing"]) < 1_220_000, row


def test_each_of_the_seven_councils_has_towns() -> None:
    found = {row["council_code"] for row in facts.rows("towns.csv")}
    assert {f"E080000{number}" for number in range(25, 32)} <= found
