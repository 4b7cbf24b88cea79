"""The page of jobs one may not have thought of."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from district.matching import wider
from district.matching.engine import score
from district.matching.models import LearnerMatch
from district.matching.services import runs
from learners.models import Learner
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.places import make_postcode
from tests.factories.skills import make_occupation, make_skill
from tests.matching import worlds
from tests.matching.test_equality_of_forms import in_a_database

pytestmark = pytest.mark.django_db

SIGNED_IN = 3
HREF = "/me/matches/wider/"


class World:
    """Somebody who hopes to be a data analyst; market researchers use the same skills, gardeners do not."""

    def __init__(self) -> None:
        self.home = make_postcode()
        labels = ("SQL", "statistics", "surveys", "pruning", "mowing", "talking")
        self.skills = {label: make_skill(label=label) for label in labels}
        sql, statistics, surveys, pruning, mowing, talking = self.skills.values()
        self.analyst = make_occupation(
            label="data analyst", essential=(sql, statistics, talking), isco_group="2511"
        )
        self.researcher = make_occupation(
            label="market researcher", essential=(sql, statistics, surveys), isco_group="2431"
        )
        self.gardener = make_occupation(
            label="gardener", essential=(pruning, mowing, talking), isco_group="6113"
        )
        self.learner = make_seeker(postcode=self.home)
        self.learner.hopes.add(self.analyst)

    def job(self, title: str, occupation: object = None, *skills: str, **fields: object) -> object:
        asked = [self.skills[label] for label in skills]
        return make_vacancy(title=title, postcode=self.home, occupation=occupation, skills=asked, **fields)


@pytest.fixture
def world() -> World:
    return World()


def look(client: Client, learner: Learner) -> str:
    match_everybody()
    client.force_login(learner.user)
    return client.get(HREF).text


def test_work_with_the_same_skills_is_shown_with_its_reason(client: Client, world: World) -> None:
    world.job("Asker of questions", world.researcher)
    world.job("Keeper of roses", world.gardener)
    world.job("Reader of tables", world.analyst)
    page = look(client, world.learner)
    assert (
        "The work of “market researcher” uses many of the same skills as “data analyst”, which you hope for: "
        "“SQL” and “statistics”."
    ) in page
    assert "Keeper of roses" not in page
    assert "Reader of tables" not in page


def test_an_advert_of_no_known_occupation_is_judged_by_what_it_asks(client: Client, world: World) -> None:
    world.job("Sorter of figures", None, "SQL", "statistics")
    assert "It asks for skills that “data analyst” uses, which you hope for" in look(client, world.learner)


def test_one_skill_is_enough_to_begin(client: Client, world: World) -> None:
    newcomer = make_seeker(postcode=world.home, skills=[(world.skills["surveys"], 1)])
    world.job("Asker of questions", world.researcher)
    page = look(client, newcomer)
    assert (
        "The work of “market researcher” often uses what you can do, or what is close to it: “surveys”."
        in page
    )


def test_the_best_matches_and_what_breaks_a_rule_are_left_out(client: Client, world: World) -> None:
    seeker = make_seeker(postcode=world.home, skills=[(world.skills["SQL"], 4)], least_salary=30_000)
    seeker.hopes.add(world.analyst)
    world.job("Asker of questions", world.researcher, "SQL")
    world.job("Cheap asker", world.researcher, yearly_most=20_000)
    world.job("Other asker", world.researcher)
    page = look(client, seeker)
    assert "Other asker" in page
    assert "Asker of questions" not in page
    assert "Cheap asker" not in page


def test_with_nothing_to_start_from_the_page_says_what_to_do(client: Client, world: World) -> None:
    newcomer = make_seeker(postcode=world.home)
    world.job("Asker of questions", world.researcher)
    assert "Tell us where to start from" in look(client, newcomer)


def test_with_no_other_idea_the_page_says_so(client: Client, world: World) -> None:
    assert "No other ideas just now" in look(client, world.learner)


def test_with_matching_off_nothing_is_shown(client: Client, world: World) -> None:
    world.job("Asker of questions", world.researcher)
    Learner.objects.update(matching_on=False)
    page = look(client, world.learner)
    assert "Matching is off" in page
    assert "Asker of questions" not in page


def test_before_the_first_match_the_page_asks_again(client: Client, world: World) -> None:
    LearnerMatch.objects.all().delete()
    client.force_login(world.learner.user)
    assert "being worked out" in client.get(HREF).text


@pytest.mark.parametrize("count", [1, 10])
def test_it_takes_three_queries_however_long(
    client: Client, world: World, django_assert_num_queries, count: int
) -> None:
    for _ in range(40):
        make_occupation(essential=(world.skills["pruning"], world.skills["mowing"]))
    for number in range(count):
        label = f"asker {number}"
        world.job(
            label,
            make_occupation(
                label=label, essential=(world.skills["SQL"], world.skills["statistics"]), isco_group="2431"
            ),
        )
    look(client, world.learner)
    with django_assert_num_queries(SIGNED_IN + 3):
        page = client.get(HREF).text
    assert page.count('class="dsd-result"') == count


def test_it_is_linked_from_the_matches(client: Client, world: World) -> None:
    match_everybody()
    client.force_login(world.learner.user)
    assert f'href="{HREF}"' in client.get(reverse("match_list")).text


@given(seed=st.integers(0, 2**32 - 1))
@in_a_database
def test_only_jobs_that_break_no_rule_and_are_not_listed_are_weighed(seed: int) -> None:
    with worlds.world(seed):
        runs.match_all()
        world = worlds.read()
        people = {row.id: row for row in Learner.objects.order_by("id")}
        listed = worlds.stored_vacancies()
        for learner in world.learners:
            found = wider.of_learner(learner=people[learner.id], day=timezone.localdate())
            allowed = {
                each.id: score.preference(learner, each)
                for each in world.vacancies
                if not score.obstacles(learner, each, world.day)
            }
            shown = {vacancy for vacancy, _ in listed[learner.id]}
            for each in found.found:
                assert each.opening.vacancy not in shown
                assert allowed[each.opening.vacancy] == each.opening.preference
