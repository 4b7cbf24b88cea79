from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.places import grid


def test_the_ordnance_survey_example_projects_to_the_millimetre() -> None:
    """The worked example of the Ordnance Survey's guide: Caister water tower, on the Airy ellipsoid."""
    latitude = grid.radians(52 + 39 / 60 + 27.2531 / 3600)
    longitude = grid.radians(1 + 43 / 60 + 4.5177 / 3600)
    easting, northing = grid._project(latitude, longitude, grid.BRITISH)
    assert (round(easting, 2), round(northing, 2)) == (651409.90, 313177.27)


def test_satellite_positions_come_within_five_metres_of_the_map() -> None:
    """B1 1AA, whose point on the map is surveyed."""
    easting, northing = grid.from_wgs84(52.47666, -1.903535)
    assert hypot(easting - 406_649, northing - 286_530) < 5


def test_belfast_city_hall_lies_where_satellites_see_it() -> None:
    latitude, longitude = grid.to_wgs84(333_832, 374_014, grid.IRISH)
    assert (round(latitude, 3), round(longitude, 3)) == (54.597, -5.930)


@given(st.floats(50, 58), st.floats(-5, 1.5))
def test_there_and_back_is_the_same_place(latitude: float, longitude: float) -> None:
    back = grid.to_wgs84(*grid.from_wgs84(latitude, longitude))
    assert back == (pytest.approx(latitude, abs=1e-7), pytest.approx(longitude, abs=1e-7))


@given(st.floats(186_000, 368_000), st.floats(308_000, 452_000))
def test_the_quick_way_over_northern_ireland_agrees_with_the_exact_one(
    easting: float, northing: float
) -> None:
    quick = grid.NorthernIreland().to_british(easting, northing)
    exact = grid.irish_to_british(easting, northing)
    assert hypot(quick[0] - exact[0], quick[1] - exact[1]) < 0.01
