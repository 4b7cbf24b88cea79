"""Short check-ins: when they are asked, what a low one leads to, and who may read them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.web.working_days import next_working_day
from learners.services import profiles
from programmes.models import CheckIn, TutorTask
from programmes.services import check_ins
from programmes.services.check_ins import point_on
from tests.factories.learners import make_learner
from tests.factories.partners import make_membership
from tests.factories.programmes import make_check_in, make_enrolment, make_open_run

WELL = {"confidence": 4, "routine": 4, "support": 5, "calm": 3}
MONDAY = date(2026, 11, 2)


def of(enrolment) -> Actor:
    return Actor(user=enrolment.learner.user)


def on_course(days: int, length: int = 120, **fields):
    first = timezone.localdate() - timedelta(days=days)
    run = make_open_run(starts_on=first, ends_on=first + timedelta(days=length))
    return make_enrolment(run=run, **fields)


# When ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "days", "point"),
    [
        ("enrolled", -8, None),
        ("enrolled", -7, 0),
        ("enrolled", 0, 0),
        ("enrolled", 1, None),
        ("in_learning", 0, None),
        ("in_learning", 27, None),
        ("in_learning", 28, 1),
        ("in_learning", 41, 1),
        ("in_learning", 42, None),
        ("in_learning", 56, 2),
        ("in_learning", 84, 3),
        ("in_learning", 93, 3),
        ("in_learning", 94, None),
        ("on_break", 28, None),
        ("withdrawn", 28, None),
    ],
)
def test_it_is_asked_in_the_week_before_and_then_every_four_weeks(state, days, point):
    last = MONDAY + timedelta(days=101)
    today = MONDAY + timedelta(days=days)
    assert point_on(starts_on=MONDAY, planned_end_on=last, state=state, today=today) == point


def test_everybody_due_is_asked_once(db):
    due, early, away = on_course(30), on_course(10), on_course(30, state="on_break")

    assert check_ins.ask_due() == 1
    assert check_ins.ask_due() == 0

    asked = CheckIn.objects.get()
    assert (asked.enrolment, asked.point) == (due, 1)
    assert asked.closes_on == timezone.localdate() + timedelta(days=14)
    assert not early.check_ins.exists()
    assert not away.check_ins.exists()


def test_the_letter_has_a_link_and_is_written_once(db, mailbox):
    check_in = make_check_in()

    check_ins.write(check_in_id=check_in.pk)
    check_ins.write(check_in_id=check_in.pk)

    (letter,) = mailbox()
    assert letter.to == check_in.enrolment.learner.user.email
    assert f"/me/check-ins/{check_in.public_id}/" in letter.text


def test_nobody_who_has_left_is_written_to(db, mailbox):
    check_in = make_check_in(enrolment=on_course(30, state="withdrawn"))
    check_ins.write(check_in_id=check_in.pk)
    assert mailbox() == []


# Answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "wants_contact", "is_low"),
    [
        ({}, False, False),
        ({"calm": 2}, False, False),
        ({"calm": 1}, False, True),
        ({"calm": 2, "routine": 2}, False, True),
        ({}, True, True),
    ],
)
def test_a_low_one_is_a_task_for_the_next_working_day(db, answers, wants_contact, is_low):
    check_in = make_check_in()

    check_ins.answer(
        check_in=check_in, answers=WELL | answers, wants_contact=wants_contact, by=of(check_in.enrolment)
    )

    tasks = list(TutorTask.objects.values_list("cause", "due_on"))
    assert tasks == ([("low_check_in", next_working_day(timezone.localdate()))] if is_low else [])


def test_a_second_click_changes_nothing(db):
    check_in = make_check_in()
    by = of(check_in.enrolment)
    check_ins.answer(check_in=check_in, answers=WELL, words=" First. ", by=by)

    again = check_ins.answer(check_in=check_in, answers=WELL | {"calm": 1}, words="Second.", by=by)

    assert (again.calm, again.words) == (3, "First.")
    assert not TutorTask.objects.exists()


def test_only_the_person_asked_may_answer(db):
    check_in = make_check_in()
    with pytest.raises(NotAllowed):
        check_ins.answer(check_in=check_in, answers=WELL, by=Actor(user=make_learner().user))


def test_one_that_has_closed_is_refused_with_a_sentence(db):
    old = timezone.localdate() - timedelta(days=20)
    check_in = make_check_in(asked_on=old, closes_on=old + timedelta(days=14))
    with pytest.raises(Refused, match="has closed"):
        check_ins.answer(check_in=check_in, answers=WELL, by=of(check_in.enrolment))


def test_three_answers_are_not_four(db):
    check_in = make_check_in()
    with pytest.raises(Refused, match="all four"):
        check_ins.answer(check_in=check_in, answers={"calm": 3}, by=of(check_in.enrolment))


@pytest.mark.parametrize(
    "fields",
    [
        {"confidence": 3},
        {"answered_at": "2026-11-20T10:00Z"},
        {"answered_at": "2026-11-20T10:00Z", "confidence": 6, "routine": 1, "support": 1, "calm": 1},
        {"words": "before any answer"},
    ],
)
def test_the_database_keeps_no_half_answer(db, fields):
    with pytest.raises(IntegrityError, match="programmes_check_in_whole_or_open"), transaction.atomic():
        make_check_in(**fields)


def test_nothing_of_it_is_left_when_the_profile_goes(db):
    check_in = make_check_in()
    by = of(check_in.enrolment)
    check_ins.answer(check_in=check_in, answers=WELL, words="A canary.", by=by)
    assert CheckIn.pgh_event_model.objects.exists()

    profiles.delete(learner=check_in.enrolment.learner, by=by)

    assert not CheckIn.objects.exists()
    assert not CheckIn.pgh_event_model.objects.exists()


# Pages -----------------------------------------------------------------------------------------------


def test_a_learner_answers_and_reads_what_happens_next(client, db):
    check_in = make_check_in()
    client.force_login(check_in.enrolment.learner.user)
    address = f"/me/check-ins/{check_in.public_id}/"

    assert "How are you getting on?" in client.get(f"/me/learning/{check_in.enrolment.public_id}/").text
    assert client.post(address, WELL | {"calm": 1, "words": "<b>Tired</b>"}).status_code == 302

    page = client.get(address).text
    assert "gets in touch with you by" in page
    assert "Not at all (1 of 5)" in page
    assert "&lt;b&gt;Tired&lt;/b&gt;" in page


def test_a_form_without_answers_says_which_are_missing(client, db):
    check_in = make_check_in()
    client.force_login(check_in.enrolment.learner.user)

    page = client.post(f"/me/check-ins/{check_in.public_id}/", {"calm": "9", "words": "kept\x00"}).text

    assert "Choose how far this is so: I feel able to do this course." in page
    assert not CheckIn.objects.answered().exists()


def test_the_tutor_reads_it_with_the_enrolment_and_others_do_not(client, db):
    check_in = make_check_in()
    check_ins.answer(check_in=check_in, answers=WELL, words="Kingfishers.", by=of(check_in.enrolment))
    address = f"/provider/people/{check_in.enrolment.public_id}/"

    client.force_login(make_membership(organisation=check_in.enrolment.organisation).user)
    assert "Kingfishers." in client.get(address).text
    assert client.get(f"/me/check-ins/{check_in.public_id}/").status_code == 404

    client.force_login(make_learner().user)
    assert client.get(f"/me/check-ins/{check_in.public_id}/").status_code == 404
