"""What a learner's home says while their matches are being worked out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from district.interviews.models import InterviewOffer
from district.matching.models import LearnerMatch
from employers.models import CandidateInvitation
from learners.models import Learner
from programmes.models import Application, Enrolment
from tests.factories.employers import make_candidate_invitation, make_vacancy
from tests.factories.interviews import make_guarantee, make_interview_offer, make_interview_slot
from tests.factories.learners import make_learner
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.programmes import make_application, make_course, make_enrolment, make_open_run

pytestmark = pytest.mark.django_db
State = Application.State


def look(client: Client, learner: Learner) -> str:
    client.force_login(learner.user)
    return client.get("/me/").text


def test_before_the_first_match_both_are_being_worked_out(client: Client) -> None:
    assert look(client, make_seeker()).count("being worked out") == 2


def test_the_courses_follow_the_jobs(client: Client) -> None:
    learner = make_seeker()
    match_everybody()
    LearnerMatch.objects.update(courses_version=0)
    assert look(client, learner).count("being worked out") == 1


@pytest.mark.parametrize("is_on", [True, False])
def test_nothing_is_being_worked_out_once_it_is_done_or_switched_off(client: Client, is_on: bool) -> None:
    learner = make_seeker(matching_on=is_on)
    match_everybody()
    assert "being worked out" not in look(client, learner)


def test_an_invitation_of_an_employer_is_what_to_do_next_until_it_is_answered_or_over(client: Client) -> None:
    learner = make_learner()
    vacancy = make_vacancy(title="Keeper of looms")
    invitation = make_candidate_invitation(learner=learner, vacancy=vacancy)
    page = look(client, learner)
    assert f"{vacancy.organisation.name} invites you to apply: Keeper of looms" in page
    assert f"/me/job-invitations/{invitation.public_id}/" in page
    assert "invites you" not in look(client, make_learner())
    CandidateInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "invites you" not in look(client, learner)


def test_what_must_be_answered_soonest_comes_first(client: Client) -> None:
    learner = make_learner()
    make_candidate_invitation(learner=learner)
    offer = make_interview_offer(guarantee=make_guarantee(learner=learner))
    assert "Answer the offer of an interview" in look(client, learner)

    InterviewOffer.objects.update(state="accepted", answered_at=timezone.now())
    page = look(client, learner)
    assert "Get ready for your interview" in page
    assert f"/me/interviews/{offer.public_id}/" in page
    CandidateInvitation.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    assert "invites you to apply" in look(client, learner)


def test_applications_and_places_stand_on_the_home_until_they_are_over(client: Client) -> None:
    learner = make_learner()
    draft = make_application(learner=learner, run=make_open_run(course=make_course(title="Weaving")))
    sent = make_application(learner=learner, state=State.UNDER_REVIEW)
    place = make_application(learner=learner, state=State.ENROLLED)
    enrolment = make_enrolment(learner=learner, run=place.run, application=place)

    page = look(client, learner)
    assert "Finish your application: Weaving" in page
    assert "is looking at your application" in page
    assert "You took this place" in page
    assert page.index(f"/{draft.public_id}/check/") < page.index(f"/me/applications/{sent.public_id}/")

    Enrolment.objects.filter(pk=enrolment.pk).update(state="completed", ended_on=place.run.starts_on)
    assert "You took this place" not in look(client, learner)


def test_an_interview_that_is_over_is_no_next_step(client: Client) -> None:
    learner = make_learner()
    slot = make_interview_slot(starts_at=timezone.now() - timedelta(hours=2))
    make_interview_offer(guarantee=make_guarantee(learner=learner), slot=slot)
    assert "interview" not in look(client, learner).split("</h2>")[0]
