"""Partner reports: filled in, answered, sent, looked at and final."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.funding.models import Contract
from district.funding.services import milestones
from district.outbox.models import Message, OutboxTask
from district.returns.models import PartnerReport, ReviewPoint
from district.returns.services import letters, points, reports
from district.returns.services.reports import Answer
from district.web.errors import NotAllowed, Refused
from tests.factories.contracts import make_claim, make_contract, make_counted
from tests.factories.partners import actor_of, make_actor, make_membership, make_staff
from tests.factories.returns import make_report, make_review_point

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def staff():
    return actor_of(make_staff())


def provider_of(report):
    return actor_of(make_membership(organisation=report.contract.organisation).user)


def answers(**said: Answer) -> dict[str, Answer]:
    return {measure: Answer("confirmed") for measure in _measures()} | said


def _measures():
    return [
        "starts",
        "learning",
        "withdrawn",
        "completed",
        "evidenced",
        "outcomes",
        "delivered",
        "claimed",
        "paid",
    ]


def values(report) -> dict[str, Decimal]:
    return dict(report.lines.values_list("measure", "value"))


# Points and filling in --------------------------------------------------------------------------------


def test_a_point_is_laid_down_by_administrators_with_its_days_in_order(staff):
    today = timezone.localdate()
    facts = {
        "code": "r06",
        "covers_until": today - timedelta(days=9),
        "opens_on": today,
        "due_on": today + timedelta(days=20),
        "source": "The contract",
    }
    assert points.create(**facts, by=staff).code == "R06"
    assert OutboxTask.objects.filter(name="returns.open_due").count() == 1
    with pytest.raises(Refused, match="already"):
        points.create(**facts, by=staff)
    with pytest.raises(Refused, match="days it covers are over"):
        points.create(**facts | {"opens_on": facts["covers_until"]}, by=staff)
    with pytest.raises(Refused, match="due before"):
        points.create(**facts | {"due_on": today - timedelta(days=1)}, by=staff)
    with pytest.raises(NotAllowed):
        points.create(**facts, by=make_actor(role="provider"))


def test_at_a_point_each_contract_that_had_begun_gets_a_report_once():
    point = make_review_point()
    running = make_contract()
    make_contract(starts_on=point.covers_until + timedelta(days=1))
    make_contract(ends_on=point.covers_until - timedelta(days=60))
    make_contract(state=Contract.State.APPROVED)
    make_review_point(covers_until=timezone.localdate() + timedelta(days=30))
    assert reports.open_due() == 1
    assert reports.open_due() == 0
    report = PartnerReport.objects.get()
    assert (report.contract, report.lines.count()) == (running, 9)
    assert OutboxTask.objects.filter(name="returns.write").count() == 1


def test_lines_tell_of_the_days_until_the_point_and_no_later():
    contract, point = make_contract(), make_review_point()
    until = point.covers_until
    make_counted(contract, starts_on=until - timedelta(days=40))
    make_counted(contract, starts_on=until + timedelta(days=1))
    make_counted(
        contract,
        starts_on=until - timedelta(days=80),
        state="completed",
        ended_on=until - timedelta(days=5),
    )
    make_counted(
        contract,
        starts_on=until - timedelta(days=80),
        state="withdrawn",
        ended_on=until - timedelta(days=70),
    )
    make_counted(
        contract, starts_on=until - timedelta(days=80), state="completed", ended_on=until + timedelta(days=3)
    )
    milestones.work_out(contract_id=contract.pk)
    make_claim(contract, state="paid", enrolment=make_counted(contract, starts_on=until - timedelta(days=9)))
    reports.open_due()
    found = values(PartnerReport.objects.get())
    assert {name: int(value) for name, value in found.items()} == {
        "starts": 5,
        "learning": 3,
        "withdrawn": 1,
        "completed": 1,
        "evidenced": 0,
        "outcomes": 0,
        "delivered": 5 * 1350,
        "claimed": 0,
        "paid": 0,
    }


def test_lines_nobody_has_answered_follow_the_rows():
    report = make_report()
    report.lines.filter(measure="paid").update(said="confirmed")
    assert reports.refresh() == 8
    assert reports.refresh() == 0
    assert (values(report)["starts"], values(report)["paid"]) == (0, 3)


# Answered and sent ------------------------------------------------------------------------------------


def test_a_provider_confirms_and_corrects_and_both_values_stay():
    report = make_report()
    by = provider_of(report)
    correction = Answer("corrected", D(4), "One came late to the register.")
    reports.answer(report=report, answers=answers(starts=correction), version=1, by=by)
    line = report.lines.get(measure="starts")
    assert (line.value, line.corrected, line.stands, line.reason) == (3, 4, 4, correction.reason)
    sent = reports.send(report=report, by=by)
    assert (sent.state, sent.is_late) == ("sent", False)
    assert reports.send(report=report, by=by).sent_at == sent.sent_at
    with pytest.raises(Refused, match="cannot be changed"):
        reports.answer(report=report, answers=answers(), version=sent.version, by=by)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer("corrected", None, "Why"), "Enter what it should be"),
        (Answer("corrected", D(3), "Why"), "stands there already"),
        (Answer("corrected", D("3.5"), "Why"), "whole number"),
        (Answer("corrected", D(4), " "), "Say why"),
    ],
)
def test_a_correction_is_a_figure_with_a_reason(answer, sentence):
    report = make_report()
    with pytest.raises(Refused, match=sentence):
        reports.answer(report=report, answers={"starts": answer}, version=1, by=provider_of(report))


def test_the_database_wants_a_reason_too():
    line = make_report().lines.get(measure="starts")
    line.said, line.corrected = "corrected", D(9)
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_a_report_is_sent_whole_and_late_is_said():
    report = make_report(point=make_review_point(covers_until=timezone.localdate() - timedelta(days=40)))
    by = provider_of(report)
    assert report.is_late
    with pytest.raises(Refused, match="Confirm or correct these first: people who became a start"):
        reports.send(report=report, by=by)
    reports.answer(report=report, answers=answers(), version=1, by=by)
    assert reports.send(report=report, by=by).is_late


def test_the_second_of_two_who_answer_is_told():
    report = make_report()
    by = provider_of(report)
    reports.answer(report=report, answers=answers(), version=1, by=by)
    with pytest.raises(Refused, match="in the meantime"):
        reports.answer(report=report, answers=answers(), version=1, by=by)
    with pytest.raises(NotAllowed):
        reports.answer(report=report, answers=answers(), version=2, by=make_actor(role="provider"))


# Looked at --------------------------------------------------------------------------------------------


def test_staff_look_at_each_line_ask_for_fixes_and_finalise(staff):
    report = make_report(state="sent")
    by = provider_of(report)
    accepted = dict.fromkeys(_measures(), ("accepted", ""))
    with pytest.raises(Refused, match="what is to be mended"):
        reports.look(report=report, looks={"paid": ("fix", "")}, version=1, by=staff)
    report = reports.look(report=report, looks=accepted | {"paid": ("fix", "Which?")}, version=1, by=staff)
    with pytest.raises(Refused, match="Accept these lines first, or ask for fixes: paid"):
        reports.finalise(report=report, by=staff)
    with pytest.raises(Refused, match="what the provider has to do"):
        reports.send_back(report=report, answer=" ", by=staff)
    assert reports.send_back(report=report, answer="Please look again.", by=staff).state == "returned"
    with pytest.raises(Refused, match="in your own words"):
        reports.send(report=report, by=by)
    report.refresh_from_db()
    mended = answers(paid=Answer("corrected", D(2), "One was paid back."))
    report = reports.answer(report=report, answers=mended, version=report.version, by=by)
    assert report.lines.get(measure="paid").look == ""
    reports.send(report=report, by=by)
    report.refresh_from_db()
    reports.look(report=report, looks=accepted, version=report.version, by=staff)
    with pytest.raises(NotAllowed):
        reports.finalise(report=report, by=actor_of(make_staff(rank="member")))
    assert reports.finalise(report=report, by=staff).state == "final"
    assert reports.finalise(report=report, by=staff).state == "final"
    with pytest.raises(Refused, match="not with WMCA"):
        reports.look(report=report, looks=accepted, version=9, by=staff)


def test_who_sent_a_report_does_not_decide_on_it(staff):
    report = make_report(state="sent", sent_by=staff.user)
    with pytest.raises(Refused, match="yourself"):
        reports.look(report=report, looks={}, version=1, by=staff)
    with pytest.raises(IntegrityError, match="returns_two_people"), transaction.atomic():
        PartnerReport.objects.update(decided_by=staff.user)


# The clock --------------------------------------------------------------------------------------------


def test_providers_are_reminded_once_before_and_once_after_the_day():
    today = timezone.localdate()
    point = make_review_point(covers_until=today - timedelta(days=15))
    make_report(point=point)
    make_report(point=point, state="sent")
    assert reports.remind() == 1
    assert reports.remind() == 0
    ReviewPoint.objects.update(due_on=today - timedelta(days=1))
    PartnerReport.objects.update(reminded_on=today - timedelta(days=5))
    assert reports.remind() == 1
    assert reports.remind() == 0
    assert [task.args["act"] for task in OutboxTask.objects.order_by("id")] == ["reminded", "late"]


@pytest.mark.parametrize("act", letters.Act.values)
def test_each_letter_is_written_once_to_each_member(act):
    report = make_report(state="returned", answer="Please look again.")
    report.lines.filter(measure="paid").update(look="fix", look_note="Which payment?")
    reader = make_membership(organisation=report.contract.organisation).user
    for _ in range(2):
        letters.write(report_id=report.pk, act=letters.Act(act), key="this act")
    message = Message.objects.get(to=reader.email)
    assert f"/provider/returns/{report.public_id}/" in message.text
    assert ("Which payment?" in message.text) == (act == "returned")


def test_the_year_of_a_point_is_the_academic_one():
    assert str(make_review_point(code="R12", covers_until=date(2026, 7, 31))) == "R12 2025/26"
