"""The way of each group: frozen with the month, counted once a person, protected before it is told, pointed out only
on evidence.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.figures.disclosure.cubes import TOTAL
from district.partners.models import Rank, Role
from district.reports import population
from district.reports.definitions.equity import EQUITY
from district.reports.models import EquityCount, ReachRow, Snapshot
from district.reports.models.equity import Asked, EquityFigure, EquityStage, Finding
from district.reports.services import equity, versions
from learners.models import EqualityAnswers, Learner
from programmes.models import Destination
from tests.factories.learners import make_learner
from tests.factories.partners import make_membership, make_organisation, make_staff
from tests.factories.programmes import make_application, make_enrolment, make_open_run
from tests.factories.reports import take_snapshot

pytestmark = pytest.mark.django_db

DAY = timezone.localdate()
Stage = EquityStage


def funnel(*counts: int) -> list[int]:
    """Of each stage; the last stays for those that are not given."""
    return [*counts, *[counts[-1]] * (len(Stage) - len(counts))]


def person(*, may_count: bool = True, **answers: Any) -> Any:
    learner = make_learner()
    usual = {"sex": "F", "ethnicity": "W", "has_disability": "N", "is_care_leaver": "N", "birth_year": 1990}
    EqualityAnswers.objects.create(learner=learner, may_count=may_count, **usual | answers)
    return learner


def counted(question: Asked) -> dict[str, list[int]]:
    """As the month would be frozen now."""
    day = timezone.localdate()
    snapshot = Snapshot.objects.create(
        month=day.replace(day=1),
        as_at=day,
        number=Snapshot.objects.count() + 1,
        reason="." * Snapshot.objects.count(),
    )
    equity.freeze(snapshot)
    return equity.counts_of(snapshot)[question]


def test_a_person_counts_once_by_the_furthest_they_came() -> None:
    learner = person()
    run = make_open_run(starts_on=DAY - timedelta(days=200), ends_on=DAY - timedelta(days=140), capacity=9)
    make_enrolment(learner=learner, run=run, state="withdrawn")
    assert counted(Asked.SEX)["F"] == [1, 1, 1, 1, 0, 0, 0, 0]
    again = make_enrolment(learner=learner, state="achieved")
    assert counted(Asked.SEX)["F"] == [1, 1, 1, 1, 1, 0, 0, 0]
    Destination.objects.create(
        enrolment=again,
        kind="EMP",
        code="1",
        starts_on=timezone.localdate(),
        collected_on=timezone.localdate(),
    )
    assert counted(Asked.SEX)["F"] == [1, 1, 1, 1, 1, 1, 1, 0]
    assert counted(Asked.SEX)["M"] == [0] * 8


def test_who_applied_was_offered_or_neither() -> None:
    person()
    make_application(learner=person(sex="M"), state="submitted", submitted_at=timezone.now())
    assert counted(Asked.SEX)["F"] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert counted(Asked.SEX)["M"] == [1, 1, 0, 0, 0, 0, 0, 0]


def test_only_who_agreed_is_counted_and_who_told_nothing_is_apart() -> None:
    person(may_count=False)
    person(sex="", ethnicity="A2", birth_year=None)
    assert counted(Asked.SEX) == {"F": [0] * 8, "M": [0] * 8, "unknown": funnel(1, 0)}
    assert counted(Asked.ETHNICITY)["A"] == funnel(1, 0)
    assert counted(Asked.AGE)["unknown"] == funnel(1, 0)


@pytest.mark.parametrize(("age", "group"), [(16, "16"), (19, "19"), (25, "25"), (50, "50"), (11, "unknown")])
def test_ages_turn_in_the_year(age: int, group: str) -> None:
    person(birth_year=DAY.year - age)
    assert counted(Asked.AGE)[group] == funnel(1, 0)


def findings(question: Asked, **groups: list[int]) -> dict[tuple[str, int], str]:
    whole = {group: groups.get(group, [0] * 8) for group in [*equity.GROUPS[question], "unknown"]}
    told = {question: equity._told(question, whole)}
    return {
        (group, stage): found
        for (_, group, stage), found in equity._findings({question: whole}, told).items()
    }


def test_a_difference_that_the_numbers_bear_out_is_pointed_out() -> None:
    """54 of 180 and 126 of 220: by the z-test p < 0.000001."""
    found = findings(Asked.SEX, F=funnel(204, 204, 204, 180, 54), M=funnel(196, 196, 196, 220 - 24, 112))
    assert found["F", Stage.COMPLETED] == Finding.LOWER
    assert found["M", Stage.COMPLETED] == Finding.HIGHER
    assert ("F", Stage.APPLIED) not in found


def test_a_difference_that_chance_could_make_is_not() -> None:
    assert findings(Asked.SEX, F=funnel(102, 102, 102, 102, 60), M=funnel(98, 98, 98, 98, 64)) == {}


def test_who_is_missing_beside_the_residents_is_pointed_out() -> None:
    found = findings(Asked.DISABILITY, Y=funnel(60, 0), N=funnel(940, 0))
    assert found["Y", Stage.REACHED] == Finding.LOWER
    assert found["N", Stage.REACHED] == Finding.HIGHER


def test_of_what_is_hidden_nothing_is_said() -> None:
    """Nine of thirty is hidden, so a finding on it would tell of it."""
    whole = {"Y": funnel(30, 30, 30, 30, 9), "N": funnel(300, 300, 300, 300, 280), "unknown": [0] * 8}
    told = equity._told(Asked.CARE, whole)
    assert isinstance(told["Y", Stage.COMPLETED], str)
    assert ("Y", Stage.COMPLETED) not in findings(
        Asked.CARE, **{k: v for k, v in whole.items() if k != "unknown"}
    )


def test_figures_are_told_with_each_frozen_month_rounded_or_hidden() -> None:
    for number in range(30):
        person(sex="FM"[number % 2], ethnicity="W" if number % 10 else "O")
    snapshot = take_snapshot()
    assert equity.tell(snapshot) == 0
    figures = EquityFigure.objects.filter(snapshot=snapshot, question=Asked.SEX)
    kept = {(row.group, row.stage): row.people for row in figures}
    assert kept["F", Stage.REACHED] == 15
    assert kept[TOTAL, Stage.REACHED] == 30
    assert kept["F", Stage.APPLIED] is None
    assert all(people is None or people % 5 == 0 for people in kept.values())
    ethnicity = EquityFigure.objects.get(question=Asked.ETHNICITY, group="O", stage=Stage.REACHED)
    assert ethnicity.people is None
    again = take_snapshot()
    assert EquityFigure.objects.newest().values("snapshot").distinct().get()["snapshot"] == again.pk
    assert again.row_counts["equitycount"] == EquityCount.objects.filter(snapshot=again).count() > 0


def test_what_happens_after_a_month_was_frozen_changes_none_of_its_figures() -> None:
    for _ in range(30):
        person()
    snapshot = take_snapshot()
    before = list(EquityFigure.objects.filter(snapshot=snapshot).order_by("id").values())
    for learner in Learner.objects.order_by("id")[:20]:
        make_application(learner=learner, state="submitted", submitted_at=timezone.now())
    EqualityAnswers.objects.all().delete()
    assert list(EquityFigure.objects.filter(snapshot=snapshot).order_by("id").values()) == before
    assert equity.counts_of(snapshot)[Asked.SEX]["F"] == funnel(30, 0)


def test_one_person_more_cannot_be_made_out_from_month_to_month() -> None:
    for number in range(34):
        person(sex="FM"[number % 2])

    def told() -> list[tuple[object, ...]]:
        rows = EquityFigure.objects.filter(snapshot=take_snapshot(), question=Asked.SEX)
        return list(rows.order_by("group", "stage").values_list("group", "stage", "people", "finding"))

    first = told()
    person(sex="F")
    assert told() == first


def test_the_database_keeps_what_was_frozen_and_refuses_a_finding_on_what_is_hidden() -> None:
    snapshot = take_snapshot()
    definition = EquityFigure.objects.filter(snapshot=snapshot)[0].definition
    right = {"snapshot": snapshot, "definition": definition, "question": "sex", "group": "Z", "stage": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        EquityFigure.objects.create(**right, finding=Finding.LOWER)
    figure = EquityFigure.objects.create(**right)
    count = {"snapshot": snapshot, "question": "sex", "group": "Z", "stage": 1, "people": 1}
    reach = {"snapshot": snapshot, "person": 1, "reached_on": DAY}
    for change in (
        lambda: EquityFigure.objects.create(**right),
        lambda: EquityFigure.objects.filter(pk=figure.pk).update(people=1),
        lambda: EquityFigure.objects.filter(pk=figure.pk).delete(),
        lambda: EquityCount.objects.bulk_create([EquityCount(**count)]),
        lambda: ReachRow.objects.bulk_create([ReachRow(**reach)]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_residents_of_each_question_add_up() -> None:
    sums: dict[str, Any] = {}
    for (question, group), share in population.shares().items():
        assert group in equity.GROUPS[Asked(question)]
        sums[question] = sums.get(question, 0) + share.per_cent
    assert set(sums.values()) == {100}
    for question in Asked:
        assert population.sources(question)


LOWER = ("F", Stage.OFFERED)


def make_figures(question: str, **groups: list[int | None]) -> None:
    snapshot = Snapshot.objects.newest().first() or Snapshot.objects.create(
        month=DAY.replace(day=1), as_at=DAY, state="ready", ready_at=timezone.now(), checksum="0" * 64
    )
    definition = versions.of(EQUITY)
    EquityFigure.objects.bulk_create(
        EquityFigure(
            snapshot=snapshot,
            definition=definition,
            question=question,
            group=group,
            stage=stage,
            people=people,
            finding=Finding.LOWER if (group, stage) == LOWER else "",
        )
        for group, counts in groups.items()
        for stage, people in zip(Stage, counts, strict=True)
    )


def test_the_page_shows_each_question_with_its_intervals_and_hides_what_is_hidden(client: Client) -> None:
    client.force_login(make_staff(rank=Rank.MEMBER))
    assert "Not counted yet" in client.get(reverse("equity_show")).text
    make_figures(
        "sex", F=[200, 180, 90, 80, 40, 30, 20, None], M=[100, 90, 80, 70, 60, 50, 25, 15],
        Total=[300, 270, 170, 150, 100, 80, 45, None],
    )  # fmt: skip
    page = client.get(reverse("equity_show")).text
    assert "Women go on less often than others from" in page
    assert "50 (43 to 57), lower" in page
    assert "50.9%" in page
    assert reverse("report_definition", args=[versions.of(EQUITY).public_id]) in page
    assert client.get(reverse("equity_show"), {"question": "care"}).status_code == 200
    for odd in ("nonsense", "\x00", "' OR 1=1"):
        assert client.get(reverse("equity_show"), {"question": odd}).status_code == 200


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.PROVIDER])
def test_others_are_refused(client: Client, role: str) -> None:
    client.force_login(make_membership(organisation=make_organisation(role=role)).user)
    assert client.get(reverse("equity_show")).status_code == 403


def test_the_page_takes_the_same_queries_for_each_question(client: Client, django_assert_num_queries) -> None:
    client.force_login(make_staff())
    make_figures("sex", F=[200, 180, 90, 80, 40, 30, 20, None])
    for question in ("sex", "care"):
        client.get(reverse("equity_show"), {"question": question})
        with django_assert_num_queries(3 + 1):
            client.get(reverse("equity_show"), {"question": question})
