"""What is new near a postcode, however it is typed, and a sentence for what cannot be one."""

import pytest
from django.test import Client

from district.home.services import snapshots
from tests.factories.employers import make_vacancy
from tests.factories.places import make_postcode

pytestmark = pytest.mark.django_db

HIDDEN = "Remove the hidden characters"


@pytest.fixture(autouse=True)
def _two_jobs(db: None) -> None:
    make_vacancy(title="Bridge keeper", postcode=make_postcode(postcode="B1 1AA"))
    make_vacancy(title="Spire keeper", postcode=make_postcode(postcode="CV1 2WT"))
    snapshots.take()


@pytest.mark.parametrize(
    "typed", ["B1 1AA", "b1 1aa", "B11AA", "  b1   1aa ", "\uff22\uff11 \uff11\uff21\uff21", "B1-1AA"]
)
def test_a_postcode_is_read_however_it_is_typed(client: Client, typed: str) -> None:
    page = client.get("/", {"postcode": typed}).text

    assert "New in Birmingham" in page
    assert "Bridge keeper" in page
    assert "Spire keeper" not in page
    assert 'name="postcode" type="text" maxlength="10" autocomplete="postal-code" value="B1 1AA"' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("ZZ99 9ZZ", "We cannot find the postcode ZZ99 9ZZ. Check it, or enter one nearby."),
        ("B1", "Enter the whole postcode, like B1 1AA."),
        ("Brum", "Enter a full UK postcode, like B1 1AA."),
        ("B1 1A🎓", "A postcode has only letters and numbers, like B1 1AA."),
        ("IM1 1AA", "IM1 1AA is on the Isle of Man"),
        ("B1 1AA\x00", HIDDEN),
        ("\u202eB1 1AA", HIDDEN),
        ("B1 1AA" * 2000, "must be 10 characters or fewer"),
    ],
)
def test_what_cannot_be_found_is_answered_with_a_sentence(client: Client, typed: str, sentence: str) -> None:
    response = client.get("/", {"postcode": typed})

    assert response.status_code == 200
    assert sentence in response.text
    assert "New in the West Midlands" in response.text


def test_bytes_that_are_no_text_do_no_harm(client: Client) -> None:
    response = client.get("/?postcode=%ED%A0%80")
    assert response.status_code in {200, 400}
    assert "New in the West Midlands" in response.text or "We could not read that request" in response.text


def test_what_is_typed_is_shown_as_text(client: Client) -> None:
    page = client.get("/", {"postcode": "<b>{{1}}"}).text
    assert "<b>{{1}}" not in page
    assert "&lt;b&gt;{{1}}" in page


def test_several_postcodes_at_once_are_one(client: Client) -> None:
    assert "New in Coventry" in client.get("/?postcode=B1+1AA&postcode=CV1+2WT").text


def test_an_empty_postcode_shows_the_region(client: Client) -> None:
    page = client.get("/?postcode=").text
    assert "New in the West Midlands" in page
    assert "Bridge keeper" in page
    assert "Spire keeper" in page


@pytest.mark.parametrize(
    ("code", "place"), [("B98 8AA", "Redditch"), ("CV32 4AA", "Warwick"), ("WS13 6AA", "Lichfield")]
)
def test_a_place_across_the_border_is_told_so(client: Client, code: str, place: str) -> None:
    make_postcode(postcode=code)
    page = client.get("/", {"postcode": code}).text

    assert f"{code} is in {place}, outside the seven councils of the West Midlands." in page
    assert "New in the West Midlands" in page


def test_a_council_without_anything_new_says_so(client: Client) -> None:
    make_postcode(postcode="WV1 1SH")
    snapshots.take()
    page = client.get("/", {"postcode": "WV1 1SH"}).text
    assert "New in Wolverhampton" in page
    assert "No jobs here at the moment." in page


def test_a_council_that_came_after_the_figures_does_no_harm(client: Client) -> None:
    make_postcode(postcode="B91 3QB")
    page = client.get("/", {"postcode": "B91 3QB"}).text
    assert "New in Solihull" in page
    assert "No course starts here soon." in page
