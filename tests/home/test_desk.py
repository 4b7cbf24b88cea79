"""The desk of WMCA staff: what is urgent comes first, and its pictures are counted by the rules of the reports."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from district.home import desk
from district.home.models import DeskFigures
from district.home.services import desk_figures
from district.returns import quality
from tests.factories.contracts import make_claim, make_contract, make_counted
from tests.factories.employers import make_vacancy
from tests.factories.partners import make_organisation, make_staff
from tests.factories.programmes import make_course, make_run
from tests.factories.returns import make_report, make_review_point

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


def test_money_whose_evidence_has_gone_is_told_by_what_is_to_be_done() -> None:
    contract = make_contract()
    gone = {"is_shown": False, "reasons": ["Left after 2."]}
    make_claim(contract, state="approved", **gone)
    make_claim(contract, state="paid", **gone)
    asked = {"recovery_asked_at": timezone.now(), "recovery_reason": "Left after 2."}
    make_claim(contract, state="paid", **gone, **asked)
    lines = {line.words: line for line in desk.attention({})["lines"]}
    assert set(lines) == {
        "payment is to be recovered, for its evidence has gone",
        "claim is not paid, for its evidence has gone since",
        "payment asked back waits for a second person",
    }
    assert {line.number for line in lines.values()} == {1}


def test_unknown_destinations_lead_to_their_rows_for_those_who_may_see_them() -> None:
    for opens_rows, address in ((True, "/rows/?issue=destination"), (False, "/returns/quality/")):
        (line,) = desk.attention({"unknown": 3}, opens_rows=opens_rows)["lines"]
        assert (line.number, line.href.endswith(address)) == (3, True)


def test_lines_lead_to_the_rows_that_they_count(client: Client) -> None:
    today = timezone.localdate()
    for days, name in ((5, "soon"), (50, "late")):
        make_vacancy(title=f"Job {name}", closes_on=today + timedelta(days=days))
        make_run(course=make_course(title=f"Course {name}"), starts_on=today + timedelta(days=days))
        due = make_review_point(due_on=today + timedelta(days=days - 6))
        make_report(point=due, contract=make_contract(reference=f"Contract {name}"))
    client.force_login(make_staff())
    lines = {line.words: line for line in desk.attention({})["lines"]}
    for words, shown in (
        ("vacancy closes within a week", "Job"),
        ("course run starts within three weeks", "Course"),
        ("provider's report is overdue", "Contract"),
    ):
        page = client.get(lines[words].href).text
        assert f"{shown} soon" in page
        assert f"{shown} late" not in page


def test_a_contract_below_tolerance_is_told_after_what_is_urgent() -> None:
    make_contract()
    assert desk_figures.take().figures["red"] == 1
    make_organisation(role="employer", approved=False)
    first, second = desk.attention({"red": 1})["lines"]
    assert first.words == "organisation waits for a check"
    assert (second.words, second.href.endswith("#contracts")) == (
        "contract delivers less than is tolerated",
        True,
    )


def test_a_record_that_nobody_has_touched_for_two_months_is_stale() -> None:
    long_ago = timezone.now() - timedelta(days=70)
    contract = make_contract(approved_at=long_ago)
    enrolment = make_counted(contract, began=100, changed_at=long_ago)
    assert desk_figures.take().figures["silent"] == 1
    enrolment.changed_at = timezone.now()
    enrolment.save(update_fields=["changed_at"])
    assert desk_figures.take().figures["silent"] == 0
    (line,) = desk.attention({"silent": 2})["lines"]
    assert (
        line.words
        == "contracts run whose providers have changed nothing in their learner records for two months"
    )


def test_without_contracts_and_frozen_months_there_is_no_picture(client: Client) -> None:
    taken = desk_figures.take()
    assert desk.pictures(taken.figures) == []
    client.force_login(make_staff())
    assert "How things are going" not in client.get("/authority/").text


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
    assert taken.figures["year"] in funnel.title
    assert councils.table
