"""The page of the best two courses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from district.matching import ground
from district.matching.engine import courses, gaps, pairs, score, sequences
from district.matching.engine.facts import Course as CourseFacts
from district.matching.services import engines, runs
from learners.models import Learner
from programmes.models import Course
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.programmes import make_course, make_programme, make_run
from tests.factories.skills import make_skill
from tests.matching import worlds
from tests.matching.test_equality_of_forms import in_a_database

pytestmark = pytest.mark.django_db

SIGNED_IN = 3
HREF = "/me/matches/courses/two/"


@pytest.fixture
def learner() -> Learner:
    return make_seeker(skills=[(make_skill(), 2) for _ in range(3)])


def offer(count: int = 1) -> tuple[Course, Course]:
    """Jobs that ask two skills alike, and a course for each of them, one after the other."""
    sql, design = make_skill(label="SQL"), make_skill(label="design")
    for number in range(count):
        make_vacancy(title=f"Designer of tables {number}", mode="remote", skills=[sql, design])
    today = timezone.localdate()
    first = make_course(title="Tables", skills=[(sql, 2)], level="2")
    second = make_course(title="Shapes", skills=[(design, 2)], level="3")
    make_run(course=first, starts_on=today + timedelta(days=10), ends_on=today + timedelta(days=40))
    make_run(course=second, starts_on=today + timedelta(days=41), ends_on=today + timedelta(days=60), cost=90)
    return first, second


def look(client: Client, learner: Learner) -> str:
    match_everybody()
    client.force_login(learner.user)
    return client.get(HREF).text


def test_two_courses_one_after_the_other_open_what_neither_does_alone(
    client: Client, learner: Learner
) -> None:
    offer(2)
    page = look(client, learner)
    assert "These two together open <strong>2 jobs</strong>" in page
    assert "By itself the first opens 0, and the second 0." in page
    assert page.index("Tables") < page.index("Shapes")
    assert "Free</strong>" in page
    assert "£90: ask about funding" in page
    part = client.get(HREF, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "See the 2 jobs they open" in part


def test_courses_whose_dates_overlap_are_no_pair(client: Client, learner: Learner) -> None:
    _, second = offer()
    second.runs.update(starts_on=timezone.localdate() + timedelta(days=20))
    assert "No two courses open more together" in look(client, learner)


def test_a_free_course_is_preferred_on_the_way_to_a_job(client: Client, learner: Learner) -> None:
    sql = make_skill(label="SQL")
    vacancy = make_vacancy(mode="remote", skills=[sql])
    day = timezone.localdate() + timedelta(days=30)
    paid = make_course(title="Dear tables", skills=[(sql, 2)])
    make_run(course=paid, cost=400, starts_on=day, ends_on=day)
    funded = make_course(title="Funded tables", skills=[(sql, 2)], programme=make_programme())
    make_run(course=funded, cost=400, starts_on=day, ends_on=day + timedelta(days=90))
    match_everybody()
    client.force_login(learner.user)
    page = client.get(f"/me/matches/jobs/{vacancy.public_id}/")
    assert [step["title"] for step in page.context["way"]["steps"]] == ["Funded tables"]
    assert "Free if eligible" in page.text
    assert "Then you would have every skill it asks for." in page.text
    funded.runs.all().delete()
    page = client.get(f"/me/matches/jobs/{vacancy.public_id}/").text
    assert "£400: ask about funding" in page


@pytest.mark.parametrize("count", [1, 10])
def test_it_takes_five_queries_however_many_jobs(
    client: Client, learner: Learner, django_assert_num_queries, count: int
) -> None:
    offer(count)
    look(client, learner)
    with django_assert_num_queries(SIGNED_IN + 5):
        page = client.get(HREF).text
    assert page.count('class="dsd-result"') == count


@given(seed=st.integers(0, 2**32 - 1))
@in_a_database
def test_what_the_database_gives_is_what_the_engine_reads_row_by_row(seed: int) -> None:
    with worlds.world(seed, courses=7):
        runs.match_all()
        world, engine = worlds.read(), engines.current().code
        people = {row.id: row for row in Learner.objects.order_by("id")}
        rows = {row.id: row for row in Course.objects.order_by("id")}
        for learner in world.learners:
            reachable = [each for each in world.vacancies if not score.obstacles(learner, each, world.day)]
            asked = [each for each in reachable if each.asked]
            near = [gaps.gap(learner.held, each, world.credits) for each in asked]
            slots = {
                each.id: [
                    sequences.slot(
                        course=each.id,
                        run=run.id,
                        starts_on=run.starts_on,
                        ends_on=run.ends_on,
                        duration=run.duration,
                        unit=run.duration_unit,
                    )
                    for run, facts in zip(rows[each.id].runs.order_by("id"), each.runs, strict=False)
                    if courses.can_join(learner, facts, world.day)
                ]
                for each in world.courses
            }
            covers = {
                each.id: gaps.cover(CourseFacts(each.id, each.taught), asked, world.credits)
                for each in world.courses
            }
            offers = {
                each.id: sequences.Offer(each.id, sequences.national_level(rows[each.id].level), each.taught)
                for each in world.courses
            }
            known = ground.of_all(learner=people[learner.id], engine=engine, day=world.day)
            expected = pairs.best_pair([each for each in near if each.need], covers, offers, slots, world.day)
            found = known.best_pair()
            assert (found and (found.opened, found.plan)) == (expected and (expected.opened, expected.plan))
