"""The desk's pages of reports: who may, what is answered to bad input, and what is written down."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import OutboxTask
from district.reports import drawing
from district.reports.models import DrawnReport, Publication, ReportRun, RowsSeen, Snapshot
from programmes.models import ExportRecord
from tests.factories.partners import make_membership, make_staff
from tests.factories.programmes import make_provider
from tests.factories.reports import make_cohort, publish, run_report, take_snapshot

pytestmark = pytest.mark.django_db
BAD = ["\0", "\u202e", "<script>alert(1)</script>", "9" * 5000, "-1", "' OR 1=1 --", "٣"]


@pytest.fixture
def staff(client: Client):
    person = make_staff()
    client.force_login(person)
    return person


@pytest.fixture
def snapshot(db):
    make_cohort(people=12, completed=6, hired=3)
    return take_snapshot()


def test_a_report_is_asked_for_and_counted_by_a_worker(client, staff, snapshot):
    page = client.get(reverse("report_create", args=["R1"]))
    assert page.status_code == 200
    answer = client.post(
        reverse("report_create", args=["R1"]), {"snapshot": str(snapshot.public_id), "period": "all"}
    )
    run = ReportRun.objects.get()
    assert answer.url == reverse("report_show", args=[run.public_id])
    assert OutboxTask.objects.get(name="reports.count_report").args == {"run_id": run.pk}
    waiting = client.get(answer.url).content.decode()
    assert "Waiting for its turn" in waiting
    assert (run.asked_by, run.as_at, run.snapshot) == (staff, snapshot.as_at, snapshot)


def test_a_bad_scope_is_refused_with_a_sentence(client, staff, snapshot):
    for field in ("snapshot", "period", "programme", "provider", "council", "cohort"):
        for value in BAD:
            sent = {"snapshot": str(snapshot.public_id), "period": "all"} | {field: value}
            answer = client.post(reverse("report_create", args=["R1"]), sent)
            assert answer.status_code == 200
            assert "error-summary" in answer.content.decode(), (field, value)
    assert not ReportRun.objects.exists()


def test_two_narrowings_of_groups_of_people_are_refused(client, staff, snapshot):
    form = client.get(reverse("report_create", args=["R4"])).context["form"]
    provider, programme = (form.fields[name].choices[1][0] for name in ("provider", "programme"))
    sent = {
        "snapshot": str(snapshot.public_id),
        "period": "all",
        "provider": provider,
        "programme": programme,
    }
    answer = client.post(reverse("report_create", args=["R4"]), sent)
    assert "would make groups too small" in answer.content.decode()


def test_without_a_frozen_month_the_page_says_what_to_do(client, staff):
    text = client.get(reverse("report_create", args=["R1"])).content.decode()
    assert "No month is frozen yet" in text
    assert client.get(reverse("report_create", args=["R99"])).status_code == 404


def test_a_finished_report_is_read_from_one_row(client, staff, snapshot, django_assert_max_num_queries):
    run = run_report("R1", snapshot=snapshot, period="all")
    address = reverse("report_show", args=[run.public_id])
    client.get(address)
    with django_assert_max_num_queries(4):
        text = client.get(address).content.decode()
    assert "Definition, version 1" in text
    assert run.checksum in text
    assert 'href="rows/?table=delivery' in text


def test_a_report_drawn_in_another_style_is_drawn_afresh(client, staff, snapshot):
    run = run_report("R1", snapshot=snapshot, period="all")
    DrawnReport.objects.update(style=0, html="as it was", html_open="as it was")

    page = client.get(reverse("report_show", args=[run.public_id])).content.decode()

    assert "<table" in page
    assert "as it was" not in page
    assert DrawnReport.objects.get().style == drawing.STYLE


def test_the_rows_behind_a_figure_open_for_administrators_and_it_is_written_down(client, staff, snapshot):
    run = run_report("R1", snapshot=snapshot, period="all")
    address = reverse("report_rows", args=[run.public_id]) + "?table=delivery&row=0&column=completed"
    text = client.get(address).content.decode()
    assert "6 frozen rows" in text
    seen = RowsSeen.objects.get()
    assert (seen.seen_by, seen.column, seen.row_count) == (staff, "completed", 6)
    member = Client()
    member.force_login(make_staff(rank="member"))
    assert member.get(address).status_code == 403
    assert "rows/?table" not in member.get(reverse("report_show", args=[run.public_id])).content.decode()
    assert RowsSeen.objects.count() == 1


def test_rows_behind_nonsense_are_not_there(client, staff, snapshot):
    run = run_report("R1", snapshot=snapshot, period="all")
    for name in ("table", "row", "column"):
        for value in BAD:
            wanted = {"table": "delivery", "row": "0", "column": "starts"} | {name: value}
            assert client.get(reverse("report_rows", args=[run.public_id]), wanted).status_code == 404
    assert not RowsSeen.objects.exists()


def test_a_download_is_written_down_with_its_purpose(client, staff, snapshot):
    run = run_report("R1", snapshot=snapshot, period="all")
    address = reverse("report_export", args=[run.public_id])
    assert "error-summary" in client.post(address, {"kind": "csv"}).content.decode()
    assert not ExportRecord.objects.exists()
    for kind in ("csv", "xlsx", "ods", "ees"):
        answer = client.post(address, {"kind": kind, "purpose": "quality"})
        assert answer["Content-Disposition"].startswith("attachment")
        assert len(answer.content) > 500
    record = ExportRecord.objects.order_by("id")[0]
    assert (record.made_by, record.kind, record.purpose) == (staff, "report R1 as csv", "quality")


def test_a_report_can_be_counted_again_and_compared(client, staff, snapshot):
    run = run_report("R1", snapshot=snapshot, period="all")
    answer = client.post(reverse("report_check", args=[run.public_id]), follow=True)
    assert "every figure is the same" in answer.content.decode()


def test_publishing_asks_what_it_needs(client, staff, snapshot):
    run = run_report("R1", snapshot=snapshot, period="all")
    address = reverse("report_publish", args=[run.public_id])
    assert "What everybody would read" in client.get(address).content.decode()
    usual = {"title": "Delivery", "when": "later", "status": "final", "profile": "district"}
    for change, sentence in (
        ({}, "Enter the day"),
        ({"day_day": "31", "day_month": "2", "day_year": "2027"}, "Enter a real date"),
        ({"day_day": "1", "day_month": "1", "day_year": "2001"}, "or later"),
        ({"day_day": "1", "day_month": "1", "day_year": "9999"}, "or earlier"),
        ({"when": "now", "title": "\0"}, "error-summary"),
        ({"when": "now", "title": "x" * 201}, "error-summary"),
        ({"when": "now", "profile": "none"}, "error-summary"),
    ):
        answer = client.post(address, usual | change)
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
    assert not Publication.objects.exists()
    client.post(address, usual | {"when": "now"})
    assert Publication.objects.get().title == "Delivery"
    assert "They have been out since" in client.get(address).content.decode()


def test_a_revision_without_a_reason_is_sent_back(client, staff, snapshot):
    first = publish(run_report("R1", snapshot=snapshot, period="all"))
    run = run_report("R1", snapshot=snapshot, period="all")
    address = reverse("report_publish", args=[run.public_id])
    assert f'value="{first.title}"' in client.get(address).content.decode()
    sent = {
        "title": "Delivery",
        "when": "now",
        "status": "final",
        "profile": "district",
        "revises": str(first.public_id),
    }
    assert "Say why the figures are revised" in client.post(address, sent).content.decode()
    client.post(address, sent | {"reason": "Late records."})
    assert Publication.objects.get(number=2).reason == "Late records."


def test_a_month_is_frozen_from_the_desk(client, staff):
    client.post(reverse("snapshot_take"), {})
    assert Snapshot.objects.get().month == timezone.localdate().replace(day=1)
    assert "Being frozen" in client.get(reverse("snapshot_list")).content.decode()


def test_a_second_freezing_says_why(client, staff, snapshot):
    assert "error-summary" in client.post(reverse("snapshot_take"), {}).content.decode()
    client.post(reverse("snapshot_take"), {"reason": "A provider sent its records late."})
    assert Snapshot.objects.get(number=2).reason == "A provider sent its records late."


def test_lists_ask_as_seldom_for_ten_as_for_one(client, staff, snapshot):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            publish(run_report("R9", snapshot=snapshot))
        client.get(reverse("report_list"))
        counts.append([_queries(client, name) for name in ("report_list", "publication_list", "figure_list")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 7


def _queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(name))
    return len(captured)


def test_nobody_else_sees_the_desk(client, snapshot):
    run = run_report("R1", snapshot=snapshot, period="all")
    outsider = make_membership(organisation=make_provider()).user
    client.force_login(outsider)
    for name, args in (
        ("report_list", []),
        ("report_show", [run.public_id]),
        ("report_export", [run.public_id]),
        ("publication_list", []),
        ("snapshot_list", []),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 5000])
def test_bad_page_numbers_are_the_first_page(client, staff, page):
    for name in ("report_list", "publication_list", "snapshot_list", "order_list", "figure_list"):
        assert client.get(reverse(name), {"page": page}).status_code == 200
