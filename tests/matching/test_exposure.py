"""Fair sharing: bounded prices of exposure, switched by staff, told with figures for each run."""

from dataclasses import replace

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from district.home.bench import populations
from district.matching import wording
from district.matching.engine import exposure
from district.matching.engine.arrays import FULL_PRICE
from district.matching.engine.exposure import LEAST_PRICE
from district.matching.models import LearnerMatch, MatchRun, RunExposure, SharingSwitch, VacancyPrice
from district.matching.services import exposure as prices
from district.matching.services import runs, sharing
from district.matching.tasks import measure_exposure
from district.outbox.models import OutboxTask
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from learners.models import Learner
from tests.factories.accounts import make_user
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import actor_of, make_membership, make_organisation
from tests.factories.skills import make_skill
from tests.matching import worlds

PAGE = "sharing_show"
counts = arrays(np.int32, st.integers(0, 40), elements=st.integers(0, 30_000))


def make_staff(role: str = Role.AUTHORITY):
    user = make_user()
    make_membership(user=user, organisation=make_organisation(role=role))
    return user


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff())
    return client


@given(first=counts)
@settings(max_examples=50)
def test_prices_are_bounded_and_who_is_listed_oftener_never_keeps_more(first: np.ndarray) -> None:
    factor = exposure.factors(first) if first.any() else np.ones(len(first))
    found = exposure.in_bounds(factor)
    assert ((found >= LEAST_PRICE) & (found <= FULL_PRICE)).all()
    assert not len(found) or found.max() == FULL_PRICE
    assert (np.diff(found[np.argsort(first, kind="stable")]) <= 0).all()


@given(first=counts, second=counts)
@settings(max_examples=50)
def test_two_passes_never_reach_the_least_price(first: np.ndarray, second: np.ndarray) -> None:
    count = min(len(first), len(second))
    if first[:count].any() and second[:count].any():
        factor = exposure.factors(first[:count]) * exposure.factors(second[:count])
        assert exposure.in_bounds(factor).min() > LEAST_PRICE


@given(lesser=st.integers(0, 1_000_000), price=st.integers(LEAST_PRICE, FULL_PRICE))
def test_twice_the_points_never_end_up_as_fewer(lesser: int, price: int) -> None:
    assert 2 * lesser * price >> 10 >= lesser
    assert -(-10 * LEAST_PRICE // FULL_PRICE) > 6


def test_gini_and_coverage_are_those_of_the_books() -> None:
    even, one = np.full(8, 5, np.int32), np.array([0, 0, 0, 12], np.int32)
    assert (exposure.gini(even), exposure.gini(one)) == (0.0, 0.75)
    assert exposure.gini(np.array([1, 3], np.int32)) == 0.25
    nothing = exposure.spread(np.zeros(0, np.int32))
    assert (nothing.gini, nothing.coverage, sum(nothing.tenths)) == (0.0, 0.0, 0)
    found = exposure.spread(one)
    assert (found.coverage, found.listed, found.median, found.most) == (0.25, 1, 0, 12)


@given(found=counts)
@settings(max_examples=50)
def test_the_tenths_add_up_and_rise(found: np.ndarray) -> None:
    spread = exposure.spread(found)
    assert sum(spread.tenths) == (1000 if found.any() else 0)
    assert 0.0 <= spread.gini < 1.0


def test_lists_become_more_even_for_little_score_and_always_in_the_same_way() -> None:
    made = populations.make(learners=1500, vacancies=300)
    world = (made.learners, made.vacancies, made.credits)
    found, again = exposure.price(*world), exposure.price(*world)
    assert found.after.gini < found.before.gini - 0.01
    assert 0 <= found.score_lost < 0.02
    assert found.after.coverage >= found.before.coverage
    assert (found.prices == again.prices).all()
    priced = replace(made.vacancies, price=np.full(300, 700, np.int32))
    assert (exposure.price(made.learners, priced, made.credits).prices == found.prices).all()


@pytest.mark.django_db
def test_a_run_prices_measures_and_empties_the_table_again_once_it_is_off() -> None:
    with worlds.world(4, learners=6, vacancies=40):
        off = runs.match_all()
        assert not VacancyPrice.objects.exists()
        before = worlds.stored_vacancies()
        SharingSwitch.objects.create(is_on=True, reason="Try it.")
        runs.match_all()
        priced = dict(VacancyPrice.objects.values_list("vacancy_id", "price"))
        assert priced
        assert all(LEAST_PRICE <= price < FULL_PRICE for price in priced.values())
        assert worlds.stored_vacancies() != before
        run = MatchRun.objects.first()
        measure_of(run)
        told = RunExposure.objects.get(run=run)
        assert told.is_on
        assert told.people_count == Learner.objects.filter(matching_on=True).count()
        assert told.gini_before is not None
        assert told.score_lost is not None
        assert sum(told.tenths) == sum(told.tenths_before) == 1000
        listed = {each for row in LearnerMatch.objects.all() for each in row.vacancies}
        assert told.listed_count == len(listed)
        SharingSwitch.objects.create(is_on=False, reason="Enough.")
        assert runs.match_all()["checksum"] == off["checksum"]
        assert not VacancyPrice.objects.exists()
        assert worlds.stored_vacancies() == before


def measure_of(run: MatchRun) -> None:
    """As the worker does what the end of the run promised."""
    promised = OutboxTask.objects.get(name="matching.measure_exposure", args={"run_id": run.id})
    measure_exposure.run(promised.id)


@pytest.mark.django_db
def test_what_is_measured_of_everybody_is_what_the_prices_foretold() -> None:
    with worlds.world(9, learners=8, vacancies=40, is_shared=True):
        runs.match_all()
        run = MatchRun.objects.get()
        measure_of(run)
        told = RunExposure.objects.get(run=run)
        VacancyPrice.objects.all().delete()
        foretold = prices.work_out(engine=run.engine).outcome
        assert foretold is not None
        assert (told.gini, told.listed_count) == (foretold.after.gini, foretold.after.listed)
        assert tuple(told.tenths) == foretold.after.tenths


@pytest.mark.django_db
def test_a_run_of_many_looks_at_an_even_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "MOST_PEOPLE", 3)
    with worlds.world(4, learners=9, vacancies=20, is_shared=True):
        runs.match_all()
        people = Learner.objects.filter(matching_on=True).count()
        assert 0 < RunExposure.objects.get().people_count <= 3 < people


