"""Applying for somebody who has no computer, letters on paper, and taking it over with a code."""

import re

import pytest

from district.accounts.models import User
from district.community.services import help_given
from district.outbox.models import Message
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from learners.models import Learner, ProfileClaim
from learners.services import claims
from programmes.models import Application, PaperLetter
from programmes.services import applications, letters
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import make_actor, make_membership
from tests.factories.programmes import (
    ANSWERED,
    make_application,
    make_enrolment,
    make_open_run,
    make_session,
)

HOW = "Sat beside me at the library and said yes."


@pytest.fixture
def helper(db):
    return make_actor(role=Role.COMMUNITY)


def begun(helper, run=None, name="Pat Towpath") -> Application:
    return help_given.start(run=run or make_open_run(), name=name, agreed_how=HOW, by=helper)


def answered(application: Application) -> Application:
    facts = make_application(run=application.run)
    fields = ["born_on", "employment_status", "unemployed_for", "prior_level", "why"]
    for field in fields:
        setattr(application, field, getattr(facts, field))
    application.contact_by, application.answered = "help", list(ANSWERED)
    application.save()
    facts.delete()
    return application


def sent(helper, **more) -> Application:
    return applications.submit(application=answered(begun(helper, **more)), by=helper)


# Beginning -------------------------------------------------------------------------------------------


def test_a_person_needs_no_address_and_both_are_on_record(helper):
    application = begun(helper)

    user = application.learner.user
    assert (user.name, user.email, user.has_usable_password()) == ("Pat Towpath", None, False)
    assert not application.learner.matching_on
    assert (application.applied_by, application.applied_for) == (helper.user, helper.organisation)
    assert application.agreed_how == HOW


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.COMMUNITY, Role.CIVIC, Role.AUTHORITY])
def test_partners_and_staff_may_help(db, role):
    assert begun(make_actor(role=role)).state == "draft"


def test_employers_and_learners_may_not(db):
    for by in (make_actor(role=Role.EMPLOYER), Actor(user=make_learner().user)):
        with pytest.raises(NotAllowed):
            begun(by)
    assert not Application.objects.exists()


def test_a_name_and_how_they_agreed_are_needed(helper):
    with pytest.raises(Refused):
        begun(helper, name=" ")
    with pytest.raises(Refused):
        help_given.start(run=make_open_run(), name="Pat", agreed_how="", by=helper)
    assert not User.objects.filter(email=None).exists()


def test_nobody_is_looked_up(helper):
    """The same name as that of somebody with an account begins a new person, as any name does."""
    known = make_learner(user=make_user(name="Pat Towpath"))
    assert begun(helper).learner != known


def test_a_person_is_found_again_by_those_who_help_them_only(helper):
    person = begun(helper).learner
    colleague = make_membership(organisation=helper.organisation).user
    again = help_given.start(run=make_open_run(), person=person, agreed_how=HOW, by=helper)
    assert again.learner == person
    assert colleague.memberships.exists()
    with pytest.raises(NotAllowed):
        help_given.start(
            run=make_open_run(), person=person, agreed_how=HOW, by=make_actor(role=Role.COMMUNITY)
        )
    with pytest.raises(NotAllowed):
        help_given.start(run=make_open_run(), person=make_learner(), agreed_how=HOW, by=helper)


# Letters ---------------------------------------------------------------------------------------------


def test_nothing_is_mailed_to_nobody_and_a_letter_waits_for_the_helper(helper):
    application = sent(helper)
    for _ in range(2):
        letters.write_about_application(
            application_id=application.pk, act=letters.Act.OFFERED, version=application.version
        )

    letter = PaperLetter.objects.get()
    assert "You are offered a place" in letter.subject
    assert application.run.course.title in letter.words
    (notice,) = Message.objects.all()
    assert notice.to == helper.user.email
    assert "Pat" not in notice.text

    assert (
        help_given.hand_over(letter=letter, by=helper).given_at
        == help_given.hand_over(letter=letter, by=helper).given_at
    )
    with pytest.raises(NotAllowed):
        help_given.hand_over(letter=letter, by=make_actor(role=Role.COMMUNITY))


def test_a_session_that_moves_is_told_on_paper_too(helper):
    application = sent(helper)
    make_enrolment(run=application.run, learner=application.learner, application=application)
    reader = make_enrolment(run=application.run).learner
    session = make_session(run=application.run)

    for _ in range(2):
        letters.write_about_session(session_id=session.pk, version=session.version)

    (letter,) = application.paper_letters.filter(subject__startswith="A session is changed")
    assert application.run.course.title in letter.words
    changed = Message.objects.filter(subject__startswith="A session is changed")
    assert [message.to for message in changed] == [reader.user.email]


# Taking over and taking back -------------------------------------------------------------------------


def test_a_code_gives_the_profile_to_somebody_new_once(helper):
    application = sent(helper)
    code = help_given.new_code(application=application, by=helper)
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    assert code not in str(ProfileClaim.objects.values())
    person = Actor(user=make_user(name=""))

    own = help_given.claim(code=f" {code.lower()} ", by=person)

    application.refresh_from_db()
    assert own == application.learner == Learner.objects.get(user=person.user)
    assert own.user.name == "Pat Towpath"
    assert application.help_ended_at is not None
    assert not User.objects.filter(email=None).exists()
    with pytest.raises(Refused, match="does not work"):
        help_given.claim(code=code, by=Actor(user=make_user()))


