"""Referrals by community partners: an invitation, an answer, and no more shown than the consent covers."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.community.models import Referral
from district.community.services import referrals
from district.outbox.models import Message
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from learners.services import profiles
from tests.factories.community import make_referral
from tests.factories.learners import make_learner
from tests.factories.partners import make_actor, make_staff
from tests.factories.programmes import make_application, make_enrolment, make_open_run

State = Referral.State
LEVELS = ("nothing", "applied", "started", "completed")


@pytest.fixture
def partner(db):
    return make_actor(role=Role.COMMUNITY)


def invite(partner, run=None, **fields) -> Referral:
    usual = {"name": "Amina Begum", "email": "Amina@example.com", "may_follow": "started"}
    told = {"agreed_how": "At the job club.", "agreed_on": timezone.localdate()}
    return referrals.make(run=run, by=partner, **usual | told | fields)


def letters() -> list[Message]:
    return list(Message.objects.order_by("id"))


def token_of(letter) -> str:
    return re.search(r"/referrals/([\w-]{43})/", letter.text)[1]


def seen(partner) -> Referral:
    return Referral.objects.visible_to(partner).with_what_may_be_followed().get()


def completed(run=None, learner=None):
    """Somebody who applied, started and completed."""
    first = timezone.localdate() - timedelta(days=40)
    run = run or make_open_run(starts_on=first, ends_on=first + timedelta(days=30))
    learner = learner or make_learner()
    make_application(run=run, learner=learner, state="enrolled")
    return make_enrolment(run=run, learner=learner, state="completed")


# Making ----------------------------------------------------------------------------------------------


def test_the_person_is_written_to_once(partner):
    first = invite(partner)
    assert invite(partner) == first
    (letter,) = letters()
    assert letter.to == "amina@example.com"
    assert letter.is_secret
    assert referrals.find(token_of(letter)) == first


def test_only_community_partners_refer(db):
    for by in (make_actor(role=Role.PROVIDER), make_actor(role=Role.COMMUNITY, approved=False)):
        with pytest.raises(NotAllowed):
            invite(by)


def test_an_account_makes_no_difference(partner):
    make_learner().user.emailaddress_set.all()
    known = make_learner().user.email
    invite(partner, email="nobody@example.com", name="A")
    invite(partner, email=known, name="A")
    one, other = letters()
    assert one.subject == other.subject
    assert one.text.replace(token_of(one), "") == other.text.replace(token_of(other), "")


def test_consent_of_tomorrow_and_unknown_levels_are_refused(partner):
    with pytest.raises(Refused):
        invite(partner, agreed_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused):
        invite(partner, may_follow="everything")


def test_fifty_a_day_are_the_most(partner, monkeypatch):
    monkeypatch.setattr(referrals, "MOST_A_DAY", 1)
    invite(partner)
    with pytest.raises(Refused, match="1 people in a day"):
        invite(partner, email="b@example.com")


# Answering -------------------------------------------------------------------------------------------


def test_the_person_chooses_what_may_be_followed(partner):
    referral, person = invite(partner), Actor(user=make_learner().user)
    for _ in range(2):
        accepted = referrals.accept(referral=referral, may_follow="applied", by=person)
    assert (accepted.state, accepted.may_follow) == (State.ACCEPTED, "applied")
    assert accepted.learner == person.user.learner
    assert referrals.find(token_of(letters()[0])) is None


def test_a_no_wipes_who_it_was(partner):
    declined = referrals.decline(referral=invite(partner))
    assert referrals.decline(referral=declined) == declined
    assert (declined.name, declined.email, declined.state) == ("", "", State.DECLINED)
    with pytest.raises(Refused, match="has ended"):
        referrals.accept(referral=declined, may_follow="applied", by=Actor(user=make_learner().user))


def test_thirty_days_without_an_answer_end_it(partner):
    referral = invite(partner)
    assert referrals.end_old() == 0
    Referral.objects.update(made_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())

    assert referrals.end_old() == 1
    assert referrals.end_old() == 0

    referral.refresh_from_db()
    assert (referral.state, referral.email) == (State.EXPIRED, "")


# What is shown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("to", ["a run", "the portal"])
def test_each_level_shows_what_it_covers_and_no_more(partner, level, to):
    first = timezone.localdate() - timedelta(days=40)
    run = make_open_run(starts_on=first, ends_on=first + timedelta(days=30))
    made = make_referral(
        organisation=partner.organisation,
        run=run if to == "a run" else None,
        learner=make_learner(),
        may_follow=level,
    )
    done = completed(run, made.learner)

    row = seen(partner)

    today = timezone.localdate()
    days = [row.applied_on, row.started_on, row.completed_on]
    all_days = [today, done.starts_on, done.ended_on]
    covered = LEVELS.index(level)
    assert days == all_days[:covered] + [None] * (3 - covered)
    assert row.follows == level


@pytest.mark.parametrize("level", LEVELS)
def test_after_the_consent_is_taken_back_nothing_is_shown(partner, level):
    made = make_referral(organisation=partner.organisation, learner=make_learner(), may_follow=level)
    completed(learner=made.learner)
    person = Actor(user=made.learner.user)
    for _ in range(2):
        referrals.end_consent(referral=made, by=person)

    row = seen(partner)

    assert (row.follows, row.applied_on, row.started_on, row.completed_on) == ("nothing", None, None, None)


def test_before_the_answer_nothing_is_shown(partner):
    make_referral(organisation=partner.organisation, may_follow="completed", email="a@example.com")
    completed()
    row = seen(partner)
    assert (row.follows, row.applied_on) == ("nothing", None)


def test_other_courses_and_what_was_before_are_not_shown(partner):
    made = make_referral(
        organisation=partner.organisation, run=make_open_run(), learner=make_learner(), may_follow="completed"
    )
    completed(learner=made.learner)
    assert seen(partner).applied_on is None

    Referral.objects.update(run=None, made_at=timezone.now() + timedelta(hours=1))
    assert (seen(partner).applied_on, seen(partner).completed_on) == (None, None)


def test_only_the_person_ends_their_consent(partner):
    made = make_referral(organisation=partner.organisation, learner=make_learner())
    with pytest.raises(NotAllowed):
        referrals.end_consent(referral=made, by=partner)


def test_it_goes_with_the_profile(partner):
    made = make_referral(organisation=partner.organisation, learner=make_learner())
    profiles.delete(learner=made.learner, by=Actor(user=made.learner.user))
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "accepted"},
        {"state": "declined", "ended_at": "2026-11-22T10:00Z"},
        {"ended_at": "2026-11-22T10:00Z"},
        {"consent_ended_at": "2026-11-22T10:00Z"},
    ],
)
def test_the_database_refuses_what_cannot_be(partner, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_referral(organisation=partner.organisation, email="a@example.com", **fields)


# Pages -----------------------------------------------------------------------------------------------


def test_a_partner_refers_and_sees_only_its_own(client, partner):
    client.force_login(partner.user)
    today = timezone.localdate()
    told = {"agreed_on_day": today.day, "agreed_on_month": today.month, "agreed_on_year": today.year}
    sent = {
        "name": "O'Brien-Ñ 李",
        "email": "new@example.com",
        "may_follow": "applied",
        "agreed_how": "Here.",
    }
    assert client.post("/referring/new/", sent | told).status_code == 302
    page = client.get("/referring/").text
    assert "O&#x27;Brien-Ñ 李" in page
    assert "Waiting for their answer" in page

    client.force_login(make_actor(role=Role.COMMUNITY).user)
    assert "Brien" not in client.get("/referring/").text
    client.force_login(make_staff())
    assert client.get("/referring/").status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "a\x00"},
        {"email": "a@b\n.com"},
        {"email": "no"},
        {"may_follow": "x"},
        {"agreed_on_year": "9999"},
    ],
)
def test_bad_words_are_refused_with_a_sentence(client, partner, fields):
    client.force_login(partner.user)
    today = timezone.localdate()
    good = {"name": "Amina", "email": "a@example.com", "may_follow": "applied", "agreed_how": "Here."}
    good |= {"agreed_on_day": today.day, "agreed_on_month": today.month, "agreed_on_year": today.year}
    assert "There is a problem" in client.post("/referring/new/", good | fields).text
    assert letters() == []


def test_the_person_says_yes_and_ends_it_in_one_click(client, partner):
    run = make_open_run()
    invite(partner, run=run)
    address = f"/referrals/{token_of(letters()[0])}/"
    assert "Sign in and say yes" in client.get(address).text
    assert client.post(address, {"do": "sign-in"})["Location"].startswith("/account/login/")

    client.force_login(make_learner().user)
    assert client.post(address, {"do": "accept"}).status_code == 200
    client.post(address, {"do": "accept", "may_follow": "started"})
    assert "whether i have applied and started" in client.get("/me/referrals/").text.lower()
    assert client.get(address).status_code == 404

    made = Referral.objects.get()
    client.post(f"/me/referrals/{made.public_id}/stop/")
    assert "They see nothing" in client.get("/me/referrals/").text
    client.force_login(partner.user)
    assert "Not followed" in client.get("/referring/").text


def test_no_needs_no_account(client, partner):
    invite(partner)
    client.post(f"/referrals/{token_of(letters()[0])}/", {"do": "decline"})
    assert Referral.objects.get().state == State.DECLINED


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_takes_the_same_queries_however_many_rows(client, partner, django_assert_num_queries, rows):
    for _ in range(rows):
        make_referral(organisation=partner.organisation, run=make_open_run(), learner=make_learner())
    client.force_login(partner.user)
    with django_assert_num_queries(5):
        client.get("/referring/")
