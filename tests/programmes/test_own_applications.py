"""What a learner meets when they apply, and on the pages about their applications."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.web import way_back
from learners.models import EqualityAnswers, Learner
from programmes.applying import status as application_status
from programmes.models import Admission, Application, SupportNeed
from programmes.services import applications, decisions, places
from programmes.services.applications import Need
from programmes.services.waiting import Chance
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_actor
from tests.factories.programmes import (
    make_application,
    make_course,
    make_enrolment,
    make_open_run,
    make_run,
    make_taught_skill,
)
from tests.factories.skills import make_skill

State = Application.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Learner:
    return make_learner()


@pytest.fixture
def me(client: Client, learner: Learner) -> Client:
    client.force_login(learner.user)
    return client


def page(name: str, application: Application, *more: str) -> str:
    return reverse(name, args=[application.public_id, *more])


def ask(me: Client, application: Application, name: str, **answers: Any) -> Any:
    return me.post(page("application_question", application, name), answers)


def test_what_happened_in_one_moment_stands_in_the_order_it_happens_in():
    now = timezone.now()
    row = make_application(state="withdrawn", created_at=now, submitted_at=now, ended_at=now)
    titles = [each.title for each in application_status.timeline(row)]
    assert titles == ["You began the application", "You sent it", "The application was withdrawn"]


# Beginning -------------------------------------------------------------------------------------------


def test_a_visitor_sees_what_to_expect_and_comes_back_after_signing_in(client):
    run = make_open_run()
    address = reverse("application_start", args=[run.public_id])
    assert "What to expect" in client.get(address).text

    response = client.post(address)

    assert response["Location"].startswith("/account/login/?next=")
    assert client.session[way_back.NAME] == address
    client.force_login(make_learner().user)
    session = client.session
    session[way_back.NAME] = address
    session.save()
    assert client.get("/start/")["Location"] == address
    assert client.get("/start/")["Location"] != address


def test_starting_without_a_profile_makes_one(client):
    from_nowhere = make_actor().user
    Learner.objects.filter(user=from_nowhere).delete()
    client.force_login(from_nowhere)

    client.post(reverse("application_start", args=[make_open_run().public_id]))

    assert Application.objects.get().learner.user == from_nowhere


def test_coming_again_leads_to_the_one_live_application(me, learner):
    run = make_open_run()
    address = reverse("application_start", args=[run.public_id])
    for _ in range(2):
        me.post(address)
    assert Application.objects.count() == 1

    Application.objects.update(state=State.SUBMITTED, submitted_at=timezone.now())

    application = Application.objects.get()
    assert me.post(address)["Location"] == page("application_show", application)
    assert "You have applied for this start already." in me.get(address).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "closed"}, "takes no more applications"),
        ({"state": "cancelled"}, "will not take place"),
        ({"starts_on": timezone.localdate() - timedelta(days=1)}, "has started"),
        ({"admission": Admission.ELSEWHERE}, "own website"),
        ({"capacity": 8, "places_taken": 8}, "You can join the waiting list"),
    ],
)
def test_a_start_says_whether_and_why_not_one_can_apply(client, fields, words):
    run = make_open_run(**fields)
    text = client.get(reverse("application_start", args=[run.public_id])).text
    assert words in text


def test_a_draft_of_a_course_run_is_nobodys_to_see(client):
    run = make_run(state="draft")
    assert client.get(reverse("application_start", args=[run.public_id])).status_code == 404


def test_the_course_page_offers_each_start_that_takes_applications(client):
    course = make_course()
    run = make_open_run(course=course)
    full = make_open_run(course=course, capacity=1, places_taken=1)
    text = client.get(reverse("course_show", args=[course.public_id])).text
    for each in (run, full):
        assert reverse("application_start", args=[each.public_id]) in text
    assert "Join the waiting list" in text


# Answering -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answers", "words"),
    [
        ("born", {}, "Enter your date of birth"),
        ("born", {"born_on_day": "31", "born_on_month": "2", "born_on_year": "1990"}, "Enter a real date"),
        ("born", {"born_on_day": "1", "born_on_month": "1", "born_on_year": "1800"}, "Check the year"),
        ("born", {"born_on_day": "1", "born_on_month": "1", "born_on_year": "2999"}, "Check the year"),
        ("born", {"born_on_day": "1", "born_on_month": "1", "born_on_year": "2020"}, "from the age of 16"),
        ("work", {"employment_status": "77"}, "There is a problem"),
        ("prior", {}, "Choose the nearest"),
        ("why", {"why": "a\0b"}, "There is a problem"),
        ("why", {"why": "My number is AB 12 34 56 C"}, "National Insurance number"),
        ("contact", {"contact_by": "phone", "phone": "call me"}, "Enter a phone number"),
        ("contact", {"contact_by": "text"}, "Enter your phone number"),
    ],
)
def test_a_bad_answer_is_explained_and_kept_on_the_page(me, learner, name, answers, words):
    application = make_application(learner=learner, answered=[], why="")
    response = ask(me, application, name, **answers)
    assert response.status_code == 200
    assert words in response.text
    application.refresh_from_db()
    assert application.answered == []


def test_phone_numbers_are_kept_as_digits(me, learner):
    application = make_application(learner=learner, answered=[])
    ask(me, application, "contact", contact_by="phone", phone="+44 (0)121 496 0000")
    application.refresh_from_db()
    assert application.phone == "01214960000"


def test_two_windows_are_shown_both_answers(me, learner):
    application = make_application(learner=learner, why="The first words.")
    address = page("application_question", application, "why")
    seen = me.get(address).context["form"].initial["seen"]
    ask(me, application, "why", why="Said in the other window.", seen=seen)

    response = ask(me, application, "why", why="Said in this window.", seen=seen)

    assert response.status_code == 409
    assert "Said in the other window." in response.text
    assert "Said in this window." in response.text
    again = response.context["form"].data["seen"]
    assert ask(me, application, "why", why="Said in this window.", seen=again).status_code == 302


def test_only_what_follows_from_the_answers_is_asked(me, learner):
    application = make_application(learner=learner, employment_status="10", weekly_hours="")
    assert me.get(page("application_question", application, "out-of-work")).status_code == 404
    assert me.get(page("application_question", application, "hours")).status_code == 200
    assert me.get(page("application_question", application, "nonsense")).status_code == 404


def test_what_others_apply_for_is_not_there(me):
    theirs = make_application()
    for name in ("application_show", "application_check", "application_support", "application_withdraw"):
        assert me.get(page(name, theirs)).status_code == 404, name
    assert ask(me, theirs, "why", why="Mine now").status_code == 404


def test_nothing_is_sent_while_an_answer_is_missing(me, learner):
    application = make_application(learner=learner, answered=["born"])
    response = me.post(page("application_check", application))
    assert response.status_code == 409
    assert "Still to answer" in response.text
    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_sending_twice_sends_once(me, learner):
    application = make_application(learner=learner)
    for _ in range(2):
        me.post(page("application_check", application))
    application.refresh_from_db()
    assert (application.state, application.run.applications.count()) == (State.OFFERED, 1)
    assert "You are offered a place" in me.get(page("application_sent", application)).text


def test_a_sent_application_is_not_asked_again(me, learner):
    application = make_application(learner=learner, state="submitted")
    assert ask(me, application, "why", why="Other words")["Location"] == page("application_show", application)


# Support ---------------------------------------------------------------------------------------------


def test_support_is_shared_only_by_the_learners_own_tick(me, learner):
    application = make_application(learner=learner)
    me.post(page("application_support", application), {"needs": ["travel"], "details_kit": "A laptop."})
    assert {need.kind: need.is_shared for need in application.support_needs.all()} == {
        "travel": False,
        "kit": False,
    }

    me.post(page("application_sharing", application), {"shared": ["kit"]})

    assert SupportNeed.objects.get(is_shared=True).kind == "kit"


def test_the_providers_answer_is_told_in_words(me, learner):
    application = make_application(learner=learner, run=make_open_run(admission=Admission.DECISION))
    need = Need("childcare", "Mornings.", is_shared=True)
    applications.tell_support(application=application, needs=[need], by=actor_of(learner.user))
    applications.submit(application=application, by=actor_of(learner.user))
    assert "The provider has not answered yet." in me.get(page("application_show", application)).text

    provider = make_actor(organisation=application.run.course.organisation)
    answers = {"childcare": ("partly", "A crèche on Tuesdays.")}
    decisions.answer_support(application=application, answers=answers, by=provider)

    assert (
        "The provider can do a part of it. “A crèche on Tuesdays.”"
        in me.get(page("application_show", application)).text
    )


# Offers ----------------------------------------------------------------------------------------------


def test_an_offer_is_accepted_once(me, learner):
    application = make_application(learner=learner, state="offered")
    assert "Answer by" in me.get(page("offer_accept", application)).text
    for _ in range(2):
        assert me.post(page("offer_accept", application)).status_code == 302
    application.refresh_from_db()
    assert application.state == State.ACCEPTED


def test_an_overlap_is_explained_with_the_other_course(me, learner):
    other = make_application(learner=learner, state="accepted")
    Application.objects.filter(pk=other.pk).update(busy=places.days(other.run))
    application = make_application(learner=learner, state="offered")

    assert other.run.course.title in me.get(page("offer_accept", application)).text
    response = me.post(page("offer_accept", application))

    assert response.status_code == 409
    assert "withdraw from the other course first" in response.text
    application.refresh_from_db()
    assert application.state == State.OFFERED


def test_an_offer_that_has_run_out_says_so(me, learner):
    past = timezone.now() - timedelta(minutes=1)
    application = make_application(learner=learner, state="offered", offer_ends_at=past)
    response = me.post(page("offer_accept", application))
    assert response.status_code == 409
    assert "This offer has run out" in response.text


def test_declining_and_withdrawing_ask_first_and_then_do_it(me, learner):
    for name, state, end in (
        ("offer_decline", "offered", State.DECLINED),
        ("application_withdraw", "submitted", State.WITHDRAWN),
    ):
        application = make_application(learner=learner, state=state)
        assert me.get(page(name, application)).status_code == 200
        application.refresh_from_db()
        assert application.state == state
        me.post(page(name, application))
        me.post(page(name, application))
        application.refresh_from_db()
        assert application.state == end


def test_an_appeal_is_heard_once(me, learner):
    application = make_application(learner=learner, state="ineligible")
    me.post(page("application_appeal", application))
    application.refresh_from_db()
    assert (application.state, application.appealed_at is None) == (State.UNDER_REVIEW, False)


# How it stands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_its_words(me, learner, state):
    application = make_application(learner=learner, state=state)
    text = me.get(page("application_show", application)).text
    status = application_status.status(application)
    assert status.meaning
    assert status.following
    assert application.run.course.title in text


def test_the_place_on_the_waiting_list_is_told(me, learner):
    run = make_open_run(capacity=1, places_taken=1)
    for _ in range(3):
        make_application(run=run, state="waitlisted")
    application = make_application(run=run, learner=learner, state="waitlisted")
    for address in (page("application_show", application), reverse("application_list")):
        assert "You are 4th on the waiting list" in me.get(address).text
    assert "We cannot tell yet how likely that is" in me.get(page("application_show", application)).text


@pytest.mark.parametrize(
    ("people", "offered", "words"),
    [(7, 7, "We cannot tell yet"), (10, 7, "7 times in 10"), (8, 1, "1 time in 10"), (9, 0, "0 times in 10")],
)
def test_a_chance_is_told_in_tens(people, offered, words):
    assert words in application_status.chance_words(Chance(people=people, offered=offered))


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (23, "23rd"), (112, "112th")],
)
def test_places_are_told_in_order(number, words):
    assert application_status.ordinal(number) == words


def test_a_refusal_for_missing_skills_names_the_courses_that_teach_them(me, learner):
    skill = make_skill(label="SQL")
    teaching = make_course(title="Databases from the start", skills=[(skill, 2)], runs=1)
    run = make_open_run(admission=Admission.DECISION)
    make_taught_skill(course=run.course, skill=skill)
    application = make_application(learner=learner, run=run, state="submitted")
    provider = make_actor(organisation=run.course.organisation)
    skills = [(skill.public_id, 2)]
    decisions.refuse(application=application, reason="missing_skills", skills=skills, by=provider)

    text = me.get(page("application_show", application)).text

    assert "The course builds on some skills that come first." in text
    assert teaching.title in text


@pytest.mark.parametrize("many", [1, 10])
def test_the_list_asks_as_often_for_ten_as_for_one(me, learner, django_assert_num_queries, many):
    for number in range(many):
        make_application(learner=learner, state=State.WAITLISTED if number % 2 else State.SUBMITTED)
    me.get(reverse("application_list"))
    with django_assert_num_queries(5):
        assert me.get(reverse("application_list")).text.count('class="dsd-result"') == many


@pytest.mark.parametrize("many", [1, 10])
def test_the_list_of_courses_asks_as_often_for_ten_as_for_one(me, learner, django_assert_num_queries, many):
    for _ in range(many):
        make_enrolment(learner=learner)
    me.get(reverse("learning_list"))
    with django_assert_num_queries(6):
        assert me.get(reverse("learning_list")).text.count('class="dsd-result"') == many


@pytest.mark.parametrize("text", ["0", "-1", "abc", "9" * 5000])
def test_odd_page_numbers_do_no_harm(me, text):
    assert me.get(reverse("application_list"), {"page": text}).status_code == 200


# Equality --------------------------------------------------------------------------------------------


def test_equality_answers_are_kept_apart_and_can_be_taken_back(me, learner):
    me.post(reverse("equality_answer"), {"sex": "F", "may_count": "on"})
    found = EqualityAnswers.objects.get(learner=learner)
    assert (found.sex, found.ethnicity, found.may_count) == ("F", "", True)

    for _ in range(2):
        me.post(reverse("equality_remove"))

    assert not EqualityAnswers.objects.exists()


def test_an_equality_answer_that_is_no_choice_is_refused(me):
    assert me.post(reverse("equality_answer"), {"sex": "X"}).status_code == 200
    assert not EqualityAnswers.objects.exists()
