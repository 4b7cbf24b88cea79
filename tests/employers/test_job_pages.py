"""What everybody sees: the list, a job, the feed, the sitemap."""

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from employers import shelf
from employers.models import Vacancy
from tests.factories.employers import make_asked_skill, make_employer, make_vacancy
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

LIST = "/jobs/"


def make_full(**fields: Any) -> Vacancy:
    return make_vacancy(
        postcode=make_postcode(postcode="B4 7ET"),
        skills=[(make_skill(label=fields.pop("label", "Python")), 3)],
        **{
            "salary_least": 30_000,
            "salary_most": 35_000,
            "salary_unit": "year",
            "yearly_most": 35_000,
            "pattern": "full_time",
        }
        | fields,
    )


def structured(response: Any) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', response.text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize(
    ("before", "leads_to"),
    [
        (
            "http://testserver/jobs/?q=web&page=2",
            'href="/jobs/?q=web&amp;page=2" class="govuk-back-link">Back to',
        ),
        ("http://testserver/jobs/", 'href="/jobs/" class="govuk-back-link">All jobs'),
        ("http://testserver/courses/?q=web", 'href="/jobs/" class="govuk-back-link">All jobs'),
        ("https://elsewhere.example/jobs/?q=web", 'href="/jobs/" class="govuk-back-link">All jobs'),
        ("http://[testserver/jobs/?q=web", 'href="/jobs/" class="govuk-back-link">All jobs'),
        ('http://testserver/jobs/?q="><script>', 'href="/jobs/?q=&quot;&gt;&lt;script&gt;" class'),
        (f"http://testserver/jobs/?q={'x' * 2001}", 'href="/jobs/" class="govuk-back-link">All jobs'),
    ],
)
def test_a_job_leads_back_to_the_search_of_ours_that_led_to_it(
    client: Client, before: str, leads_to: str
) -> None:
    page = reverse("job_show", args=[make_full().public_id])
    assert leads_to in client.get(page, headers={"referer": before}).text


