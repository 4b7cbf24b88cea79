"""Rosters, registers, and what a provider records of the people on its course runs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from programmes.models import AttendanceMark, Destination, Enrolment, RunSession, TutorTask
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import make_membership
from tests.factories.programmes import make_course, make_enrolment, make_open_run, make_session

State = Enrolment.State


@pytest.fixture
def member(client, teacher):
    client.force_login(teacher.user)
    return client


@pytest.fixture
def run(provider):
    first = timezone.localdate() - timedelta(days=20)
    course = make_course(organisation=provider, title="Python")
    return make_open_run(course=course, starts_on=first, ends_on=first + timedelta(days=60), capacity=600)


def on(run, name: str, **fields) -> Enrolment:
    return make_enrolment(run=run, learner=make_learner(user=make_user(name=name)), **fields)


def decide(client, act: str, rows, **fields):
    return client.post(
        "/provider/people/decide/", {"act": act, "rows": [str(e.public_id) for e in rows]} | fields
    )


def dated(name: str, day) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


# The roster -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 10])
def test_pages_take_the_same_queries_however_many_rows(member, run, django_assert_num_queries, rows):
    people = [on(run, f"Person {number}") for number in range(rows)]
    session = make_session(run=run)
    for each in people:
        AttendanceMark.objects.create(session=session, enrolment=each, mark="present")
        TutorTask.objects.create(enrolment=each, cause="absences", due_on=timezone.localdate())
    one = f"/provider/people/{people[0].public_id}/"
    register = f"/provider/sessions/{session.public_id}/register/"
    member.get(register)  # the first form makes its token
    signed_in = 3

    for path, queries in (
        (f"/provider/runs/{run.public_id}/people/", 3),
        (f"/provider/runs/{run.public_id}/overview/", 3),
        (one, 5),
        (register, 2),
        ("/provider/tasks/", 2),
        ("/provider/registers/", 3),
        (f"/provider/runs/{run.public_id}/sessions/", 3),
    ):
        with django_assert_num_queries(queries + signed_in):
            assert member.get(path).status_code == 200, path


def test_the_roster_says_who_stands_where_and_came_how_often(member, run):
    ada, bea = on(run, "Ada"), on(run, "Bea", state=State.COMPLETED)
    for hours in (30, 60):
        session = make_session(run=run, starts_at=timezone.now() - timedelta(hours=hours))
        AttendanceMark.objects.create(
            session=session, enrolment=ada, mark="late" if hours == 30 else "absent"
        )

    page = member.get(f"/provider/runs/{run.public_id}/people/").text

    assert page.index(">Ada<") < page.index(">Bea<")
    assert "1 of 2" in page
    only = member.get(f"/provider/runs/{run.public_id}/people/?state=completed").text
    assert (">Bea<" in only, ">Ada<" in only) == (True, False)
    for query in ("q=%00", "state=x", "task=x", "page=abc", f"q={'x' * 3000}", "q=%ED%A0%80"):
        assert member.get(f"/provider/runs/{run.public_id}/people/?{query}").status_code == 200, query
    assert bea.state == State.COMPLETED


def test_one_page_shows_codes_and_what_follows_from_the_dates(member, run):
    first = run.starts_on
    ada = on(run, "Ada", uln="", fund_model="35", planned_end_on=first + timedelta(days=29))

    page = member.get(f"/provider/people/{ada.public_id}/").text

    assert "30 days" in page
    assert "Adult skills (35)" in page
    assert "Yes, since" in page  # 14 days of 30
    assert "1: Continuing" in page


# What happens to one or many ----------------------------------------------------------------------------


def test_many_are_completed_at_once_and_those_who_cannot_be_are_told(member, run):
    ada, bea, cy = on(run, "Ada"), on(run, "Bea"), on(run, "Cy", state=State.ENROLLED)
    day = timezone.localdate() - timedelta(days=1)

    response = decide(member, "complete", [ada, bea, cy], **dated("last_day", day))
    told = member.get(response["Location"]).text

    assert "2 people are recorded as completed." in told
    assert "Cy: The enrolment stands at “enrolled, not started” now" in told
    ended = Enrolment.objects.filter(state=State.COMPLETED).values_list("ended_on", flat=True)
    assert list(ended) == [day, day]


@pytest.mark.parametrize(
    "step",
    [
        ("begin", "enrolled", "on", "in_learning"),
        ("complete", "in_learning", "last_day", "completed"),
        ("achieve", "completed", "on", "achieved"),
        ("not-achieve", "completed", "", "not_achieved"),
        ("break", "in_learning", "last_day", "on_break"),
        ("no-show", "enrolled", "", "no_show"),
        ("cancel", "enrolled", "", "cancelled"),
    ],
)
def test_each_step_leads_where_it_says(member, run, step):
    act, state, fields, becomes = step
    ada = on(run, "Ada", state=state)
    page = member.get(f"/provider/people/{ada.public_id}/").text
    assert f"act={act}" in page

    decide(member, act, [ada], **(dated(fields, timezone.localdate()) if fields else {}))

    ada.refresh_from_db()
    assert ada.state == becomes


def test_leaving_has_a_coded_reason_and_frees_the_place(member, run):
    ada = on(run, "Ada")
    day = dated("last_day", timezone.localdate())

    assert "Choose" in decide(member, "leave", [ada], **day).text
    decide(member, "leave", [ada], reason="43", **day)

    ada.refresh_from_db()
    run.refresh_from_db()
    assert (ada.state, ada.withdrawal_reason, run.places_taken) == (State.WITHDRAWN, "43", 0)


def test_a_break_ends_with_a_new_enrolment(member, run):
    ada = on(run, "Ada", state=State.ON_BREAK, ended_on=timezone.localdate() - timedelta(days=3))

    decide(member, "resume", [ada], **dated("on", timezone.localdate()))

    assert Enrolment.objects.get(restart_of=ada).state == State.IN_LEARNING


def test_what_came_of_it_is_recorded_as_coded(member, run):
    ada = on(run, "Ada", state=State.COMPLETED)
    days = dated("starts_on", timezone.localdate()) | dated("collected_on", timezone.localdate())

    decide(member, "destination", [ada], what="EMP1", note="She rang.", **days)

    row = Destination.objects.get()
    assert (row.enrolment, row.kind, row.code, row.note) == (ada, "EMP", "1", "She rang.")
    assert "Paid work, 16 hours or more a week" in member.get(f"/provider/people/{ada.public_id}/").text


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"last_day_day": "31", "last_day_month": "2", "last_day_year": "2026"}, "Enter a real date"),
        ({}, "Enter"),
        ({"last_day_day": "1", "last_day_month": "1", "last_day_year": "2099"}, "or earlier"),
        ({"last_day_day": "1", "last_day_month": "1", "last_day_year": "1901"}, "before the first"),
        ({"last_day_day": "\x00", "last_day_month": "x", "last_day_year": "9" * 400}, "Enter a real date"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(member, run, days, sentence):
    ada = on(run, "Ada")

    page = decide(member, "complete", [ada], **days)

    assert (page.status_code, sentence in page.text) == (200, True)
    ada.refresh_from_db()
    assert ada.state == State.IN_LEARNING


def test_a_mistake_is_put_right_with_its_reason(member, run):
    ada = on(run, "Ada", state=State.COMPLETED)
    path = f"/provider/people/{ada.public_id}/correct/"

    assert "There is a problem" in member.post(path, {"to": "in_learning"}).text
    assert "Choose from the options shown." in member.post(path, {"to": "enrolled", "reason": "x"}).text
    member.post(path, {"to": "in_learning", "reason": "Wrong person ticked."})

    ada.refresh_from_db()
    assert (ada.state, ada.ended_on, ada.correction) == (State.IN_LEARNING, None, "Wrong person ticked.")


def test_the_second_of_two_who_change_a_record_sees_both(member, run):
    ada = on(run, "Ada")
    path = f"/provider/people/{ada.public_id}/record/"
    days = dated("starts_on", ada.starts_on) | dated("planned_end_on", ada.planned_end_on)
    member.post(path, {"version": 1, "learner_reference": "A 1", **days})

    clash = member.post(path, {"version": 1, "learner_reference": "B 2", **days})

    assert clash.status_code == 409
    assert "A 1" in clash.text
    assert 'value="B 2"' in clash.text
    ada.refresh_from_db()
    assert ada.learner_reference == "A 1"
    assert "Check its ten digits" in member.post(path, {"version": 2, "uln": "1234567890", **days}).text


# Registers ----------------------------------------------------------------------------------------------


def marked(client, session, marks, **more):
    version = RunSession.objects.get(pk=session.pk).version
    sent = {f"mark-{each.public_id}": mark for each, mark in marks.items()}
    return client.post(
        f"/provider/sessions/{session.public_id}/register/", {"version": version} | sent | more
    )


def test_a_whole_register_is_one_page_and_one_save(member, run):
    session, ada, bea, cy = (
        make_session(run=run),
        on(run, "Ada"),
        on(run, "Bea"),
        on(run, "Cy", state=State.ENROLLED),
    )

    marked(member, session, {ada: "late", bea: "absent"}, rest="present")

    said = dict(AttendanceMark.objects.values_list("enrolment_id", "mark"))
    assert said == {ada.id: "late", bea.id: "absent", cy.id: "present"}
    cy.refresh_from_db()
    assert cy.state == State.IN_LEARNING  # who comes for the first time is on the course
    page = member.get(f"/provider/sessions/{session.public_id}/register/").text
    assert page.count(" checked") == 3


def test_the_second_of_two_who_take_a_register_sees_both(member, run):
    session, ada, bea = make_session(run=run), on(run, "Ada"), on(run, "Bea")
    opened = {
        "version": session.version,
        f"mark-{ada.public_id}": "absent",
        f"mark-{bea.public_id}": "present",
    }
    marked(member, session, {ada: "present", bea: "present"})

    path = f"/provider/sessions/{session.public_id}/register/"
    clash = member.post(path, opened)

    assert clash.status_code == 409
    assert re.findall(r"Somebody else saved: <strong>(\w+)</strong>", clash.text) == ["Here"]
    assert AttendanceMark.objects.get(enrolment=ada).mark == "present"
    version = re.search(r'name="version" value="(\d+)"', clash.text)[1]
    member.post(path, opened | {"version": version})
    assert AttendanceMark.objects.get(enrolment=ada).mark == "absent"


def test_two_absences_in_a_row_make_a_task_that_ends_with_an_outcome(member, run):
    ada = on(run, "Ada")
    for hours in (50, 3):
        marked(
            member, make_session(run=run, starts_at=timezone.now() - timedelta(hours=hours)), {ada: "absent"}
        )
    task = TutorTask.objects.get()
    assert "to get in touch with" in member.get("/provider/").text
    path = f"/provider/tasks/{task.public_id}/"

    assert member.post(path, {"outcome": "none"}).status_code == 200
    member.post(path, {"outcome": "support", "note": "A laptop."})

    task.refresh_from_db()
    assert (task.outcome, task.done_at is not None) == ("support", True)
    assert "to get in touch with" not in member.get("/provider/").text
    assert "Agreed more support" in member.get("/provider/tasks/?show=done").text


def test_forged_marks_are_refused(member, run):
    session, ada = make_session(run=run), on(run, "Ada")
    eve = make_enrolment()

    for marks in ({eve: "present"}, {ada: "everywhere"}):
        assert "There is a problem" in marked(member, session, marks).text
    late = {"version": "x" * 50, f"mark-{ada.public_id}": "present"}
    assert member.post(f"/provider/sessions/{session.public_id}/register/", late).status_code == 409
    assert AttendanceMark.objects.count() == 0


def test_a_session_to_come_has_no_register_yet(member, run):
    session = make_session(run=run, starts_at=timezone.now() + timedelta(days=1))
    ada = on(run, "Ada")

    assert "has not begun" in marked(member, session, {ada: "present"}).text
    shown = member.get("/provider/registers/").text
    assert shown.index("All registers are taken.") < shown.index("Next sessions")
    assert f"/provider/sessions/{session.public_id}/register/" in shown
    assert AttendanceMark.objects.count() == 0


# Access -------------------------------------------------------------------------------------------------


def test_nothing_of_it_is_there_for_other_providers(client, member, run, stranger, teacher):
    ada, session = on(run, "Ada Unmistakable"), make_session(run=run)
    task = TutorTask.objects.create(enrolment=ada, cause="absences", due_on=timezone.localdate())
    paths = [
        f"/provider/runs/{run.public_id}/overview/",
        f"/provider/runs/{run.public_id}/people/",
        f"/provider/runs/{run.public_id}/people/file/",
        f"/provider/runs/{run.public_id}/sessions/",
        f"/provider/runs/{run.public_id}/sessions/plan/",
        f"/provider/runs/{run.public_id}/copy/",
        f"/provider/runs/{run.public_id}/admission/",
        f"/provider/people/{ada.public_id}/",
        f"/provider/people/{ada.public_id}/record/",
        f"/provider/people/{ada.public_id}/correct/",
        f"/provider/sessions/{session.public_id}/",
        f"/provider/sessions/{session.public_id}/register/",
        f"/provider/tasks/{task.public_id}/",
    ]
    assert {member.get(path).status_code for path in paths} == {200}

    client.force_login(stranger.user)
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert decide(client, "complete", [ada]).status_code == 404
    assert "Ada Unmistakable" not in client.get("/provider/tasks/").text

    client.force_login(make_membership(organisation=run.course.organisation).user)
    assert client.get(paths[7]).status_code == 200
    client.force_login(teacher.user)
    teacher.user.memberships.update(ended_at=timezone.now())
    assert {client.get(path).status_code for path in paths} == {403}


def test_forged_ids_in_bulk_forms_are_refused(member, run):
    ada, eve = on(run, "Ada"), make_enrolment()
    day = dated("last_day", timezone.localdate())

    assert decide(member, "complete", [ada, eve], **day).status_code == 404
    assert decide(member, "steal", [ada], **day).status_code == 302
    assert set(Enrolment.objects.values_list("state", flat=True)) == {State.IN_LEARNING}


def test_a_note_beside_a_mark_is_kept_for_the_provider_alone(member, run):
    ada, session = on(run, "Ada"), make_session(run=run)
    path = f"/provider/sessions/{session.public_id}/register/"

    member.post(
        path, {"version": 1, f"mark-{ada.public_id}": "late", f"note-{ada.public_id}": " Bus <late>. "}
    )

    mark = AttendanceMark.objects.get()
    assert (mark.mark, mark.note) == ("late", "Bus <late>.")
    assert 'value="Bus &lt;late&gt;."' in member.get(path).text
    own = Client()
    own.force_login(ada.learner.user)
    assert "Bus" not in own.get(f"/me/learning/{ada.public_id}/").text


@pytest.mark.parametrize(
    ("mark", "note", "sentence"),
    [
        ("late", "x" * 201, "at most 200 characters"),
        ("late", "a\x00b", "hidden characters"),
        ("", "Rang.", "Mark each person"),
    ],
)
def test_a_note_that_cannot_be_kept_says_why_and_stays_on_the_page(member, run, mark, note, sentence):
    ada, session = on(run, "Ada"), make_session(run=run)
    sent = {f"mark-{ada.public_id}": mark} if mark else {}

    page = member.post(
        f"/provider/sessions/{session.public_id}/register/",
        {"version": 1, f"note-{ada.public_id}": note, **sent},
    ).text

    assert sentence in page
    assert note.replace("\x00", "") in page.replace("\x00", "")
    assert not AttendanceMark.objects.exists()
