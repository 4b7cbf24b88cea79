"""The pages about partner reports."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message, OutboxTask
from district.returns.models import Measure, PartnerReport, ReviewPoint
from district.returns.services import mending
from programmes.models import ExportRecord
from tests.factories.partners import make_membership, make_staff
from tests.factories.programmes import make_course, make_enrolment, make_run
from tests.factories.returns import make_report

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def report():
    return make_report()


@pytest.fixture
def own(report) -> Client:
    return client_of(make_membership(organisation=report.contract.organisation).user)


@pytest.fixture
def desk() -> Client:
    return client_of(make_staff())


ROWS = {"provider_quality_list", "authority_quality_rows"}
CONFIRMED = {f"said_{measure}": "confirmed" for measure in Measure.values}
ACCEPTED = {f"look_{measure}": "accepted" for measure in Measure.values}


def test_a_provider_corrects_keeps_and_sends(report, own):
    address = reverse("provider_return_show", args=[report.public_id])
    corrected = {"said_starts": "corrected", "corrected_starts": "4", "reason_starts": "One more"}
    kept = own.post(address, CONFIRMED | corrected | {"version": "1", "do": "keep"}, follow=True)
    assert "Your answers are kept. Nothing is sent yet." in kept.text
    assert 'value="4"' in kept.text
    stale = own.post(address, CONFIRMED | {"version": "1", "do": "send"})
    assert "in the meantime" in stale.text
    sent = own.post(address, CONFIRMED | corrected | {"version": "2", "do": "send"}, follow=True)
    assert "Your report is sent" in sent.text
    assert "4: One more" in own.get(address).text


def test_what_is_not_whole_is_kept_and_not_sent(report, own):
    address = reverse("provider_return_show", args=[report.public_id])
    response = own.post(address, {"said_starts": "confirmed", "version": "1", "do": "send"}, follow=True)
    assert "kept, but not sent. Confirm or correct these first" in response.text
    report.refresh_from_db()
    assert report.state == "open"


@pytest.mark.parametrize("value", ["lots", "1e400000", "NaN", "-1", "", "\x00", "3", "2.5"])
def test_bad_corrections_say_what_to_do_and_change_nothing(report, own, value):
    sent = {
        "said_starts": "corrected",
        "corrected_starts": value,
        "reason_starts": "Kept reason",
        "version": "1",
    }
    response = own.post(reverse("provider_return_show", args=[report.public_id]), sent)
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert "Kept reason" in response.text
    assert not report.lines.exclude(said="").exists()


def test_a_part_is_kept_with_one_press_and_nothing_typed_elsewhere_is_lost(report, own):
    address = reverse("provider_return_show", args=[report.public_id])
    page = own.get(address).text
    assert page.index('id="people"') < page.index('id="milestones"') < page.index('id="money"')
    typed = {"said_paid": "corrected", "corrected_paid": "5", "reason_paid": "Paid twice"}
    right = own.post(address, typed | {"said_completed": "", "version": "1", "do": "right people"})
    assert right.headers["Location"] == f"{address}#milestones"
    said = dict(report.lines.values_list("measure", "said"))
    assert {name for name, what in said.items() if what == "confirmed"} == {
        "learning",
        "completed",
        "withdrawn",
    }
    assert said["paid"] == "corrected"
    page = own.get(address).text
    assert "<span>5</span></strong> of 9 lines still to look at" in page
    assert page.count('<details class="dsd-return__line">') == 4


def test_what_wmca_asks_to_mend_stands_before_all_else(report, own):
    report.lines.update(said="confirmed", look="accepted")
    report.lines.filter(measure="paid").update(look="fix", look_note="Since May?")
    PartnerReport.objects.update(state="returned", first_sent_at=timezone.now(), sent_at=timezone.now())
    page = own.get(reverse("provider_return_show", args=[report.public_id])).text
    assert page.index("Since May?") < page.index('id="people"')
    assert "<span>1</span></strong> of 9 lines still to look at" in page


def test_hidden_characters_in_a_reason_are_refused(report, own):
    sent = {"said_starts": "corrected", "corrected_starts": "9", "reason_starts": "\u202egnp", "version": "1"}
    response = own.post(reverse("provider_return_show", args=[report.public_id]), sent)
    assert "Remove the hidden characters" in response.text


def test_staff_see_both_values_and_decide_line_by_line(desk):
    report = make_report(state="sent")
    report.lines.filter(measure="starts").update(said="corrected", corrected=5, reason="Two more")
    address = reverse("authority_return_show", args=[report.public_id])
    page = desk.get(address).text
    assert "Worked out: <strong>3</strong>" in page
    assert "The provider says: <strong>5: Two more</strong>" in page
    assert "There is a problem" in desk.post(address, {"version": "1", "look_starts": "fix"}).text
    response = desk.post(address, ACCEPTED | {"version": "1", "look_paid": "", "do": "final"}, follow=True)
    assert "Accept these lines first, or ask for fixes: paid" in response.text
    fix = {"look_paid": "fix", "note_paid": "Which?", "answer": "Look again", "do": "return", "version": "2"}
    assert "The provider is asked to mend it" in desk.post(address, ACCEPTED | fix, follow=True).text
    PartnerReport.objects.update(state="sent")
    stale = desk.post(address, ACCEPTED | {"version": "2", "do": "final"})
    assert "in the meantime" in stale.text
    report.refresh_from_db()
    done = desk.post(address, ACCEPTED | {"version": str(report.version), "do": "final"}, follow=True)
    assert "The report is final" in done.text


def test_a_review_point_is_laid_down(desk):
    today = timezone.localdate()
    sent = {"code": "R06", "source": "The contract"}
    for name, day in (
        ("covers_until", today - timedelta(days=9)),
        ("opens_on", today),
        ("due_on", today + timedelta(days=9)),
    ):
        sent |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    assert "letters and numbers" in desk.post(reverse("review_point_create"), sent | {"code": "R 6!"}).text
    assert "R06" in desk.post(reverse("review_point_create"), sent, follow=True).text
    assert ReviewPoint.objects.count() == 1


@pytest.mark.parametrize("query", [{"point": "x"}, {"state": "\x00"}, {"page": "9" * 500}, {"state": "open"}])
def test_nonsense_in_the_address_is_left_out(report, desk, query):
    response = desk.get(reverse("authority_return_list"), query)
    assert response.status_code == 200
    assert report.contract.reference in response.text


def test_staff_accept_at_once_what_the_provider_confirms(report, own, desk):
    address = reverse("provider_return_show", args=[report.public_id])
    corrected = {"said_starts": "corrected", "corrected_starts": "4", "reason_starts": "One more"}
    own.post(address, CONFIRMED | corrected | {"version": "1", "do": "send"})
    report.refresh_from_db()
    page = reverse("authority_return_show", args=[report.public_id])
    assert "The provider corrects 1 line: look at it first" in desk.get(page).text
    others = len(Measure) - 1
    assert f"Accept {others} lines that the provider confirms" in desk.get(page).text
    desk.post(
        page, {"version": str(report.version), "do": "accept", "look_paid": "fix", "note_paid": "Since May?"}
    )
    looks = dict(report.lines.values_list("measure", "look"))
    assert (looks.pop("starts"), looks.pop("paid")) == ("", "fix")
    assert set(looks.values()) == {"accepted"}


def test_what_is_wrong_leads_to_where_it_is_mended(report, own):
    run = make_run(
        course=make_course(organisation=report.contract.organisation),
        starts_on=timezone.localdate() - timedelta(days=9),
    )
    enrolment = make_enrolment(run=run)
    address = reverse("provider_quality_list")
    assert "?issue=uln" in own.get(address).text
    page = own.get(address, {"issue": "uln"}).text
    assert reverse("provider_enrolment_show", args=[enrolment.public_id]) in page
    assert own.get(address, {"issue": "\x00"}).status_code == 200
    assert "None any more" in own.get(address, {"issue": "outside"}).text


def test_staff_see_counts_by_provider_and_administrators_their_rows(desk):
    enrolment = make_enrolment(learner_reference="R0042")
    rows = reverse("authority_quality_rows")
    here = f"?issue=uln&amp;provider={enrolment.organisation.public_id}"
    assert "What is wrong in 1 enrolment" in desk.get(reverse("authority_quality_list")).text
    assert here in desk.get(reverse("authority_quality_list")).text
    page = desk.get(rows, {"issue": "uln", "provider": str(enrolment.organisation.public_id)}).text
    assert "R0042" in page
    assert f"Ask {enrolment.organisation.name} to mend them" in page
    assert enrolment.learner.user.name not in page
    analyst = client_of(make_staff(rank="member"))
    assert here not in analyst.get(reverse("authority_quality_list")).text
    assert analyst.get(rows).status_code == 403
    assert analyst.post(reverse("authority_quality_ask")).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 0),
        ({"issue": "uln"}, 2),
        ({"issue": "uln", "age": "0-30"}, 1),
        ({"issue": "uln", "age": "31-60"}, 1),
        ({"issue": "uln", "age": "90+"}, 0),
        ({"issue": "uln", "age": "x"}, 2),
        ({"issue": "uln", "provider": "no-uuid"}, 2),
        ({"issue": "\x00"}, 0),
        ({"issue": "uln", "page": "9" * 500}, 2),
    ],
)
def test_faults_are_narrowed_by_rule_provider_and_age(desk, query, found):
    for days in (9, 40):
        starts = timezone.localdate() - timedelta(days=days)
        make_enrolment(run=make_run(starts_on=starts), learner_reference=f"R{days}", starts_on=starts)
    page = desk.get(reverse("authority_quality_rows"), query)
    assert page.status_code == 200
    assert page.text.count('data-label="Who mends it"') == found


def test_a_provider_is_asked_once_a_day_to_mend_its_rows(desk):
    enrolment = make_enrolment()
    reader = make_membership(organisation=enrolment.organisation).user
    sent = {"issue": "uln", "provider": str(enrolment.organisation.public_id)}
    for _ in range(2):
        assert "is asked to mend them" in desk.post(reverse("authority_quality_ask"), sent, follow=True).text
    task = OutboxTask.objects.get(name="returns.ask_to_mend")
    for _ in range(2):
        mending.write(**task.args)
    message = Message.objects.get(to=reader.email)
    assert "to mend 1 enrolment: no unique learner number" in message.text
    assert "/provider/returns/quality/?issue=uln" in message.text
    nothing = desk.post(reverse("authority_quality_ask"), sent | {"issue": "outside"}, follow=True)
    assert "There is nothing of this kind to mend any more." in nothing.text
    for wrong in ({"issue": "x"}, {"provider": "x"}, {"provider": str(enrolment.public_id)}):
        assert desk.post(reverse("authority_quality_ask"), sent | wrong).status_code == 404


def test_counts_are_taken_out_with_a_purpose(desk):
    enrolment = make_enrolment(learner_reference="R0042")
    address = reverse("authority_quality_export")
    assert "There is a problem" in desk.post(address, {"purpose": "fun"}).text
    assert not ExportRecord.objects.exists()
    response = desk.post(address, {"purpose": "quality"})
    text = b"".join(response.streaming_content).decode()
    assert enrolment.organisation.name in text
    assert "R0042" not in text
    record = ExportRecord.objects.get()
    assert (record.kind, record.purpose, record.row_count) == ("data quality", "quality", 1)


def test_reports_of_others_do_not_exist(report, own):
    other = make_report()
    assert own.get(reverse("provider_return_show", args=[report.public_id])).status_code == 200
    assert own.get(reverse("provider_return_show", args=[other.public_id])).status_code == 404
    assert own.get(reverse("authority_return_show", args=[report.public_id])).status_code == 403


@pytest.mark.parametrize(
    "route",
    [
        *("provider_return_list", "authority_return_list", "provider_quality_list", "authority_quality_list"),
        "authority_quality_rows",
    ],
)
def test_lists_ask_as_often_for_ten_as_for_one(report, own, desk, route):
    client = own if route.startswith("provider") else desk
    asked = []
    for count in (1, 9):
        for _ in range(count):
            make_report(contract=report.contract)
            run = make_run(
                course=make_course(organisation=report.contract.organisation),
                starts_on=timezone.localdate() - timedelta(days=9),
            )
            make_enrolment(run=run)
        address = reverse(route) + ("?issue=uln" if route in ROWS else "")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
