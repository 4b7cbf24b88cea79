"""Reports that come by themselves: one letter each, a link for one person and one day."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message
from district.partners.models import Membership
from district.reports.models import Delivery, ReportRun, StandingOrder
from district.reports.services import deliveries, runs
from district.web.errors import NotAllowed
from tests.factories.partners import actor_of, make_staff
from tests.factories.reports import run_report, take_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def order(staff) -> StandingOrder:
    run = run_report("R9", by=actor_of(staff))
    return deliveries.order(run=run, by=actor_of(staff))


def arrive(order: StandingOrder) -> tuple[ReportRun, str]:
    """The next month is frozen, counted and delivered; the address in the letter."""
    snapshot = take_snapshot()
    deliveries.run_orders(snapshot_id=snapshot.pk)
    run = ReportRun.objects.get(snapshot=snapshot)
    runs.count(run_id=run.pk)
    deliveries.deliver(run_id=run.pk)
    run.refresh_from_db()
    words = Message.objects.latest("id").text
    return run, next(line for line in words.splitlines() if line.startswith("http")).split("/", 3)[3]


def test_a_new_month_brings_the_report_and_one_letter(order, staff):
    run, _ = arrive(order)
    deliveries.run_orders(snapshot_id=run.snapshot_id)
    deliveries.deliver(run_id=run.pk)
    message = Message.objects.get()
    assert (message.to, message.is_secret) == (staff.email, True)
    delivery = Delivery.objects.get()
    assert delivery.file_digest == run.checksum
    assert delivery.ends_at - delivery.sent_at == timedelta(hours=24)


def test_the_link_opens_for_the_one_it_was_sent_to(order, staff, client):
    run, path = arrive(order)
    client.force_login(staff)
    assert client.get(f"/{path}").url == reverse("report_show", args=[run.public_id])
    assert Delivery.objects.get().opened_at
    other = Client()
    other.force_login(make_staff())
    assert other.get(f"/{path}").status_code == 404
    assert Client().get(f"/{path}").status_code == 302


def test_the_link_runs_out_after_a_day(order, staff):
    _, path = arrive(order)
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=True):
        client = Client()
        client.force_login(staff)
        assert client.get(f"/{path}").status_code == 404


def test_the_token_itself_is_never_kept(order):
    _, path = arrive(order)
    token = path.rstrip("/").rsplit("/", 1)[1]
    assert Delivery.objects.get().token_digest == deliveries.digest(token) != token


def test_who_left_gets_nothing(order, staff):
    Membership.objects.filter(user=staff).update(ended_at=timezone.now())
    deliveries.run_orders(snapshot_id=take_snapshot().pk)
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()


def test_an_order_is_made_once_and_ended_by_its_owner(order, staff):
    again = deliveries.order(run=ReportRun.objects.get(), by=actor_of(staff))
    assert again == order
    with pytest.raises(NotAllowed):
        deliveries.end(order=order, by=actor_of(make_staff()))
    assert deliveries.end(order=order, by=actor_of(staff)).ended_at
    deliveries.run_orders(snapshot_id=take_snapshot().pk)
    assert not Delivery.objects.exists()


def test_orders_of_others_are_not_there(order, client):
    client.force_login(make_staff())
    assert order.scope_words not in client.get(reverse("order_list")).content.decode()
    assert client.post(reverse("order_end", args=[order.public_id])).status_code == 404
