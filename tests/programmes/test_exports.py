"""Files of a provider's own people: as the list on the page is narrowed, and written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from programmes.models import ExportRecord, SupportNeed
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.programmes import make_application, make_course, make_enrolment, make_open_run


@pytest.fixture
def desk(client: Client, teacher: Any) -> Client:
    client.force_login(teacher.user)
    return client


@pytest.fixture
def run(provider: Any) -> Any:
    return make_open_run(course=make_course(organisation=provider, title="Python"), capacity=9)


def named(name: str) -> Any:
    return make_learner(user=make_user(name=name))


def names(desk: Client, address: str, **chosen: str) -> list[str]:
    """Of those in the file, in its order."""
    query = "?" + urlencode(chosen) if chosen else ""
    response = desk.post(address + query, {"purpose": "teaching"})
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    return [line.split(",")[1] for line in lines[1:]]


def test_the_file_of_applications_is_narrowed_and_ordered_as_the_list(desk, run):
    now = timezone.now()
    for number, (name, state) in enumerate(
        [("Ann", "submitted"), ("Bea", "waitlisted"), ("Cy", "submitted"), ("Dot", "draft")]
    ):
        make_application(
            run=run, learner=named(name), state=state, submitted_at=now - timedelta(days=9 - number)
        )
    asks = make_application(run=run, learner=named("Eve"), state="submitted", submitted_at=now)
    SupportNeed.objects.create(application=asks, kind="travel", is_shared=True)
    file, page = reverse("provider_application_export"), reverse("provider_application_list")

    assert names(desk, file) == ["Ann", "Cy", "Eve", "Bea"]
    assert names(desk, file, state="submitted", order="newest") == ["Eve", "Cy", "Ann"]
    assert names(desk, file, support="unanswered") == ["Eve"]
    assert names(desk, file, days="8") == ["Ann", "Bea"]
    assert f"{file}?state=waitlisted" in desk.get(f"{page}?state=waitlisted").text
    assert "fit the filters you have set: 1 row." in desk.get(f"{file}?state=waitlisted").text
    assert ExportRecord.objects.order_by("id").values_list("narrowed_by", "row_count")[1] == (
        "state=submitted&order=newest",
        3,
    )


def test_the_file_of_a_roster_is_narrowed_as_the_page(desk, run):
    make_enrolment(run=run, learner=named("Ann"), state="in_learning")
    make_enrolment(run=run, learner=named("Bea"), state="completed")
    make_enrolment(run=run, learner=named("Cy"), state="in_learning")
    file = reverse("run_roster_export", args=[run.public_id])
    page = reverse("run_roster", args=[run.public_id])

    assert names(desk, file) == ["Ann", "Bea", "Cy"]
    assert names(desk, file, state="completed") == ["Bea"]
    assert names(desk, file, q="c") == ["Cy"]
    assert f"{file}?state=completed" in desk.get(f"{page}?state=completed").text
    asked = desk.get(f"{file}?state=in_learning").text
    assert "only those that fit the filters you have set: 2 rows" in asked
    assert f"{page}?state=in_learning" in asked
