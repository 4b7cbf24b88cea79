"""A learner's way to a place, and what the provider decides on it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.outbox.models import OutboxTask
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from district.web.templatetags.district import day
from learners.models import Learner
from learners.services import profiles
from programmes.models import (
    Admission,
    Application,
    CourseRun,
    MissingSkill,
    OfferCondition,
    PlaceRule,
    SupportNeed,
)
from programmes.services import applications, decisions, letters, runs, waiting
from programmes.services.applications import Need
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_actor, make_membership, make_staff
from tests.factories.programmes import make_application, make_course, make_open_run
from tests.factories.skills import make_skill

State = Application.State
pytestmark = pytest.mark.django_db


def own(application: Application) -> Actor:
    return actor_of(application.learner.user)


def promised(application: Application) -> list[str]:
    """The letters promised about an application, in order."""
    rows = OutboxTask.objects.filter(name="programmes.write_about_application").order_by("id")
    return [row.args["act"] for row in rows if row.args["application_id"] == application.id]


@pytest.fixture
def run(provider: Any) -> CourseRun:
    """Two places, first come."""
    return make_open_run(course=make_course(organisation=provider), capacity=2)


@pytest.fixture
def decided_run(provider: Any) -> CourseRun:
    """Two places; the provider decides."""
    return make_open_run(course=make_course(organisation=provider), capacity=2, admission=Admission.DECISION)


# Beginning -------------------------------------------------------------------------------------------


def test_a_second_click_finds_the_draft_that_was_begun(run):
    learner = make_learner()

    first = applications.start(run=run, learner=learner, by=actor_of(learner.user))
    second = applications.start(run=run, learner=learner, by=actor_of(learner.user))

    assert first == second
    assert (first.state, first.answered) == (State.DRAFT, [])


def test_what_was_told_before_is_in_the_next_application(run):
    before = make_application(state=State.WITHDRAWN)

    draft = applications.start(run=run, learner=before.learner, by=own(before))

    assert (draft.prior_level, draft.born_on, draft.why) == ("4", date(1990, 5, 17), "")
    assert draft.answered == ["born", "contact", "prior", "work"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"admission": Admission.ELSEWHERE}, "own website"),
        ({"state": CourseRun.State.CLOSED}, "no more applications"),
        ({"state": CourseRun.State.CANCELLED}, "will not take place"),
        ({"starts_on": date(2020, 1, 6)}, "has started"),
    ],
)
def test_nobody_applies_where_it_leads_nowhere(fields, words):
    run, learner = make_open_run(**fields), make_learner()

    with pytest.raises(Refused, match=words):
        applications.start(run=run, learner=learner, by=actor_of(learner.user))


def test_staff_apply_for_somebody_who_agreed_and_both_are_on_record(run):
    learner, staff = make_learner(), actor_of(make_staff())

    with pytest.raises(Refused, match="agreed"):
        applications.start(run=run, learner=learner, by=staff)
    draft = applications.start(run=run, learner=learner, agreed_how="At the library, in person", by=staff)

    assert (draft.learner, draft.applied_by, draft.applied_for) == (learner, staff.user, staff.organisation)
    with pytest.raises(NotAllowed):
        applications.start(run=run, learner=learner, agreed_how="x", by=make_actor(role=Role.EMPLOYER))


def test_an_answer_is_saved_and_checked():
    draft = make_application(answered=[])

    applications.answer(
        application=draft,
        question="work",
        values={"employment_status": "11", "is_at_risk": True},
        by=own(draft),
    )

    draft.refresh_from_db()
    assert (draft.employment_status, draft.is_at_risk, draft.answered) == ("11", False, ["work"])
    with pytest.raises(Refused, match="date of birth"):
        applications.answer(
            application=draft, question="born", values={"born_on": timezone.localdate()}, by=own(draft)
        )
    with pytest.raises(Refused, match="Somebody has changed"):
        applications.answer(
            application=draft, question="why", values={"why": "New"}, version=draft.version - 1, by=own(draft)
        )
    with pytest.raises(NotAllowed):
        applications.answer(application=draft, question="why", values={"why": "x"}, by=make_actor())


def test_what_is_not_answered_is_asked_for_before_it_is_sent():
    draft = make_application(answered=["born", "work", "prior", "contact"])

    with pytest.raises(Refused, match="why you would like"):
        applications.submit(application=draft, by=own(draft))


# First come ------------------------------------------------------------------------------------------


def test_whoever_comes_first_is_offered_a_place_and_the_others_wait_in_order(run):
    sent = [make_application(run=run) for _ in range(4)]

    answers = [applications.submit(application=each, by=own(each)) for each in sent]
    again = applications.submit(application=sent[2], by=own(sent[2]))

    assert [each.state for each in answers] == [State.OFFERED] * 2 + [State.WAITLISTED] * 2
    assert [each.waiting_number for each in answers] == [None, None, 1, 2]
    assert [waiting.place(each) for each in answers] == [None, None, 1, 2]
    assert again.waiting_number == 1
    run.refresh_from_db()
    assert run.places_taken == 2
    assert promised(sent[0]) == ["offered"]
    assert promised(sent[2]) == ["waitlisted"]


def test_a_run_without_limit_offers_everybody_a_place():
    run = make_open_run(capacity=None)
    sent = [make_application(run=run) for _ in range(3)]

    assert {applications.submit(application=each, by=own(each)).state for each in sent} == {State.OFFERED}


def test_an_offer_ends_after_the_hours_of_the_run_and_before_its_first_day():
    soon = make_open_run(starts_on=timezone.localdate() + timedelta(days=1))
    later = make_open_run(offer_hours=24)
    first, second = make_application(run=soon), make_application(run=later)

    first = applications.submit(application=first, by=own(first))
    second = applications.submit(application=second, by=own(second))

    assert timezone.localtime(first.offer_ends_at).date() == soon.starts_on
    assert second.offer_ends_at - second.offered_at == timedelta(hours=24)


@pytest.mark.parametrize("leave", [applications.decline, applications.withdraw])
def test_a_place_that_is_given_back_goes_to_the_next_at_once(run, leave):
    first, second, third, fourth = (make_application(run=run) for _ in range(4))
    for each in (first, second, third, fourth):
        applications.submit(application=each, by=own(each))

    left = leave(application=first, by=own(first))
    leave(application=first, by=own(first))

    third.refresh_from_db()
    fourth.refresh_from_db()
    run.refresh_from_db()
    assert left.state in {State.DECLINED, State.WITHDRAWN}
    assert (third.state, fourth.state, run.places_taken) == (State.OFFERED, State.WAITLISTED, 2)
    assert promised(third) == ["waitlisted", "offered"]
    assert waiting.place(fourth) == 1


def test_more_places_are_offered_to_those_who_wait(run, teacher):
    sent = [make_application(run=run) for _ in range(4)]
    for each in sent:
        applications.submit(application=each, by=own(each))

    runs.change(run=run, values={"capacity": 3}, by=teacher)

    assert [Application.objects.get(pk=each.pk).state for each in sent][2:] == [
        State.OFFERED,
        State.WAITLISTED,
    ]


def test_accepting_keeps_the_place_and_twice_is_once(run):
    application = make_application(run=run, state=State.OFFERED)

    applications.accept(application=application, by=own(application))
    accepted = applications.accept(application=application, by=own(application))

    assert (accepted.state, accepted.holds_place) == (State.ACCEPTED, True)
    assert accepted.busy.lower == run.starts_on
    assert promised(application) == ["accepted"]


def test_nobody_accepts_for_somebody_else(run):
    application = make_application(run=run, state=State.OFFERED)

    for actor in (make_actor(), make_actor(role=Role.PROVIDER)):
        with pytest.raises(NotAllowed):
            applications.accept(application=application, by=actor)


def test_an_offer_that_has_run_out_is_refused_and_passed_on_by_the_clock(run, teacher):
    late = make_application(run=run, state=State.OFFERED, offer_ends_at=timezone.now() - timedelta(minutes=1))
    other = make_application(run=run, state=State.OFFERED)
    waits = make_application(run=run, state=State.WAITLISTED)

    with pytest.raises(Refused, match="has run out"):
        applications.accept(application=late, by=own(late))
    assert waiting.promise_what_is_due() == 1
    waiting.settle(run_id=run.id)
    waiting.settle(run_id=run.id)

    states = [Application.objects.get(pk=each.pk).state for each in (late, other, waits)]
    assert states == [State.OFFER_EXPIRED, State.OFFERED, State.OFFERED]
    assert promised(late) == ["expired"]
    assert waiting.promise_what_is_due() == 0


def test_one_reminder_comes_in_the_last_quarter_of_the_time(run):
    now = timezone.now()
    soon = make_application(
        run=run,
        state=State.OFFERED,
        offered_at=now - timedelta(hours=40),
        offer_ends_at=now + timedelta(hours=8),
    )
    make_application(run=run, state=State.OFFERED)

    assert (waiting.remind(), waiting.remind()) == (1, 0)
    assert promised(soon) == ["reminded"]


def test_when_a_run_begins_nobody_is_left_without_an_answer(run):
    waits, draft = make_application(run=run, state=State.WAITLISTED), make_application(run=run)
    accepted = make_application(run=run, state=State.ACCEPTED)
    CourseRun.objects.filter(pk=run.pk).update(starts_on=timezone.localdate(), capacity=1)

    assert waiting.promise_what_is_due() == 1
    waiting.settle(run_id=run.id)

    waits.refresh_from_db()
    draft.refresh_from_db()
    accepted.refresh_from_db()
    assert (waits.state, waits.reason, draft.state) == (State.UNSUCCESSFUL, "run_started", State.WITHDRAWN)
    assert accepted.state == State.ACCEPTED
    assert (promised(waits), promised(draft)) == (["refused"], [])


def test_a_run_that_is_cancelled_answers_those_who_applied(decided_run, teacher):
    sent = make_application(run=decided_run, state=State.SUBMITTED)

    runs.cancel(run=decided_run, by=teacher)

    sent.refresh_from_db()
    assert (sent.state, sent.reason) == (State.UNSUCCESSFUL, "run_cancelled")


# Overlap ---------------------------------------------------------------------------------------------


def test_a_place_on_the_same_days_as_another_is_refused_by_name(run):
    learner = make_learner()
    first = make_application(run=run, learner=learner, state=State.OFFERED)
    same_days = make_open_run(course=make_course(title="Networks by night"), starts_on=run.starts_on)
    second = make_application(run=same_days, learner=learner, state=State.OFFERED)
    flexible = make_application(run=make_open_run(is_flexible=True), learner=learner, state=State.OFFERED)

    applications.accept(application=second, by=own(second))
    with pytest.raises(Refused, match="Networks by night"):
        applications.accept(application=first, by=own(first))

    first.refresh_from_db()
    assert first.state == State.OFFERED
    assert applications.accept(application=flexible, by=own(flexible)).busy is None
    applications.withdraw(application=second, by=own(second))
    assert applications.accept(application=first, by=own(first)).state == State.ACCEPTED


def test_the_database_itself_refuses_overlapping_places(run):
    application = make_application(run=run, state=State.ACCEPTED, busy=(date(2031, 1, 6), date(2031, 2, 3)))

    with pytest.raises(IntegrityError, match="no_overlapping_places"), transaction.atomic():
        make_application(
            learner=application.learner, state=State.ACCEPTED, busy=(date(2031, 2, 2), date(2031, 2, 9))
        )
    make_application(
        learner=application.learner, state=State.ACCEPTED, busy=(date(2031, 2, 3), date(2031, 2, 9))
    )


def test_dates_do_not_move_onto_another_place_of_somebody(run, teacher):
    learner = make_learner()
    accepted = make_application(run=run, learner=learner, state=State.OFFERED)
    applications.accept(application=accepted, by=own(accepted))
    later = make_open_run(starts_on=run.starts_on + timedelta(days=100))
    other = make_application(run=later, learner=learner, state=State.OFFERED)
    applications.accept(application=other, by=own(other))

    with pytest.raises(Refused, match="another course on the new days"):
        runs.change(run=run, values={"starts_on": later.starts_on}, by=teacher)
    runs.change(run=run, values={"starts_on": run.starts_on + timedelta(days=7)}, by=teacher)

    accepted.refresh_from_db()
    assert accepted.busy.lower == run.starts_on + timedelta(days=7)


# Support ---------------------------------------------------------------------------------------------


def test_a_place_is_kept_while_shared_questions_about_support_are_open(run, teacher):
    draft = make_application(run=run)
    applications.tell_support(
        application=draft,
        needs=[Need("travel", "No car", is_shared=True), Need("childcare", "Two small ones")],
        by=own(draft),
    )

    sent = applications.submit(application=draft, by=own(draft))
    with pytest.raises(Refused, match="Answer first"):
        decisions.offer(application=sent, by=teacher)
    offered = decisions.answer_support(
        application=sent, answers={"travel": ("yes", ""), "childcare": ("no", "never seen")}, by=teacher
    )

    run.refresh_from_db()
    assert (sent.state, sent.holds_place) == (State.UNDER_REVIEW, True)
    assert (offered.state, run.places_taken) == (State.OFFERED, 1)
    assert promised(draft) == ["received", "support_asked", "support_answered", "offered"]
    private = SupportNeed.objects.get(application=draft, kind="childcare")
    assert (private.answer, private.is_shared) == ("", False)


def test_an_answer_about_support_that_is_no_yes_says_more(run, teacher):
    application = make_application(run=run, state=State.UNDER_REVIEW)
    SupportNeed.objects.create(application=application, kind="kit", is_shared=True)

    with pytest.raises(Refused, match="Say what you can do"):
        decisions.answer_support(application=application, answers={"kit": ("partly", " ")}, by=teacher)


def test_the_next_on_the_list_with_an_open_question_keeps_the_place_until_it_is_answered(run, teacher):
    first, second = (make_application(run=run, state=State.OFFERED) for _ in range(2))
    waits = make_application(run=run, state=State.WAITLISTED)
    SupportNeed.objects.create(application=waits, kind="kit", is_shared=True)

    applications.decline(application=first, by=own(first))
    waits.refresh_from_db()
    assert (waits.state, waits.holds_place, promised(waits)) == (State.WAITLISTED, True, ["support_asked"])
    decisions.answer_support(application=waits, answers={"kit": ("yes", "")}, by=teacher)

    waits.refresh_from_db()
    run.refresh_from_db()
    assert (waits.state, run.places_taken) == (State.OFFERED, 2)
    assert second.holds_place


# By decision -----------------------------------------------------------------------------------------


def test_the_provider_offers_no_more_than_there_are_places(decided_run, teacher):
    sent = [make_application(run=decided_run) for _ in range(3)]
    for each in sent:
        assert applications.submit(application=each, by=own(each)).state == State.SUBMITTED

    done = decisions.offer_many(applications=sent, conditions=["Show proof of address"], by=teacher)

    assert [each.pk for each in done.changed] == [sent[0].pk, sent[1].pk]
    assert [(each.pk, str(why)) for each, why in done.refused] == [
        (sent[2].pk, "All places on this course run are taken.")
    ]
    assert decisions.waitlist(application=sent[2], by=teacher).waiting_number == 1
    assert OfferCondition.objects.count() == 2


def test_nobody_is_offered_a_place_past_those_who_wait(decided_run, teacher):
    make_application(run=decided_run, state=State.WAITLISTED)
    second = make_application(run=decided_run, state=State.WAITLISTED)
    new = make_application(run=decided_run, state=State.SUBMITTED)

    for passing in (second, new):
        with pytest.raises(Refused, match="waiting list"):
            decisions.offer(application=passing, by=teacher)


def test_a_refusal_for_missing_skills_names_them(decided_run, teacher):
    sent, skill = make_application(run=decided_run, state=State.SUBMITTED), make_skill(label="SQL")

    with pytest.raises(Refused, match="Name the skills"):
        decisions.refuse(application=sent, reason="missing_skills", by=teacher)
    refused = decisions.refuse(
        application=sent, reason="missing_skills", skills=[(skill.public_id, 2)], by=teacher
    )

    assert (refused.state, refused.decided_by) == (State.UNSUCCESSFUL, teacher.user)
    assert MissingSkill.objects.values_list("skill__label", "level").get() == ("SQL", 2)
    with pytest.raises(Refused, match="cannot become"):
        decisions.offer(application=sent, by=teacher)


def test_somebody_found_not_eligible_may_ask_once_to_look_again(decided_run, teacher):
    sent = make_application(run=decided_run, state=State.SUBMITTED, earnings=24_000)
    decisions.refuse(application=sent, to=State.INELIGIBLE, reason="age", by=teacher)

    again = applications.appeal(application=sent, by=own(sent))
    decisions.refuse(application=sent, to=State.INELIGIBLE, reason="age", by=teacher)

    assert (again.state, again.earnings) == (State.UNDER_REVIEW, None)
    with pytest.raises(Refused, match="again already"):
        applications.appeal(application=sent, by=own(sent))


def test_an_offer_is_taken_back_only_with_a_reason(decided_run, teacher):
    offered = make_application(run=decided_run, state=State.OFFERED)

    with pytest.raises(Refused, match="why"):
        decisions.withdraw_offer(application=offered, note=" ", by=teacher)
    decisions.withdraw_offer(application=offered, note="Our tutor is ill.", by=teacher)

    decided_run.refresh_from_db()
    assert decided_run.places_taken == 0


def test_only_the_provider_decides(decided_run, stranger):
    sent = make_application(run=decided_run, state=State.SUBMITTED)

    for actor in (stranger, own(sent), actor_of(make_staff())):
        with pytest.raises(NotAllowed):
            decisions.offer(application=sent, by=actor)
    with pytest.raises(NotAllowed):
        waiting.promote(run=decided_run, by=stranger)


def test_a_draft_is_nobody_elses_business(decided_run, teacher, stranger):
    draft, sent = make_application(run=decided_run), make_application(run=decided_run, state=State.SUBMITTED)

    assert set(Application.objects.visible_to(teacher)) == {sent}
    assert set(Application.objects.visible_to(stranger)) == set()
    assert set(Application.objects.of(own(draft))) == {draft}
    with pytest.raises(Refused, match="not been sent"):
        decisions.refuse(application=draft, reason="full", by=teacher)


@pytest.mark.parametrize("state", State.values)
def test_whatever_the_table_does_not_list_is_refused(state):
    application = make_application(state=state)
    before = application.state

    for to in set(State.values) - Application.TRANSITIONS[State(state)] - {state}:
        assert not application.may_become(to)
        with pytest.raises(Refused):
            applications.states.move(application, to)
    assert application.state == before


# What the past says ----------------------------------------------------------------------------------


def test_the_chance_is_told_from_those_who_waited_at_about_the_same_place(run):
    past = make_open_run(course=run.course, capacity=1, starts_on=timezone.localdate() - timedelta(days=100))
    now = timezone.now()
    for number in range(1, 10):
        is_offered = number <= 4
        make_application(
            run=past,
            state=State.DECLINED if is_offered else State.UNSUCCESSFUL,
            waitlisted_at=now,
            waiting_number=number,
            joined_at_place=2,
            offered_at=now if is_offered else None,
        )

    assert waiting.chance(course_id=run.course_id, place=2).sentence.startswith("Of 9 people")
    assert "4 were offered one" in waiting.chance(course_id=run.course_id, place=3).sentence
    assert "cannot tell yet" in waiting.chance(course_id=run.course_id, place=8).sentence


# Letters, history, leaving ---------------------------------------------------------------------------


@pytest.mark.parametrize("act", letters.Act)
def test_every_letter_is_written_once_and_says_where_to_go(act, run, teacher, mailbox):
    application = make_application(
        run=run, state=State.OFFERED if act != "refused" else State.UNSUCCESSFUL, joined_at_place=3
    )

    for _ in range(2):
        letters.write_about_application(application_id=application.id, act=act, version=1)

    (message,) = mailbox()
    assert message.to == (
        teacher.user.email if act in letters.TO_PROVIDER else application.learner.user.email
    )
    assert "http" in message.text
    assert run.course.title in message.text


def test_every_change_of_state_is_in_the_history(run):
    application = make_application(run=run)
    applications.submit(application=application, by=own(application))
    applications.accept(application=application, by=own(application))

    events = Application.pgh_event_model.objects.filter(pgh_obj=application).order_by("pgh_id")
    assert [event.state for event in events] == [State.DRAFT, State.OFFERED, State.ACCEPTED]


def test_a_profile_that_goes_leaves_its_place_to_the_next_and_no_trace(run):
    leaves, stays = make_application(run=run), make_application(run=run, state=State.OFFERED)
    applications.submit(application=leaves, by=own(leaves))
    waits = make_application(run=run, state=State.WAITLISTED)
    learner_id = leaves.learner_id

    profiles.delete(learner=leaves.learner, by=own(leaves))

    waits.refresh_from_db()
    run.refresh_from_db()
    assert (waits.state, run.places_taken) == (State.OFFERED, 2)
    assert not Learner.objects.filter(pk=learner_id).exists()
    assert not Application.pgh_event_model.objects.filter(learner_id=learner_id).exists()
    assert Application.pgh_event_model.objects.filter(learner_id=stays.learner_id).exists()


# Accepted and never enrolled -------------------------------------------------------------------------


def accepted_on_a_run_that_began(days: int, capacity: int = 2, warned: int | None = None):
    """`warned`: so many days ago."""
    run = make_open_run(starts_on=timezone.localdate() - timedelta(days=days), capacity=capacity)
    warned_at = None if warned is None else timezone.now() - timedelta(days=warned)
    return run, make_application(
        run=run, state=State.ACCEPTED, accepted_at=timezone.now(), release_warned_at=warned_at
    )


def test_the_provider_is_asked_once_for_each_run_whom_to_enrol(mailbox):
    run, first = accepted_on_a_run_that_began(-2)
    second = make_application(run=run, state=State.ACCEPTED, accepted_at=timezone.now())
    accepted_on_a_run_that_began(-3)
    make_membership(organisation=run.course.organisation)

    assert [waiting.ask_to_enrol(), waiting.ask_to_enrol()] == [1, 0]

    for each in (first, second):
        each.refresh_from_db()
        assert each.enrol_asked_at is not None
    promised = OutboxTask.objects.get(name="programmes.write_about_application", args__act="enrol_asked")
    letters.write_about_application(**promised.args | {"act": letters.Act.ENROL_ASKED})
    (message,) = mailbox()
    assert message.subject == f"People to enrol: {run.course.title}"


@pytest.mark.parametrize(("days", "warned"), [(6, 0), (7, 1)])
def test_who_is_not_enrolled_a_week_after_the_start_reads_so_once(days, warned, mailbox):
    run, application = accepted_on_a_run_that_began(days)
    accepted_on_a_run_that_began(-1)
    make_application(run=run, state=State.OFFERED)

    assert [waiting.warn_of_release(), waiting.warn_of_release()] == [warned, 0]

    promised = OutboxTask.objects.filter(
        name="programmes.write_about_application", args__act="release_warned"
    )
    assert [task.args["application_id"] for task in promised] == [application.pk] * warned
    for task in promised:
        letters.write_about_application(**task.args | {"act": letters.Act.RELEASE_WARNED})
    until = timezone.localdate() + timedelta(days=7)
    assert [message.to for message in mailbox()] == [application.learner.user.email] * warned
    assert all(f"Your place is kept until {day(until)}." in message.text for message in mailbox())


def test_nobody_is_let_go_unwarned_however_long_ago_it_began():
    run, application = accepted_on_a_run_that_began(60)

    assert waiting.promise_what_is_due() == 0
    waiting.settle(run_id=run.pk)

    application.refresh_from_db()
    assert (application.state, application.holds_place) == (State.ACCEPTED, True)


def test_the_rule_of_the_day_says_how_long_a_place_is_kept():
    PlaceRule.objects.create(
        valid_from=timezone.localdate() + timedelta(days=1), warn_after_days=1, release_after_days=2
    )
    PlaceRule.objects.create(valid_from=timezone.localdate(), warn_after_days=20, release_after_days=30)
    _, early = accepted_on_a_run_that_began(19)
    _, due = accepted_on_a_run_that_began(20)

    assert waiting.warn_of_release() == 1
    early.refresh_from_db()
    due.refresh_from_db()
    assert (early.release_warned_at, bool(due.release_warned_at)) == (None, True)


def test_where_no_rule_is_laid_down_places_are_kept_two_weeks():
    PlaceRule.objects.all().delete()
    accepted_on_a_run_that_began(6)
    accepted_on_a_run_that_began(7)
    accepted_on_a_run_that_began(13, warned=7)
    accepted_on_a_run_that_began(14, warned=7)

    assert (waiting.warn_of_release(), waiting.promise_what_is_due()) == (1, 1)


@pytest.mark.parametrize(("warn", "release"), [(0, 14), (14, 14), (15, 14)])
def test_a_rule_that_does_not_warn_first_is_refused(warn, release):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceRule.objects.create(
            valid_from=timezone.localdate(), warn_after_days=warn, release_after_days=release
        )


@pytest.mark.parametrize(
    ("days", "warned", "state"),
    [(13, 7, State.ACCEPTED), (14, 6, State.ACCEPTED), (14, 7, State.WITHDRAWN), (40, 7, State.WITHDRAWN)],
)
def test_two_weeks_after_the_start_the_place_of_whom_nobody_enrolled_is_given_up(days, warned, state):
    run, application = accepted_on_a_run_that_began(days, warned=warned)

    assert waiting.promise_what_is_due() == (state == State.WITHDRAWN)
    waiting.settle(run_id=run.pk)
    waiting.settle(run_id=run.pk)

    application.refresh_from_db()
    run.refresh_from_db()
    is_released = state == State.WITHDRAWN
    assert (application.state, application.holds_place) == (state, not is_released)
    assert (run.places_taken, application.busy) == (0 if is_released else 1, None)
    assert application.reason == ("not_enrolled" if is_released else "")
    told = OutboxTask.objects.filter(name="programmes.write_about_application", args__act="released")
    assert told.count() == is_released


def test_who_was_let_go_reads_that_they_did_not_withdraw(client, mailbox):
    run, application = accepted_on_a_run_that_began(20, warned=7)
    waiting.settle(run_id=run.pk)
    letters.write_about_application(application_id=application.pk, act=letters.Act.RELEASED, version=1)
    client.force_login(application.learner.user)

    page = client.get(f"/me/applications/{application.public_id}/").text

    assert "The place is no longer kept for you" in page
    assert "You have withdrawn" not in page
    assert [message.subject for message in mailbox()] == [f"Your place is no longer kept: {run.course.title}"]
