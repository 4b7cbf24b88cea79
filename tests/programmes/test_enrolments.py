"""From a place to a result, with registers and what came of it."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.outbox.models import OutboxTask
from district.skills.models import SkillState
from district.web.errors import NotAllowed, Refused
from learners.models import Evidence, HeldSkill
from learners.services import profiles
from programmes.models import (
    Application,
    AttendanceMark,
    Destination,
    Enrolment,
    OfferCondition,
    RunSession,
    TutorTask,
)
from programmes.services import attendance, enrolments, letters, sessions, tutor_tasks
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.partners import actor_of, make_staff
from tests.factories.places import make_postcode
from tests.factories.programmes import (
    make_application,
    make_course,
    make_enrolment,
    make_open_run,
    make_session,
    make_taught_skill,
)
from tests.factories.skills import make_skill

State = Enrolment.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def run(provider):
    """Began ten days ago."""
    starts_on = timezone.localdate() - timedelta(days=10)
    return make_open_run(
        course=make_course(organisation=provider),
        capacity=3,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(70),
    )


@pytest.fixture
def coming(provider):
    """Begins in a month, with one place."""
    return make_open_run(course=make_course(organisation=provider), capacity=1)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


# From the place to the first day ---------------------------------------------------------------------


def test_an_accepted_place_becomes_an_enrolment_with_the_facts_at_its_start(coming, teacher):
    learner = make_learner(postcode=make_postcode(postcode="B4 7ET"))
    application = make_application(run=coming, learner=learner, state=Application.State.ACCEPTED)

    enrolment = enrolments.confirm(application=application, values={"uln": "1000000019"}, by=teacher)
    again = enrolments.confirm(application=application, by=teacher)

    application.refresh_from_db()
    coming.refresh_from_db()
    assert again == enrolment
    assert (application.state, application.holds_place) == (Application.State.ENROLLED, False)
    assert (enrolment.state, enrolment.holds_place, coming.places_taken) == (State.ENROLLED, True, 1)
    assert (enrolment.prior_level, enrolment.employment_status, enrolment.uln) == ("4", "11", "1000000019")
    assert enrolment.council_code == learner.postcode.council_id
    assert enrolment.starts_on == coming.starts_on
    assert enrolment.age_at_start == application.age_on(coming.starts_on)


def test_conditions_come_first(coming, teacher):
    application = make_application(run=coming, state=Application.State.ACCEPTED)
    OfferCondition.objects.create(application=application, words="Show proof of address")

    with pytest.raises(Refused, match="Show proof of address"):
        enrolments.confirm(application=application, by=teacher)


def test_a_place_given_back_after_enrolment_goes_to_the_next(coming, teacher):
    application = make_application(run=coming, state=Application.State.ACCEPTED)
    waits = make_application(run=coming, state=Application.State.WAITLISTED)
    enrolment = enrolments.confirm(application=application, by=teacher)

    enrolments.cancel(enrolment=enrolment, by=actor_of(application.learner.user))
    enrolments.cancel(enrolment=enrolment, by=teacher)

    waits.refresh_from_db()
    coming.refresh_from_db()
    assert (waits.state, coming.places_taken) == (Application.State.OFFERED, 1)


def test_only_the_provider_and_wmca_administrators_touch_the_roster(run, stranger):
    enrolment = make_enrolment(run=run)

    for actor in (stranger, actor_of(enrolment.learner.user), actor_of(make_staff(rank="member"))):
        with pytest.raises(NotAllowed):
            enrolments.complete(enrolment=enrolment, last_day=today(), by=actor)
    assert (
        enrolments.complete(enrolment=enrolment, last_day=today(), by=actor_of(make_staff())).state
        == State.COMPLETED
    )
    assert not Enrolment.objects.visible_to(stranger).exists()


# Results ---------------------------------------------------------------------------------------------


def test_completing_puts_what_was_taught_on_the_profile_and_matches_afresh(run, teacher):
    learner = make_learner()
    better, lower, new, suggested = (
        make_skill(label=label) for label in ("Python", "SQL", "HTML", "Guesswork")
    )
    for skill, level in ((better, 2), (lower, 3), (new, 1)):
        make_taught_skill(course=run.course, skill=skill, level=level)
    make_taught_skill(course=run.course, skill=suggested, state=SkillState.SUGGESTED)
    make_held_skill(learner=learner, skill=better, level=4)
    make_held_skill(learner=learner, skill=lower, level=1)
    enrolment = make_enrolment(run=run, learner=learner)

    enrolments.complete(enrolment=enrolment, last_day=today(), by=teacher)
    OutboxTask.objects.filter(name="matching.match_learner").delete()
    enrolments.complete(enrolment=enrolment, last_day=today(), by=teacher)

    held = {row.skill: (row.level, row.evidence) for row in HeldSkill.objects.filter(learner=learner)}
    assert held == {
        better: (4, Evidence.WORK),
        lower: (3, Evidence.COMPLETION),
        new: (1, Evidence.COMPLETION),
    }
    assert HeldSkill.objects.get(skill=new).evidence_note == run.course.title
    assert not OutboxTask.objects.filter(name="matching.match_learner").exists()


def test_a_completion_has_matches_worked_out_in_the_same_transaction(run, teacher):
    make_taught_skill(course=run.course, skill=make_skill(label="SQL"))
    enrolment = make_enrolment(run=run)

    enrolments.complete(enrolment=enrolment, last_day=today(), by=teacher)

    promised = OutboxTask.objects.filter(name="matching.match_learner").order_by("id").last()
    assert promised.args == {"learner_id": enrolment.learner_id}


def test_the_codes_of_the_national_record_follow_from_the_state(run, teacher):
    enrolment = make_enrolment(run=run)
    seen = [(enrolment.completion_status, enrolment.outcome)]
    for act in (
        lambda: enrolments.complete(enrolment=enrolment, last_day=today(-2), by=teacher),
        lambda: enrolments.not_achieve(enrolment=enrolment, by=teacher),
        lambda: enrolments.achieve(enrolment=enrolment, on=today(), by=teacher),
    ):
        changed = act()
        seen.append((changed.completion_status, changed.outcome))

    assert seen == [("1", ""), ("2", "8"), ("2", "3"), ("2", "1")]
    assert Enrolment(state=State.WITHDRAWN).completion_status == "3"
    assert Enrolment(state=State.ON_BREAK).completion_status == "6"
    assert Enrolment(state=State.ENROLLED).completion_status == ""


@pytest.mark.parametrize("days", [1, -11])
def test_the_last_day_is_neither_in_the_future_nor_before_the_first(run, teacher, days):
    enrolment = make_enrolment(run=run)

    with pytest.raises(Refused, match="last day of learning"):
        enrolments.complete(enrolment=enrolment, last_day=today(days), by=teacher)


def test_leaving_needs_a_reason_of_the_list_and_frees_the_place(run, teacher):
    enrolment = make_enrolment(run=run)

    with pytest.raises(Refused, match="reason"):
        enrolments.withdraw(enrolment=enrolment, last_day=today(), reason="1", by=teacher)
    left = enrolments.withdraw(enrolment=enrolment, last_day=today(), reason="44", by=teacher)

    run.refresh_from_db()
    assert (left.state, left.withdrawal_reason, run.places_taken) == (State.WITHDRAWN, "44", 0)
    with pytest.raises(IntegrityError, match="withdrawal_has_reason"), transaction.atomic():
        Enrolment.objects.filter(pk=left.pk).update(withdrawal_reason="")


def test_after_a_break_a_new_enrolment_goes_on_and_keeps_the_place(run, teacher):
    enrolment = make_enrolment(run=run, learner_reference="A1", learning_aim="60351234")

    enrolments.take_break(enrolment=enrolment, last_day=today(-5), by=teacher)
    with pytest.raises(Refused, match="after the break"):
        enrolments.resume(enrolment=enrolment, on=today(-5), by=teacher)
    again = enrolments.resume(enrolment=enrolment, on=today(-1), by=teacher)

    enrolment.refresh_from_db()
    run.refresh_from_db()
    assert (enrolment.state, enrolment.holds_place) == (State.ON_BREAK, False)
    assert (again.state, again.restart_of, again.learner_reference) == (State.IN_LEARNING, enrolment, "A1")
    assert (again.holds_place, run.places_taken) == (True, 1)
    assert enrolments.resume(enrolment=enrolment, on=today(-1), by=teacher) == again


def test_a_mistake_is_put_right_with_its_reason(run, teacher):
    enrolment = make_enrolment(run=run)
    enrolments.withdraw(enrolment=enrolment, last_day=today(), reason="44", by=teacher)

    with pytest.raises(Refused, match="what was wrong"):
        enrolments.correct(enrolment=enrolment, to=State.IN_LEARNING, reason=" ", by=teacher)
    right = enrolments.correct(
        enrolment=enrolment, to=State.IN_LEARNING, reason="The wrong person.", by=teacher
    )

    run.refresh_from_db()
    assert (right.state, right.ended_on, right.withdrawal_reason, run.places_taken) == (
        State.IN_LEARNING,
        None,
        "",
        1,
    )
    with pytest.raises(Refused, match="cannot become"):
        enrolments.correct(enrolment=enrolment, to=State.ACHIEVED, reason="x", by=teacher)


@pytest.mark.parametrize("state", State.values)
def test_whatever_the_table_does_not_list_is_refused(state):
    enrolment = Enrolment(state=state)

    for to in set(State.values) - Enrolment.TRANSITIONS[State(state)] - {state}:
        with pytest.raises(Refused):
            enrolments.states.move(enrolment, to)
    assert enrolment.state == state


def test_the_record_is_checked_and_unique(run, teacher):
    first = make_enrolment(run=run, learner_reference="A1", learning_aim="60351234")
    other = make_enrolment(run=run, learning_aim="60351234")

    with pytest.raises(Refused, match="unique learner number"):
        enrolments.change_record(enrolment=first, values={"uln": "1234567890"}, by=teacher)
    with pytest.raises(Refused, match="same aim and first day"):
        enrolments.change_record(enrolment=other, values={"learner_reference": "A1"}, by=teacher)
    with pytest.raises(Refused, match="planned end is before"):
        enrolments.change_record(enrolment=other, values={"planned_end_on": date(2020, 1, 1)}, by=teacher)


# Destinations ----------------------------------------------------------------------------------------


def test_what_came_of_it_is_recorded_once(run, teacher):
    enrolment = make_enrolment(run=run, state=State.COMPLETED)

    for _ in range(2):
        enrolments.record_destination(
            enrolment=enrolment, kind="EMP", code="1", starts_on=today(), by=teacher
        )

    assert str(Destination.objects.get()) == "Paid work, 16 hours or more a week"
    for kind, code, words in (("EMP", "3", "listed"), ("XXX", "1", "listed")):
        with pytest.raises(Refused, match=words):
            enrolments.record_destination(
                enrolment=enrolment, kind=kind, code=code, starts_on=today(), by=teacher
            )
    with pytest.raises(Refused, match="a year from now"):
        enrolments.record_destination(
            enrolment=enrolment, kind="EMP", code="1", starts_on=today(366), by=teacher
        )
    with pytest.raises(Refused, match="end of the course first"):
        enrolments.record_destination(
            enrolment=make_enrolment(run=run), kind="EMP", code="1", starts_on=today(), by=teacher
        )


# Sessions and registers ------------------------------------------------------------------------------


def test_a_timetable_is_planned_from_days_and_times_and_twice_is_once(coming, teacher):
    plan = {"weekdays": {0, 2}, "starts": time(18, 0), "ends": time(20, 0)}

    new = sessions.plan(run=coming, **plan, by=teacher)
    assert sessions.plan(run=coming, **plan, by=teacher) == []

    days = {timezone.localtime(session.starts_at).weekday() for session in new}
    assert (len(new), days) == (16, {0, 2})
    assert {timezone.localtime(session.starts_at).hour for session in new} == {18}


def test_a_session_that_moves_tells_those_on_the_run(coming, teacher, mailbox):
    enrolment = make_enrolment(run=coming, state=State.ENROLLED, starts_on=coming.starts_on)
    session = make_session(run=coming, starts_at=timezone.now() + timedelta(days=40))

    sessions.change(session=session, values={"title": "Week one"}, by=teacher)
    assert not OutboxTask.objects.filter(name="programmes.write_about_session").exists()
    sessions.cancel(session=session, by=teacher)
    letters.write_about_session(session_id=session.id, version=3)

    (message,) = mailbox()
    assert message.to == enrolment.learner.user.email
    assert "will not take place" in message.text


def test_a_whole_register_is_taken_in_one_go(run, teacher):
    here, late, away = (make_enrolment(run=run, state=State.ENROLLED) for _ in range(3))
    session = make_session(run=run)

    attendance.take_register(
        session=session,
        marks={
            here.public_id: ("present", ""),
            late.public_id: ("late", "Train"),
            away.public_id: ("absent", ""),
        },
        by=teacher,
    )

    assert list(AttendanceMark.objects.order_by("enrolment_id").values_list("mark", flat=True)) == [
        *("present", "late", "absent")
    ]
    states = [Enrolment.objects.get(pk=each.pk).state for each in (here, late, away)]
    assert states == [State.IN_LEARNING, State.IN_LEARNING, State.ENROLLED]
    assert RunSession.objects.get().register_taken_by == teacher.user


def test_a_register_says_no_to_what_cannot_be(run, teacher, stranger):
    enrolment, other = make_enrolment(run=run), make_enrolment()
    session = make_session(run=run)

    def take(marks, session=session, by=teacher, **more):
        attendance.take_register(session=session, marks=marks, by=by, **more)

    with pytest.raises(Refused, match="not on the course run"):
        take({other.public_id: ("present", "")})
    with pytest.raises(Refused, match="Mark each person"):
        take({enrolment.public_id: ("asleep", "")})
    with pytest.raises(Refused, match="meanwhile"):
        take({enrolment.public_id: ("present", "")}, version=0)
    with pytest.raises(Refused, match="not begun"):
        take({}, session=make_session(run=run, starts_at=timezone.now() + timedelta(days=1)))
    with pytest.raises(NotAllowed):
        take({enrolment.public_id: ("present", "")}, by=stranger)
    assert not AttendanceMark.objects.exists()


def test_two_absences_in_a_row_make_one_task_for_the_tutor(run, teacher):
    enrolment, other = make_enrolment(run=run), make_enrolment(run=run)
    marks = ["absent", "present", "absent", "absent", "absent"]
    for number, mark in enumerate(marks):
        session = make_session(run=run, starts_at=timezone.now() - timedelta(days=9 - number))
        attendance.take_register(
            session=session,
            marks={enrolment.public_id: (mark, ""), other.public_id: ("excused", "")},
            by=teacher,
        )
        assert TutorTask.objects.count() == (1 if number >= 3 else 0)

    task = TutorTask.objects.get()
    assert (task.enrolment, task.cause) == (enrolment, TutorTask.Cause.ABSENCES)
    assert today() < task.due_on <= today(3)
    with pytest.raises(Refused, match="what came of it"):
        tutor_tasks.finish(task=task, outcome="", by=teacher)
    done = tutor_tasks.finish(task=task, outcome="support", note="Bus pass", by=teacher)
    assert (done.outcome, done.done_by) == ("support", teacher.user)


# Letters, and leaving the portal ---------------------------------------------------------------------


@pytest.mark.parametrize("step", letters.Step)
def test_every_step_is_written_about_once(step, run, mailbox):
    enrolment = make_enrolment(run=run, state=State.COMPLETED)

    for _ in range(2):
        letters.write_about_enrolment(enrolment_id=enrolment.id, step=step, version=1)

    (message,) = mailbox()
    assert (message.to, run.course.title in message.text) == (enrolment.learner.user.email, True)


def test_the_record_of_learning_outlives_the_profile_without_its_name(run, teacher):
    enrolment = make_enrolment(run=run, learner_reference="A1")
    learner, learner_id = enrolment.learner, enrolment.learner_id

    profiles.delete(learner=learner, by=actor_of(learner.user))

    enrolment.refresh_from_db()
    assert (enrolment.learner_id, enrolment.state) == (None, State.IN_LEARNING)
    assert not Enrolment.pgh_event_model.objects.filter(learner_id=learner_id).exists()
    assert enrolments.complete(enrolment=enrolment, last_day=today(), by=teacher).state == State.COMPLETED