def test_a_result_says_who_where_when_how_and_for_how_much(client: Client) -> None:
    make_postcode(postcode="B1 1AA")
    make_full(title="Web developer", organisation=make_employer(name="Canal Works"))
    page = client.get(LIST, {"postcode": "B1 1AA"}).text
    for words in (
        "1 job",
        "Web developer",
        "Canal Works · B4 7ET, Birmingham · 0.9 miles",
        "Full time",
        "£30,000 to £35,000 a year",
    ):
        assert words in page


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_ten(
    rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_full(label=f"Python {number}")
    make_postcode(postcode="B1 1AA")
    shelf.current()
    with django_assert_num_queries(3):
        client.get(LIST)
    with django_assert_num_queries(5):
        client.get(LIST, {"q": "developer", "postcode": "B1 1AA", "council": "birmingham", "salary": "20000"})


def test_a_job_page_asks_few_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vacancy = make_full()
    for number in range(9):
        make_asked_skill(vacancy=vacancy, skill=make_skill(), state="suggested", words=f"w{number}")
    with django_assert_num_queries(2):
        client.get(reverse("job_show", args=[vacancy.public_id]))


@pytest.mark.parametrize("page", ["0", "-1", "9" * 5000, "abc", "%00", "2"])
def test_pages_that_do_not_exist_are_the_first_or_not_found(page: str, client: Client) -> None:
    make_full()
    assert client.get(f"{LIST}?page={page}").status_code in {200, 404}


def test_filters_are_shown_as_chips_that_can_be_removed(client: Client) -> None:
    make_full()
    page = client.get(f"{LIST}?q=developer&kind=job&mode=on_site").text
    assert 'href="?q=developer&amp;mode=on_site"' in page
    assert 'href="?q=developer&amp;kind=job"' in page


def test_what_was_typed_is_shown_as_text(client: Client) -> None:
    page = client.get(LIST, {"q": '"><script>alert(1)</script>{{7*7}}', "postcode": "<b>"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<b>" not in page


def test_a_wrong_postcode_is_explained_and_the_rest_still_searched(client: Client) -> None:
    make_full(title="Tester")
    page = client.get(LIST, {"q": "tester", "postcode": "B1 1"}).text
    assert "Enter the whole postcode, like B1 1AA." in page
    assert "1 job" in page


def test_the_first_half_of_a_postcode_is_enough_to_search_from(client: Client) -> None:
    make_full(title="Tester")
    page = client.get(LIST, {"postcode": "b4", "radius": "5"}).text
    assert "within 5 miles of B4" in page
    assert "1 job" in page
    assert "We know no postcode that begins with ZZ9." in client.get(LIST, {"postcode": "zz9"}).text


def test_nothing_found_says_what_to_do(client: Client) -> None:
    assert "Show all jobs" in client.get(LIST, {"q": "zeppelin"}).text
    make_full()
    assert "Remove all filters" in client.get(LIST, {"mode": "remote"}).text


def test_spelling_help_is_shown(client: Client) -> None:
    make_full(title="Kubernetes engineer")
    page = client.get(LIST, {"q": "kubrenetes"}).text
    assert "We found nothing for “kubrenetes”" in page
    assert "Kubernetes engineer" in page


def test_the_job_page_holds_a_valid_job_posting(client: Client) -> None:
    vacancy = make_full(
        title="Web developer", description="Build.\n- a </script><script>alert(1)</script>", weekly_hours=35
    )
    response = client.get(reverse("job_show", args=[vacancy.public_id]))
    data = structured(response)
    assert "<script>alert" not in response.text
    assert data["@type"] == "JobPosting"
    assert data["title"] == "Web developer"
    assert (
        data["description"]
        == "<p>Build.</p><ul><li>a &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</li></ul>"
    )
    assert data["datePosted"] == timezone.localdate().isoformat()
    assert data["validThrough"].startswith(f"{vacancy.closes_on.isoformat()}T23:59:59")
    assert data["jobLocation"]["address"]["postalCode"] == "B4 7ET"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 30000.0,
        "maxValue": 35000.0,
        "unitText": "YEAR",
    }
    assert (data["employmentType"], data["skills"]) == ("FULL_TIME", ["Python"])


def test_work_from_home_is_said_so(client: Client) -> None:
    vacancy = make_vacancy(mode="remote")
    data = structured(client.get(reverse("job_show", args=[vacancy.public_id])))
    assert data["jobLocationType"] == "TELECOMMUTE"
    assert "jobLocation" not in data


def test_the_job_page_shows_skills_with_levels_and_what_only_the_text_suggests(client: Client) -> None:
    vacancy = make_full()
    make_asked_skill(vacancy=vacancy, skill=make_skill(label="Docker"), state="suggested", words="docker")
    make_asked_skill(vacancy=vacancy, skill=make_skill(label="Secret"), state="refused", words="secret")
    page = client.get(reverse("job_show", args=[vacancy.public_id])).text
    assert "Advanced" in page
    assert "from “docker”" in page
    assert "Secret" not in page


def test_a_closed_job_says_so_and_offers_others(client: Client) -> None:
    closed = make_vacancy(title="Web developer", state="closed", apply_url="https://example.org/apply")
    make_vacancy(title="Junior web developer")
    response = client.get(reverse("job_show", args=[closed.public_id]))
    assert response.status_code == 200
    assert "This job has closed" in response.text
    assert "Junior web developer" in response.text
    assert "https://example.org/apply" not in response.text
    assert "ld+json" not in response.text


def test_a_job_past_its_date_counts_as_closed_before_the_clock_has_run(client: Client) -> None:
    vacancy = make_vacancy(closes_on=timezone.localdate() - timedelta(days=1))
    assert "This job has closed" in client.get(reverse("job_show", args=[vacancy.public_id])).text


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_the_public_never_sees_drafts_and_withdrawn_vacancies(state: str, client: Client) -> None:
    hidden = make_vacancy(title="Canary", state=state)
    assert client.get(reverse("job_show", args=[hidden.public_id])).status_code == 404
    for address in (LIST, f"{LIST}?q=canary", reverse("job_feed"), reverse("sitemap_show")):
        body = client.get(address).text
        assert str(hidden.public_id) not in body
        assert ">Canary<" not in body


def test_a_repeat_is_noted(client: Client) -> None:
    first = make_vacancy(title="Tester")
    second = make_vacancy(title="Tester", organisation=first.organisation, repeats=first)
    page = client.get(reverse("job_show", args=[second.public_id])).text
    assert reverse("job_show", args=[first.public_id]) in page


def test_the_feed_is_atom_and_takes_the_same_filters(client: Client) -> None:
    make_vacancy(title="Tester", organisation=make_employer(name="Canal & Works"))
    make_vacancy(title="Analyst")
    response = client.get(reverse("job_feed"), {"q": "tester"})
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    titles = [
        entry.findtext("{http://www.w3.org/2005/Atom}title")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert titles == ["Tester, Canal & Works"]


def test_the_sitemap_names_every_open_job(client: Client) -> None:
    vacancy = make_vacancy()
    assert reverse("job_show", args=[vacancy.public_id]) in client.get(reverse("sitemap_show")).text


def test_only_reading_is_possible(client: Client) -> None:
    vacancy = make_vacancy()
    for address in (LIST, reverse("job_show", args=[vacancy.public_id])):
        assert client.post(address).status_code == 405
