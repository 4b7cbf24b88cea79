"""A course run's own page for its provider, its timetable, how people get a place, copies, and stale listings."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from district.outbox.models import Message
from district.web.errors import NotAllowed, Refused
from programmes.models import CourseRun, ExportRecord, Intake, ListingCheck, ListingRule, RunSession
from programmes.services import copies, listings
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.programmes import (
    make_application,
    make_course,
    make_enrolment,
    make_intake,
    make_open_run,
    make_run,
    make_session,
)


@pytest.fixture
def member(client, teacher):
    client.force_login(teacher.user)
    return client


@pytest.fixture
def run(provider) -> CourseRun:
    first = timezone.localdate() + timedelta(days=30)
    course = make_course(organisation=provider, title="Python")
    return make_open_run(
        course=course, starts_on=first, ends_on=first + timedelta(days=27), admission="decision"
    )


def dated(name: str, day) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_the_page_shows_places_as_a_picture_with_its_table(member, run):
    CourseRun.objects.update(capacity=5)
    make_enrolment(run=run, state="enrolled")
    make_application(run=run, state="accepted")
    make_application(run=run, state="offered")
    make_application(run=run, state="waitlisted")
    make_application(run=run, state="submitted")

    page = member.get(f"/provider/runs/{run.public_id}/overview/").text

    assert "2 of 5 places are free" in page
    for label, figure in (("Taken", 2), ("Kept for an answer", 1), ("Free", 2), ("Waiting", 1)):
        assert (
            f'{label}</th><td class="govuk-table__cell govuk-table__cell--numeric" data-label="Figure">{figure}<'
            in page
        )
    assert "1 application to decide" in page


# Timetable ----------------------------------------------------------------------------------------------


def test_weekly_sessions_are_planned_once_and_not_on_holidays(member, run):
    sent = {"weekdays": ["0", "2"], "starts": "18:00", "ends": "20:30"}
    monday = run.starts_on + timedelta(days=-run.starts_on.weekday() % 7)
    path = f"/provider/runs/{run.public_id}/sessions/plan/"

    member.post(path, sent | {"without": f"{monday.day} {monday.month} {monday.year}"})
    assert RunSession.objects.count() == 7
    member.post(path, sent)

    assert RunSession.objects.count() == 8
    assert {timezone.localtime(each.starts_at).hour for each in RunSession.objects.all()} == {18}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weekdays": []}, "Choose"),
        ({"weekdays": ["9"]}, "Choose from the options shown."),
        ({"ends": "17:00"}, "The session ends before it starts."),
        ({"starts": "25:99"}, "There is a problem"),
        ({"without": "31 2 2027"}, "Enter a real date"),
        ({"without": "the first of May next year"}, "Enter a real date"),
        ({"starts": "\x00"}, "There is a problem"),
    ],
)
def test_sessions_that_cannot_be_are_refused_with_a_sentence(member, run, changes, sentence):
    sent = {"weekdays": ["0"], "starts": "18:00", "ends": "20:30"} | changes

    page = member.post(f"/provider/runs/{run.public_id}/sessions/plan/", sent)

    assert (page.status_code, sentence in page.text) == (200, True)
    assert RunSession.objects.count() == 0


def test_a_session_is_added_moved_and_cancelled(member, run):
    day = run.starts_on
    sent = {"starts": "10:00", "ends": "12:00", "title": "Lists", **dated("day", day)}
    member.post(f"/provider/runs/{run.public_id}/sessions/new/", sent)
    session = RunSession.objects.get()
    path = f"/provider/sessions/{session.public_id}/"

    assert (
        "The session ends before it starts." in member.post(path, sent | {"version": 1, "ends": "09:00"}).text
    )
    member.post(path, sent | {"version": 1, "starts": "11:00"})
    clash = member.post(path, sent | {"version": 1, "starts": "09:00"})
    session.refresh_from_db()
    assert (clash.status_code, "11:00" in clash.text, timezone.localtime(session.starts_at).hour) == (
        409,
        True,
        11,
    )

    member.post(f"{path}cancel/")
    session.refresh_from_db()
    assert session.cancelled_at
    assert "This session is cancelled." in member.get(path).text


# How people get a place -----------------------------------------------------------------------------------


def test_a_run_is_put_in_an_intake_of_ones_own(member, run, provider):
    foreign = make_intake()
    closes = timezone.localdate() + timedelta(days=10)
    member.post(
        "/provider/intakes/new/", {"name": "Spring", "first": "unemployed", **dated("closes_on", closes)}
    )
    own = Intake.objects.get(organisation=provider)
    path = f"/provider/runs/{run.public_id}/admission/"

    refused = member.post(path, {"admission": "intake", "intake": foreign.pk, "offer_hours": "48"})
    assert "Choose from the options shown." in refused.text
    member.post(path, {"admission": "intake", "intake": own.pk, "offer_hours": "72"})

    run.refresh_from_db()
    assert (run.admission, run.intake, run.offer_hours) == ("intake", own, 72)
    assert (own.classes, timezone.localdate(own.closes_at)) == (["unemployed"], closes)
    assert member.get(f"/provider/intakes/{foreign.public_id}/").status_code == 404


# Copies -----------------------------------------------------------------------------------------------


def test_a_copy_has_its_sessions_moved_at_the_same_time_of_day_and_nobody_on_it(run, teacher):
    make_application(run=run, state="offered")
    start = datetime(2027, 1, 11, 18, tzinfo=UTC)  # in winter
    CourseRun.objects.update(starts_on=date(2027, 1, 11), ends_on=date(2027, 3, 1))
    make_session(run=run, starts_at=start)
    make_session(run=run, starts_at=start + timedelta(days=7), cancelled_at=timezone.now())

    new = copies.copy(run=run, starts_on=date(2027, 4, 19), by=teacher)  # in summer

    assert (new.state, new.starts_on, new.ends_on) == ("draft", date(2027, 4, 19), date(2027, 6, 7))
    assert (new.places_taken, new.applications.count(), new.capacity) == (0, 0, 12)
    assert [f"{timezone.localtime(each.starts_at):%d %b %H:%M}" for each in new.sessions.all()] == [
        "19 Apr 18:00"
    ]
    assert copies.copy(run=run, starts_on=date(2027, 4, 19), by=teacher) == new


def test_a_copy_is_refused_in_the_past_and_by_others(run, teacher, stranger):
    with pytest.raises(Refused, match="cannot be in the past"):
        copies.copy(run=run, starts_on=date(2020, 1, 6), by=teacher)
    with pytest.raises(NotAllowed):
        copies.copy(run=run, starts_on=run.starts_on, by=stranger)


@pytest.mark.parametrize(
    ("after", "first"),
    [
        (date(2026, 12, 20), date(2027, 1, 4)),
        (date(2027, 1, 4), date(2027, 4, 19)),
        (date(2027, 6, 1), date(2027, 9, 6)),
        (date(2027, 9, 6), date(2028, 1, 10)),
    ],
)
def test_the_next_term_begins_on_a_monday(after, first):
    assert copies.next_term(after) == first


def test_all_runs_of_a_course_are_taken_over_to_the_next_term(member, run):
    make_run(course=run.course, starts_on=run.starts_on + timedelta(days=7))

    member.post(f"/provider/courses/{run.course.public_id}/roll-over/now/")

    new = list(CourseRun.objects.filter(state="draft").order_by("starts_on"))
    assert len(new) == 2
    assert new[1].starts_on - new[0].starts_on == timedelta(days=7)
    assert new[0].starts_on > run.starts_on + timedelta(days=7)


# Stale listings -----------------------------------------------------------------------------------------


@pytest.fixture
def rule(db) -> ListingRule:
    return ListingRule.objects.create(
        valid_from=date(2026, 10, 1), ask_after_days=30, hide_after_days=7, source="A test."
    )


def test_a_stale_listing_is_asked_about_then_hidden_and_restored_with_one_press(run, rule, member, teacher):
    assert listings.go_round() == (0, 0)  # its clock begins
    ListingCheck.objects.update(confirmed_at=timezone.now() - timedelta(days=31))

    assert listings.go_round() == (1, 0)
    assert listings.go_round() == (0, 0)
    assert [(each.to, each.subject) for each in Message.objects.all()] == [
        (teacher.user.email, "Is this still right?")
    ]
    assert "listing to confirm" in member.get("/provider/").text
    assert "Python" in member.get("/provider/listings/").text

    ListingCheck.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert listings.go_round() == (0, 1)
    run.refresh_from_db()
    assert run.state == "closed"
    assert "Hidden from the search" in member.get("/provider/listings/").text

    member.post(f"/provider/runs/{run.public_id}/confirm/")
    run.refresh_from_db()
    assert run.state == "open"
    assert ListingCheck.objects.get().asked_at is None
    assert listings.go_round() == (0, 0)


@pytest.mark.parametrize(("days", "asked"), [(89, 0), (91, 1)])
def test_where_no_rule_is_laid_down_listings_are_asked_about_after_ninety_days(run, teacher, days, asked):
    ListingRule.objects.all().delete()
    listings.go_round()
    ListingCheck.objects.update(confirmed_at=timezone.now() - timedelta(days=days))

    assert listings.go_round() == (asked, 0)


def test_a_change_counts_as_an_answer(run, rule, teacher):
    listings.go_round()
    ListingCheck.objects.update(confirmed_at=timezone.now() - timedelta(days=31))
    listings.go_round()
    CourseRun.objects.update(version=2)

    assert listings.go_round() == (0, 0)
    assert ListingCheck.objects.get().asked_at is None


def test_imported_runs_and_those_of_nobody_are_not_asked_about(rule, run):
    CourseRun.objects.update(source_reference="R1")
    make_run()

    listings.go_round()

    assert ListingCheck.objects.count() == 0


# Files ----------------------------------------------------------------------------------------------------


def body(response) -> str:
    return b"".join(response.streaming_content).decode()


def test_a_file_of_applications_is_asked_for_written_down_and_safe_in_a_spreadsheet(member, run, provider):
    make_application(run=run, learner=make_learner(user=make_user(name="=2+5")), state="submitted")
    make_application(run=make_open_run(), learner=make_learner(user=make_user(name="Eve")), state="submitted")
    path = "/provider/applications/file/?waiting=us"

    assert "There is a problem" in member.post(path, {"purpose": ""}).text
    text = body(member.post(path, {"purpose": "teaching"}))

    assert "'=2+5" in text
    assert "Eve" not in text
    assert len(text.splitlines()) == 2
    record = ExportRecord.objects.get()
    assert (record.organisation, record.kind, record.purpose) == (provider, "applications", "teaching")
    assert (record.row_count, record.narrowed_by) == (1, "waiting=us")


@pytest.mark.parametrize("rows", [1, 10])
def test_a_roster_as_a_file_takes_the_same_queries_however_many_rows(
    member, run, rows, django_assert_max_num_queries
):
    for number in range(rows):
        make_enrolment(run=run, learner=make_learner(user=make_user(name=f"Person {number}")))
    path = f"/provider/runs/{run.public_id}/people/file/"
    member.get(path)

    with django_assert_max_num_queries(10):
        text = body(member.post(path, {"purpose": "funding"}))

    assert len(text.splitlines()) == rows + 1
    assert "LearnStartDate" in text
