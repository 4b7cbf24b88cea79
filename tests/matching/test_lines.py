"""A learner's own line on each result of a search: what it says, to whom, and at what cost."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from district.matching.models import LearnerMatch
from district.skills.models import Skill
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import Course
from tests.factories.accounts import make_user
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import make_membership
from tests.factories.programmes import make_course
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

SIGNED_IN = 3  # session, user, whom they act for


class World:
    """A learner who works from home and knows HTML; a job and a course that teaches what it asks besides."""

    def __init__(self) -> None:
        self.html, self.css = make_skill(label="HTML"), make_skill(label="CSS")
        self.learner = make_seeker(
            skills=[(self.html, 3), *((make_skill(label=f"craft {n}"), 1) for n in range(3))], remote_ok=True
        )
        self.job = self.make_job()
        self.course = make_course(skills=[(self.css, 3)], runs=1)

    def make_job(self, skills: Sequence[tuple[Skill, int]] = ()) -> Vacancy:
        return make_vacancy(mode="remote", skills=skills or [(self.html, 2), (self.css, 2)])


@pytest.fixture
def world() -> World:
    built = World()
    match_everybody()
    return built


@pytest.fixture
def visit(client: Client, world: World) -> Client:
    client.force_login(world.learner.user)
    return client


def address(name: str, *things: Vacancy | Course) -> str:
    return f"{reverse(name)}?{urlencode([('id', each.public_id) for each in things])}"


def test_each_job_asked_about_has_its_line(visit: Client, world: World) -> None:
    bare = make_vacancy(mode="remote")
    page = visit.get(address("match_job_lines", world.job, bare), headers={"HX-Request": "true"}).text
    assert page.count("<p ") == 1
    assert (
        f'id="line-{world.job.public_id}" hx-swap-oob="true">1 of 2 skills asked · one course away</p>'
        in page
    )


def test_each_course_that_opens_jobs_has_its_line(visit: Client, world: World) -> None:
    other = make_course(skills=[(make_skill(label="weave canal data"), 1)], runs=1)
    page = visit.get(address("match_course_lines", world.course, other), headers={"HX-Request": "true"}).text
    assert page.count("<p ") == 1
    assert f'id="line-{world.course.public_id}" hx-swap-oob="true">Opens 1 job for you</p>' in page


def test_a_course_that_the_short_list_left_out_is_worked_out(visit: Client, world: World) -> None:
    better = [make_course(skills=[(world.css, 3), (world.html, 4)], runs=1) for _ in range(20)]
    match_everybody()
    LearnerMatch.objects.update(
        courses=[course.id for course in better], course_scores=[2 * 10**12] * len(better)
    )
    page = visit.get(address("match_course_lines", world.course, better[0])).text
    assert f'id="line-{world.course.public_id}" hx-swap-oob="true">Opens 1 job for you</p>' in page
    assert "Opens 2 jobs for you" in page


def test_the_lists_ask_for_the_lines_of_what_they_show(visit: Client, world: World) -> None:
    for name, lines, shown in (
        ("job_list", "match_job_lines", world.job),
        ("course_list", "match_course_lines", world.course),
    ):
        page = visit.get(reverse(name)).text
        assert f'hx-get="{address(lines, shown)}"' in page
        assert f'id="line-{shown.public_id}"' in page
        assert "hx-get" not in Client().get(reverse(name)).text.split("<main")[1]


def test_who_acts_for_an_organisation_is_not_asked(client: Client, world: World) -> None:
    client.force_login(make_membership(organisation=make_employer()).user)
    for name in ("job_list", "course_list"):
        assert "hx-get" not in client.get(reverse(name)).text.split("<main")[1]


@pytest.mark.parametrize("name", ["match_job_lines", "match_course_lines"])
def test_where_there_is_nothing_to_say_the_answer_is_empty(client: Client, world: World, name: str) -> None:
    asked = address(name, world.job if name == "match_job_lines" else world.course)
    part = {"HX-Request": "true"}
    client.force_login(world.learner.user)
    assert client.get(asked, headers=part).status_code == 200
    for nothing in (reverse(name), f"{reverse(name)}?id=no-such-id", f"{reverse(name)}?id={uuid4()}"):
        assert client.get(nothing, headers=part).status_code == 204
    LearnerMatch.objects.all().delete()
    assert client.get(asked, headers=part).status_code == 204
    match_everybody()
    Learner.objects.update(matching_on=False)
    assert client.get(asked, headers=part).status_code == 204
    for user in (make_user(), make_membership(organisation=make_employer()).user):
        client.force_login(user)
        assert client.get(asked, headers=part).status_code == 204
    visitor = Client()
    assert visitor.get(asked, headers=part).status_code == 204
    assert visitor.get(asked).url.startswith(reverse("account_login"))


def test_a_learner_of_whose_skills_nothing_is_asked_sees_no_lines(client: Client, world: World) -> None:
    newcomer = make_seeker(remote_ok=True)
    match_everybody()
    client.force_login(newcomer.user)
    strange = world.make_job(skills=[(make_skill(label="keep bees"), 4)])
    assert client.get(address("match_job_lines", strange)).status_code == 204


@pytest.mark.parametrize("count", [1, 20, 30])
def test_a_page_of_lines_takes_four_queries_at_most_and_takes_twenty_ids(
    visit: Client, world: World, django_assert_num_queries, count: int
) -> None:
    jobs = [world.make_job() for _ in range(count)]
    courses = [make_course(skills=[(world.css, 3)], runs=1) for _ in range(count)]
    match_everybody()
    with django_assert_num_queries(SIGNED_IN + 3):
        assert visit.get(address("match_job_lines", *jobs)).text.count("<p ") == min(count, 20)
    with django_assert_num_queries(SIGNED_IN + 3 + (count >= 20)):
        assert visit.get(address("match_course_lines", *courses)).text.count("<p ") == min(count, 20)
