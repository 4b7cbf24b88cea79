"""Milestones worked out from rows, claimed, decided on, paid and recovered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.funding.models import Contract, Evidence, MilestoneClaim
from district.funding.services import claims, evidence, letters, milestones
from district.outbox.models import Message, OutboxTask
from district.web.errors import NotAllowed, Refused
from learners.services import profiles
from programmes.models import Destination, Enrolment
from tests.factories.accounts import make_user
from tests.factories.contracts import (
    make_claim,
    make_contract,
    make_contract_change,
    make_counted,
    make_milestone_rule,
    some_month,
)
from tests.factories.interviews import make_guarantee, make_interview_offer, make_interview_slot
from tests.factories.interviews import make_interview_commitment as make_commitment
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_actor, make_membership, make_staff
from tests.factories.programmes import make_session

pytestmark = pytest.mark.django_db
D = Decimal
State = MilestoneClaim.State


@pytest.fixture
def staff():
    return actor_of(make_staff())


def provider_of(contract):
    return actor_of(make_membership(organisation=contract.organisation).user)


def states(enrolment: Enrolment) -> list[str]:
    return list(enrolment.milestones.order_by("number").values_list("state", flat=True))


def reasons(enrolment: Enrolment, number: int) -> str:
    return " ".join(enrolment.milestones.get(number=number).reasons)


def days_ago(days: int):
    return timezone.localdate() - timedelta(days=days)


# Worked out -------------------------------------------------------------------------------------------


def test_milestones_fall_due_by_evidence_and_a_second_time_changes_nothing():
    contract = make_contract()
    done = make_counted(contract, state="achieved", began=150, ended_on=days_ago(100))
    offer = make_interview_offer(
        guarantee=make_guarantee(programme=contract.programme, enrolment=done),
        slot=make_interview_slot(commitment=make_commitment(programme=contract.programme)),
        offered_at=timezone.now() - timedelta(days=99),
    )
    Destination.objects.create(
        enrolment=done, kind="EMP", code="1", starts_on=days_ago(95), collected_on=days_ago(90)
    )
    new = make_counted(contract, began=2)
    assert milestones.work_out(contract_id=contract.pk) == 6
    events = MilestoneClaim.pgh_event_model.objects.count()
    assert milestones.work_out(contract_id=contract.pk) == 0
    assert MilestoneClaim.pgh_event_model.objects.count() == events
    assert states(done) == ["due", "due", "due"]
    rows = list(done.milestones.order_by("number"))
    assert [row.due_on for row in rows] == [days_ago(146), days_ago(99), days_ago(12)]
    assert [row.amount for row in rows] == [D("1350.00"), D("1050.00"), D("600.00")]
    assert states(new) == ["not_due"] * 3
    assert reasons(new, 1).startswith("Needs 5 days of learning: the last of them is")
    offer.state = "cancelled"
    offer.save()
    assert milestones.work_out(contract_id=contract.pk) == 2
    assert states(done) == ["due", "not_due", "not_due"]
    assert reasons(done, 2).startswith("Needs an interview offer that is not a mock")


def test_money_is_exact_to_the_penny_and_the_last_takes_the_rest():
    contract = make_contract(rate=D("1000.01"))
    enrolment = make_counted(contract)
    milestones.work_out(contract_id=contract.pk)
    assert list(enrolment.milestones.order_by("number").values_list("amount", flat=True)) == [
        D("450.00"),
        D("350.00"),
        D("200.01"),
    ]


def test_who_counts_and_who_does_not():
    contract = make_contract()
    starts = contract.starts_on
    in_time = make_counted(contract, starts_on=starts)
    for fields in (
        {"starts_on": starts - timedelta(days=1)},
        {"state": "enrolled"},
        {"state": "no_show"},
        {"fund_model": "99"},
    ):
        make_counted(contract, **fields)
    make_counted(make_contract())
    milestones.work_out(contract_id=contract.pk)
    assert set(contract.claims.values_list("enrolment", flat=True)) == {in_time.pk}
    Enrolment.objects.filter(pk=in_time.pk).update(starts_on=starts - timedelta(days=9))
    assert milestones.work_out(contract_id=contract.pk) == 3
    assert states(in_time) == ["not_due"] * 3
    assert "Does not count under this contract any more" in reasons(in_time, 1)


def test_a_person_counts_once_on_the_course_that_first_became_a_start():
    contract, learner = make_contract(), make_learner()
    left = make_counted(contract, learner=learner, began=90, state="withdrawn", ended_on=days_ago(88))
    second = make_counted(contract, learner=learner, began=60, state="completed", ended_on=days_ago(30))
    third = make_counted(contract, learner=learner, began=20)
    milestones.work_out(contract_id=contract.pk)
    assert [states(each)[0] for each in (left, second, third)] == ["not_due", "due", "not_due"]
    assert "counts once" in reasons(third, 1)
    assert milestones.work_out(contract_id=contract.pk, only=[third.pk]) == 0


def test_an_enrolment_goes_on_after_a_break_with_the_one_before():
    contract = make_contract()
    first = make_counted(contract, state="on_break", began=50, ended_on=days_ago(47))
    milestones.work_out(contract_id=contract.pk)
    assert reasons(first, 1) == "Needs 5 days of learning. Stopped after 4."
    again = Enrolment.objects.get(pk=first.pk)
    again.pk, again.public_id, again.state, again.ended_on = None, None, "in_learning", None
    again.public_id = again._meta.get_field("public_id").get_default()
    again.restart_of, again.starts_on, again.holds_place = first, days_ago(10), False
    again.save()
    milestones.work_out(contract_id=contract.pk)
    assert first.milestones.get(number=1).due_on == days_ago(10)
    assert not again.milestones.exists()


def test_taught_hours_are_those_of_the_registers():
    contract = make_contract()
    contract.programme.milestone_rules.update(qualifying_hours=4)
    enrolment = make_counted(contract)
    for days, mark in ((40, "present"), (38, "absent"), (36, "late")):
        session = make_session(run=enrolment.run, starts_at=timezone.now() - timedelta(days=days))
        enrolment.marks.create(session=session, mark=mark)
        milestones.work_out(contract_id=contract.pk)
        if days > 36:
            assert reasons(enrolment, 1) == "Needs 4 taught hours attended: the registers show 2."
    assert enrolment.milestones.get(number=1).due_on == days_ago(36)


def test_rules_and_rates_hold_for_those_who_start_from_their_day_on():
    contract = make_contract()
    make_milestone_rule(
        programme=contract.programme,
        applies_from=some_month(),
        start_share=D("0.30"),
        outcome_share=D("0.35"),
    )
    make_contract_change(
        contract=contract, amount=0, rate=D("2000.00"), from_month=some_month(), state="approved"
    )
    before = make_counted(contract, starts_on=some_month() - timedelta(days=1))
    after = make_counted(contract, starts_on=some_month())
    milestones.work_out(contract_id=contract.pk)
    assert before.milestones.get(number=1).amount == D("1350.00")
    assert after.milestones.get(number=1).amount == D("600.00")


def test_without_a_rule_nothing_is_due():
    contract = make_contract()
    contract.programme.milestone_rules.update(applies_from=timezone.localdate())
    enrolment = make_counted(contract)
    milestones.work_out(contract_id=contract.pk)
    assert reasons(enrolment, 1) == "No rule is laid down for people who started on this day."


def test_what_an_employer_pays_is_not_paid_twice():
    contract = make_contract()
    enrolment = make_counted(contract, full_funding="2")
    milestones.work_out(contract_id=contract.pk)
    claim = enrolment.milestones.get(number=1)
    assert "how large the employer is" in reasons(enrolment, 1)
    by = provider_of(contract)
    evidence.say_size(claim=claim, size="small", by=by)
    claim.refresh_from_db()
    assert (claim.state, claim.amount) == ("due", D("1215.00"))
    evidence.say_size(claim=claim, size="large", by=by)
    claim.refresh_from_db()
    assert claim.amount == D("945.00")
    claims.claim(claims=[claim], by=by)
    with pytest.raises(Refused, match="claimed already"):
        evidence.say_size(claim=claim, size="small", by=by)


def test_a_contract_that_is_not_live_makes_nothing_due():
    contract = make_contract(state=Contract.State.APPROVED)
    make_counted(contract)
    assert milestones.work_out(contract_id=contract.pk) == 0
    assert milestones.promise_all() == 0


def test_each_night_every_contract_is_looked_at():
    make_contract()
    make_contract(state=Contract.State.CLOSED)
    assert milestones.promise_all() == 2
    assert OutboxTask.objects.filter(name="funding.work_out").count() == 2


# Evidence ---------------------------------------------------------------------------------------------


def test_what_the_provider_writes_down_counts_at_once_and_practice_does_not():
    contract = make_contract()
    enrolment = make_counted(contract, state="completed", ended_on=days_ago(20))
    milestones.work_out(contract_id=contract.pk)
    claim, by = enrolment.milestones.get(number=2), provider_of(contract)
    facts = {"claim": claim, "kind": Evidence.Kind.INTERVIEW, "note": "Letter of invitation", "by": by}
    evidence.record(happened_on=days_ago(18), is_mock=True, **facts)
    assert reasons(enrolment, 2).startswith("Only practice interviews are recorded.")
    real = evidence.record(happened_on=days_ago(17), employer="Canalside", **facts)
    claim.refresh_from_db()
    assert (claim.state, claim.due_on) == ("due", days_ago(17))
    with pytest.raises(Refused, match="already"):
        evidence.record(happened_on=days_ago(17), **facts)
    with pytest.raises(Refused, match="future"):
        evidence.record(happened_on=days_ago(-1), **facts)
    with pytest.raises(Refused, match="before the first day"):
        evidence.record(happened_on=days_ago(400), **facts)
    with pytest.raises(NotAllowed):
        evidence.record(happened_on=days_ago(3), **facts | {"by": make_actor(role="provider")})
    evidence.withdraw(evidence=real, claim=claim, by=by)
    claim.refresh_from_db()
    assert claim.state == "not_due"


def test_a_new_role_shows_both_completion_and_outcome():
    contract = make_contract()
    enrolment = make_counted(contract, state="completed", began=150, ended_on=days_ago(100))
    milestones.work_out(contract_id=contract.pk)
    claim = enrolment.milestones.get(number=2)
    by = provider_of(contract)
    evidence.record(claim=claim, kind="new_role", happened_on=days_ago(90), note="A letter", by=by)
    assert states(enrolment) == ["due", "due", "due"]
    with pytest.raises(Refused, match="practice"):
        evidence.record(claim=claim, kind="contracts", happened_on=days_ago(9), note="x", is_mock=True, by=by)


def test_words_about_somebody_go_with_their_profile():
    contract = make_contract()
    enrolment = make_counted(contract, state="completed", ended_on=days_ago(20))
    milestones.work_out(contract_id=contract.pk)
    evidence.record(
        claim=enrolment.milestones.get(number=2),
        kind="interview",
        happened_on=days_ago(17),
        employer="Canalside",
        note="Rang Lee at home",
        by=provider_of(contract),
    )
    profiles.delete(learner=enrolment.learner, by=actor_of(enrolment.learner.user))
    row = Evidence.objects.get()
    assert (row.employer, "Lee" in row.note) == ("", False)
    assert not Evidence.pgh_event_model.objects.filter(note__contains="Lee").exists()
    assert milestones.work_out(contract_id=contract.pk) == 0


# Claimed, decided, paid -------------------------------------------------------------------------------


def test_a_claim_goes_from_due_to_paid_through_two_people(staff):
    contract = make_contract()
    claim, by = make_claim(contract), provider_of(contract)
    assert [row.state for row in claims.claim(claims=[claim], by=by)] == ["claimed"]
    assert claims.claim(claims=[claim], by=by) == []
    (row,) = claims.approve(claims=[claim], by=staff)
    assert (row.state, row.payable, row.decided_by) == ("approved", D("1350.00"), staff.user)
    assert claims.approve(claims=[claim], by=staff) == []
    with pytest.raises(Refused, match="future"):
        claims.pay(claims=[claim], paid_on=days_ago(-1), by=staff)
    with pytest.raises(Refused, match="before the approval"):
        claims.pay(claims=[claim], paid_on=days_ago(1), by=staff)
    (row,) = claims.pay(claims=[claim], paid_on=timezone.localdate(), by=staff)
    assert (row.state, row.paid_by) == ("paid", staff.user)
    assert claims.spent(contract) == D("1350.00")
    claims.ask_back(claims=[claim], answer="Left on day 3.", by=staff)
    assert claims.spent(contract) == D("1350.00")
    claims.recover(claims=[claim], by=actor_of(make_staff()))
    assert claims.spent(contract) == 0


def test_who_claims_does_not_approve_even_where_they_act_for_both(staff):
    contract = make_contract()
    claim = make_claim(contract)
    make_membership(user=staff.user, organisation=contract.organisation)
    own = make_actor(organisation=make_contract(organisation=contract.organisation).organisation)
    claims.claim(claims=[claim], by=own)
    MilestoneClaim.objects.filter(pk=claim.pk).update(claimed_by=staff.user)
    for act in (claims.approve, claims.query, claims.reject):
        more = {} if act is claims.approve else {"answer": "Why?"}
        with pytest.raises(Refused, match="yourself"):
            act(claims=[claim], by=staff, **more)
    with pytest.raises(IntegrityError, match="funding_claim_two_people"), transaction.atomic():
        MilestoneClaim.objects.filter(pk=claim.pk).update(decided_by=staff.user)
    with pytest.raises(NotAllowed):
        claims.approve(claims=[claim], by=actor_of(make_staff(rank="member")))
    with pytest.raises(NotAllowed):
        claims.claim(claims=[make_claim(contract)], by=make_actor(role="provider"))


def test_a_query_is_answered_and_a_no_may_be_tried_once_more(staff):
    contract = make_contract()
    claim, by = make_claim(contract, state="claimed", claimed_by=None), provider_of(contract)
    with pytest.raises(Refused, match="Say why"):
        claims.query(claims=[claim], answer=" ", by=staff)
    claims.query(claims=[claim], answer="Which employer?", by=staff)
    with pytest.raises(Refused, match="what is new"):
        claims.claim(claims=[claim], by=by)
    claims.claim(claims=[claim], words="Canalside", by=by)
    claims.reject(claims=[claim], answer="Not there.", by=staff)
    claims.claim(claims=[claim], words="A letter is there now", by=by)
    claims.reject(claims=[claim], answer="Still not.", by=staff)
    with pytest.raises(Refused, match="turned down twice"):
        claims.claim(claims=[claim], words="Please", by=by)


def test_the_second_needs_the_first_approved(staff):
    contract = make_contract()
    enrolment = make_counted(contract, state="completed", ended_on=days_ago(9))
    milestones.work_out(contract_id=contract.pk)
    by = provider_of(contract)
    first, second, third = enrolment.milestones.order_by("number")
    evidence.record(claim=second, kind="self_employment", happened_on=days_ago(9), note="Seen", by=by)
    with pytest.raises(Refused, match="M1 has to be approved before M2"):
        claims.claim(claims=[second], by=by)
    with pytest.raises(Refused, match="stands at “not due”"):
        claims.claim(claims=[third], by=by)
    with pytest.raises(IntegrityError, match="not approved"), transaction.atomic():
        MilestoneClaim.objects.filter(pk=second.pk).update(
            state="paid", paid_on=days_ago(1), claimed_at=timezone.now()
        )
    claims.claim(claims=[first], by=by)
    claims.approve(claims=[first], by=staff)
    claims.claim(claims=[second], by=by)
    claims.pay(claims=[first], paid_on=timezone.localdate(), by=staff)
    other = actor_of(make_staff())
    claims.ask_back(claims=[first], answer="A mistake", by=staff)
    with pytest.raises(Refused, match="stands on M1"):
        claims.recover(claims=[first], by=other)
    claims.approve(claims=[second], by=staff)
    claims.pay(claims=[second], paid_on=timezone.localdate(), by=staff)
    claims.ask_back(claims=[second], answer="A mistake", by=staff)
    assert len(claims.recover(claims=[first, second], by=other)) == 2


# Asked back -------------------------------------------------------------------------------------------


def test_money_is_asked_back_by_one_person_and_recovered_by_another(staff):
    contract = make_contract()
    claim, other = make_claim(contract, state="paid"), actor_of(make_staff())
    with pytest.raises(Refused, match="Nobody has asked"):
        claims.recover(claims=[claim], by=other)
    with pytest.raises(Refused, match="Say why"):
        claims.ask_back(claims=[claim], answer=" ", by=staff)
    (row,) = claims.ask_back(claims=[claim], answer="The job ended early.", by=staff)
    assert (row.state, row.is_asked_back, OutboxTask.objects.count()) == ("paid", True, 0)
    assert claims.ask_back(claims=[claim], answer="Again", by=other) == []
    with pytest.raises(Refused, match="You asked for this money back yourself"):
        claims.recover(claims=[claim], by=staff)
    with pytest.raises(NotAllowed):
        claims.recover(claims=[claim], by=actor_of(make_staff(rank="member")))
    (row,) = claims.recover(claims=[claim], by=other)
    assert (row.state, row.recovered_by, row.answer) == ("recovered", other.user, "The job ended early.")
    assert claims.recover(claims=[claim], by=staff) == []
    assert OutboxTask.objects.get(name="funding.write").args["act"] == "recovered"
    with pytest.raises(Refused, match="recovered already"):
        claims.let_stand(claims=[claim], by=other)


def test_what_is_asked_back_can_be_left_as_it_is(staff):
    claim = make_claim(make_contract(), state="paid")
    claims.ask_back(claims=[claim], answer="The job ended early.", by=staff)
    (row,) = claims.let_stand(claims=[claim], by=staff)
    assert (row.state, row.is_asked_back, row.recovery_reason) == ("paid", False, "")
    assert claims.let_stand(claims=[claim], by=staff) == []
    claims.ask_back(claims=[claim], answer="Once more.", by=staff)
    with pytest.raises(NotAllowed):
        claims.let_stand(claims=[claim], by=actor_of(make_staff(rank="member")))


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"state": "recovered", "answer": "No"}, "funding_recovered_was_asked_back"),
        ({"recovery_asked_at": timezone.now()}, "funding_asked_back_with_reason"),
        ({"recovery_reason": "It ended"}, "funding_asked_back_with_reason"),
    ],
)
def test_the_database_refuses_money_recovered_without_having_been_asked_back(fields, rule):
    claim = make_claim(make_contract(), state="paid")
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        MilestoneClaim.objects.filter(pk=claim.pk).update(**fields)


def test_the_database_refuses_one_person_for_both_steps(staff):
    claim = make_claim(make_contract(), state="recovered")
    with pytest.raises(IntegrityError, match="funding_recovery_two_people"), transaction.atomic():
        MilestoneClaim.objects.filter(pk=claim.pk).update(
            recovery_asked_by=staff.user, recovered_by=staff.user
        )


def test_what_is_delivered_beyond_the_contract_is_not_paid(staff):
    contract = make_contract(value=D("2000.00"))
    two = [make_claim(contract, state="claimed") for _ in range(2)]
    third = make_claim(contract, state="claimed")
    done = claims.approve(claims=two, by=staff)
    assert [row.payable for row in done] == [D("1350.00"), D("650.00")]
    assert [row.is_capped for row in done] == [False, True]
    with pytest.raises(Refused, match="used up"):
        claims.approve(claims=[third], by=staff)
    with pytest.raises(IntegrityError, match="more than there is"), transaction.atomic():
        MilestoneClaim.objects.filter(pk=third.pk).update(state="approved", payable=D("0.01"))


def test_evidence_that_has_gone_is_not_approved(staff):
    contract = make_contract()
    claim = make_claim(contract, state="claimed")
    Enrolment.objects.filter(pk=claim.enrolment_id).update(
        state="withdrawn", ended_on=days_ago(59), withdrawal_reason="44", holds_place=False
    )
    assert milestones.work_out(contract_id=contract.pk) == 2
    claim.refresh_from_db()
    assert (claim.state, claim.is_shown, claim.amount) == ("claimed", False, D("1350.00"))
    with pytest.raises(Refused, match="has gone"):
        claims.approve(claims=[claim], by=staff)
    claims.query(claims=[claim], answer="They have left?", by=staff)
    with pytest.raises(Refused, match="cannot be claimed: Needs 5 days"):
        claims.claim(claims=[claim], words="Yes", by=provider_of(contract))


def left_on_the_second_day(claim: MilestoneClaim) -> None:
    Enrolment.objects.filter(pk=claim.enrolment_id).update(
        state="withdrawn", ended_on=days_ago(59), withdrawal_reason="44", holds_place=False
    )


def test_what_is_approved_is_not_paid_once_its_evidence_has_gone(staff):
    contract = make_contract()
    claim, good = make_claim(contract, state="approved"), make_claim(contract, state="approved")
    left_on_the_second_day(claim)
    claims.pay(claims=[claim, good], paid_on=timezone.localdate(), by=staff)
    for row in (claim, good):
        row.refresh_from_db()
    assert (good.state, claim.state, claim.payable, claim.paid_on) == ("paid", "queried", 0, None)
    assert claim.answer == (
        "The evidence for this has gone since it was claimed, so it is not paid. "
        "Needs 5 days of learning. Left after 2."
    )
    assert set(MilestoneClaim.objects.stopped()) == {claim}
    acts = OutboxTask.objects.filter(name="funding.write").values_list("args__act", flat=True)
    assert set(acts) == {"paid", "queried"}
    assert claims.spent(contract) == D("1350.00")


def test_what_stands_on_a_milestone_that_is_not_paid_goes_back_with_it(staff):
    contract = make_contract()
    first = make_claim(contract, state="approved")
    second = first.enrolment.milestones.get(number=2)
    facts = {"due_on": days_ago(1), "claimed_at": timezone.now(), "payable": second.amount}
    MilestoneClaim.objects.filter(pk=second.pk).update(state="approved", **facts)
    left_on_the_second_day(first)
    claims.pay(claims=[first], paid_on=timezone.localdate(), by=staff)
    assert states(first.enrolment) == ["queried", "queried", "not_due"]
    assert milestones.work_out(contract_id=contract.pk) == 0


def test_what_is_paid_and_loses_its_evidence_is_to_be_recovered():
    contract = make_contract()
    claim = make_claim(contract, state="paid")
    earned = MilestoneClaim.objects.earned()
    assert set(earned) == {claim}
    left_on_the_second_day(claim)
    milestones.work_out(contract_id=contract.pk)
    assert set(MilestoneClaim.objects.to_recover()) == {claim} == set(MilestoneClaim.objects.at_the_desk())
    assert not earned.all()
    claim.refresh_from_db()
    assert (claim.state, claim.stands_at) == ("paid", "Paid, to recover")


def test_nothing_is_claimed_while_paused_or_half_a_year_after_the_end():
    paused = make_contract()
    claim = make_claim(paused)
    Contract.objects.update(state="paused")
    with pytest.raises(Refused, match="paused"):
        claims.claim(claims=[claim], by=provider_of(paused))
    over = make_contract(starts_on=days_ago(390), ends_on=days_ago(200))
    claim = make_claim(over, enrolment=make_counted(over, began=250))
    with pytest.raises(Refused, match="could be made until"):
        claims.claim(claims=[claim], by=provider_of(over))


def test_many_are_decided_on_together_or_none(staff):
    contract = make_contract()
    good = make_claim(contract, state="claimed")
    with pytest.raises(Refused, match="not possible"):
        claims.approve(claims=[good, make_claim(contract)], by=staff)
    good.refresh_from_db()
    assert good.state == "claimed"


@pytest.mark.parametrize(
    ("act", "state", "words"),
    [
        ("approved", "approved", "£2,700"),
        ("queried", "queried", "Which employer was it?"),
        ("rejected", "rejected", "Which employer was it?"),
        ("paid", "paid", "£2,700"),
        ("recovered", "recovered", "Which employer was it?"),
    ],
)
def test_one_letter_tells_each_member_of_all_that_was_decided(act, state, words):
    contract = make_contract(state="live")
    reader = make_membership(organisation=contract.organisation, user=make_user(name="Sam")).user
    rows = [make_claim(contract, state=state) for _ in range(2)]
    ids = [row.pk for row in rows]
    for _ in range(2):
        letters.write(claim_ids=ids, act=letters.Act(act), key="this act")
    message = Message.objects.get(to=reader.email)
    assert contract.reference in message.subject
    assert words in message.text
    assert f"/provider/funding/{contract.public_id}/" in message.text


def test_letters_are_promised_with_the_act(staff):
    contract = make_contract()
    rows = [make_claim(contract, state="claimed") for _ in range(3)]
    claims.approve(claims=rows, by=staff)
    task = OutboxTask.objects.get(name="funding.write")
    assert task.args["claim_ids"] == sorted(row.pk for row in rows)
