"""What was begun on paper and never taken over: warned of, then deleted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.accounts.models import User
from district.community.models import PaperEnd, PaperRule
from district.community.services import help_given, paper
from district.outbox.models import Message
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.templatetags.district import day
from learners.models import Learner, ProfileClaim
from programmes.models import Application, Enrolment, PaperLetter
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import make_actor, make_membership
from tests.factories.programmes import make_enrolment, make_open_run

HOW = "Sat beside me at the library and said yes."


@pytest.fixture
def helper(db):
    return make_actor(role=Role.COMMUNITY)


def begun(helper, *, days: int = 180, state: str = "withdrawn") -> Application:
    """Something for Pat, in which nothing has happened for so many days."""
    application = help_given.start(run=make_open_run(), name="Pat Towpath", agreed_how=HOW, by=helper)
    then = timezone.now() - timedelta(days=days)
    sent = None if state == "draft" else then
    Application.objects.filter(pk=application.pk).update(state=state, submitted_at=sent, changed_at=then)
    Learner.objects.filter(pk=application.learner_id).update(changed_at=then)
    application.refresh_from_db()
    return application


def at_its_end(application: Application) -> None:
    PaperEnd.objects.filter(learner=application.learner_id).update(ends_on=timezone.localdate())


@pytest.mark.parametrize(("days", "warned"), [(179, 0), (180, 1), (400, 1)])
def test_those_who_help_are_warned_once_when_nothing_has_happened_for_long(helper, days, warned):
    application = begun(helper, days=days)

    assert [paper.go_round(), paper.go_round()] == [(warned, 0), (0, 0)]

    ends = [timezone.localdate() + timedelta(days=30)] * warned
    assert list(PaperEnd.objects.values_list("ends_on", flat=True)) == ends
    assert [message.to for message in Message.objects.all()] == [helper.user.email] * warned
    assert all("Pat" not in message.text for message in Message.objects.all())
    words = PaperLetter.objects.filter(application=application).values_list("words", flat=True)
    assert len(words) == warned
    assert all(f"will be deleted on {day(ends[0])}" in each for each in words)


def test_colleagues_read_one_letter_however_many_people(helper):
    colleague = make_membership(organisation=helper.organisation).user
    for _ in range(3):
        begun(helper)

    assert paper.go_round() == (3, 0)
    assert {message.to for message in Message.objects.all()} == {helper.user.email, colleague.email}
    assert Message.objects.count() == 2
    assert "3 people for whom your organisation applied have not" in Message.objects.first().text


def test_a_draft_that_nobody_sent_goes_too(helper):
    begun(helper, state="draft")
    assert paper.go_round() == (1, 0)


@pytest.mark.parametrize("state", ["submitted", "waitlisted"])
def test_whatever_is_under_way_stays(helper, state):
    application = begun(helper)
    waiting = {"waiting_number": 1, "joined_at_place": 1, "waitlisted_at": timezone.now()}
    Application.objects.filter(pk=application.pk).update(
        state=state, **(waiting if state == "waitlisted" else {})
    )
    assert paper.go_round() == (0, 0)


def test_somebody_on_a_course_stays(helper):
    make_enrolment(learner=begun(helper).learner)
    assert paper.go_round() == (0, 0)


def test_people_with_an_address_are_never_touched(helper):
    application = begun(helper)
    Application.objects.filter(pk=application.pk).update(learner=make_learner())
    Learner.objects.update(changed_at=timezone.now() - timedelta(days=900))
    User.objects.filter(learner__applications=application).update(email="pat@example.com")

    assert paper.go_round() == (0, 0)


def test_on_the_day_it_is_deleted_and_only_the_fact_stays(helper):
    application = begun(helper)
    enrolment = make_enrolment(learner=application.learner, state="withdrawn")
    then = timezone.now() - timedelta(days=190)
    Enrolment.objects.filter(pk=enrolment.pk).update(changed_at=then)
    person = application.learner
    paper.go_round()
    assert paper.go_round() == (0, 0)
    at_its_end(application)

    assert [paper.go_round(), paper.go_round()] == [(0, 1), (0, 0)]

    end = PaperEnd.objects.get()
    assert (end.organisation, end.learner, end.deleted_at is not None) == (helper.organisation, None, True)
    assert not Learner.objects.filter(pk=person.pk).exists()
    assert not User.objects.filter(pk=person.user_id).exists()
    assert not Application.objects.exists()
    assert not PaperLetter.objects.exists()
    for model in (Learner, Application):
        assert not model.pgh_event_model.objects.exists()
    enrolment.refresh_from_db()
    assert enrolment.learner is None


def test_a_new_code_or_anything_that_happens_stops_the_clock(helper):
    coded, changed = begun(helper), begun(helper)
    assert paper.go_round() == (2, 0)

    help_given.new_code(application=coded, by=helper)
    assert not PaperEnd.objects.filter(learner=coded.learner).exists()
    at_its_end(changed)
    Application.objects.filter(pk=changed.pk).update(changed_at=timezone.now())

    assert paper.go_round() == (0, 0)
    assert not PaperEnd.objects.exists()
    assert Application.objects.count() == 2


def test_a_code_that_still_works_keeps_what_it_opens(helper):
    PaperRule.objects.create(valid_from=timezone.localdate(), warn_after_days=10, delete_after_days=20)
    application = begun(helper)
    help_given.new_code(application=application, by=helper)
    ProfileClaim.objects.update(made_at=timezone.now() - timedelta(days=60))
    assert paper.go_round() == (0, 0)

    ProfileClaim.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert paper.go_round() == (1, 0)


def test_whoever_takes_it_over_keeps_it(helper):
    application = begun(helper)
    code = help_given.new_code(application=application, by=helper)
    PaperEnd.objects.create(
        organisation=helper.organisation, learner=application.learner, ends_on=timezone.localdate()
    )

    own = help_given.claim(code=code, by=Actor(user=make_user()))

    assert paper.go_round() == (0, 0)
    assert Learner.objects.filter(pk=own.pk).exists()
    assert not PaperEnd.objects.exists()


def test_the_rule_of_the_day_says_how_long_and_without_one_the_portals_own(helper):
    PaperRule.objects.all().delete()
    assert str(PaperRule.on(date(2027, 1, 1))) == "warn after 180 days, delete after 210"
    PaperRule.objects.create(valid_from=date(2027, 1, 1), warn_after_days=30, delete_after_days=60)
    PaperRule.objects.create(valid_from=date(2027, 2, 1), warn_after_days=40, delete_after_days=60)

    assert [PaperRule.on(date(2027, month, 15)).warn_after_days for month in (1, 2, 3)] == [30, 40, 40]


@pytest.mark.parametrize(("warn", "delete"), [(0, 30), (30, 30), (31, 30)])
def test_a_rule_that_does_not_warn_first_is_refused(db, warn, delete):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperRule.objects.create(valid_from=date(2027, 1, 1), warn_after_days=warn, delete_after_days=delete)


def test_a_trace_that_says_who_it_was_is_refused(helper):
    learner = begun(helper).learner
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperEnd.objects.create(
            organisation=helper.organisation,
            learner=learner,
            ends_on=timezone.localdate(),
            deleted_at=timezone.now(),
        )


def test_those_who_help_see_the_day_and_afterwards_that_it_went(client, helper):
    application = begun(helper)
    paper.go_round()
    client.force_login(helper.user)
    until = day(timezone.localdate() + timedelta(days=30))
    assert f"Will be deleted on {until}" in client.get("/helping/").text
    sheet = client.get(f"/helping/applications/{application.public_id}/").text
    assert f"All of it will be deleted on {until}." in sheet

    at_its_end(application)
    paper.go_round()

    page = client.get("/helping/").text
    assert "Pat Towpath" not in page
    assert f"What was begun for one person, on {day(timezone.localdate())}" in page
    client.force_login(make_actor(role=Role.COMMUNITY).user)
    assert "What was begun for one person" not in client.get("/helping/").text


def test_the_privacy_page_says_how_long(client, db):
    PaperRule.objects.create(valid_from=timezone.localdate(), warn_after_days=33, delete_after_days=66)
    assert "66 days after anything last happened" in client.get("/privacy/").text