def test_a_code_moves_it_to_the_profile_somebody_has(helper):
    run = make_open_run()
    one, twice = sent(helper), sent(helper, run=run)
    Application.objects.filter(pk=twice.pk).update(learner=one.learner)
    own = make_learner()
    mine = make_application(run=run, learner=own, state="submitted")

    help_given.claim(code=help_given.new_code(application=one, by=helper), by=Actor(user=own.user))

    assert {row.pk for row in own.applications.all()} == {one.pk, mine.pk}
    assert not Learner.objects.filter(user__email=None, pk=one.learner_id).exists()
    run.refresh_from_db()
    assert run.places_taken == 0


def test_a_new_code_ends_the_one_before_and_old_ones_end(helper):
    application = begun(helper)
    first = help_given.new_code(application=application, by=helper)
    second = help_given.new_code(application=application, by=helper)
    with pytest.raises(Refused):
        claims.locked(first)
    ProfileClaim.objects.update(made_at="2026-01-01T00:00Z", expires_at="2026-02-01T00:00Z")
    with pytest.raises(Refused):
        claims.locked(second)


def test_the_person_ends_the_help_and_nobody_acts_for_them_any_more(helper):
    application = sent(helper)
    by = Actor(user=application.learner.user)
    for _ in range(2):
        help_given.stop(application=application, by=by)

    application.refresh_from_db()
    assert not Application.objects.helped_by(helper).exists()
    for act in (applications.withdraw, help_given.new_code):
        with pytest.raises(NotAllowed):
            act(application=application, by=helper)
    assert applications.withdraw(application=application, by=by).state == "withdrawn"


# Pages -----------------------------------------------------------------------------------------------


def test_a_helper_goes_from_a_start_to_a_printed_confirmation(client, helper):
    client.force_login(helper.user)
    run = make_open_run()
    assert (
        "Apply for somebody who has no computer" in client.get(f"/courses/runs/{run.public_id}/apply/").text
    )
    address = f"/helping/runs/{run.public_id}/"
    assert "Enter their full name" in client.post(address, {"who": "new", "agreed_how": HOW}).text

    response = client.post(address, {"who": "new", "name": "Pat Towpath", "agreed_how": HOW})

    application = Application.objects.get()
    own = f"/me/applications/{application.public_id}"
    assert response["Location"] == f"{own}/questions/born/"
    assert "You are doing this for <strong>Pat Towpath</strong>" in client.get(response["Location"]).text
    contact = client.get(f"{own}/questions/contact/").text
    assert "Through those who help me apply" in contact
    client.post(f"{own}/questions/contact/", {"contact_by": "help"})
    application.refresh_from_db()
    answered(application)
    client.post(f"{own}/check/")
    assert "Print the confirmation" in client.get(f"{own}/sent/").text

    sheet = client.post(f"/helping/applications/{application.public_id}/")
    assert re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", sheet.text)
    assert "no-store" in sheet["Cache-Control"]
    assert "Pat Towpath" in client.get("/helping/").text


def test_the_person_reads_who_applied_and_stops_them(client, helper):
    application = sent(helper)
    code = help_given.new_code(application=application, by=helper)
    user = make_user(name="Pat Towpath")
    client.force_login(user)
    assert "does not work" in client.post("/me/claim/", {"code": "ABCD-EFGH-JKLM"}).text
    assert client.post("/me/claim/", {"code": code}).status_code == 302
    Application.objects.update(help_ended_at=None)
    own = f"/me/applications/{application.public_id}/"
    page = client.get(own).text
    assert f"Applied for you by {helper.user.name} of {helper.organisation.name} on" in page
    client.post(f"{own}helper/stop/")
    assert "Stop them acting for me" not in client.get(own).text


def test_ten_wrong_codes_an_hour_are_the_most(client, db):
    client.force_login(make_user())
    for _ in range(10):
        client.post("/me/claim/", {"code": "ABCD-EFGH-JKLM"})
    assert "tried ten times" in client.post("/me/claim/", {"code": "ABCD-EFGH-JKLM"}).text


def test_others_see_nothing_of_it(client, helper):
    application = sent(helper)
    client.force_login(make_actor(role=Role.COMMUNITY).user)
    assert client.get(f"/helping/applications/{application.public_id}/").status_code == 404
    assert client.get(f"/me/applications/{application.public_id}/").status_code == 404
    assert "Pat Towpath" not in client.get("/helping/").text


@pytest.mark.parametrize("name", ["a\x00b", "\u202eevil", "\u200b", "n" * 101])
def test_names_that_cannot_be_are_refused(client, helper, name):
    client.force_login(helper.user)
    page = client.post(
        f"/helping/runs/{make_open_run().public_id}/", {"who": "new", "name": name, "agreed_how": HOW}
    )
    assert "There is a problem" in page.text
    assert not Application.objects.exists()
