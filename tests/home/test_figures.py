"""The region's figures are those that anybody can count by hand, and they say what they mean."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from district.home.models import RegionSnapshot
from district.home.services import snapshots
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.places import make_postcode
from tests.factories.programmes import make_course, make_provider, make_run
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(db: None) -> dict:
    """Five openings in two open vacancies of one employer, and seven places on the runs of one course."""
    weave, mend = make_skill(label="weave canal data"), make_skill(label="mend lock gates")
    employer, birmingham = make_employer(), make_postcode(postcode="B1 1AA")
    usual = {"organisation": employer, "postcode": birmingham}
    make_vacancy(positions=2, skills=[weave, mend], **usual)
    make_vacancy(positions=3, skills=[weave], **usual | {"postcode": make_postcode(postcode="CV1 2WT")})
    make_vacancy(state="draft", positions=10, skills=[weave], **usual)
    make_vacancy(state="closed", positions=20, **usual)
    make_vacancy(closes_on=timezone.localdate() - timedelta(days=1), positions=40, **usual)

    course = make_course(organisation=make_provider(), skills=[weave])
    make_run(course=course, capacity=8, places_taken=3)
    make_run(course=course, capacity=2)
    make_run(course=course, capacity=None)
    make_run(course=course, capacity=30, state="draft")
    make_run(course=course, capacity=30, starts_on=timezone.localdate() - timedelta(days=1))
    make_run(course=make_course(state="draft", skills=[weave]), capacity=30)
    make_course(state="archived")
    return snapshots.take().figures


def test_figures_are_those_counted_by_hand(figures: dict) -> None:
    counted = ("vacancies", "openings", "employers", "courses", "places", "providers")
    assert {name: figures[name] for name in counted} == {
        "vacancies": 2,
        "openings": 5,
        "employers": 1,
        "courses": 1,
        "places": 7,
        "providers": 3,
    }


def test_openings_are_counted_by_council(figures: dict) -> None:
    assert figures["openings_by_council"] == {"E08000025": 2, "E08000026": 3}


def test_skills_show_demand_beside_places(figures: dict) -> None:
    assert [(each["label"], each["openings"], each["places"]) for each in figures["skills"]] == [
        ("weave canal data", 5, 7),
        ("mend lock gates", 2, 0),
    ]


def test_the_newest_of_a_council_are_its_own(figures: dict) -> None:
    assert len(figures["newest"]["E08000025"]["vacancies"]) == 1
    assert len(figures["newest"][""]["vacancies"]) == 2


@pytest.mark.usefixtures("figures")
def test_home_and_region_show_the_same_figures_with_their_meaning(client: Client) -> None:
    home, region = client.get("/").text, client.get("/district/").text

    for page in (home, region):
        assert "The widest gap is in mend lock gates: 2 openings ask for it" in page
        assert "Mend lock gates" in page
    assert "What these figures mean" in home
    for meaning in ("Opening", "Employer hiring", "Course place left", "Openings that ask for a skill"):
        assert f">{meaning}</dt>" in region
    assert f"This is version {RegionSnapshot.DEFINITION} of these meanings." in region
    assert "Most openings are in Coventry: 3 of 5." in region


def test_without_figures_both_pages_say_when_to_come_back(client: Client) -> None:
    for address in ("/", "/district/"):
        assert "Look again in a minute." in client.get(address).text


def test_an_empty_region_has_no_gap_to_show(client: Client) -> None:
    snapshots.take()
    page = client.get("/district/").text
    assert "There are no openings yet." in page
    assert "The widest gap" not in page


def test_where_everything_can_be_learned_the_picture_says_so(client: Client) -> None:
    skill = make_skill()
    make_vacancy(skills=[skill])
    make_run(course=make_course(skills=[skill]), capacity=5)
    snapshots.take()
    sentence = "There are places to learn each of the skills that employers ask for most."
    assert sentence in client.get("/district/").text


def test_figures_older_than_a_day_are_dropped() -> None:
    old = snapshots.take()
    RegionSnapshot.objects.filter(pk=old.pk).update(taken_at=timezone.now() - timedelta(hours=25))
    recent = snapshots.take()
    assert list(RegionSnapshot.objects.values_list("pk", flat=True)) == [recent.pk]
