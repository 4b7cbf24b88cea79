"""The pages about money: what they say, whom they let in, and what they do with bad answers."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from district.funding.models import Contract, Evidence, Fund, MilestoneClaim, MilestoneRule
from district.funding.services import milestones
from tests.factories.contracts import (
    make_allocation,
    make_claim,
    make_contract,
    make_contract_change,
    make_counted,
    make_fund,
    some_month,
)
from tests.factories.partners import make_membership, make_staff
from tests.factories.programmes import make_programme, make_provider

pytestmark = pytest.mark.django_db
D = Decimal


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk() -> Client:
    return client_of(make_staff())


@pytest.fixture
def contract() -> Contract:
    return make_contract()


@pytest.fixture
def own(contract) -> Client:
    return client_of(make_membership(organisation=contract.organisation).user)


def date_of(name: str, day) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_staff_put_in_a_fund_set_a_part_aside_and_draft_a_contract(desk):
    today = timezone.localdate()
    fund = {
        "name": "New fund",
        "source": "The department",
        "source_document": "A letter",
        "amount": "£5,000,000",
    }
    response = desk.post(
        reverse("fund_create"),
        fund | date_of("starts_on", today) | date_of("ends_on", today + timedelta(days=365)),
        follow=True,
    )
    assert "£5,000,000 from The department" in response.text
    made, programme = Fund.objects.get(), make_programme()
    aside = {"programme": str(programme.public_id), "amount": "1,000,000.50", "reason": "Most of it"}
    response = desk.post(reverse("allocation_create", args=[made.public_id]), aside, follow=True)
    assert "£1,000,000.50 set aside, £0 of it under contract" in response.text
    provider = make_provider()
    facts = {"organisation": str(provider.public_id), "reference": "WM-1", "value": "300000", "rate": "3000"}
    response = desk.post(
        reverse("contract_create", args=[made.allocations.get().public_id]),
        facts | date_of("starts_on", today) | date_of("ends_on", today + timedelta(days=60)),
        follow=True,
    )
    assert "Set the months" in response.text
    assert Contract.objects.get().state == "draft"


@pytest.mark.parametrize(
    "amount",
    ["1e400000", "1e5", "NaN", "Infinity", "-5", "0", "£", "abc", "1.999", "1,50", "9" * 60, "\x00"],
)
def test_bad_amounts_are_told_what_to_do_and_kept(desk, amount):
    response = desk.post(reverse("fund_create"), {"name": "Kept name", "amount": amount})
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert "Kept name" in response.text
    assert not Fund.objects.exists()


def test_arabic_digits_are_a_number(desk):
    fund = make_fund(amount=D("500"))
    sent = {"programme": str(make_programme().public_id), "amount": "١٢٣", "reason": "A part"}
    response = desk.post(reverse("allocation_create", args=[fund.public_id]), sent, follow=True)
    assert "£123 set aside" in response.text


def test_the_second_of_two_who_change_an_allocation_sees_what_it_is_now(desk):
    row = make_allocation(fund=make_fund(amount=D("900")))
    sent = {"amount": "500", "reason": "Less", "version": "1"}
    address = reverse("allocation_show", args=[row.public_id])
    desk.post(address, sent)
    response = desk.post(address, sent | {"amount": "400"})
    assert "Somebody has changed this to £500 in the meantime" in response.text
    assert desk.post(address, sent | {"amount": "400", "version": "2"}).status_code == 302


def test_the_months_of_a_draft_are_set_and_sent(desk):
    contract = make_contract(state="draft", value=D("300.00"), rate=D("300.00"))
    address = reverse("contract_profile_change", args=[contract.public_id])
    months = list(contract.profile.order_by("month"))
    sent = {"version": "1"}
    for row in months:
        sent |= {f"amount_{row.month:%Y%m}": "0", f"starts_{row.month:%Y%m}": "1"}
    bad = desk.post(address, sent | {f"amount_{months[0].month:%Y%m}": "lots"})
    assert "There is a problem" in bad.text
    desk.post(address, sent | {f"amount_{months[0].month:%Y%m}": "299.99"})
    move = reverse("contract_move", args=[contract.public_id])
    assert "The months add up to £299.99" in desk.post(move, {"to": "submitted"}, follow=True).text
    stale = desk.post(address, sent)
    assert "in the meantime" in stale.text
    desk.post(address, sent | {f"amount_{months[0].month:%Y%m}": "300", "version": "2"})
    assert "Waits for approval" in desk.post(move, {"to": "submitted"}, follow=True).text
    assert "Choose what happens" in desk.post(move, {"to": "paid"}, follow=True).text


def test_growth_is_decided_on_by_somebody_else(contract, desk):
    sent = {"kind": "growth", "amount": "1200", "from_month": str(some_month()), "reason": "Another group"}
    address = reverse("contract_change_propose", args=[contract.public_id])
    assert "There is a problem" in desk.post(address, sent | {"from_month": "2020-01-01"}).text
    response = desk.post(address, sent, follow=True)
    assert "Waits for a second person" in response.text
    change = contract.changes.get()
    decide = reverse("contract_change_decide", args=[change.public_id])
    assert "You proposed this" in desk.get(decide).text
    other = client_of(make_staff())
    page = other.get(decide).text
    assert "What each month is to earn, now and after the change" in page
    assert re.search(r"£121,200</span> <span[^>]*>the contract would be worth", page)
    response = other.post(decide, {"decision": "approve"}, follow=True)
    assert "£121,200 for" in response.text
    assert response.context["months"].items[-1].profile_to_date == 121_200
    assert "Approved by" in response.text


def test_a_reduction_is_turned_down_with_a_reason(desk):
    change = make_contract_change(amount=D("-100"))
    decide = reverse("contract_change_decide", args=[change.public_id])
    assert "Say why" in desk.post(decide, {"decision": "reject"}).text
    desk.post(decide, {"decision": "reject", "note": "They recover."})
    assert "They recover." in desk.get(decide).text


def test_a_contract_is_paused_with_a_reason(contract, desk):
    address = reverse("contract_stop", args=[contract.public_id])
    assert "There is a problem" in desk.post(address, {"to": "draft"}).text
    assert "Say why" in desk.post(address, {"to": "paused", "note": " "}).text
    assert "An audit" in desk.post(address, {"to": "paused", "note": "An audit."}, follow=True).text


def test_a_rule_says_what_adds_up(desk):
    sent = {
        "programme": str(make_programme().public_id),
        "start_share": "45",
        "completion_share": "35",
        "outcome_share": "25",
        "qualifying_days": "5",
        "qualifying_hours": "5",
        "outcome_months": "6",
        "sustained_days": "84",
        "claim_months": "6",
        "small_employer_share": "90",
        "large_employer_share": "70",
        "tolerance_r04": "15",
        "tolerance_r08": "10",
        "tolerance_r12": "5",
        "tolerance_r14": "0",
        "source": "The rules",
        **date_of("applies_from", timezone.localdate()),
    }
    assert "They have to make 100" in desk.post(reverse("milestone_rule_create"), sent).text
    response = desk.post(reverse("milestone_rule_create"), sent | {"outcome_share": "20"}, follow=True)
    assert "45% / 35% / 20%" in response.text
    assert MilestoneRule.objects.get().tolerances[0].percent == 15


def test_a_provider_sees_why_and_claims_in_bulk(contract, own):
    first, second = make_claim(contract), make_claim(contract)
    new = make_counted(contract, began=1)
    milestones.work_out(contract_id=contract.pk)
    page = own.get(reverse("provider_funding_show", args=[contract.public_id]))
    assert "£2,700" in page.text
    assert "M1: Needs 5 days of learning" in page.text
    assert new.learner.user.name in page.text
    address = reverse("provider_claim_make", args=[contract.public_id])
    rows = [str(first.public_id), str(second.public_id), "no id", str(contract.public_id)]
    assert "Claim £2,700 for 2 milestones" in own.get(address, {"rows": rows}).text
    response = own.post(address, {"rows": rows}, follow=True)
    assert "2 milestones claimed" in response.text
    assert "Tick the learners first" in own.post(address, {"rows": rows}, follow=True).text


@pytest.mark.parametrize("show", ["claim", "query", "waiting", "missing", "paid", "nonsense", "\x00", ""])
def test_the_learners_of_a_contract_are_narrowed(contract, own, show):
    make_claim(contract, state="queried")
    response = own.get(reverse("provider_funding_show", args=[contract.public_id]), {"show": show})
    assert response.status_code == 200
    assert ("1 learner" in response.text) == (show not in {"claim", "waiting", "paid"})


def test_a_question_is_answered_on_the_learners_page(contract, own):
    claim = make_claim(contract, state="queried")
    address = reverse("provider_milestone_show", args=[claim.enrolment.public_id])
    assert "Which employer was it?" in own.get(address).text
    assert "There is a problem" in own.post(address, {"do": "answer", "words": "\u202e"}).text
    own.post(address, {"do": "answer", "words": "Canalside"})
    claim.refresh_from_db()
    assert (claim.state, claim.words) == ("claimed", "Canalside")
    assert "no question to answer" in own.post(address, {"do": "answer", "words": "Again"}, follow=True).text


def test_evidence_is_written_down_and_taken_back(contract, own):
    enrolment = make_counted(contract, state="completed", ended_on=timezone.localdate() - timedelta(days=3))
    milestones.work_out(contract_id=contract.pk)
    address = reverse("provider_milestone_show", args=[enrolment.public_id])
    sent = {"do": "evidence", "kind": "interview", "employer": "Canalside", "note": "A letter"}
    assert "There is a problem" in own.post(address, sent | {"happened_on_day": "31"}).text
    yesterday = date_of("happened_on", timezone.localdate() - timedelta(days=1))
    response = own.post(address, sent | yesterday, follow=True)
    assert "Canalside: A letter" in response.text
    own.post(reverse("evidence_withdraw", args=[Evidence.objects.get().public_id]))
    assert "Canalside: A letter" not in own.get(address).text


def test_the_employers_part_is_asked_where_it_matters(contract, own):
    enrolment = make_counted(contract, full_funding="2")
    milestones.work_out(contract_id=contract.pk)
    address = reverse("provider_milestone_show", args=[enrolment.public_id])
    assert "Their employer pays a part" in own.get(address).text
    assert "There is a problem" in own.post(address, {"do": "size", "size": "huge"}).text
    assert "£1,215" in own.post(address, {"do": "size", "size": "small"}, follow=True).text


def test_staff_decide_on_many_and_see_no_names(contract, desk):
    rows = [make_claim(contract, state="claimed") for _ in range(2)]
    page = desk.get(reverse("authority_claim_list"))
    assert rows[0].enrolment.learner_reference in page.text
    assert rows[0].enrolment.learner.user.name not in page.text
    chosen = {"rows": [str(row.public_id) for row in rows], "act": "approve"}
    response = desk.get(reverse("authority_claim_bulk"), chosen, follow=True)
    assert "2 claims, £2,700 in all" in response.text
    address = reverse("authority_claim_decide", args=["approve"])
    assert "2 claims approved" in desk.post(address, chosen, follow=True).text
    pay = reverse("authority_claim_decide", args=["pay"])
    assert "There is a problem" in desk.post(pay, chosen | {"paid_on_day": "31"}).text
    desk.post(pay, chosen | date_of("paid_on", timezone.localdate()))
    assert set(MilestoneClaim.objects.filter(number=1).values_list("state", flat=True)) == {"paid"}
    assert "Tick the claims first" in desk.post(address, chosen, follow=True).text
    assert desk.get(reverse("authority_claim_decide", args=["burn"])).status_code == 404
    assert (
        "Tick the claims first" in desk.get(reverse("authority_claim_bulk"), {"act": "x"}, follow=True).text
    )


def test_who_asks_money_back_cannot_recover_it(contract, desk):
    claim = make_claim(contract, state="paid")
    sent = {"rows": [str(claim.public_id)]}
    page, other = reverse("authority_claim_show", args=[claim.enrolment.public_id]), client_of(make_staff())
    ask = reverse("authority_claim_decide", args=["ask-back"])
    assert "There is a problem" in desk.post(ask, sent | {"answer": ""}).text
    response = desk.post(ask, sent | {"answer": "The job ended early."}, follow=True)
    assert "1 claim asked back. Somebody else decides" in response.text
    assert "You asked for this money back. Somebody else decides on it." in desk.get(page).text
    recover = reverse("authority_claim_decide", args=["recover"])
    assert "You asked for this money back yourself" in desk.post(recover, sent).text
    assert "The job ended early." in other.get(page).text
    assert "1 claim recovered. The provider is told." in other.post(recover, sent, follow=True).text
    claim.refresh_from_db()
    assert claim.state == "recovered"


def test_staff_who_do_not_decide_may_ask_money_back(contract):
    claim, analyst = make_claim(contract, state="paid"), client_of(make_staff(rank="member"))
    sent = {"rows": [str(claim.public_id)], "answer": "The job ended early."}
    page = analyst.get(reverse("authority_claim_show", args=[claim.enrolment.public_id])).text
    assert "Ask back" in page
    assert "Asked" not in page
    for act, status in (("ask-back", 302), ("recover", 403), ("approve", 403), ("let-stand", 302)):
        address = reverse("authority_claim_decide", args=[act])
        assert analyst.post(address, sent).status_code == status
        claim.refresh_from_db()
        assert claim.is_asked_back == (act != "let-stand")


def test_a_payment_says_what_was_not_paid(contract, own, desk):
    claim = make_claim(contract, state="approved")
    claim.enrolment.state, claim.enrolment.withdrawal_reason = "withdrawn", "44"
    claim.enrolment.ended_on, claim.enrolment.holds_place = claim.enrolment.starts_on, False
    claim.enrolment.save()
    sent = {"rows": [str(claim.public_id)], **date_of("paid_on", timezone.localdate())}
    response = desk.post(reverse("authority_claim_decide", args=["pay"]), sent, follow=True)
    assert "1 claim not paid: the evidence has gone since" in response.text
    page = own.get(reverse("provider_milestone_show", args=[claim.enrolment.public_id]))
    assert "The evidence for this has gone since it was claimed, so it is not paid." in page.text


def test_the_reason_for_a_query_is_asked(contract, desk):
    claim = make_claim(contract, state="claimed")
    address = reverse("authority_claim_decide", args=["query"])
    sent = {"rows": [str(claim.public_id)]}
    assert "There is a problem" in desk.post(address, sent | {"answer": ""}).text
    desk.post(address, sent | {"answer": "Which employer?"})
    assert (
        "Which employer?" in desk.get(reverse("authority_claim_show", args=[claim.enrolment.public_id])).text
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 2),
        ({"state": "claimed"}, 2),
        ({"state": "claimed", "age": "31-60"}, 1),
        ({"state": "claimed", "age": "90+"}, 0),
        ({"state": "paid"}, 0),
        ({"state": "stopped"}, 0),
        ({"state": "to_recover"}, 0),
        ({"state": "asked_back"}, 0),
        ({"number": "2"}, 0),
        ({"state": "\x00"}, 2),
        ({"age": "x"}, 2),
        ({"contract": "no-uuid"}, 2),
    ],
)
def test_claims_are_narrowed_and_nonsense_is_left_out(contract, desk, query, found):
    make_claim(contract, state="claimed")
    make_claim(contract, state="claimed", claimed_at=timezone.now() - timedelta(days=40))
    response = desk.get(reverse("authority_claim_list"), query)
    assert response.status_code == 200
    assert response.text.count('name="rows"') == found


@pytest.mark.parametrize("page", ["0", "-1", "9" * 5000, "abc"])
def test_bad_page_numbers_give_the_first_page(contract, desk, page):
    make_claim(contract, state="claimed")
    assert desk.get(reverse("authority_claim_list"), {"page": page}).status_code == 200


@pytest.mark.parametrize(
    ("route", "is_desk"),
    [
        ("authority_claim_list", True),
        ("contract_list", True),
        ("funding_show", True),
        ("milestone_rule_list", True),
        ("provider_funding_list", False),
        ("provider_funding_show", False),
    ],
)
def test_lists_ask_as_often_for_ten_as_for_one(contract, own, desk, route, is_desk):
    args = [contract.public_id] if route == "provider_funding_show" else []
    client = desk if is_desk else own
    asked = []
    for count in (1, 9):
        for number in range(count):
            make_claim(contract, state="claimed", number=1 + number % 2)
            make_contract(organisation=None if is_desk else contract.organisation)
        client.get(reverse(route, args=args))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(route, args=args)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_is_not_theirs_does_not_exist_for_a_provider(contract, own):
    other = make_contract()
    claim = make_claim(other)
    assert own.get(reverse("provider_funding_show", args=[contract.public_id])).status_code == 200
    for route, arg in (
        ("provider_funding_show", other.public_id),
        ("provider_claim_make", other.public_id),
        ("provider_milestone_show", claim.enrolment.public_id),
    ):
        assert own.get(reverse(route, args=[arg])).status_code == 404
    address = reverse("provider_claim_make", args=[contract.public_id])
    own.post(address, {"rows": [str(claim.public_id)]})
    claim.refresh_from_db()
    assert claim.state == "due"
    assert own.get(reverse("funding_show")).status_code == 403
    draft = make_contract(organisation=contract.organisation, state="draft")
    assert own.get(reverse("provider_funding_show", args=[draft.public_id])).status_code == 404


def test_a_suspended_provider_has_no_money_pages(contract, own):
    contract.organisation.roles.update(state="suspended", reason="Under inquiry.")
    assert own.get(reverse("provider_funding_list")).status_code == 403


def test_looking_again_is_promised(contract, own):
    response = own.post(reverse("provider_funding_refresh", args=[contract.public_id]), follow=True)
    assert "Load this page again" in response.text
