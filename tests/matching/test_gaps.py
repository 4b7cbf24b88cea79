"""The table of gaps: exact against a count in Python, kept by month, opened down to its rows, for staff alone."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.matching.models import GapCell
from district.matching.services import gaps
from district.matching.tasks import count_gaps, count_gaps_nightly
from district.outbox.models import OutboxTask
from district.partners.models import Role
from district.skills.models import SkillState
from district.web.errors import NotAllowed
from employers.models import SkillsNeed, Vacancy
from learners.models import Learner
from programmes.models import CourseRun
from tests.factories.accounts import make_user
from tests.factories.employers import make_asked_skill, make_vacancy
from tests.factories.learners import NOWHERE, make_held_skill, make_learner
from tests.factories.needs import make_need
from tests.factories.partners import actor_of, make_membership, make_organisation
from tests.factories.places import make_council, make_postcode
from tests.factories.programmes import make_course, make_run
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

BIRMINGHAM = "E08000025"


def make_staff():
    user = make_user()
    make_membership(user=user, organisation=make_organisation(role=Role.AUTHORITY))
    return user


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def make_world() -> dict[str, object]:
    """Every rule of counting at least once."""
    old, splice, solder = (
        make_skill(label="join wires"),
        make_skill(label="splice cables"),
        make_skill(label="solder"),
    )
    old.withdrawn_at, old.replaced_by = timezone.now(), splice
    old.save()
    here = make_postcode(postcode="B1 1AA")
    away = (
        make_postcode(
            postcode="M1 1AE", council=make_council(code="E08000003"), easting=384000, northing=398000
        )
        if _knows("E08000003")
        else None
    )
    make_vacancy(title="Three splicers", positions=3, postcode=here, skills=[(splice, 2)])
    make_vacancy(title="Home splicer", mode="remote", postcode=here, skills=[(splice, 2), (old, 3)])
    make_vacancy(title="Somewhere", skills=[(solder, 1)], source="adverts", source_reference="1")
    make_vacancy(title="Shut", postcode=here, state=Vacancy.State.CLOSED, skills=[(splice, 2)])
    make_vacancy(title="Over", postcode=here, closes_on=date(2026, 1, 1), skills=[(splice, 2)])
    shown = make_vacancy(title="Shown once", postcode=here, skills=[(solder, 4)])
    make_vacancy(title="Shown again", postcode=here, repeats=shown, skills=[(solder, 4)])
    wish = make_vacancy(title="Would be nice", postcode=here)
    make_asked_skill(vacancy=wish, skill=splice, need="desired")
    make_asked_skill(vacancy=wish, skill=solder, state=SkillState.SUGGESTED)
    for postcode, held in ((here, [(splice, 2)]), (here, [(old, 3), (splice, 1)]), (NOWHERE, [(solder, 1)])):
        learner = make_learner(postcode=postcode)
        for skill, level in held:
            make_held_skill(learner=learner, skill=skill, level=level)
    if away:
        make_held_skill(learner=make_learner(postcode=away), skill=splice, level=2)
    make_held_skill(learner=make_learner(postcode=here, matching_on=False), skill=splice, level=2)
    course = make_course(title="Splicing", skills=[(splice, 2), (old, 1), (solder, 1)])
    make_run(course=course, postcode=here, capacity=12, places_taken=5)
    make_run(course=course, capacity=20)
    make_run(course=course, capacity=None)
    make_run(course=course, postcode=here, capacity=9, state=CourseRun.State.CLOSED)
    make_need(heads=7, council=here.council, skills=[(splice, 2), (old, 1)])
    make_need(heads=4, skills=[(solder, 2)])
    make_need(heads=9, skills=[(solder, 2)], state=SkillsNeed.State.STOPPED, end_words="No more.")
    shut = make_need(heads=9, skills=[(solder, 2)]).organisation
    shut.is_active = False
    shut.save()
    return {"splice": splice, "solder": solder, "old": old, "course": course}


def _knows(code: str) -> bool:
    try:
        make_council(code=code)
    except StopIteration:
        return False
    return True


def by_hand() -> dict[tuple[str, int, str, str | None], list[int]]:
    """The same figures, counted row by row."""
    cells: dict[tuple[str, int, str, str | None], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0])

    def where(council, *, remote: bool) -> tuple[str, str | None]:
        if remote:
            return "remote", None
        if council is None:
            return "unknown", None
        return ("council", council.code) if council.is_inside else ("outside", None)

    def highest(rows) -> Counter[str]:
        found: Counter[str] = Counter()
        for row in rows:
            label = (row.skill.replaced_by or row.skill).label
            found[label] = max(found[label], row.level)
        return found

    for vacancy in Vacancy.objects.open().once():
        asked = vacancy.asked_skills.filter(need="essential", state="accepted")
        for label, level in highest(asked).items():
            cell = cells[label, level, *where(vacancy.council, remote=vacancy.mode == "remote")]
            cell[0] += vacancy.positions
            cell[1] += 0 if vacancy.source else vacancy.positions
    for need in SkillsNeed.objects.open():
        place = ("council", need.council_id) if need.council_id else ("region", None)
        for label, level in highest(need.skills.filter(state="accepted")).items():
            cells[label, level, *place][0] += need.heads
            cells[label, level, *place][5] += need.heads
    for learner in Learner.objects.filter(matching_on=True):
        council = learner.postcode.council if learner.postcode else None
        for label, level in highest(learner.held_skills.all()).items():
            cells[label, level, *where(council, remote=False)][2] += 1
    for run in CourseRun.objects.open():
        council = run.venue.postcode.council if run.venue else None
        for label, level in highest(run.course.taught_skills.filter(state="accepted")).items():
            cell = cells[label, level, *where(council, remote=run.mode == "online" or run.venue is None)]
            cell[3] += run.places_left or 0
            cell[4] += run.capacity is None
    return dict(cells)


def counted() -> dict[tuple[str, int, str, str | None], list[int]]:
    return {
        (cell.skill.label, cell.level, cell.place, cell.council_id): [
            cell.demand, cell.posted, cell.supply, cell.seats, cell.unlimited_runs, cell.needed,
        ]
        for cell in GapCell.objects.newest().select_related("skill")
    }  # fmt: skip


def test_the_cells_equal_a_count_by_hand() -> None:
    make_world()

    gaps.count()

    assert counted() == by_hand()
    assert counted()["splice cables", 2, "council", BIRMINGHAM] == [10, 3, 1, 7, 0, 7]
    assert counted()["splice cables", 3, "remote", None] == [1, 1, 0, 0, 0, 0]
    assert counted()["solder", 1, "unknown", None] == [1, 0, 1, 0, 0, 0]
    assert counted()["splice cables", 2, "remote", None] == [0, 0, 0, 20, 1, 0]
    assert counted()["splice cables", 3, "council", BIRMINGHAM] == [0, 0, 1, 0, 0, 0]
    assert counted()["solder", 2, "region", None] == [4, 0, 0, 0, 0, 4]


def test_counting_twice_writes_nothing_and_what_is_gone_goes() -> None:
    make_world()
    first = gaps.count()
    kept = set(GapCell.objects.values_list("id", flat=True))

    assert gaps.count() == {"cells": first["cells"], "written": 0, "removed": 0}
    assert set(GapCell.objects.values_list("id", flat=True)) == kept

    Vacancy.objects.filter(title="Shown once").update(state=Vacancy.State.CLOSED)
    gaps.count()
    assert counted() == by_hand()
    assert ("solder", 4, "council", BIRMINGHAM) in counted()  # the advert that repeated it is shown now
    Vacancy.objects.filter(title="Shown again").update(state=Vacancy.State.CLOSED)
    assert gaps.count()["removed"] == 1


def test_each_month_keeps_its_last_day() -> None:
    make_vacancy(positions=2, closes_on=None, skills=[make_skill()])
    for day in (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2)):
        gaps.count(day=day)

    days = GapCell.objects.order_by("day").values_list("day", "demand")
    assert list(days) == [(date(2026, 9, 30), 2), (date(2026, 10, 2), 2)]


def test_closing_a_vacancy_or_adding_a_learner_never_widens_a_gap() -> None:
    world = make_world()
    gaps.count()
    before = sum(cell.demand - cell.supply - cell.seats for cell in GapCell.objects.newest())
    Vacancy.objects.filter(title="Three splicers").update(state=Vacancy.State.CLOSED)
    make_held_skill(learner=make_learner(), skill=world["splice"], level=2)
    gaps.count()
    assert sum(cell.demand - cell.supply - cell.seats for cell in GapCell.objects.newest()) == before - 4


def test_the_night_promises_and_the_worker_counts() -> None:
    make_world()
    for _ in range(2):
        count_gaps_nightly()
    promised = OutboxTask.objects.filter(name="matching.count_gaps")
    assert promised.count() == 1
    count_gaps(promised.get().id)
    assert counted() == by_hand()


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "council", "council": None},
        {"place": "remote", "council_id": BIRMINGHAM},
        {"level": 5},
        {"demand": 1, "posted": 2},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, object]) -> None:
    make_council()
    right = {"day": date(2026, 9, 1), "skill": make_skill(), "level": 1, "place": "remote"}
    GapCell.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        GapCell.objects.create(**right | {"level": 2} | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        GapCell.objects.create(**right)


def test_the_list_sums_over_what_was_chosen(desk: Client) -> None:
    make_world()
    gaps.count()

    def found(query: str) -> dict[str, int]:
        page = desk.get(reverse("authority_gap_list") + query).context["page"]
        return {row["label"]: row["gap"] for row in page.object_list}

    cells = by_hand()
    sums: Counter[str] = Counter()
    for (label, *_), (demand, _posted, supply, seats, _runs, _needed) in cells.items():
        sums[label] += demand - supply - seats
    assert found("") == dict(sums)
    assert list(found("")) == sorted(sums, key=lambda label: -sums[label])
    assert found(f"?place={BIRMINGHAM}&level=2") == {"splice cables": 3 + 7 - 1 - 7}
    assert found("?place=remote&level=3") == {"splice cables": 1}
    assert found("?q=SOLD") == {"solder": sums["solder"]}
    assert list(found("?sort=skill")) == ["solder", "splice cables"]
    assert found("?q=falconry") == {}


def test_what_nobody_asks_stands_last_and_the_picture_says_what_is_so(desk: Client) -> None:
    idle, wanted = make_skill(label="idle looms"), make_skill(label="spin yarn")
    make_held_skill(learner=make_learner(), skill=idle, level=1)
    vacancy = make_vacancy(skills=[(wanted, 1)], positions=2)
    make_run(course=make_course(skills=[(wanted, 1)]), capacity=9)
    gaps.count()
    context = desk.get(reverse("authority_gap_list")).context
    assert [(row["label"], row["gap"]) for row in context["page"].object_list] == [
        ("spin yarn", -7),
        ("idle looms", -1),
    ]
    assert (
        context["chart"].title == "No skill is asked beyond what is held and taught; Spin yarn comes nearest"
    )
    Vacancy.objects.filter(id=vacancy.id).update(positions=20)
    gaps.count()
    context = desk.get(reverse("authority_gap_list")).context
    assert context["chart"].title == "Most is asked beyond what is held and taught of: Spin yarn"


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


@pytest.mark.parametrize(
    "query",
    ["?page=0", "?page=x", "?sort=nonsense", "?sort=--gap", "?place=%00", "?level=9", "?level=x", "?q=%E2%80%AE",
     "?q=%27%3B--", "?place=E99999999"],
)  # fmt: skip
def test_odd_addresses_are_answered(desk: Client, query: str) -> None:
    world = make_world()
    gaps.count()
    assert desk.get(reverse("authority_gap_list") + query).status_code == 200
    assert (
        desk.get(reverse("authority_gap_show", args=[world["splice"].public_id]) + query).status_code == 200
    )
    assert desk.get(reverse("authority_gap_list") + "?page=99").status_code == 404


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
    for url, most in zip(urls, (3, 5), strict=True):
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
