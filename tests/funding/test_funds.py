"""Funds, allocations, contracts and their changes: what they refuse, and who may."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from district.funding.models import Allocation, Contract, ContractChange, MilestoneClaim, ProfileMonth
from district.funding.services import changes, contracts, funds, rules
from district.outbox.models import OutboxTask
from district.web.errors import NotAllowed, Refused
from tests.factories.contracts import (
    RETURNS,
    make_allocation,
    make_claim,
    make_contract,
    make_contract_change,
    make_fund,
    make_milestone_rule,
    some_month,
)
from tests.factories.partners import actor_of, make_actor, make_staff
from tests.factories.programmes import make_programme, make_provider

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def one():
    return actor_of(make_staff())


@pytest.fixture
def other():
    return actor_of(make_staff())


def draft(by, **fields):
    allocation = fields.pop("allocation", None) or make_allocation()
    today = timezone.localdate()
    usual = {
        "organisation": make_provider(),
        "reference": "WM-26-01",
        "value": D("1000.01"),
        "rate": D("1000.01"),
        "starts_on": today,
        "ends_on": today + timedelta(days=70),
    }
    return contracts.draft(allocation=allocation, by=by, **usual | fields)


# Funds and allocations --------------------------------------------------------------------------------


def test_a_fund_is_made_by_administrators_at_wmca(one):
    today = timezone.localdate()
    facts = {
        "name": " Digital  fund ",
        "source": "The department",
        "source_document": "Grant letter",
        "amount": D("5000000"),
        "starts_on": today,
        "ends_on": today + timedelta(days=365),
    }
    assert funds.create(**facts, by=one).name == "Digital fund"
    with pytest.raises(Refused, match="name already"):
        funds.create(**facts | {"name": "Digital fund"}, by=one)
    with pytest.raises(Refused, match="before the first"):
        funds.create(**facts | {"ends_on": today - timedelta(days=1)}, by=one)
    with pytest.raises(NotAllowed):
        funds.create(**facts, by=actor_of(make_staff(rank="member")))


def test_allocations_never_come_to_more_than_the_fund(one):
    fund = make_fund(amount=D("100.00"))
    funds.allocate(fund=fund, programme=make_programme(), amount=D("60.00"), reason="Most of it", by=one)
    with pytest.raises(Refused, match="£40 left"):
        funds.allocate(fund=fund, programme=make_programme(), amount=D("40.01"), reason="Rest", by=one)
    last = funds.allocate(fund=fund, programme=make_programme(), amount=D("40.00"), reason="Rest", by=one)
    with pytest.raises(Refused, match="£40 left"):
        funds.change_allocation(allocation=last, amount=D("41"), reason="More", version=1, by=one)
    funds.change_allocation(allocation=last, amount=D("30"), reason="Less", version=1, by=one)
    with pytest.raises(Refused, match="Somebody has changed"):
        funds.change_allocation(allocation=last, amount=D("20"), reason="Less", version=1, by=one)
    with pytest.raises(Refused, match="already"):
        funds.allocate(fund=fund, programme=last.programme, amount=D("1"), reason="Again", by=one)
    with pytest.raises(NotAllowed):
        funds.allocate(
            fund=fund,
            programme=make_programme(),
            amount=D("1"),
            reason="Mine",
            by=make_actor(role="provider"),
        )


def test_an_allocation_stays_above_what_is_under_contract(one):
    contract = make_contract(value=D("500.00"))
    with pytest.raises(Refused, match="£500 is under contract"):
        funds.change_allocation(
            allocation=contract.allocation, amount=D("499.99"), reason="Less", version=1, by=one
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funding_fund SET amount = 9",
        "UPDATE funding_allocation SET amount = 9",
        "UPDATE funding_allocation SET amount = 11",
        "UPDATE funding_contract SET value = 11",
        "UPDATE funding_contract SET value = 4",
        "UPDATE funding_profilemonth SET amount = amount + 0.01",
        "DELETE FROM funding_profilemonth",
    ],
)
def test_the_database_keeps_sums_whoever_writes(sql):
    fund = make_fund(amount=D("10.00"))
    contract = make_contract(allocation=make_allocation(fund=fund), value=D("10.00"), rate=D("10.00"))
    make_claim(contract, state=MilestoneClaim.State.PAID)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE")


# Contracts --------------------------------------------------------------------------------------------


def test_a_contract_goes_from_draft_to_live_through_two_people(one, other):
    make_milestone_rule(programme=(allocation := make_allocation()).programme)
    made = draft(one, allocation=allocation)
    assert sum(made.profile.values_list("amount", flat=True)) == D("1000.01")
    assert contracts.submit(contract=made, by=one).state == "submitted"
    with pytest.raises(Refused, match="Somebody else has to approve"):
        contracts.approve(contract=made, by=one)
    assert contracts.approve(contract=made, by=other).approved_by == other.user
    assert contracts.approve(contract=made, by=other).state == "approved"
    assert contracts.go_live(contract=made, by=one).state == "live"
    assert OutboxTask.objects.filter(name="funding.work_out").count() == 1
    with pytest.raises(Refused, match="Say why"):
        contracts.pause(contract=made, note=" ", by=one)
    assert contracts.pause(contract=made, note="A visit is due.", by=one).state == "paused"
    with pytest.raises(Refused, match="not possible"):
        contracts.archive(contract=made, by=one)
    assert contracts.close(contract=made, note="It is over.", by=one).state == "closed"
    assert contracts.archive(contract=made, by=one).state == "archived"
    with pytest.raises(NotAllowed):
        contracts.go_live(contract=made, by=make_actor(role="provider"))


def test_a_contract_is_sent_only_with_whole_months_and_a_rule(one):
    made = draft(one)
    with pytest.raises(Refused, match="No rule"):
        contracts.submit(contract=made, by=one)
    make_milestone_rule(programme=made.programme)
    months = [(row.month, row.amount, 2) for row in made.profile.all()]
    short = [(months[0][0], months[0][1] - 1, 2), *months[1:]]
    made = contracts.set_profile(contract=made, months=short, version=made.version, by=one)
    with pytest.raises(Refused, match=r"The months add up to £999\.01"):
        contracts.submit(contract=made, by=one)
    with pytest.raises(Refused, match="each month"):
        contracts.set_profile(contract=made, months=months[1:], version=made.version, by=one)
    with pytest.raises(Refused, match="in the meantime"):
        contracts.set_profile(contract=made, months=months, version=1, by=one)
    made = contracts.set_profile(contract=made, months=months, version=made.version, by=one)
    assert contracts.submit(contract=made, by=one).state == "submitted"
    with pytest.raises(Refused, match="growth and reduction"):
        contracts.set_profile(contract=made, months=months, version=made.version + 1, by=one)
    assert contracts.send_back(contract=made, note="Too dear.", by=one).state == "draft"
    assert contracts.withdraw(contract=made, note="Not now.", by=one).state == "withdrawn"


def test_a_contract_fits_its_allocation_its_fund_and_its_provider(one):
    allocation = make_allocation(fund=make_fund(amount=D("1000.00")))
    with pytest.raises(Refused, match="£1,000 left"):
        draft(one, allocation=allocation)
    with pytest.raises(Refused, match="does not last as long"):
        draft(one, ends_on=timezone.localdate() + timedelta(days=500))
    with pytest.raises(Refused, match="before the first"):
        draft(one, ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="approved"):
        draft(one, organisation=make_actor(role="provider", approved=False).organisation)
    made = draft(one)
    with pytest.raises(Refused, match="reference already"):
        draft(one, reference=made.reference)


def test_a_provider_has_one_contract_for_a_programme_at_a_time(one):
    live = make_contract()
    second = draft(one, allocation=live.allocation, organisation=live.organisation)
    with pytest.raises(Refused, match="at that time already"):
        contracts.submit(contract=second, by=one)


# Growth and reduction ---------------------------------------------------------------------------------


def test_growth_is_proposed_by_one_and_approved_by_another(one, other):
    contract = make_contract()
    change = changes.propose(
        contract=contract,
        amount=D("100.01"),
        starts=2,
        from_month=some_month(1),
        reason="More groups",
        by=one,
    )
    with pytest.raises(Refused, match="waits for a decision"):
        changes.propose(contract=contract, amount=D("1"), from_month=some_month(), reason="More", by=other)
    with pytest.raises(Refused, match="You proposed this"):
        changes.approve(change=change, by=one)
    with pytest.raises(NotAllowed):
        changes.approve(change=change, by=actor_of(make_staff(rank="member")))
    before = (
        contract.profile.filter(month__lte=some_month()).order_by("month").values_list("amount", flat=True)
    )
    held = list(before)
    changes.approve(change=change, by=other)
    changes.approve(change=change, by=other)
    contract.refresh_from_db()
    assert contract.value == D("120100.01")
    assert sum(contract.profile.values_list("amount", flat=True)) == D("120100.01")
    assert list(before.all()) == held
    assert sum(contract.profile.values_list("starts", flat=True)) == 3 * contract.profile.count() + 2


def test_a_reduction_leaves_what_is_promised(one, other):
    contract = make_contract(value=D("3000.00"))
    make_claim(contract, state=MilestoneClaim.State.PAID)
    facts = {"contract": contract, "reason": "Too few came", "by": one}
    with pytest.raises(Refused, match="promised or paid"):
        changes.propose(amount=D("-2500"), from_month=contract.profile.first().month, **facts)
    rest = sum(contract.profile.filter(month__gte=some_month(2)).values_list("amount", flat=True))
    with pytest.raises(Refused, match="months from then on have"):
        changes.propose(amount=-rest - D("0.01"), from_month=some_month(2), **facts)
    change = changes.propose(amount=D("-500.00"), starts=-900, from_month=some_month(), **facts)
    changes.approve(change=change, by=other)
    contract.refresh_from_db()
    assert contract.value == D("2500.00")
    assert min(contract.profile.values_list("starts", flat=True)) == 0


def test_growth_beyond_the_allocation_is_refused_when_proposed_and_when_approved(one, other):
    allocation = make_allocation(fund=make_fund(amount=D("1000.00")))
    contract = make_contract(allocation=allocation, value=D("900.00"))
    facts = {"contract": contract, "from_month": some_month(), "reason": "More", "by": one}
    with pytest.raises(Refused, match="£100 left"):
        changes.propose(amount=D("100.01"), **facts)
    change = changes.propose(amount=D("100"), **facts)
    make_contract(allocation=allocation, value=D("50.00"))
    with pytest.raises(Refused, match="£50 left"):
        changes.approve(change=change, by=other)
    assert ContractChange.objects.get().state == "proposed"
    with pytest.raises(Refused, match="Say why"):
        changes.reject(change=change, note="", by=other)
    assert changes.reject(change=change, note="No money.", by=other).state == "rejected"
    with pytest.raises(Refused, match="rejected already"):
        changes.approve(change=change, by=other)


def test_a_change_says_what_changes_and_why(one):
    contract = make_contract()
    with pytest.raises(Refused, match="Say why"):
        changes.propose(contract=contract, amount=D(1), from_month=some_month(), reason=" ", by=one)
    with pytest.raises(Refused, match="an amount, a new rate"):
        changes.propose(contract=contract, from_month=some_month(), reason="Why not", by=one)
    with pytest.raises(Refused, match="month of the contract"):
        changes.propose(contract=contract, amount=D(1), from_month=some_month(12), reason="Later", by=one)
    with pytest.raises(Refused, match="agreed"):
        changes.propose(
            contract=make_contract(state=Contract.State.DRAFT),
            amount=D(1),
            from_month=some_month(),
            reason="Soon",
            by=one,
        )


def test_only_who_proposed_a_change_takes_it_back(one, other):
    change = make_contract_change(proposed_by=one.user)
    with pytest.raises(Refused, match="Only who proposed"):
        changes.withdraw(change=change, by=other)
    assert changes.withdraw(change=change, by=one).state == "withdrawn"


# Rules ------------------------------------------------------------------------------------------------


def test_the_shares_of_a_rule_are_the_whole(one):
    programme = make_programme()
    values = {
        "applies_from": timezone.localdate(),
        "start_share": D("0.45"),
        "completion_share": D("0.35"),
        "outcome_share": D("0.25"),
        "qualifying_days": 5,
        "qualifying_hours": 5,
        "returns": RETURNS,
        "source": "The funding rules",
    }
    with pytest.raises(Refused, match=r"105\.?0* per cent"):
        rules.add(programme=programme, values=values, by=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_milestone_rule(programme=programme, outcome_share=D("0.25"))
    rules.add(programme=programme, values=values | {"outcome_share": D("0.20")}, by=one)
    with pytest.raises(Refused, match="this day already"):
        rules.add(programme=programme, values=values | {"outcome_share": D("0.20")}, by=one)


def test_the_tolerance_is_that_of_the_next_return():
    rule = make_milestone_rule(programme=make_programme())
    months = [(2026, 8), (2026, 12), (2027, 1), (2027, 4), (2027, 5), (2027, 7), (2027, 8), (2027, 10)]
    found = [rule.tolerance_at(date(*month, 28), ends_on=date(2027, 7, 31)).code for month in months]
    assert found == ["R04", "R04", "R08", "R08", "R12", "R12", "R14", "R14"]


def test_what_is_withdrawn_is_free_again(one):
    allocation = make_allocation(fund=make_fund(amount=D("2000.00")))
    contracts.withdraw(contract=draft(one, allocation=allocation), note="Too early", by=one)
    draft(one, allocation=allocation, value=D("2000.00"), reference="WM-26-02")
    assert Contract.objects.count() == 2
    assert Allocation.objects.get().contracts.exclude(state="withdrawn").count() == 1
    assert ProfileMonth.objects.filter(contract__state="withdrawn").exists()
