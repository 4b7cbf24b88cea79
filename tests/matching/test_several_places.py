"""A vacancy in several places counts as where it is nearest: in lists, on receipts, and for who fits."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from district.matching import candidates
from district.matching.engine import kernel, score
from district.matching.engine.arrays import FULL_PRICE
from district.matching.engine.facts import Asked, Learner, Point
from district.matching.engine.facts import Vacancy as VacancyFacts
from district.matching.models import FrozenReceipt, LearnerMatch
from district.matching.services import lists, receipts
from district.outbox.models import OutboxTask
from employers import other_places
from employers.models import Vacancy
from employers.services import vacancies
from learners.models import EmployerConsent
from learners.models import Learner as LearnerRow
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import make_actor
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill
from tests.matching.array_worlds import World, pairs

in_database = pytest.mark.django_db

DAY = date(2027, 3, 1)
HERE = Point(40_000, 28_000)
FAR = Point(49_000, 28_000)
points = st.none() | st.builds(Point, st.integers(39_900, 40_100), st.integers(27_900, 28_100))
spots = st.builds(Point, st.integers(39_900, 40_100), st.integers(27_900, 28_100))


def east_by(dam: int) -> Point:
    return Point(HERE.easting + dam, HERE.northing)


def found_for(*offers: VacancyFacts) -> list[tuple[int, int]]:
    """By the kernel, after a look that the oracle says the same."""
    person = Learner(id=1, held={1: 2}, place=HERE, limit=100)
    world = World([person], list(offers), [], {}, [FULL_PRICE] * len(offers))
    found = pairs(kernel.best(*world.arrays, 0, 1))
    assert found == world.best()
    return found[0]


def offer(**facts: object) -> VacancyFacts:
    return VacancyFacts(**{"id": 1, "asked": (Asked(1, 2, 5000),)} | facts)


@pytest.mark.parametrize(
    ("place", "others", "band"),
    [
        (FAR, (), 0),
        (FAR, (FAR, east_by(101)), 0),
        (FAR, (FAR, east_by(100)), 1),
        (FAR, (east_by(-25), east_by(60)), 4),
        (east_by(50), (east_by(51), FAR), 3),
        (None, (east_by(75),), 2),
        (None, (), 0),
    ],
)
def test_the_nearest_place_counts_by_hand(
    engine_kind: str, place: Point | None, others: tuple[Point, ...], band: int
) -> None:
    found = found_for(offer(id=7, place=place, other_places=others))
    assert found == ([(7, 500_000 * (512 + 64 * band) >> 10)] if band else [])


def test_each_learner_is_near_to_a_place_of_their_own(engine_kind: str) -> None:
    """One learner's nearest place says nothing of the next one's."""
    people = [
        Learner(id=number, held={1: 2}, place=place, limit=100)
        for number, place in enumerate((HERE, FAR, HERE, None, east_by(90)), start=1)
    ]
    jobs = [offer(id=1, place=FAR, other_places=(HERE,)), offer(id=2, place=FAR)]
    world = World(people, jobs, [], {}, [FULL_PRICE] * 2)
    found = pairs(kernel.best(*world.arrays, 0, len(people)))
    assert found == world.best()
    near, whole, less = 500_000 * 768 >> 10, [1, 2], 500_000 * 576 >> 10
    assert [[each for each, _ in row] for row in found] == [[1], whole, [1], [], [1]]
    assert [found[0][0][1], found[2][0][1], found[4][0][1]] == [near, near, less]


@given(place=points, main=points, others=st.lists(spots, max_size=9), more=spots, limit=st.integers(0, 150))
def test_another_place_never_puts_a_vacancy_further_away(
    place: Point | None, main: Point | None, others: list[Point], more: Point, limit: int
) -> None:
    person = Learner(id=1, place=place, limit=limit)
    few = VacancyFacts(id=1, place=main, other_places=tuple(others))
    many = replace(few, other_places=(*others, more))
    assert score.vacancy_band(person, few) <= score.vacancy_band(person, many)
    bands = [score.band(place, limit, each) for each in many.places]
    assert score.vacancy_band(person, many) == max(bands)


class District:
    """A weaver is wanted in Coventry, Wolverhampton and Walsall; one learner lives in Walsall and travels little."""

    def __init__(self) -> None:
        for postcode in ("CV1 2WT", "WV1 1SH", "WS1 1TP"):
            make_postcode(postcode=postcode)
        self.weave = make_skill(label="weave")
        self.vacancy: Vacancy = make_vacancy(
            title="Weaver",
            postcode=make_postcode(postcode="CV1 2WT"),
            other_places=other_places.read("WV1 1SH The mill\nWS1 1TP The yard"),
            skills=[(self.weave, 2)],
        )
        self.learner: LearnerRow = make_seeker(
            postcode=make_postcode(postcode="WS1 1TP"), travel_miles=1, skills=[(self.weave, 2)]
        )

    def listed(self) -> list[int]:
        return LearnerMatch.objects.get(learner=self.learner).vacancies

    def move(self, places: str) -> None:
        vacancies.change(
            vacancy=self.vacancy,
            values={"other_places": other_places.read(places)},
            version=self.vacancy.version,
            by=make_actor(organisation=self.vacancy.organisation),
        )
        self.vacancy.refresh_from_db()


@pytest.fixture
def world() -> District:
    return District()


@in_database
def test_runs_single_learners_and_single_vacancies_go_by_the_nearest_place(world: District) -> None:
    match_everybody()
    score_of_run = LearnerMatch.objects.get().scores
    assert world.listed() == [world.vacancy.id]
    LearnerMatch.objects.all().delete()
    lists.match_learner(learner_id=world.learner.id)
    assert LearnerMatch.objects.get().scores == score_of_run
    LearnerMatch.objects.update(vacancies=[], scores=[])
    lists.match_vacancies(vacancy_ids=[world.vacancy.id])
    assert (world.listed(), LearnerMatch.objects.get().scores) == ([world.vacancy.id], score_of_run)


@in_database
def test_a_change_of_places_is_matched_again(world: District) -> None:
    match_everybody()
    OutboxTask.objects.all().delete()
    world.move("WV1 1SH The mill")
    wanted = OutboxTask.objects.filter(name="matching.match_vacancies").get()
    assert wanted.args == {"vacancy_ids": [world.vacancy.id]}
    lists.match_vacancies(**wanted.args)
    assert world.listed() == []
    world.move("WS1 1TP The yard")
    lists.match_vacancies(**wanted.args)
    assert world.listed() == [world.vacancy.id]


@in_database
def test_the_receipt_names_the_nearest_place(client: Client, world: District) -> None:
    match_everybody()
    client.force_login(world.learner.user)
    page = client.get(reverse("match_job_show", args=[world.vacancy.public_id])).text
    assert "0.0 miles from you (the nearest of 3 places: The yard, Walsall)" in page
    assert "0.0 miles" in client.get(reverse("match_list")).text
    single = make_vacancy(
        postcode=make_postcode(postcode="WV1 1SH"),
        organisation=world.vacancy.organisation,
        skills=[world.weave],
    )
    page = client.get(reverse("match_job_show", args=[single.public_id])).text
    assert "6.2 miles from you" in page
    assert "the nearest of" not in page


@in_database
def test_what_is_kept_of_an_application_goes_by_the_nearest_place_and_is_worked_out_again(
    world: District,
) -> None:
    match_everybody()
    kept = receipts.freeze(learner=world.learner, application=world.vacancy.public_id, vacancy=world.vacancy)
    assert isinstance(kept, FrozenReceipt)
    assert (kept.sums["band"], kept.sums["obstacles"]) == (4, [])
    assert kept.total == LearnerMatch.objects.get().scores[0]
    assert receipts.is_the_same(kept)


@in_database
def test_who_fits_is_counted_at_each_place(world: District) -> None:
    EmployerConsent.objects.create(learner=world.learner)
    match_everybody()
    day = timezone.localdate()
    assert candidates.of_vacancy(vacancy=world.vacancy, day=day).ids == (world.learner.id,)
    world.move("")
    assert candidates.of_vacancy(vacancy=world.vacancy, day=day).ids == ()
