"""The page of WMCA staff: counts and progress, never anybody's list."""

import pytest
from django.test import Client
from django.urls import reverse

from district.matching.models import MatchRun, WrongMatch
from district.matching.services import runs
from district.outbox.models import OutboxTask
from district.partners.models import Role
from tests.factories.accounts import make_user
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import make_membership, make_organisation
from tests.factories.programmes import make_course
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

PAGE = "authority_matching_show"
ACTIONS = ("authority_matching_start", "authority_matching_seen")


def make_staff(role: str = Role.AUTHORITY, **fields: object):
    user = make_user()
    make_membership(user=user, organisation=make_organisation(role=role), **fields)
    return user


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def test_before_anything_was_matched_the_page_says_so(desk: Client) -> None:
    page = desk.get(reverse(PAGE)).text
    assert "Nobody has been matched yet." in page
    assert "the first run freezes one" in page


def test_the_page_shows_counts_versions_and_runs_but_nobody(desk: Client) -> None:
    skill = make_skill(label="splice cables")
    learner = make_seeker(
        user=make_user(name="Zebedee Quill", email="zebedee@example.com"), skills=[(skill, 2)]
    )
    make_vacancy(title="Cable splicer", mode="remote", skills=[(skill, 2)])
    match_everybody()
    response = desk.get(reverse(PAGE))
    assert response.context["counts"] == {"learners": 1, "matches": 1, "course_matches": 0}
    assert "Version v1" in response.text
    for private in ("Zebedee", "zebedee@", "Cable splicer", str(learner.public_id)):
        assert private not in response.text


def test_a_run_on_its_way_shows_how_far_it_is(desk: Client) -> None:
    make_seeker()
    runs.begin()
    part = desk.get(reverse(PAGE), headers={"HX-Request": "true"}).text
    assert "0 of 1" in part
    assert "<html" not in part
    assert "Shards done: 0 of 1. 0 workers, 0 lists changed so far." in part
    runs.match_all()
    assert "0 of 1" not in desk.get(reverse(PAGE), headers={"HX-Request": "true"}).text


def test_a_finished_run_says_how_it_went(desk: Client) -> None:
    make_seeker()
    runs.match_all()
    run = MatchRun.objects.get()
    (row,) = desk.get(reverse(PAGE)).context["table"].rows
    told = {cell.label: cell.text for cell in row}
    assert [told[each] for each in ("Lists changed", "Shards done", "Workers")] == ["1", "1 of 1", "1"]
    assert told["Checksum"] == run.checksum != ""
    MatchRun.objects.update(attempt_count=2)
    assert "1 of 1, begun 2 times" in desk.get(reverse(PAGE)).text


def test_staff_start_a_run_and_pressing_twice_is_one_run(desk: Client) -> None:
    make_seeker()
    for _ in range(2):
        assert desk.post(reverse("authority_matching_start")).url == reverse(PAGE)
    assert MatchRun.objects.count() == 1
    assert OutboxTask.objects.filter(name="matching.work_on_run").exists()


def test_reports_are_counted_by_what_they_are_about_and_marked_as_looked_at(desk: Client) -> None:
    vacancy, course = make_vacancy(title="Cable splicer"), make_course(title="Splicing")
    for number in range(3):
        learner = make_seeker(user=make_user(name=f"Reporter {number}"))
        WrongMatch.objects.create(
            learner=learner, vacancy=vacancy, what="advert", words=f"private words {number}", receipt={}
        )
    WrongMatch.objects.create(learner=learner, course=course, what="other", receipt={})
    response = desk.get(reverse(PAGE))
    found = [(each["title"], each["what"], each["count"]) for each in response.context["complaints"]]
    assert found == [("Cable splicer", "advert", 3), ("Splicing", "other", 1)]
    assert "private words" not in response.text
    assert "Reporter" not in response.text
    desk.post(
        reverse("authority_matching_seen"), {"what": "advert", "vacancy": vacancy.public_id, "course": ""}
    )
    left = desk.get(reverse(PAGE)).context["complaints"]
    assert [(each["title"], each["count"]) for each in left] == [("Splicing", 1)]


def test_a_forged_report_changes_nothing(desk: Client) -> None:
    learner = make_seeker()
    WrongMatch.objects.create(learner=learner, vacancy=make_vacancy(), what="advert", receipt={})
    for data in ({}, {"what": "advert", "vacancy": "nonsense"}, {"what": "advert\x00"}):
        assert desk.post(reverse("authority_matching_seen"), data).status_code == 302
    assert WrongMatch.objects.filter(answered_at=None).count() == 1


@pytest.mark.parametrize("reports", [1, 10])
def test_the_page_takes_five_queries(desk: Client, django_assert_num_queries, reports: int) -> None:
    for _ in range(reports):
        learner = make_seeker()
        WrongMatch.objects.create(learner=learner, vacancy=make_vacancy(), what="advert", receipt={})
        runs.match_all()
    desk.get(reverse(PAGE))  # the first visit keeps a CSRF token in the session
    with django_assert_num_queries(3 + 5):  # session, user, whom they act for
        desk.get(reverse(PAGE))


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.PROVIDER, Role.SCHOOL, Role.CIVIC, Role.COMMUNITY])
def test_other_organisations_are_refused(client: Client, role: str) -> None:
    client.force_login(make_staff(role))
    assert client.get(reverse(PAGE)).status_code == 403
    for action in ACTIONS:
        assert client.post(reverse(action), {"what": "advert"}).status_code == 403
    assert not MatchRun.objects.exists()


def test_a_learner_and_a_visitor_are_refused(client: Client) -> None:
    assert client.get(reverse(PAGE)).url.startswith(reverse("account_login"))
    client.force_login(make_seeker().user)
    assert client.get(reverse(PAGE)).status_code == 403


def test_staff_whose_role_is_not_approved_or_who_left_are_refused(client: Client) -> None:
    user = make_user()
    make_membership(user=user, organisation=make_organisation(role=Role.AUTHORITY, approved=False))
    client.force_login(user)
    assert client.get(reverse(PAGE)).status_code == 403


def test_actions_are_not_links(desk: Client) -> None:
    for action in ACTIONS:
        assert desk.get(reverse(action)).status_code == 405
