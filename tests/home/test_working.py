"""The first pages of employers and providers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.home import tiles
from district.workplace.agenda import ForEmployer, ForProvider
from programmes.run_desk import Next
from tests.factories.employers import make_employer, make_job_application, make_vacancy
from tests.factories.partners import make_membership

pytestmark = pytest.mark.django_db


def test_a_tile_says_one_person_and_two_people_and_nothing_of_none() -> None:
    waiting = Next(0, 0, 2, 0, 1, 1, 0, 0, 0)
    found = tiles.of_provider(waiting, ForProvider(outcomes=0, to_sign=0))
    assert [(tile.figure, tile.label) for tile in found] == [
        (1, "person to get in touch with"),
        (2, "people to enrol"),
    ]
    assert found[0].note == "1 of them late"
    assert tiles.of_employer(0, ForEmployer(0, 0, 0, 0, 0, 0, 0)) == []


def test_an_employer_is_led_to_who_has_waited_longest() -> None:
    employer = make_employer()
    lately, before = (make_vacancy(organisation=employer, title=title) for title in ("Weaver", "Lock keeper"))
    for vacancy, days in ((lately, 1), (before, 5), (before, 3)):
        make_job_application(
            vacancy=vacancy, state="submitted", submitted_at=timezone.now() - timedelta(days=days)
        )
    client = Client()
    client.force_login(make_membership(organisation=employer).user)
    page = client.get(reverse("employer_home")).text
    assert "Answer those who applied: “Lock keeper”" in page
    assert "2 people wait for it" in page
    assert "job applications to answer" in page
    assert reverse("vacancy_application_list", args=[before.public_id]) in page
    assert page.index(">Lock keeper<") < page.index(">Weaver<")
    other_tab = client.get(reverse("employer_home"), {"state": "withdrawn"}).text
    assert "Answer those who applied: “Lock keeper”" in other_tab
