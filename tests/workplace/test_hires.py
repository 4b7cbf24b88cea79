"""After hiring: when the work begins, whether the person agrees, and what the provider records of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.interviews.services import offers
from district.outbox.models import Message
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.workplace import queries
from district.workplace.models import Hire, OutcomeProposal, Placement
from district.workplace.services import hires, proposals
from employers.services import job_application_moves
from learners.services import profiles
from programmes.models import Destination
from tests.factories.accounts import make_user
from tests.factories.employers import make_employer, make_job_application, make_vacancy
from tests.factories.interviews import make_interview_commitment, make_interview_offer, make_interview_slot
from tests.factories.learners import make_learner
from tests.factories.partners import make_actor, make_membership
from tests.factories.programmes import make_enrolment, make_provider
from tests.factories.workplace import make_completer, make_hire, make_proposal, make_request

pytestmark = pytest.mark.django_db
State, Proposed = Hire.State, OutcomeProposal.State


def person(hire: Hire) -> Actor:
    return Actor(user=hire.learner.user)


def boss(hire: Hire) -> Actor:
    return make_actor(organisation=hire.organisation)


def provider_of(proposal: OutcomeProposal) -> Actor:
    return make_actor(organisation=proposal.enrolment.organisation)


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def subjects(address: str) -> list[str]:
    return list(Message.objects.filter(to=address).order_by("id").values_list("subject", flat=True))


# How it begins ----------------------------------------------------------------------------------------


def test_an_application_that_ends_with_a_job_is_a_hire_to_describe():
    vacancy = make_vacancy(title="Page maker")
    by = make_actor(organisation=vacancy.organisation)
    application = make_job_application(vacancy=vacancy, state="offered")
    job_application_moves.move(application=application, to="hired", by=by)
    hire = Hire.objects.get()
    assert (hire.organisation, hire.learner, hire.state) == (
        vacancy.organisation,
        application.learner,
        "to_describe",
    )
    assert (hire.job_title, hire.kind) == ("Page maker", "job")
    assert subjects(by.user.email) == ["When does it begin? Page maker"]
    job_application_moves.move(application=application, to="hired", by=by)
    assert Hire.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "agreed"), [("work_experience", "work_experience"), ("placement", "t_level")]
)
def test_an_application_for_a_placement_is_an_agreement_to_write(kind, agreed):
    application = make_job_application(vacancy=make_vacancy(kind=kind), state="offered")
    by = make_actor(organisation=application.vacancy.organisation)
    job_application_moves.move(application=application, to="hired", by=by)
    assert (Placement.objects.get().kind, Placement.objects.get().state) == (agreed, "draft")
    assert not Hire.objects.exists()


def test_a_job_offered_at_a_guaranteed_interview_is_a_hire_and_practice_is_none():
    commitment = make_interview_commitment()
    began = timezone.now() - timedelta(hours=1)
    for is_mock in (False, True):
        held = make_interview_commitment(organisation=commitment.organisation, is_mock=is_mock)
        slot = make_interview_slot(commitment=held, starts_at=began + timedelta(minutes=is_mock))
        offer = make_interview_offer(slot=slot, state="accepted")
        offers.record(offer=offer, outcome="job_offer", by=make_actor(organisation=held.organisation))
    hire = Hire.objects.get()
    assert hire.interview is not None
    assert not hire.interview.is_mock


def test_one_person_whom_one_employer_took_on_is_one_hire_however_they_came():
    employer, learner = make_employer(), make_learner()
    slot = make_interview_slot(
        commitment=make_interview_commitment(organisation=employer),
        starts_at=timezone.now() - timedelta(hours=1),
    )
    offer = make_interview_offer(slot=slot, state="accepted")
    offer.learner = learner
    offer.save()
    application = make_job_application(
        learner=learner, vacancy=make_vacancy(organisation=employer), state="offered"
    )
    by = make_actor(organisation=employer)
    offers.record(offer=offer, outcome="job_offer", by=by)
    job_application_moves.move(application=application, to="hired", by=by)
    assert Hire.objects.filter(learner=learner).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        make_hire(organisation=employer, learner=learner, state="to_describe")


# Described, agreed, disputed --------------------------------------------------------------------------


def test_a_hire_is_put_to_the_person_and_proposed_to_the_provider_who_taught_them():
    enrolment = make_completer()
    tutor = make_membership(organisation=enrolment.organisation).user
    make_enrolment(learner=enrolment.learner, state="withdrawn")
    make_completer(learner=enrolment.learner, ended_on=today(-110))
    old = make_completer(learner=enrolment.learner)
    old.starts_on, old.ended_on = today(-900), today(-800)
    old.save()
    hire = make_hire(learner=enrolment.learner, state="to_describe")
    by = boss(hire)
    hires.describe(hire=hire, starts_on=today(3), weekly_hours=16, by=by)
    hires.describe(hire=hire, starts_on=today(3), weekly_hours=16, by=by)
    hire.refresh_from_db()
    assert (hire.state, hire.version) == ("proposed", 2)
    assert OutcomeProposal.objects.filter(state="waiting").count() == 2
    assert not OutcomeProposal.objects.filter(enrolment=old).exists()
    assert subjects(hire.learner.user.email) == [f"Is this right? Your work at {hire.organisation.name}"]
    assert subjects(tutor.email) == ["Somebody you taught has found work: please record it"]
    text = Message.objects.get(to=tutor.email).text
    assert "Hanna" not in text
    assert hire.learner.user.email not in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"starts_on": today(366)}, "within a year"),
        ({"starts_on": today(-366)}, "within a year"),
        ({"weekly_hours": 0}, "1 to 60"),
        ({"weekly_hours": 61}, "1 to 60"),
    ],
)
def test_a_day_too_far_and_hours_that_cannot_be_are_refused(values, sentence):
    hire = make_hire(state="to_describe")
    with pytest.raises(Refused, match=sentence):
        hires.describe(hire=hire, **{"starts_on": today(), "weekly_hours": 20} | values, by=boss(hire))
    hire.refresh_from_db()
    assert hire.state == "to_describe"


def test_nobody_but_the_employer_describes_and_nobody_but_the_person_agrees():
    hire = make_hire(state="proposed")
    stranger = make_actor(role="employer")
    for by in (stranger, person(hire), make_actor(role="provider")):
        with pytest.raises(NotAllowed):
            hires.describe(hire=hire, starts_on=today(), weekly_hours=20, by=by)
        with pytest.raises(NotAllowed):
            hires.fall_through(hire=hire, by=by)
    for by in (stranger, boss(hire), Actor(user=make_user())):
        with pytest.raises(NotAllowed):
            hires.agree(hire=hire, may_rate=True, by=by)
        with pytest.raises(NotAllowed):
            hires.dispute(hire=hire, reason="date", by=by)


def test_the_person_agrees_once_and_may_change_whether_they_may_be_rated():
    hire = make_hire(state="proposed")
    by = boss(hire)
    hires.agree(hire=hire, may_rate=True, by=person(hire))
    hires.agree(hire=hire, may_rate=True, by=person(hire))
    hires.agree(hire=hire, may_rate=False, by=person(hire))
    hire.refresh_from_db()
    assert (hire.state, hire.may_rate) == ("agreed", False)
    assert subjects(by.user.email) == [f"They agree: {hire.job_title}"]


def test_what_is_wrong_is_put_right_by_the_employer_and_asked_again():
    proposal = make_proposal(hire=None)
    hire, tutor = proposal.hire, provider_of(proposal)
    Hire.objects.filter(pk=hire.pk).update(state="proposed")
    proposals.record(proposal=proposal, kind="EMP", code="1", starts_on=hire.starts_on, by=tutor)
    with pytest.raises(Refused, match="Choose"):
        hires.dispute(hire=hire, reason="weather", by=person(hire))
    with pytest.raises(Refused, match="Say what is wrong"):
        hires.dispute(hire=hire, reason="other", words=" ", by=person(hire))
    hires.dispute(hire=hire, reason="hours", words="It is 12.", by=person(hire))
    hires.dispute(hire=hire, reason="date", by=person(hire))
    hire.refresh_from_db()
    assert (hire.state, hire.dispute, hire.dispute_words) == ("disputed", "hours", "It is 12.")
    assert "An outcome that you recorded is said to be wrong" in subjects(tutor.user.email)
    with pytest.raises(Refused, match="do not agree"):
        proposals.record(proposal=proposal, kind="EMP", code="2", starts_on=hire.starts_on, by=tutor)
    hires.describe(hire=hire, starts_on=hire.starts_on, weekly_hours=12, by=boss(hire))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.hire.state) == ("waiting", "proposed")
    proposals.record(proposal=proposal, kind="EMP", code="2", starts_on=hire.starts_on, by=tutor)
    recorded = Destination.objects.get()
    assert (recorded.kind, recorded.code) == ("EMP", "2")  # the first record is replaced, not doubled


def test_work_that_never_began_takes_the_outcome_back():
    proposal = make_proposal()
    hire, tutor = proposal.hire, provider_of(proposal)
    with pytest.raises(Refused, match="stands at"):
        hires.fall_through(hire=hire, by=boss(hire))  # they have agreed that it began
    Hire.objects.filter(pk=hire.pk).update(state="unanswered")
    proposals.record(proposal=proposal, kind="EMP", code="1", starts_on=today(), by=tutor)
    hires.fall_through(hire=hire, by=boss(hire))
    hires.fall_through(hire=hire, by=boss(hire))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.hire.state) == ("withdrawn", "not_started")
    assert subjects(tutor.user.email)[-1] == "An outcome that you recorded did not come about"


# The provider -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "hours", "code"),
    [
        ("job", 15, ("EMP", "2")),
        ("job", 16, ("EMP", "1")),
        ("job", 40, ("EMP", "1")),
        ("apprenticeship", 30, ("EDU", "2")),
    ],
)
def test_the_proposed_code_is_that_of_the_national_record(kind, hours, code):
    assert proposals.code_of(Hire(kind=kind, weekly_hours=hours)) == code


def test_an_outcome_is_recorded_once_as_proposed_or_put_right():
    proposal = make_proposal()
    by, start = provider_of(proposal), proposal.hire.starts_on
    proposals.record(proposal=proposal, kind="EMP", code="1", starts_on=start, by=by)
    proposals.record(proposal=proposal, kind="EMP", code="1", starts_on=start, by=by)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.is_put_right, Destination.objects.count()) == ("recorded", False, 1)
    proposals.record(proposal=proposal, kind="EMP", code="2", starts_on=start, by=by)
    proposal.refresh_from_db()
    assert (proposal.is_put_right, Destination.objects.get().code) == (True, "2")
    with pytest.raises(Refused, match="stands at"):
        proposals.refuse(proposal=proposal, why_not="Not so", by=by)


def test_an_outcome_is_refused_with_its_reason_only():
    proposal = make_proposal()
    by = provider_of(proposal)
    with pytest.raises(Refused, match="Say why not"):
        proposals.refuse(proposal=proposal, why_not="  ", by=by)
    proposals.refuse(proposal=proposal, why_not="Another person", by=by)
    proposals.refuse(proposal=proposal, why_not="Again", by=by)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.why_not) == ("refused", "Another person")
    for stranger in (make_actor(role="provider"), boss(proposal.hire), person(proposal.hire)):
        with pytest.raises(NotAllowed):
            proposals.refuse(proposal=proposal, why_not="x", by=stranger)
        with pytest.raises(NotAllowed):
            proposals.record(proposal=proposal, kind="EMP", code="1", starts_on=today(), by=stranger)


def test_a_provider_sees_its_own_and_nothing_of_a_suspended_employer():
    proposal = make_proposal()
    mine, other = provider_of(proposal), make_actor(organisation=make_provider())
    assert list(queries.proposals(mine)) == [proposal]
    assert list(queries.proposals(other)) == []
    proposal.hire.organisation.roles.update(state="suspended", reason="Complaints")
    assert list(queries.proposals(mine)) == []


def test_who_completes_after_being_taken_on_is_proposed_by_the_clock():
    hire = make_hire()
    assert proposals.open_due() == 0
    make_completer(learner=hire.learner)
    assert proposals.open_due() == 1
    assert proposals.open_due() == 0


# The clock --------------------------------------------------------------------------------------------


def ago(hire: Hire, days: int) -> None:
    Hire.objects.filter(pk=hire.pk).update(moved_at=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(
    ("state", "before", "after", "becomes"),
    [
        ("to_describe", 29, 31, "closed"),
        ("proposed", 13, 15, "unanswered"),
        ("disputed", 13, 15, "closed"),
        ("agreed", 900, 900, "agreed"),
    ],
)
def test_whatever_nobody_answers_is_closed_by_time(state, before, after, becomes):
    hire = make_hire(state=state)
    ago(hire, before)
    hires.close()
    hire.refresh_from_db()
    assert hire.state == state
    ago(hire, after)
    hires.close()
    hire.refresh_from_db()
    assert hire.state == becomes


def test_who_did_not_answer_may_still_agree():
    hire = make_hire(state="unanswered")
    hires.agree(hire=hire, may_rate=False, by=person(hire))
    hire.refresh_from_db()
    assert hire.state == "agreed"


def test_an_employer_is_reminded_once():
    hire = make_hire(state="to_describe")
    by = boss(hire)
    ago(hire, 8)
    assert (hires.remind(), hires.remind()) == (1, 0)
    assert subjects(by.user.email) == [f"Still to say: when does it begin? {hire.job_title}"]


def test_a_provider_is_reminded_once_and_an_unanswered_outcome_can_still_be_recorded():
    proposal = make_proposal(asked_at=timezone.now() - timedelta(days=15))
    by = provider_of(proposal)
    assert (proposals.remind(), proposals.remind(), proposals.close()) == (1, 0, 0)
    OutcomeProposal.objects.update(asked_at=timezone.now() - timedelta(days=61))
    assert proposals.close() == 1
    proposals.record(proposal=proposal, kind="EMP", code="1", starts_on=today(), by=by)
    proposal.refresh_from_db()
    assert proposal.state == "recorded"


def test_a_profile_that_goes_leaves_the_count_and_no_name():
    hire = make_hire(state="disputed", dispute_words="I am Hanna")
    agreed = make_request().hire
    profiles.delete(learner=hire.learner, by=person(hire))
    profiles.delete(learner=agreed.learner, by=person(agreed))
    hire.refresh_from_db()
    agreed.refresh_from_db()
    assert (hire.state, hire.learner, hire.dispute_words) == ("closed", None, "")
    assert (agreed.state, agreed.learner) == ("agreed", None)
    assert agreed.rating_requests.get().state == "closed"
    assert not Hire.pgh_event_model.objects.exclude(learner_id=None).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "agreed", "starts_on": None},
        {"weekly_hours": 61},
        {"state": "disputed", "dispute": ""},
    ],
)
def test_the_database_refuses_a_hire_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_hire(**wrong)


def test_every_move_that_is_not_listed_is_refused():
    for state in State:
        for to in set(State) - Hire.TRANSITIONS[state]:
            assert not Hire(state=state).may_become(to)
