"""WMCA staff decide on the skills of imported courses, one by one or all together."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from district.outbox.models import OutboxTask
from district.web.errors import NotAllowed
from programmes.models import Course
from programmes.services import skills
from tests.factories.accounts import make_user
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import make_actor, make_membership, make_organisation, make_staff
from tests.factories.programmes import make_course, make_provider, make_run, make_taught_skill
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

LIST = "authority_course_list"


def make_imported(*labels: str, **fields: Any) -> Course:
    """An imported course with these skills suggested."""
    fields.setdefault("organisation", make_organisation(is_imported=True))
    fields.setdefault("title", "Imported")
    course = make_course(source="directory", source_reference=fields["title"], **fields)
    for label in labels:
        make_taught_skill(course=course, skill=make_skill(label=label), state="suggested", words=label)
    return course


def address(course: Course) -> str:
    return reverse("authority_course_show", args=[course.public_id])


def levels(course: Course, level: int = 3) -> dict[str, str]:
    return {f"level-{taught.id}": str(level) for taught in course.taught_skills.order_by("id")}


def states(course: Course) -> list[tuple[str, str, int]]:
    return list(course.taught_skills.order_by("skill__label").values_list("skill__label", "state", "level"))


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def test_the_words_are_marked_and_all_are_accepted_together(staff: Client) -> None:
    make_seeker()
    match_everybody()
    course = make_imported("Python", "SQL", what_you_learn="You write python, and ask in SQL.")
    make_run(course=course)
    assert "You write <mark>python</mark>, and ask in <mark>SQL</mark>." in staff.get(address(course)).text
    response = staff.post(address(course), levels(course) | {"all": "accept"}, follow=True)
    assert "2 skills are accepted." in response.text
    assert states(course) == [("Python", "accepted", 3), ("SQL", "accepted", 3)]
    assert OutboxTask.objects.filter(name="matching.match_courses").exists()
    again = staff.post(address(course), levels(course, 1) | {"all": "refuse"}, follow=True)
    assert "That is decided already." in again.text
    assert states(course)[0] == ("Python", "accepted", 3)


def test_one_is_accepted_one_refused_one_left(staff: Client) -> None:
    course = make_imported("Docker", "Python", "SQL")
    ids = dict(course.taught_skills.values_list("skill__label", "id"))
    staff.post(address(course), levels(course) | {"accept": ids["Python"]})
    staff.post(address(course), levels(course) | {"refuse": ids["SQL"]})
    assert [(label, state) for label, state, _ in states(course)] == [
        ("Docker", "suggested"),
        ("Python", "accepted"),
        ("SQL", "refused"),
    ]


@pytest.mark.parametrize(
    "bad", [{}, {"all": "every"}, {"accept": "x"}, {"accept": "-1"}, {"all": "accept", "level": "9"}]
)
def test_what_cannot_be_taken_changes_nothing(staff: Client, bad: dict[str, str]) -> None:
    course = make_imported("Python")
    taught = course.taught_skills.get()
    sent = {f"level-{taught.id}" if key == "level" else key: value for key, value in bad.items()}
    response = staff.post(address(course), levels(course) | sent, follow=True)
    assert "Choose one of the skills on this page" in response.text
    assert states(course)[0][1] == "suggested"


def test_a_provider_has_the_same_buttons_for_its_own(client: Client) -> None:
    provider = make_provider()
    course = make_imported("Python", "SQL", organisation=provider)
    client.force_login(make_membership(organisation=provider).user)
    page = reverse("course_skills_show", args=[course.public_id])
    assert "Accept all 2 as set" in client.get(page).text
    client.post(page, levels(course) | {"all": "refuse"})
    assert {state for _, state, _ in states(course)} == {"refused"}


def test_nobody_else_decides(client: Client) -> None:
    course = make_imported("Python")
    assert client.get(address(course)).status_code == 302
    for user in (make_user(), make_membership(organisation=make_provider()).user):
        client.force_login(user)
        assert client.get(address(course)).status_code == 403
        assert client.post(address(course), levels(course) | {"all": "accept"}).status_code == 403
        assert client.get(reverse(LIST)).status_code == 403
    by = make_actor(organisation=make_provider())
    for service in (
        lambda: skills.accept_suggested(course=course, levels={}, by=by),
        lambda: skills.refuse_suggested(course=course, taught_ids=[], by=by),
    ):
        with pytest.raises(NotAllowed):
            service()
    assert states(course)[0][1] == "suggested"


def test_the_list_and_the_desk_say_which_wait(staff: Client) -> None:
    first, second = make_imported("Python", title="Waits"), make_imported("SQL", title="Waits too")
    make_imported(title="Names nothing")
    make_imported("Docker", title="Claimed", organisation=make_provider())
    page = staff.get(reverse(LIST), {"skills": "waiting"}).text
    assert address(first) in page
    assert address(second) in page
    assert [title for title in ("Names nothing", "Claimed") if title in page] == []
    assert "Claimed" in staff.get(reverse(LIST), {"q": "claimed", "state": "live"}).text
    desk = staff.get("/authority/").text
    assert "imported courses have skills that wait for a person" in desk
    assert f"{reverse(LIST)}?skills=waiting" in desk
    assert f'href="{address(second)}"' in staff.get(address(first)).text


@pytest.mark.parametrize("rows", [1, 10])
def test_pages_take_as_many_queries_for_many_rows(
    rows: int, staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    courses = [make_imported("Python", title=f"Imported {number}") for number in range(rows)]
    for number in range(rows - 1):
        make_taught_skill(course=courses[0], skill=make_skill(label=f"s {number}"), state="suggested")
    staff.get(address(courses[0]))
    with django_assert_num_queries(5):  # session and user, membership, roles; count, rows
        staff.get(reverse(LIST), {"skills": "waiting"})
    with django_assert_num_queries(7):  # and the course, its runs, its skills, the next one
        staff.get(address(courses[0]))
