"""The hours of placements: entered by learners, confirmed by employers, counted once, whoever comes second."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.outbox.models import Message
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.workplace import weeks, working_time
from district.workplace.models import Placement, PlacementDay
from district.workplace.services import hours, placements
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import make_actor
from tests.factories.programmes import make_application
from tests.factories.workplace import make_day, make_placement, terms

pytestmark = pytest.mark.django_db


def a_monday(weeks_ago: int) -> date:
    return weeks.monday_of(timezone.localdate()) - timedelta(weeks=weeks_ago)


def given_placement(**fields) -> Placement:
    """Begun on a Monday three weeks ago."""
    return make_placement(**{"state": "signed", "starts_on": a_monday(3)} | fields)


def person(row: Placement) -> Actor:
    return Actor(user=row.learner.user)


def boss(row: Placement) -> Actor:
    return make_actor(organisation=row.organisation)


def mark(row: Placement, day: date) -> str:
    week = weeks.find(weeks.of(row, row.days.all()), day)
    assert week is not None
    return week.mark


def enter(row: Placement, minutes: dict[date, int], by: Actor | None = None) -> None:
    hours.enter(placement=row, minutes=minutes, seen=mark(row, min(minutes)), by=by or person(row))


def confirm(row: Placement, minutes: dict[date, int], by: Actor | None = None) -> None:
    hours.confirm(placement=row, minutes=minutes, seen=mark(row, min(minutes)), by=by or boss(row))


def kept(row: Placement) -> list[tuple[int | None, int | None]]:
    return list(row.days.order_by("worked_on").values_list("minutes", "confirmed_minutes"))


def subjects(by: Actor) -> list[str]:
    return list(Message.objects.filter(to=by.user.email).order_by("id").values_list("subject", flat=True))


def test_hours_are_entered_changed_taken_back_and_confirmed():
    row, day = given_placement(), a_monday(2)
    tuesday = day + timedelta(days=1)
    enter(row, {day: 420, tuesday: 300})
    enter(row, {day: 420, tuesday: 360})
    enter(row, {day: 420, tuesday: 0})
    assert kept(row) == [(420, None)]
    confirm(row, {day: 420, tuesday: 0})
    confirm(row, {day: 420, tuesday: 0})  # pressed twice
    row.refresh_from_db()
    assert (kept(row), row.confirmed_minutes) == ([(420, 420)], 420)
    assert subjects(person(row)) == []


def test_the_employer_puts_right_and_adds_and_the_learner_is_told():
    row, day = given_placement(title="Helper"), a_monday(2)
    by = boss(row)
    enter(row, {day: 420})
    confirm(row, {day: 360, day + timedelta(days=1): 240}, by)
    row.refresh_from_db()
    assert (kept(row), row.confirmed_minutes) == ([(420, 360), (None, 240)], 600)
    assert subjects(person(row)) == ["Your hours were put right: Helper"]
    with pytest.raises(Refused, match="has confirmed Monday"):
        enter(row, {day: 480})
    confirm(row, {day: 420}, by)
    row.refresh_from_db()
    assert row.confirmed_minutes == 660


def test_whoever_comes_second_sees_what_was_kept_before_it_is_replaced():
    row, day = given_placement(), a_monday(2)
    enter(row, {day: 420})
    seen = mark(row, day)
    enter(row, {day: 300})
    with pytest.raises(Refused, match="have changed since"):
        hours.confirm(placement=row, minutes={day: 420}, seen=seen, by=boss(row))
    with pytest.raises(Refused, match="have changed since"):
        hours.enter(placement=row, minutes={day: 480}, seen=seen, by=person(row))
    assert kept(row) == [(300, None)]


@pytest.mark.parametrize(
    ("ahead", "minutes", "sentence"),
    [
        (0, 721, "12 hours a day"),
        (0, -1, "leave the day empty"),
        (-1, 60, "not ahead"),
        (-400, 60, "not ahead"),
        (400, 60, "not ahead"),
    ],
)
def test_days_and_hours_that_cannot_be_are_refused(ahead, minutes, sentence):
    row = given_placement()
    with pytest.raises(Refused, match=sentence):
        hours.enter(
            placement=row, minutes={row.starts_on + timedelta(days=ahead): minutes}, seen="", by=person(row)
        )
    assert not PlacementDay.objects.exists()


def test_a_week_has_48_hours_at_most():
    row, day = given_placement(), a_monday(2)
    week = [day + timedelta(days=number) for number in range(5)]
    with pytest.raises(Refused, match="50 hours in one week"):
        enter(row, dict.fromkeys(week, 600))
    enter(row, dict.fromkeys(week[:4], 720))
    with pytest.raises(Refused, match="48 hours is the most"):
        confirm(row, dict.fromkeys(week[:4], 720) | {week[4]: 15})


def under_18(row: Placement, birthday: date) -> None:
    """They told their date of birth when they applied for a course; 18 on that day."""
    make_application(learner=row.learner, born_on=birthday.replace(year=birthday.year - 18))


def test_nobody_under_18_works_more_than_eight_hours_a_day_or_forty_a_week():
    row, day = given_placement(), a_monday(2)
    under_18(row, timezone.localdate() + timedelta(days=200))
    week = [day + timedelta(days=number) for number in range(5)]
    with pytest.raises(Refused, match="8 hours a day at most: that is the limit for people under 18"):
        enter(row, {day: 481})
    enter(row, dict.fromkeys(week, 480))
    saturday = day + timedelta(days=5)
    with pytest.raises(Refused, match="41 hours in one week, and 40 hours is the most for people under 18"):
        enter(row, {saturday: 60})
    with pytest.raises(Refused, match="limit for people under 18"):
        confirm(row, {day: 540})
    assert kept(row) == [(480, None)] * 5


def test_an_agreement_with_somebody_under_18_keeps_to_their_limits():
    row = make_placement(state="draft", kind="work_experience")
    today = timezone.localdate()
    begins = today + timedelta(days=7 - today.weekday())
    under_18(row, today + timedelta(days=200))
    assert "40 hours and 5 days a week" in working_time.said_of(row.learner, today)
    wanted = terms(starts_on=begins, ends_on=begins + timedelta(days=13), weekdays=[1, 2, 3, 4, 5], hours=81)
    with pytest.raises(Refused, match="80 hours can be done"):
        placements.write(placement=row, terms=wanted, by=boss(row))
    with pytest.raises(Refused, match="5 days at most"):
        placements.write(placement=row, terms=wanted | {"weekdays": [1, 2, 3, 4, 5, 6]}, by=boss(row))
    written = placements.write(placement=row, terms=wanted | {"hours": 80}, by=boss(row))
    assert written.state == "open"
    assert working_time.said_of(row.learner, today + timedelta(days=200)) == ""


def test_while_no_date_of_birth_is_known_the_limits_for_people_under_18_hold():
    row, day = given_placement(learner=make_learner()), a_monday(2)
    today = timezone.localdate()
    assert working_time.said_of(row.learner, today).startswith(
        "We do not know the date of birth, so the limits"
    )
    with pytest.raises(Refused, match=r"8 hours a day at most.*have not told.*The learner tells it under"):
        enter(row, {day: 481})
    week = [day + timedelta(days=number) for number in range(6)]
    with pytest.raises(
        Refused, match="41 hours in one week, and 40 hours is the most for people who have not told"
    ):
        enter(row, dict.fromkeys(week[:5], 480) | {week[5]: 60})
    draft = make_placement(state="draft", learner=row.learner)
    with pytest.raises(Refused, match=r"5 days at most.*have not told.*The learner tells it under"):
        placements.write(placement=draft, terms=terms(), by=boss(draft))
    make_application(learner=row.learner, born_on=date(1990, 5, 4))
    enter(row, {day: 540})
    placements.write(placement=draft, terms=terms(), by=boss(draft))
    assert working_time.said_of(row.learner, today) == working_time.said_of(None, today) == ""


def test_from_their_18th_birthday_on_they_work_as_adults_do():
    row, day = given_placement(), a_monday(2)
    wednesday = day + timedelta(days=2)
    under_18(row, wednesday)
    with pytest.raises(Refused, match="8 hours a day"):
        enter(row, {day + timedelta(days=1): 540})
    enter(row, {day + timedelta(days=1): 480, wednesday: 540})
    assert kept(row) == [(480, None), (540, None)]


def test_hours_with_all_employers_count_together():
    row, day = given_placement(), a_monday(2)
    other = given_placement(learner=row.learner)
    under_18(row, timezone.localdate() + timedelta(days=200))
    enter(row, {day: 300})
    with pytest.raises(Refused, match="Hours with another employer count, too"):
        enter(other, {day: 240})
    enter(other, {day: 180})
    for number in range(1, 4):
        enter(row, {day + timedelta(days=number): 480})
    with pytest.raises(Refused, match=r"41 hours in one week.*another employer"):
        enter(other, {day + timedelta(days=4): 480, day + timedelta(days=5): 60})
    assert other.days.count() == 1


def test_hours_are_of_agreed_days_alone():
    day = a_monday(2)
    row = given_placement(weekdays=[2, 3])
    assert [each.weekday() for each in weeks.find(weeks.of(row, []), day).days] == [1, 2]
    with pytest.raises(Refused, match="agreed days"):
        enter(row, {day: 60})
    starts_late = given_placement(starts_on=day + timedelta(days=3), weekdays=[2, 3])
    assert weeks.find(weeks.of(starts_late, []), day) is None


def test_only_the_learner_enters_and_only_the_employer_confirms():
    row, day = given_placement(), a_monday(2)
    tutor = make_actor(organisation=row.enrolment.organisation)
    strangers = (make_actor(role="employer"), make_actor(role="provider"), Actor(user=make_user()))
    for by in (*strangers, tutor, boss(row)):
        with pytest.raises(NotAllowed):
            enter(row, {day: 60}, by)
    for by in (*strangers, tutor, person(row)):
        with pytest.raises(NotAllowed):
            confirm(row, {day: 60}, by)


def test_nothing_is_entered_before_all_have_signed_or_after_the_end():
    for state in ("open", "completed", "cancelled"):
        fields = {"cancelled_by": "learner", "cancelled_because": "x"} if state == "cancelled" else {}
        row = given_placement(state=state, **fields)
        with pytest.raises(Refused, match="signed by all three"):
            enter(row, {a_monday(2): 60})
    with pytest.raises(Refused, match="called off"):
        confirm(row, {a_monday(2): 60})
    make_day(placement=row, worked_on=a_monday(2))
    confirm(row, {a_monday(2): 420})  # what was entered before it was called off still counts
    row.refresh_from_db()
    assert row.confirmed_minutes == 420


def test_the_employer_is_asked_once_for_the_weeks_that_are_over():
    row = given_placement(title="Helper")
    by = boss(row)
    enter(row, {a_monday(2): 420})
    enter(row, {a_monday(1): 420})
    enter(row, {timezone.localdate(): 60})
    assert (hours.ask_to_confirm(), hours.ask_to_confirm()) == (1, 0)
    assert subjects(by) == ["Hours to confirm: Helper"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 721},
        {"minutes": 0},
        {"minutes": None},
        {"confirmed_minutes": 721},
        {"confirmed_minutes": 60, "confirmed_at": None},
    ],
)
def test_the_database_refuses_a_day_that_cannot_be(wrong):
    row = given_placement()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_day(placement=row, worked_on=a_monday(2), **wrong)
    make_day(placement=row, worked_on=a_monday(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_day(placement=row, worked_on=a_monday(2))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7", 420),
        ("7.5", 450),
        ("7,25", 435),
        (" 7:20 ", 440),
        ("٣", 180),
        ("0", 0),
        ("7.", None),
        ("-1", None),
        ("7:60", None),
        ("1e3", None),
        ("seven", None),
        ("7\x00", None),
        ("9" * 4000, None),
    ],
)
def test_hours_are_read_as_people_type_them(text, minutes):
    assert weeks.read(text) == minutes
    if minutes is not None:
        assert weeks.read(weeks.typed(minutes)) == minutes


def test_hours_are_said_in_words():
    assert [weeks.said(each) for each in (0, 60, 450, 20)] == [
        "no hours",
        "1 hour",
        "7 hours 30 minutes",
        "20 minutes",
    ]
