"""An employer sees who fits: people who agreed, without who they are, by the lines they see themselves."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from district.matching import candidates, receipts
from district.matching.engine import score
from district.matching.models import EngineVersion
from district.matching.services import runs
from employers.models import Vacancy
from learners.models import EmployerConsent, FundingFacts, Learner
from learners.services import consents
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import actor_of, make_membership
from tests.factories.programmes import make_application
from tests.factories.skills import make_skill
from tests.matching import worlds

pytestmark = pytest.mark.django_db


class World:
    """A vacancy that asks for two skills, and seven people with both, one or none of them."""

    def __init__(self) -> None:
        self.spin, self.weave, self.other = (make_skill(label=label) for label in ("spin", "weave", "sew"))
        self.boss = make_membership(organisation=make_employer()).user
        self.vacancy = make_vacancy(
            organisation=self.boss.memberships.get().organisation,
            title="Weaver",
            mode="remote",
            skills=[(self.spin, 2), (self.weave, 2)],
        )
        held = [
            *[[(self.spin, 2), (self.weave, 3)]] * 2,
            *[[(self.spin, 3)], [(self.spin, 1)], [(self.weave, 1)], [(self.weave, 2)]],
            [(self.other, 4)],
        ]
        self.people = [make_seeker(skills=skills) for skills in held]
        for person in self.people:
            person.user.name = "Zebedee Kingfisher"
            person.user.save()
            agree(person)
        match_everybody()


def agree(learner: Learner) -> None:
    consents.be_seen_by_employers(
        learner=learner, is_agreed=True, born_on=date(1990, 5, 17), by=actor_of(learner.user)
    )


@pytest.fixture
def world() -> World:
    return World()


def found(world: World) -> list[int]:
    return list(candidates.of_vacancy(vacancy=world.vacancy, day=timezone.localdate()).ids)


def page(client: Client, world: World) -> str:
    client.force_login(world.boss)
    return client.get(reverse("vacancy_fits", args=[world.vacancy.public_id])).text


@given(seed=st.integers(min_value=0, max_value=2**32 - 1))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_is_found_and_by_which_lines_is_what_the_learners_see_themselves(seed: int) -> None:
    with worlds.world(seed, learners=6):
        runs.match_all()
        EmployerConsent.objects.bulk_create(
            EmployerConsent(learner=learner) for learner in Learner.objects.all()
        )
        world, today = worlds.read(), timezone.localdate()
        engine = EngineVersion.objects.current().get().code
        people = {each.id: Learner.objects.get(id=each.id) for each in world.learners}
        for vacancy in world.vacancies:
            row = Vacancy.objects.get(id=vacancy.id)
            who = candidates.of_vacancy(vacancy=row, day=today)
            totals = {each.id: score.total(each, vacancy, world.credits, today) for each in world.learners}
            expected = sorted(
                (each for each in totals if totals[each] > 0 and people[each].matching_on),
                key=lambda each: (-totals[each], each),
            )
            assert list(who.ids) == expected
            theirs = candidates.lines(vacancy=row, engine=engine, learners=who.ids, day=today)
            for learner in who.ids:
                own = receipts.of_vacancies(
                    learner=people[learner], vacancy_ids=[row.id], engine=engine, day=today
                )[row.id]
                assert theirs[learner].lines == own.lines
            for asked in who.asked:
                states = [
                    line.state for each in theirs.values() for line in each.lines if line.label == asked.label
                ]
                assert (asked.met, asked.part) == (states.count("met"), states.count("part"))


def test_only_people_who_agreed_and_have_matching_on_are_found(world: World) -> None:
    one, two, *_ = world.people
    assert set(found(world)) == {each.id for each in world.people[:6]}
    consents.be_seen_by_employers(learner=one, is_agreed=False, by=actor_of(one.user))
    two.matching_on = False
    two.save()
    assert set(found(world)) == {each.id for each in world.people[2:6]}


def test_nobody_whose_birthday_says_under_eighteen_is_found(world: World) -> None:
    one, two, three, *_ = world.people
    young = timezone.localdate() - timedelta(days=17 * 365)
    FundingFacts.objects.create(learner=one, born_on=young, work="looking", prior_level="none")
    make_application(learner=two, born_on=young)
    make_application(learner=three, born_on=date(1990, 1, 1))
    assert set(found(world)) == {each.id for each in world.people[2:6]}


def test_the_page_counts_and_shows_lines_without_who_they_are(client: Client, world: World) -> None:
    text = page(client, world)
    assert "6 people fit: 2 meet everything you ask" in text
    assert "Person 1" in text
    assert "They have it at intermediate level (as they told us)." in text
    assert "Not on their list." in text
    said = text.lower()
    assert not any(
        word in said for word in ("zebedee", "kingfisher", *(each.user.email for each in world.people))
    )
    assert not any(str(each.public_id) in text for each in world.people)


def test_of_fewer_than_five_nothing_is_told_but_that(client: Client, world: World) -> None:
    for person in world.people[:2]:
        consents.be_seen_by_employers(learner=person, is_agreed=False, by=actor_of(person.user))
    text = page(client, world)
    assert "Fewer than 5 people who agreed to be seen fit this vacancy" in text
    assert "Person 1" not in text
    assert "They have" not in text


def test_another_employer_does_not_find_the_page(client: Client, world: World) -> None:
    assert "Who fits" in page(client, world)
    client.force_login(make_membership(organisation=make_employer()).user)
    assert client.get(reverse("vacancy_fits", args=[world.vacancy.public_id])).status_code == 404


def test_what_is_not_open_has_nobody(client: Client, world: World) -> None:
    Vacancy.objects.update(state=Vacancy.State.CLOSED)
    assert "Nobody is compared with this vacancy while it is not open." in page(client, world)