@pytest.mark.django_db
def test_a_run_begun_before_the_switch_is_not_taken_up_after_it() -> None:
    make_seeker()
    left = runs.begin()
    assert runs.begin() == left
    SharingSwitch.objects.create(is_on=True, reason="Try it.")
    assert runs.begin() != left
    left.refresh_from_db()
    assert left.finished_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("price", [LEAST_PRICE - 1, FULL_PRICE, 0])
def test_the_database_refuses_prices_out_of_bounds(price: int) -> None:
    with worlds.world(4):
        vacancy = worlds.read().vacancies[0].id
        with pytest.raises(IntegrityError), transaction.atomic():
            VacancyPrice.objects.create(vacancy_id=vacancy, price=price)


@pytest.mark.django_db
def test_only_staff_switch_it_and_only_to_the_other_side() -> None:
    staff, other = (actor_of(make_staff(role)) for role in (Role.AUTHORITY, Role.EMPLOYER))
    with pytest.raises(NotAllowed):
        sharing.switch(is_on=True, reason="Please.", by=other)
    sharing.switch(is_on=True, reason="So that all are seen.", by=staff)
    with pytest.raises(Refused):
        sharing.switch(is_on=True, reason="Again.", by=staff)
    assert OutboxTask.objects.filter(name="matching.work_on_run").exists()
    row = SharingSwitch.objects.get()
    assert (row.is_on, row.reason, row.by) == (True, "So that all are seen.", staff.user)


@pytest.mark.django_db
def test_staff_switch_it_on_the_page_with_a_reason(desk: Client) -> None:
    make_seeker()
    assert "Fair sharing is off" in desk.get(reverse(PAGE)).text
    for reason in ("", " ", "\u200b"):
        page = desk.post(reverse(PAGE), {"wanted": "on", "reason": reason})
        assert page.status_code == 200
        assert "There is a problem" in page.text
    assert not SharingSwitch.objects.exists()
    desk.post(reverse(PAGE), {"wanted": "on", "reason": "So that all are seen."})
    page = desk.get(reverse(PAGE)).text
    assert "Fair sharing is on" in page
    assert "So that all are seen." in page
    stale = desk.post(reverse(PAGE), {"wanted": "on", "reason": "Twice."})
    assert "is on already" in stale.text
    assert SharingSwitch.objects.count() == 1


@pytest.mark.django_db
def test_the_page_tells_the_figures_of_each_run_and_takes_few_queries(
    desk: Client, django_assert_num_queries
) -> None:
    with worlds.world(9, learners=8, vacancies=40, is_shared=True):
        for _ in range(2):
            runs.match_all()
        for run in MatchRun.objects.all():
            measure_of(run)
        told = RunExposure.objects.first()
        desk.get(reverse(PAGE))
        with django_assert_num_queries(3 + 2):
            page = desk.get(reverse(PAGE)).text
        assert f"{told.gini:.3f}" in page
        assert "Learner 1" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.PROVIDER])
def test_others_do_not_see_the_page(client: Client, role: str) -> None:
    client.force_login(make_staff(role))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(PAGE), {"wanted": "on", "reason": "Please."}).status_code == 403
    assert not SharingSwitch.objects.exists()


@pytest.mark.django_db
def test_a_learner_reads_whether_it_is_on_and_sees_it_in_the_sum_of_a_match(client: Client) -> None:
    skill = make_skill(label="splice cables")
    learner = make_seeker(skills=[(skill, 3)])
    vacancy = make_vacancy(title="Cable splicer", mode="remote", skills=[(skill, 2)])
    match_everybody()
    client.force_login(learner.user)
    assert "fair sharing is off" in client.get(reverse("match_list")).text
    SharingSwitch.objects.create(is_on=True, reason="Try it.")
    assert "Fair sharing is on" in client.get(reverse("match_list")).text
    page = reverse("match_job_show", args=[vacancy.public_id])
    assert "Fair sharing" not in client.get(page).text
    whole = LearnerMatch.objects.get().scores[0]
    VacancyPrice.objects.create(vacancy=vacancy, price=700)
    sums = client.get(page).context["receipt"]["sums"]
    assert [line["label"] for line in sums[-2:]] == [wording.SHARED, "Your score for this job"]
    assert sums[-1]["points"] == wording.points(whole * 700 >> 10)
    assert sums[-2]["points"] == wording.points((whole * 700 >> 10) - whole)
