import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.places.forms import PostcodeField
from district.places.services import postcodes, residence
from district.web.errors import Refused
from district.web.forms import Form
from tests.factories.places import make_lsoa, make_postcode, make_ward

OUTWARD = st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True).filter(str.isascii)
INWARD = st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True).filter(str.isascii)
WRITTEN = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")


class PlaceForm(Form):
    postcode = PostcodeField()


@pytest.mark.parametrize(
    "typed",
    ["B1 1AA", "b11aa", "B1  1AA", " b1 1aa ", "B1-1AA", "B1\u00a01AA", "B1 1AA.", "\uff221 1AA", "B1 IAA"],
)
def test_however_typed_a_postcode_is_written_one_way(typed: str) -> None:
    assert postcodes.parse(typed) == "B1 1AA"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a postcode, like B1 1AA."),
        ("   ", "Enter a postcode, like B1 1AA."),
        ("B1", "Enter the whole postcode, like B1 1AA. “B1” is only its first half."),
        ("Birmingham", "Enter a full UK postcode, like B1 1AA."),
        ("B1 1AA!", "A postcode has only letters and numbers, like B1 1AA."),
        ("B1\x001AA", "A postcode has only letters and numbers, like B1 1AA."),
        ("B1 1A\u202eA", "A postcode has only letters and numbers, like B1 1AA."),
        ("١٢٣", "A postcode has only letters and numbers, like B1 1AA."),
        ("90210", "Enter a full UK postcode, like B1 1AA."),
        ("B1 1AA" * 5000, "Enter a full UK postcode, like B1 1AA."),
    ],
)
def test_what_is_no_postcode_is_told_what_to_do(typed: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        postcodes.parse(typed)
    assert refusal.value.message == sentence


@given(OUTWARD, INWARD, st.sampled_from(["", " ", "  ", "\t", "-"]), st.booleans())
def test_every_postcode_reads_the_same_with_any_gap_and_case(outward, inward, gap, lower) -> None:
    typed = f"{outward}{gap}{inward}"
    assert postcodes.parse(typed.lower() if lower else typed) == f"{outward} {inward}"


@given(st.text(max_size=60))
def test_any_text_gives_a_written_postcode_or_a_sentence(text: str) -> None:
    try:
        answer = postcodes.parse(text)
    except Refused as refusal:
        answer = refusal.message
    assert WRITTEN.fullmatch(answer) or answer.endswith(".")


def test_a_postcode_is_found_with_its_areas_in_one_query(db, django_assert_num_queries) -> None:
    make_postcode(ward=make_ward(), lsoa=make_lsoa(imd_decile=9))
    with django_assert_num_queries(1):
        found = postcodes.find("b11aa")
        assert (found.council.name, found.ward.name, found.lsoa.imd_decile) == ("Birmingham", "Ladywood", 9)


@pytest.mark.parametrize("typed", ["ZZ99 9ZZ", "nonsense", ""])
def test_unknown_postcodes_are_found_to_be_none(db, typed: str) -> None:
    assert postcodes.find(typed) is None


def test_islands_outside_the_kingdom_are_named(db) -> None:
    with pytest.raises(Refused, match="JE2 3XX is on the Isle of Man or the Channel Islands"):
        postcodes.look_up("JE2 3XX")


def test_many_postcodes_are_found_in_one_query(db, django_assert_num_queries) -> None:
    make_postcode(postcode="B1 1AA")
    make_postcode(postcode="WV1 1SH")
    with django_assert_num_queries(1):
        found = postcodes.find_many(["b11aa", "B1 1AA", "wv1 1sh", "ZZ99 9ZZ", "?"])
    assert {typed: place.postcode for typed, place in found.items()} == {
        "b11aa": "B1 1AA",
        "B1 1AA": "B1 1AA",
        "wv1 1sh": "WV1 1SH",
    }


def test_postcodes_are_read_out_of_a_text() -> None:
    text = "At 1 Canal Street, Birmingham b1 1aa, or WV11SH. Ref A12 3BCD, band B4."
    assert postcodes.written_in(text) == ["B1 1AA", "WV1 1SH"]


def test_distance_is_as_the_crow_flies(db) -> None:
    here, there = make_postcode(postcode="B1 1AA"), make_postcode(postcode="WV1 1SH")
    assert round(postcodes.metres_between(here, there)) == 19644
    assert round(postcodes.miles_between(here, there), 1) == 12.2


@pytest.mark.parametrize(
    ("postcode", "council"), [("B98 8AA", "Redditch"), ("CV32 4AA", "Warwick"), ("WS13 6AA", "Lichfield")]
)
def test_postcodes_that_only_look_local_are_outside(db, postcode: str, council: str) -> None:
    make_postcode(postcode=postcode)
    found = residence.describe(postcode)
    assert (found["council"], found["inside"]) == (council, False)


def test_residence_says_all_that_is_known(db) -> None:
    make_postcode(ward=make_ward(), lsoa=make_lsoa(imd_decile=9))
    assert residence.describe("b11aa") == {
        "postcode": "B1 1AA",
        "council": "Birmingham",
        "council_code": "E08000025",
        "ward_code": "E05011151",
        "lsoa21_code": "E01033625",
        "imd_decile": 9,
        "inside": True,
    }


def test_residence_of_nowhere_is_an_error_beside_what_was_asked(db) -> None:
    assert residence.describe("zz999zz") == {
        "postcode": "zz999zz",
        "error": "We cannot find the postcode ZZ99 9ZZ. Check it, or enter one nearby.",
    }


def test_the_form_field_gives_the_postcode_and_keeps_what_was_typed(db) -> None:
    place = make_postcode()
    form = PlaceForm({"postcode": " b11aa"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["postcode"] == place
    wrong = PlaceForm({"postcode": "ZZ99 9ZZ"})
    assert wrong.errors["postcode"] == [
        "We cannot find the postcode ZZ99 9ZZ. Check it, or enter one nearby."
    ]
    assert wrong["postcode"].value() == "ZZ99 9ZZ"
    assert 'value="B1 1AA"' in str(PlaceForm(initial={"postcode": place})["postcode"])


@pytest.mark.parametrize(
    "typed", ["", " ", "B1\x001AA", "\u202eB1 1AA", "\ud800", "x" * 10_000, "<script>", "{{7*7}}"]
)
def test_the_form_field_refuses_bad_input_with_a_sentence(db, typed: str) -> None:
    (sentence,) = PlaceForm({"postcode": typed}).errors["postcode"]
    assert sentence.endswith(".")
