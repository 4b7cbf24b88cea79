"""The table of gaps by month: each keeps its last day."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from district.home.demo import load_gap_history
from district.matching.models import GapCell
from district.matching.services import gaps
from district.partners.models import Role
from tests.factories.accounts import make_user
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.partners import make_membership, make_organisation
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(
        make_membership(user=make_user(), organisation=make_organisation(role=Role.AUTHORITY)).user
    )
    return client


def cell(skill, day: date, **figures) -> GapCell:
    return GapCell.objects.create(day=day, skill=skill, level=2, **{"place": "remote"} | figures)


def test_it_shows_each_month_with_its_gap_and_noughts_where_nothing_was_counted(desk: Client) -> None:
    skill, other = make_skill(label="weave"), make_skill(label="spin")
    cell(skill, date(2026, 3, 31), demand=12, posted=4, supply=5, seats=1)
    cell(other, date(2026, 4, 30), demand=1)
    cell(skill, date(2026, 5, 31), demand=20, supply=5, seats=2)
    cell(skill, date(2026, 5, 31), demand=1, place="unknown")
    page = desk.get(reverse("authority_gap_history", args=[skill.public_id])).text
    assert "What is asked of it rose from 12 to 21 since March 2026" in page
    assert [page.index(month) for month in ("May 2026", "April 2026")] == sorted(
        page.index(month) for month in ("May 2026", "April 2026")
    )
    place = desk.get(reverse("authority_gap_history", args=[skill.public_id]), {"place": "unknown"}).text
    assert "rose from 0 to 1" in place


def test_a_past_month_opens_the_counts_that_it_was_made_of(desk: Client) -> None:
    skill = make_skill(label="weave")
    cell(skill, date(2026, 3, 31), demand=12, posted=4, supply=5, seats=1)
    cell(skill, date(2026, 3, 31), demand=7, place="unknown")
    cell(skill, date(2026, 5, 31), demand=1)
    here = reverse("authority_gap_history", args=[skill.public_id])
    board = desk.get(reverse("authority_gap_list"), {"month": "2026-03"}).text
    assert f"{here}?month=2026-03#cells" in board
    assert "month=2026-03#cells" in desk.get(here).text
    answer = desk.get(here, {"month": "2026-03"})
    rows = answer.context["kept"]
    assert [row["demand"] for row in rows] == [12, 7]
    (month,) = [row for row in answer.context["months"] if row["day"] == date(2026, 3, 31)]
    for name in ("demand", "posted", "needed", "supply", "in_training", "seats"):
        assert sum(row[name] for row in rows) == month[name]
    assert "Only the numbers counted last open their rows" in answer.text
    (row,) = desk.get(here, {"month": "2026-03", "place": "unknown"}).context["kept"]
    assert row["demand"] == 7
    for odd in ("2019-01", "x", "\x00", "' OR 1=1"):
        assert desk.get(here, {"month": odd}).status_code == 200


def test_one_month_has_a_table_and_no_picture(desk: Client) -> None:
    skill = make_skill(label="weave")
    empty = desk.get(reverse("authority_gap_history", args=[skill.public_id])).text
    assert "Not counted yet" in empty
    cell(skill, date(2026, 5, 31), demand=3)
    page = desk.get(reverse("authority_gap_history", args=[skill.public_id])).text
    assert "One month is counted so far" in page
    assert "dsd-plot" not in page


def test_the_page_of_a_skill_leads_to_its_months(desk: Client) -> None:
    skill = make_skill(label="weave")
    page = desk.get(reverse("authority_gap_show", args=[skill.public_id]), {"place": "remote"}).text
    assert reverse("authority_gap_history", args=[skill.public_id]) + "?place=remote" in page


def test_the_demo_world_has_earlier_months_once(desk: Client) -> None:
    skill = make_skill(label="weave")
    make_vacancy(
        organisation=make_employer(is_fictional=True),
        postcode=make_postcode(postcode="B4 7ET"),
        skills=[skill],
        positions=40,
    )
    gaps.count()
    for _ in range(2):
        load_gap_history.load()
    days = GapCell.objects.order_by("-day").values_list("day", flat=True).distinct()
    assert len(days) == load_gap_history.MONTHS + 1
    assert GapCell.objects.filter(skill=skill).earliest("day").demand < 40
