import pytest

from district.places import facts
from district.places.services import maps
from district.places.services.national_postcodes import INSIDE
from tests.factories.places import make_council


def test_the_map_shows_the_seven_councils_in_order_in_one_query(db, django_assert_num_queries) -> None:
    outlines = facts.outlines()
    for code in INSIDE:
        make_council(code=code, outline=outlines[code])
    make_council(code="E07000236")
    with django_assert_num_queries(1):
        found = maps.seven_councils(width=600)
    names = ["Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton"]
    assert [shape.name for shape in found.shapes] == names
    assert 200 < found.height < 500
    for shape in found.shapes:
        assert shape.path.startswith("M")
        assert shape.path.endswith("Z")
        assert 0 < shape.x < 600
        assert 0 < shape.y < found.height


def test_labels_stand_where_the_towns_are(db) -> None:
    for code in ("E08000026", "E08000031"):
        make_council(code=code, outline=facts.outlines()[code])
    coventry, wolverhampton = maps.seven_councils().shapes
    assert coventry.x > wolverhampton.x
    assert coventry.y > wolverhampton.y


def test_without_outlines_the_map_is_empty(db) -> None:
    make_council()
    assert maps.seven_councils() == maps.Map(600, 0, [])


@pytest.mark.parametrize("ring", [[[0, 0], [10, 0], [10, 10], [0, 10]], [[0, 10], [10, 10], [10, 0], [0, 0]]])
def test_the_label_is_in_the_middle_whichever_way_a_ring_runs(ring) -> None:
    assert maps._label_point([ring]) == (5.0, 5.0)


def test_a_flat_ring_still_has_a_label_point() -> None:
    assert maps._label_point([[[1, 1], [2, 2], [3, 3]]]) == (1, 1)
