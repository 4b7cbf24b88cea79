"""The home page shows the figures taken last, and is drawn once for each taking."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from district.home.services import snapshots
from tests.factories.employers import make_vacancy

pytestmark = pytest.mark.django_db


def test_the_page_stands_before_figures_are_taken(client: Client) -> None:
    assert "The first figures of the region are being counted" in client.get("/").text


def test_the_page_shows_the_figures_taken_last(client: Client) -> None:
    make_vacancy(title="Bridge keeper")
    older = snapshots.take()
    older.taken_at = timezone.now() - timedelta(minutes=5)
    older.save()
    assert "Bridge keeper" in client.get("/").text

    make_vacancy(title="Lock keeper")
    assert "Lock keeper" not in client.get("/").text
    snapshots.take()

    assert "Lock keeper" in client.get("/").text


def test_the_page_asks_one_query_once_it_is_drawn(client: Client, django_assert_num_queries: Any) -> None:
    snapshots.take()
    client.get("/")

    with django_assert_num_queries(1):
        client.get("/")


def test_a_postcode_that_cannot_be_one_is_answered_with_a_sentence(client: Client) -> None:
    snapshots.take()

    html = client.get("/?postcode=nowhere").text

    assert "Enter a full UK postcode" in html
    assert 'value="nowhere"' in html
