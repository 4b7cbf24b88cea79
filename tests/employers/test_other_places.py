"""A vacancy in up to ten places: typed, shown, found and told at each of them."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from employers import filters, job_posting, moderation, other_places, queries, shelf, wording
from employers.models import Vacancy
from employers.services import vacancies, vacancy_copies
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.partners import make_actor, make_membership
from tests.factories.places import KNOWN, make_postcode

pytestmark = pytest.mark.django_db

LINES = "CV1 2WT Friargate\nWV1 1SH, Wolverhampton hub"


@pytest.fixture
def vacancy() -> Vacancy:
    """In Birmingham, Coventry and Wolverhampton."""
    for postcode in ("CV1 2WT", "WV1 1SH"):
        make_postcode(postcode=postcode)
    return make_vacancy(
        title="Keeper of looms", postcode=make_postcode(), other_places=other_places.read(LINES)
    )


def found(query: str) -> list[str]:
    answer = queries.search(shelf.current(), filters.read(QueryDict(query)))
    return [vacancy.title for vacancy in queries.in_order(answer.found.hits)]


def test_lines_are_read_with_their_councils_and_spots_and_written_again(vacancy: Vacancy) -> None:
    coventry, wolverhampton = vacancy.other_places
    assert (coventry["postcode"], coventry["name"], coventry["council_name"]) == (
        "CV1 2WT",
        "Friargate",
        "Coventry",
    )
    assert (wolverhampton["easting"], wolverhampton["northing"]) == KNOWN["WV1 1SH"][1:]
    assert other_places.lines(vacancy.other_places) == "CV1 2WT Friargate\nWV1 1SH Wolverhampton hub"
    assert other_places.read("\n  cv12wt\n\n")[0]["postcode"] == "CV1 2WT"
    assert other_places.read("") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Friargate, CV1 2WT", "Begin each line"),
        ("CV1", "Begin each line"),
        ("CV9 9ZZ Nowhere", "cannot find the postcode CV9 9ZZ"),
        ("CV1 2WT A\ncv1 2wt B", "CV1 2WT is there twice"),
        ("\n".join(["CV1 2WT"] * 10), "9 other places at most. There are 10"),
        (f"CV1 2WT {'x' * 201}", "Shorten"),
    ],
)
def test_a_line_that_is_wrong_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    make_postcode(postcode="CV1 2WT")
    with pytest.raises(Refused, match=sentence):
        other_places.read(text)


def test_it_is_found_near_each_of_its_places_and_in_each_council(vacancy: Vacancy) -> None:
    for query in (
        "postcode=CV1+2WT&radius=1",
        "postcode=WV1+1SH&radius=1",
        "postcode=B1+1AA&radius=1",
        "council=coventry",
        "council=wolverhampton",
        "council=birmingham",
        "q=friargate",
    ):
        assert found(query) == ["Keeper of looms"], query
    make_postcode(postcode="DY8 1EP")
    assert found("postcode=DY8+1EP&radius=3") == []
    assert found("council=dudley") == []


def test_the_nearest_place_counts_for_distance_and_order(vacancy: Vacancy) -> None:
    make_vacancy(title="Weaver in Solihull", postcode=make_postcode(postcode="B91 3QB"))
    assert found("postcode=CV1+2WT&radius=50&sort=distance") == ["Keeper of looms", "Weaver in Solihull"]
    here = filters.read(QueryDict("postcode=CV1+2WT")).here
    assert wording.distance(vacancy, here) == "0.0 miles"


def test_its_page_and_the_list_name_its_places(client: Client, vacancy: Vacancy) -> None:
    page = client.get(reverse("job_show", args=[vacancy.public_id]) + "?postcode=CV1+2WT").text
    for words in ("B1 1AA, Birmingham", "Friargate, Coventry", "Wolverhampton hub", "to the nearest"):
        assert words in page, words
    listed = client.get(reverse("job_list")).text
    assert "B1 1AA, Birmingham, and 2 other places" in listed


def test_search_engines_are_told_of_each_place(client: Client, vacancy: Vacancy) -> None:
    page = client.get(reverse("job_show", args=[vacancy.public_id])).text
    told = json.loads(re.search(r"ld\+json[^>]*>(.*?)</script>", page)[1])  # type: ignore[index]
    assert [place["address"]["postalCode"] for place in told["jobLocation"]] == [
        "B1 1AA",
        "CV1 2WT",
        "WV1 1SH",
    ]
    single = make_vacancy(postcode=make_postcode(), organisation=vacancy.organisation)
    single.skills_shown = []
    assert job_posting.posting(single, "https://x.example")["jobLocation"]["@type"] == "Place"


def test_the_page_of_the_wizard_keeps_them_and_says_what_is_wrong(client: Client, vacancy: Vacancy) -> None:
    client.force_login(make_membership(organisation=vacancy.organisation).user)
    href = reverse("vacancy_change", args=[vacancy.public_id, "place"])
    assert "CV1 2WT Friargate\nWV1 1SH Wolverhampton hub" in client.get(href).text
    sent = {
        "mode": "on_site",
        "postcode": "B1 1AA",
        "place_text": "Wharf House",
        "pattern": "full_time",
        "version": vacancy.version,
        "other_places": "b1 1aa Again",
    }
    page = client.post(href, sent)
    assert "B1 1AA is the main place. Take it out here." in page.text
    assert "b1 1aa Again" in page.text
    assert client.post(href, sent | {"other_places": "WV1 1SH Hub"}).status_code == 302
    vacancy.refresh_from_db()
    assert [each["name"] for each in vacancy.other_places] == ["Hub"]
    assert "WV1 1SH Hub" in client.get(reverse("vacancy_show", args=[vacancy.public_id])).text


def test_the_second_of_two_people_sees_both_lists(client: Client, vacancy: Vacancy) -> None:
    by = make_actor(organisation=vacancy.organisation)
    _change(vacancy, other_places.read("WV1 1SH Hub"), by)
    client.force_login(make_membership(organisation=vacancy.organisation).user)
    page = client.post(
        reverse("vacancy_change", args=[vacancy.public_id, "place"]),
        {
            "mode": "on_site",
            "postcode": "B1 1AA",
            "pattern": "full_time",
            "version": vacancy.version,
            "other_places": "CV1 2WT Mine",
        },
    )
    assert page.status_code == 409
    assert "WV1 1SH Hub" in page.text
    assert "CV1 2WT Mine" in page.text


def test_a_copy_is_in_the_same_places_and_the_rules_read_their_names(vacancy: Vacancy) -> None:
    by = make_actor(organisation=vacancy.organisation)
    assert vacancy_copies.copy(vacancy=vacancy, by=by).other_places == vacancy.other_places
    vacancy.other_places = [dict(vacancy.other_places[0], name="A young and energetic site")]
    assert [each.field for each in moderation.find(vacancy)] == ["other_places"]


def test_ten_places_are_the_most_in_the_database_too(vacancy: Vacancy) -> None:
    with pytest.raises(IntegrityError, match="employers_ten_places_at_most"):
        Vacancy.objects.filter(id=vacancy.id).update(other_places=[vacancy.other_places[0]] * 10)


def test_a_list_asks_as_much_for_jobs_in_many_places(
    client: Client, vacancy: Vacancy, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in (1, 10):
        while Vacancy.objects.count() < number:
            make_vacancy(organisation=vacancy.organisation, other_places=vacancy.other_places)
        client.get(reverse("job_list"))
        with django_assert_num_queries(3):
            client.get(reverse("job_list"))


def test_only_members_of_the_employer_change_them(vacancy: Vacancy) -> None:
    with pytest.raises(NotAllowed, match="Only people who act for this employer"):
        _change(vacancy, [], make_actor(organisation=make_employer()))


def _change(vacancy: Vacancy, places: Any, by: Actor) -> Vacancy:
    return vacancies.change(vacancy=vacancy, values={"other_places": places}, version=vacancy.version, by=by)
