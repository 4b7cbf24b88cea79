"""The gap board and its pages: what they sum, what they open, what they hold back; for staff alone."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from district.matching.models import GapCell
from district.matching.services import gaps
from district.partners.models import Role
from district.web.errors import NotAllowed
from employers.models import Vacancy
from tests.factories.accounts import make_user
from tests.factories.employers import make_vacancy
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.partners import actor_of, make_membership, make_organisation
from tests.factories.programmes import make_course, make_enrolment, make_run
from tests.factories.skills import make_skill
from tests.matching.test_gaps import BIRMINGHAM, by_hand, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(
        make_membership(user=make_user(), organisation=make_organisation(role=Role.AUTHORITY)).user
    )
    return client


def test_the_list_sums_over_what_was_chosen(desk: Client) -> None:
    make_world()
    gaps.count()

    def found(query: str) -> dict[str, int]:
        page = desk.get(reverse("authority_gap_list") + query).context["page"]
        return {row["label"]: row["gap"] for row in page.object_list}

    cells = by_hand()
    sums: Counter[str] = Counter()
    for (label, *_), (demand, _posted, supply, _seats, _runs, _needed, training) in cells.items():
        sums[label] += demand - supply - training
    assert found("") == dict(sums)
    assert list(found("")) == sorted(sums, key=lambda label: -sums[label])
    assert found(f"?place={BIRMINGHAM}&level=2") == {"splice cables": 3 + 7 - 1}
    assert found("?place=remote&level=3") == {"splice cables": 1}
    assert found("?q=SOLD") == {"solder": sums["solder"]}
    assert list(found("?sort=skill")) == ["solder", "splice cables"]
    assert found("?q=falconry") == {}


def test_what_nobody_asks_stands_last_and_the_picture_says_what_is_so(desk: Client) -> None:
    idle, wanted = make_skill(label="idle looms"), make_skill(label="spin yarn")
    make_held_skill(learner=make_learner(), skill=idle, level=1)
    vacancy = make_vacancy(skills=[(wanted, 1)], positions=2)
    run = make_run(course=make_course(skills=[(wanted, 1)]), capacity=19)
    for _ in range(18):
        make_enrolment(run=run, state="in_learning")
    gaps.count()
    context = desk.get(reverse("authority_gap_list")).context
    assert [(row["label"], row["gap"]) for row in context["page"].object_list] == [
        ("spin yarn", -7),
        ("idle looms", -1),
    ]
    assert (
        context["chart"].title
        == "No skill is asked for more than it is held and being learnt; Spin yarn comes nearest"
    )
    Vacancy.objects.filter(id=vacancy.id).update(positions=20)
    gaps.count()
    context = desk.get(reverse("authority_gap_list")).context
    assert context["chart"].title == "The widest gap is in: Spin yarn"


def test_every_number_opens_to_rows_that_sum_to_it(desk: Client) -> None:
    world = make_world()
    gaps.count()
    for query in ("", f"?place={BIRMINGHAM}", "?place=remote", "?level=2", "?place=unknown&level=1"):
        for name in ("splice", "solder"):
            page = desk.get(reverse("authority_gap_show", args=[world[name].public_id]) + query)
            context = page.context
            assert context["now"] == context["counted"]
            assert (
                sum(row["amount"] for row in context["page"].paginator.object_list)
                + sum(row["amount"] for row in (context["lacks"].items if context["lacks"] else []))
                == context["now"]["demand"]
            )
            assert sum(row[2] for row in context["holdings"].items) == context["now"]["supply"]
            assert sum(row["amount"] for row in context["trainings"].items) == context["now"]["in_training"]
            assert sum(row["amount"] or 0 for row in context["seats"].items) == context["now"]["seats"]


def test_the_rows_name_vacancies_and_runs_but_nobody(desk: Client) -> None:
    world = make_world()
    person = make_learner(user=make_user(name="Zebedee Quill", email="zebedee@example.com"))
    make_held_skill(learner=person, skill=world["splice"], level=2)
    page = desk.get(reverse("authority_gap_show", args=[world["splice"].public_id])).text
    assert "Three splicers" in page
    assert "Splicing" in page
    assert "has not been counted yet" in page
    for private in ("Zebedee", "zebedee@", str(person.public_id), "B1 1AA"):
        assert private not in page


def test_staff_count_again(desk: Client) -> None:
    make_world()
    assert "Not counted yet" in desk.get(reverse("authority_gap_list")).text
    page = desk.post(reverse("authority_gap_count"), follow=True)
    assert page.redirect_chain == [(reverse("authority_gap_list"), 302)]
    assert "Counted again" in page.text
    with pytest.raises(NotAllowed):
        gaps.count_again(by=actor_of(make_user()))


def test_odd_addresses_are_answered(desk: Client) -> None:
    world = make_world()
    gaps.count()
    board = reverse("authority_gap_list")
    gap = reverse("authority_gap_show", args=[world["splice"].public_id])
    for query in (
        "?page=0", "?page=x", "?sort=nonsense", "?sort=--gap", "?place=%00", "?level=9", "?level=x", "?q=%E2%80%AE",
        "?q=%27%3B--", "?place=E99999999",
    ):  # fmt: skip
        assert desk.get(board + query).status_code == 200, query
        assert desk.get(gap + query).status_code == 200, query
    assert desk.get(board + "?page=99").status_code == 404


@pytest.mark.parametrize("count", [1, 10])
def test_the_pages_take_the_same_queries(desk: Client, django_assert_num_queries, count: int) -> None:
    skill = make_skill()
    for _ in range(count):
        make_vacancy(skills=[(skill, 2)])
        make_vacancy(skills=[make_skill()])
        make_held_skill(learner=make_learner(), skill=skill, level=2)
        make_run(course=make_course(skills=[(skill, 2)]))
    gaps.count()
    urls = reverse("authority_gap_list"), reverse("authority_gap_show", args=[skill.public_id])
    for url, most in zip(urls, (4, 5), strict=True):
        desk.get(url)
        with django_assert_num_queries(3 + most):
            desk.get(url)


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.PROVIDER, Role.SCHOOL, None])
def test_others_are_refused(client: Client, role: str | None) -> None:
    user = make_user()
    if role:
        make_membership(user=user, organisation=make_organisation(role=role))
    client.force_login(user)
    skill = make_skill()
    assert client.get(reverse("authority_gap_list")).status_code == 403
    assert client.get(reverse("authority_gap_show", args=[skill.public_id])).status_code == 403
    assert client.post(reverse("authority_gap_count")).status_code == 403
    assert not GapCell.objects.exists()
