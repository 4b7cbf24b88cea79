"""What search engines read: the map of the site, what they may not read, and jobs and courses as data."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employers.models import VacancyKind, WorkMode
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.places import make_postcode
from tests.factories.programmes import make_course, make_run
from tests.factories.skills import make_occupation, make_skill

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NASTY = "</script><script>alert(1)</script> & “quotes”"


def test_the_map_names_what_everybody_may_read(client: Client) -> None:
    vacancy, course = make_vacancy(), make_course(runs=1)
    draft, closed = make_vacancy(state="draft"), make_vacancy(state="closed")
    skill, occupation = make_skill(is_digital=True), make_occupation()
    response = client.get("/sitemap.xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own

    assert response["Content-Type"] == "application/xml"
    assert root.tag == f"{MAP}urlset"
    places = [element.text or "" for element in root.iter(f"{MAP}loc")]
    paths = [re.sub(r"^https?://[^/]+", "", place) for place in places]
    assert len(paths) == len(set(paths))
    assert all(place.startswith("http") for place in places)
    for name, thing in (
        ("job_show", vacancy),
        ("course_show", course),
        ("skill_show", skill),
        ("occupation_show", occupation),
    ):
        assert reverse(name, args=[thing.public_id]) in paths
    for hidden in (draft, closed):
        assert reverse("job_show", args=[hidden.public_id]) not in paths
    assert "/" in paths


def test_every_place_on_the_map_can_be_opened(client: Client) -> None:
    make_vacancy()
    make_course(runs=1)
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    for element in root.iter(f"{MAP}loc"):
        path = re.sub(r"^https?://[^/]+", "", element.text or "")
        assert client.get(path).status_code == 200, path


def test_robots_are_kept_off_private_pages(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://skills.example.org/"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /me/",
        "Disallow: /account/",
        "Sitemap: https://skills.example.org/sitemap.xml",
    ]


def described(client: Client, address: str) -> dict[str, Any]:
    """The page's one description as data."""
    found = re.findall(
        r'<script type="application/ld\+json"[^>]*>(.*?)</script>', client.get(address).text, re.DOTALL
    )
    assert len(found) == 1
    return json.loads(found[0])


def test_a_job_describes_itself(client: Client) -> None:
    vacancy = make_vacancy(
        title=f"Keeper {NASTY}",
        postcode=make_postcode(),
        pattern="full_time",
        salary_least=21_892,
        salary_most=24_157,
        salary_unit="year",
        skills=[make_skill(label="mend lock gates")],
    )
    address = reverse("job_show", args=[vacancy.public_id])
    data = described(client, address)

    assert (data["@context"], data["@type"]) == ("https://schema.org", "JobPosting")
    assert data["title"] == f"Keeper {NASTY}"
    assert data["description"].startswith("<p>")
    assert data["datePosted"] == f"{vacancy.posted_on:%Y-%m-%d}"
    assert data["validThrough"].startswith(f"{vacancy.closes_on:%Y-%m-%d}T23:59:59")
    assert data["hiringOrganization"] == {"@type": "Organization", "name": vacancy.organisation.name}
    assert data["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "GB",
        "addressLocality": "B1 1AA",
        "addressRegion": "Birmingham",
        "postalCode": "B1 1AA",
    }
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 21892.0,
        "maxValue": 24157.0,
        "unitText": "YEAR",
    }
    assert data["employmentType"] == "FULL_TIME"
    assert data["identifier"]["value"] == str(vacancy.public_id)
    assert data["skills"] == ["mend lock gates"]
    assert data["url"].endswith(address)


def test_a_job_from_home_needs_no_place(client: Client) -> None:
    vacancy = make_vacancy(mode="remote")
    data = described(client, reverse("job_show", args=[vacancy.public_id]))
    assert data["jobLocationType"] == "TELECOMMUTE"
    assert data["applicantLocationRequirements"] == {"@type": "Country", "name": "United Kingdom"}
    assert "jobLocation" not in data
    assert "baseSalary" not in data


def test_every_kind_of_live_vacancy_has_what_a_posting_must_have(client: Client) -> None:
    """What Google asks of a JobPosting: https://developers.google.com/search/docs/appearance/structured-data/job-posting."""
    employer, postcode = make_employer(), make_postcode()
    for kind in VacancyKind.values:
        for mode in WorkMode.values:
            vacancy = make_vacancy(organisation=employer, kind=kind, mode=mode, postcode=postcode)
            data = described(client, reverse("job_show", args=[vacancy.public_id]))
            assert data.keys() >= {"title", "description", "datePosted", "hiringOrganization", "validThrough"}
            assert datetime.fromisoformat(data["validThrough"]).tzinfo is not None
            assert data["employmentType"] in {"FULL_TIME", "PART_TIME", "INTERN", "OTHER"}
            assert ("jobLocation" in data) != (data.get("jobLocationType") == "TELECOMMUTE")


@pytest.mark.parametrize("state", ["closed", "paused", "submitted", "withdrawn", "draft", "referred"])
def test_what_is_not_open_is_no_posting(client: Client, state: str) -> None:
    extra = {"paused_until": timezone.localdate() + timedelta(days=3)} if state == "paused" else {}
    vacancy = make_vacancy(state=state, **extra)
    response = client.get(reverse("job_show", args=[vacancy.public_id]))
    assert "ld+json" not in response.text
    over = make_vacancy(closes_on=timezone.localdate() - timedelta(days=1))
    assert "ld+json" not in client.get(reverse("job_show", args=[over.public_id])).text


def test_a_closed_job_describes_itself_no_more(client: Client) -> None:
    """Its page stays, without a JobPosting: machines drop what is not described, whatever its closing date was."""
    vacancy = make_vacancy(state="closed")
    response = client.get(reverse("job_show", args=[vacancy.public_id]))
    assert "This job has closed" in response.text
    assert "application/ld+json" not in response.text


def test_a_course_describes_itself_and_its_runs(client: Client) -> None:
    course = make_course(title=f"Locks {NASTY}", skills=[make_skill(label="mend lock gates")])
    starts = timezone.localdate() + timedelta(days=20)
    make_run(course=course, postcode=make_postcode(postcode="B4 7ET"), starts_on=starts, capacity=12)
    data = described(client, reverse("course_show", args=[course.public_id]))

    assert (data["@context"], data["@type"]) == ("https://schema.org", "Course")
    assert data["name"] == f"Locks {NASTY}"
    assert data["description"] == course.what_you_learn
    assert data["provider"]["name"] == course.organisation.name
    assert data["teaches"] == ["mend lock gates"]
    (run,) = data["hasCourseInstance"]
    assert (run["@type"], run["courseMode"], run["startDate"], run["courseWorkload"]) == (
        "CourseInstance",
        "Onsite",
        f"{starts:%Y-%m-%d}",
        "P8W",
    )
    assert run["location"]["address"]["postalCode"] == "B4 7ET"
    assert run["offers"] == {"@type": "Offer", "category": "Free", "price": "0.00", "priceCurrency": "GBP"}
    assert data["offers"] == [run["offers"]]
