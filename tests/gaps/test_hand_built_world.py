"""Six vacancies, three needs, two runs: every cell by hand, its rows, its sums, and what may never widen a gap."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.codesign.models import NeedVacancy, SkillsNeed
from district.matching.models import GapCell
from district.matching.models.gap import confidence, gap, said_per_cent
from district.matching.services import gaps
from district.partners.models import Role
from employers.models import Vacancy
from programmes.models import Enrolment
from tests.factories.accounts import make_user
from tests.factories.employers import make_asked_skill, make_employer, make_vacancy
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.needs import make_need
from tests.factories.partners import make_membership, make_organisation
from tests.factories.places import make_council, make_postcode
from tests.factories.programmes import make_course, make_enrolment, make_open_run
from tests.factories.skills import make_skill
from tests.matching.test_gaps import by_hand, counted

pytestmark = pytest.mark.django_db

BIRMINGHAM, COVENTRY = "E08000025", "E08000026"


def make_world() -> dict[str, Any]:
    watch, patch = make_skill(label="watch networks"), make_skill(label="patch servers")
    here = make_postcode(postcode="B1 1AA")
    there = make_postcode(
        postcode="CV1 1AA", council=make_council(code=COVENTRY), easting=433500, northing=279000
    )
    employer = make_employer()
    three = make_vacancy(
        title="Watchers", organisation=employer, positions=3, postcode=here, skills=[(watch, 3)]
    )
    make_vacancy(
        title="Read in an advert", positions=2, postcode=here, skills=[(watch, 3)], source="adverts",
        source_reference="1",
    )  # fmt: skip
    make_vacancy(title="Learner of watching", positions=1, postcode=there, skills=[(watch, 2)])
    make_vacancy(title="Patchers at home", positions=4, mode="remote", skills=[(patch, 2)])
    make_vacancy(title="Filled", positions=5, postcode=here, skills=[(watch, 3)], state=Vacancy.State.CLOSED)
    both = make_vacancy(title="Patchers", positions=2, postcode=here, skills=[(patch, 2)])
    make_asked_skill(vacancy=both, skill=watch, need="desired", level=3)
    need = make_need(organisation=employer, heads=14, council=here.council, skills=[(watch, 3)])
    NeedVacancy.objects.create(need=need, vacancy=three)
    make_need(heads=5, skills=[(patch, 2)])
    make_need(heads=50, skills=[(watch, 3)], state=SkillsNeed.State.STOPPED, end_words="Not any more.")
    for postcode, level, matching_on in (
        (here, 3, True),
        (here, 3, True),
        (there, 2, True),
        (here, 3, False),
    ):
        learner = make_learner(postcode=postcode, matching_on=matching_on)
        make_held_skill(learner=learner, skill=watch, level=level)
    course = make_course(title="Cyber", skills=[(watch, 3)])
    began = timezone.localdate() - timedelta(days=200)
    earlier = make_open_run(course=course, starts_on=began, ends_on=began + timedelta(days=60), capacity=99)
    for state, many in (("achieved", 18), ("completed", 2), ("withdrawn", 5), ("no_show", 3)):
        enrol(earlier, state, many)
    now = timezone.localdate() - timedelta(days=10)
    run = make_open_run(
        course=course, starts_on=now, ends_on=now + timedelta(days=60), postcode=here, capacity=99
    )
    online = make_open_run(
        course=make_course(skills=[(patch, 2)]), starts_on=now, ends_on=now + timedelta(days=60), capacity=99
    )
    for each, many in ((run, 12), (online, 6)):
        enrol(each, "in_learning", many)
    return {"watch": watch, "patch": patch, "run": run, "need": need, "three": three, "course": course}


def enrol(run: Any, state: str, many: int) -> None:
    """One of them is somebody; who the others were is forgotten."""
    first = make_enrolment(run=run, state=state)
    names = [field.attname for field in Enrolment._meta.concrete_fields]
    facts = {name: getattr(first, name) for name in names if name not in {"id", "public_id", "learner_id"}}
    Enrolment.objects.bulk_create(Enrolment(**facts) for _ in range(many - 1))


def by_skill() -> dict[str, int]:
    return {row["label"]: row["gap"] for row in GapCell.objects.newest().by_skill()}


def by_cell() -> dict[tuple[str, int, str, str | None], int]:
    return {
        (cell.skill.label, cell.level, cell.place, cell.council_id): cell.demand
        - cell.supply
        - cell.in_training
        for cell in GapCell.objects.newest().select_related("skill")
    }


def test_every_cell_is_as_counted_by_hand() -> None:
    make_world()
    gaps.count()
    # demand, posted, supply, seats, runs without a limit, needed, in training
    assert counted() == {
        ("watch networks", 3, "council", BIRMINGHAM): [3 + 2 + 11, 3, 2, 0, 0, 11, 10],
        ("watch networks", 2, "council", COVENTRY): [1, 1, 1, 0, 0, 0, 0],
        ("patch servers", 2, "remote", None): [4, 4, 0, 0, 0, 0, 5],
        ("patch servers", 2, "council", BIRMINGHAM): [2, 2, 0, 0, 0, 0, 0],
        ("patch servers", 2, "region", None): [5, 0, 0, 0, 0, 5, 0],
    }
    assert counted() == by_hand()
    assert by_skill() == {"watch networks": 16 - 2 - 10 + 0, "patch servers": 4 - 5 + 2 + 5}


def test_expected_completers_follow_the_record_of_course_provider_and_region() -> None:
    """Region 21 of 27; the provider (20 + 10 * 21/27) of 35; the course (20 + 10 of that) of 35: 80 in 100."""
    world = make_world()
    watch = gaps.behind(skill=world["watch"].public_id).trainings
    patch = gaps.behind(skill=world["patch"].public_id).trainings
    assert [(row["people"], row["per_cent"], row["amount"]) for row in watch] == [(12, 80, 10)]
    assert [(row["people"], row["per_cent"], row["amount"]) for row in patch] == [(6, 78, 5)]


def test_who_is_on_a_break_or_should_have_ended_long_ago_is_not_in_training() -> None:
    world = make_world()
    make_enrolment(run=world["run"], state="on_break")
    make_enrolment(run=world["run"], planned_end_on=timezone.localdate() + timedelta(days=1))
    stale = make_open_run(
        course=world["course"],
        starts_on=timezone.localdate() - timedelta(days=300),
        ends_on=timezone.localdate() - timedelta(days=92),
    )
    make_enrolment(run=stale)
    assert [row["people"] for row in gaps.behind(skill=world["watch"].public_id).trainings] == [13]


def test_the_rows_behind_every_cell_sum_to_it() -> None:
    make_world()
    gaps.count()
    cells = list(GapCell.objects.newest().select_related("skill"))
    assert len(cells) == 5
    for cell in cells:
        found = gaps.behind(
            skill=cell.skill.public_id, level=cell.level, place=cell.place, council=cell.council_id
        )
        assert found.sums() == {name: getattr(cell, name) for name in found.sums()}


def test_councils_and_elsewhere_add_up_to_the_region(client: Client) -> None:
    make_world()
    gaps.count()
    client.force_login(
        make_membership(user=make_user(), organisation=make_organisation(role=Role.AUTHORITY)).user
    )
    table = client.get(reverse("authority_gap_list")).context["by_council"]
    labels = [head.label for head in table.heads]
    assert labels[-2:] == ["Elsewhere", "In all"]
    for row in table.rows:
        numbers = [int(cell.text) for cell in row[1:]]
        assert sum(numbers[:-1]) == numbers[-1] == by_skill()[row[0].text.lower()]


@pytest.mark.parametrize("title", ["Watchers", "Read in an advert", "Patchers at home", "Patchers"])
def test_closing_a_vacancy_never_widens_a_gap(title: str) -> None:
    """Not even of one whose people are part of a need: they count in the need again."""
    make_world()
    gaps.count()
    before, cells = by_skill(), by_cell()
    Vacancy.objects.filter(title=title).update(state=Vacancy.State.CLOSED)
    gaps.count()
    after = by_skill()
    assert all(after.get(label, 0) <= was for label, was in before.items())
    assert all(by_cell().get(key, 0) <= was for key, was in cells.items())


def test_a_need_and_its_vacancy_count_their_people_once() -> None:
    world = make_world()
    gaps.count()
    NeedVacancy.objects.all().delete()
    apart = by_skill()["watch networks"]
    gaps.count()
    assert by_skill()["watch networks"] == apart + 3
    NeedVacancy.objects.create(need=world["need"], vacancy=world["three"])
    Vacancy.objects.filter(id=world["three"].id).update(positions=20)
    gaps.count()
    lacks = gaps.behind(skill=world["watch"].public_id).lacks
    assert [(row["people"], row["amount"]) for row in lacks] == [(14, 0)]


@pytest.mark.parametrize("state", ["achieved", "completed", "in_learning", "enrolled"])
def test_another_completer_or_learner_never_widens_a_gap(state: str) -> None:
    world = make_world()
    gaps.count()
    cells = by_cell()
    make_enrolment(run=world["run"], state=state)
    gaps.count()
    assert all(by_cell()[key] <= was for key, was in cells.items())


def test_who_completes_and_is_confirmed_to_hold_it_never_widens_a_gap() -> None:
    world = make_world()
    gaps.count()
    before = by_skill()
    enrolment = Enrolment.objects.filter(run=world["run"]).exclude(learner=None).get()
    Enrolment.objects.filter(id=enrolment.id).update(state="completed", ended_on=timezone.localdate())
    make_held_skill(learner=enrolment.learner, skill=world["watch"], level=3, evidence="completion")
    gaps.count()
    assert all(by_skill()[label] <= was for label, was in before.items())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_worlds_by_chance_are_counted_as_by_hand(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  chance that makes a world guards nothing
    skills = [make_skill() for _ in range(3)]
    postcodes = [make_postcode(postcode="B1 1AA"), None]

    def some() -> list[Any]:
        return [(skill, chance.randint(1, 4)) for skill in chance.sample(skills, chance.randint(1, 3))]

    for _ in range(5):
        employer = make_employer()
        need = make_need(organisation=employer, heads=chance.randint(1, 9), skills=some())
        for _ in range(chance.randint(0, 2)):
            vacancy = make_vacancy(
                organisation=employer,
                positions=chance.randint(1, 6),
                postcode=chance.choice(postcodes),
                skills=some(),
                state=chance.choice([Vacancy.State.OPEN, Vacancy.State.OPEN, Vacancy.State.CLOSED]),
            )
            NeedVacancy.objects.create(need=need, vacancy=vacancy)
    for _ in range(3):
        run = make_open_run(course=make_course(skills=some()), capacity=None)
        for _ in range(chance.randint(1, 4)):
            make_enrolment(
                run=run, state=chance.choice(["enrolled", "in_learning", "withdrawn", "completed"])
            )
    gaps.count()
    assert counted() == by_hand()


def test_confidence_says_how_much_employers_said_themselves() -> None:
    def said(posted: int, needed: int, demand: int) -> tuple[str, int | None]:
        figures = Counter(posted=posted, needed=needed, demand=demand)
        return confidence(figures), said_per_cent(figures)

    assert said(3, 11, 16) == ("High", 88)
    assert said(1, 0, 2) == ("Medium", 50)
    assert said(0, 1, 3) == ("Low", 33)
    assert said(0, 0, 0) == ("", None)
    assert gap(Counter(demand=120, supply=60, in_training=25)) == 35
