"""The desk of WMCA staff: what is urgent comes first, and its pictures are counted by the rules of the reports."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from district.home import desk
from district.home.models import DeskFigures
from district.home.services import desk_figures
from district.returns import quality
from tests.factories.partners import make_organisation, make_staff

pytestmark = pytest.mark.django_db


def test_what_can_wait_stands_behind_the_seven_that_matter_most(monkeypatch: pytest.MonkeyPatch) -> None:
    make_organisation(role="employer", approved=False)
    monkeypatch.setattr(desk, "MOST_LINES", 0)
    found = desk.attention({})
    assert found["lines"] == []
    assert [line.words for line in found["more"]] == ["organisation waits for a check"]


def test_a_line_says_how_many_are_late() -> None:
    role = make_organisation(role="employer", approved=False).roles.get()
    role.requested_at = timezone.now() - timedelta(days=9)
    role.save(update_fields=["requested_at"])
    (line,) = desk.attention({})["lines"]
    assert (line.number, line.late, line.is_urgent) == (1, 1, True)


def test_without_contracts_and_frozen_months_there_is_no_picture(client: Client) -> None:
    taken = desk_figures.take()
    assert desk.pictures(taken.figures) == []
    client.force_login(make_staff())
    assert "How it goes" not in client.get("/authority/").text


def test_old_figures_are_let_go_of() -> None:
    old = desk_figures.take()
    DeskFigures.objects.filter(pk=old.pk).update(taken_at=timezone.now() - timedelta(days=2))
    desk_figures.take()
    assert DeskFigures.objects.count() == 1


@pytest.mark.usefixtures("demo_world")
def test_the_demo_world_shows_money_people_and_places(client: Client) -> None:
    taken = desk_figures.take()
    unknown = sum(provider["destination"] for provider in quality.counts().values())
    assert taken.figures["unknown"] == unknown > 0
    found = desk.attention(taken.figures)
    assert unknown in {line.number for line in [*found["lines"], *found["more"]]}
    money, funnel, councils = desk.pictures(taken.figures)
    assert "delivered" in money.title
    people = [people for _, people in taken.figures["funnel"]]
    assert people == sorted(people, reverse=True)
    assert people[0] > 100
    assert sum(taken.figures["starts"].values()) > 100
    assert funnel.title.endswith(taken.figures["year"])
    assert councils.table
