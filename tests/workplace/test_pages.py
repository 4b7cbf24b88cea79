"""The pages about hires, ratings and placements: what is typed is kept, nothing half-written, and nobody else's."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.workplace.models import Hire, OutcomeRating, Placement
from district.workplace.weeks import monday_of
from learners.models import FundingFacts
from programmes.models import Destination, OutcomeFinding
from tests.factories.accounts import make_user
from tests.factories.curricula import make_curriculum
from tests.factories.employers import make_employer
from tests.factories.partners import make_membership
from tests.factories.programmes import make_application, make_course, make_enrolment, make_provider
from tests.factories.workplace import (
    make_completer,
    make_day,
    make_hire,
    make_placement,
    make_proposal,
    make_request,
)

pytestmark = pytest.mark.django_db
HOSTILE = ("\x00", "\u202e", "<script>alert(1)</script>" * 300, "' OR 1=1 --", "\u200b")


def of(organisation) -> Client:
    return as_user(make_membership(organisation=organisation).user)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def day(name: str, value) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def text(response) -> str:
    return response.content.decode()


def test_employer_person_and_provider_agree_what_came_of_a_course():
    enrolment = make_completer()
    hire = make_hire(learner=enrolment.learner, state="to_describe")
    start = timezone.localdate() + timedelta(days=3)
    employer = of(hire.organisation)
    page = reverse("hire_show", args=[hire.public_id])
    answer = employer.post(page, day("starts_on", start) | {"weekly_hours": "20"})
    assert answer.status_code == 302
    shown = text(employer.get(page))
    assert enrolment.run.course.title not in shown  # the employer does not learn of the course from us
    assert enrolment.organisation.name not in shown
    person = as_user(enrolment.learner.user)
    own = reverse("own_hire_show", args=[hire.public_id])
    assert "Is it right?" in text(person.get(own))
    assert person.post(own, {"may_rate": "yes"}).status_code == 302
    tutor = of(enrolment.organisation)
    proposal = hire.proposals.get()
    record = reverse("provider_hire_show", args=[proposal.public_id])
    assert "Agrees" in text(tutor.get(record))
    assert tutor.post(record, day("starts_on", start) | {"what": "EMP1"}).status_code == 302
    assert Destination.objects.get().starts_on == start
    assert "Has recorded" in text(person.get(own))


def test_what_somebody_can_do_is_asked_line_by_line_and_sent_once():
    request = make_request(
        hire=make_proposal(enrolment=make_completer(outcomes=(("Make pages", {}), ("Test pages", {})))).hire
    )
    client = of(request.hire.organisation)
    page = reverse("hire_rate", args=[request.public_id])
    shown = client.get(page)
    names = list(shown.context["form"].ids)
    kept = client.post(page, {names[0]: "can"})
    assert "Choose an answer for “Test pages”." in text(kept)
    assert "checked" in text(kept)
    assert not OutcomeRating.objects.exists()
    assert client.post(page, dict.fromkeys(names, "brilliant")).status_code == 200
    assert not OutcomeRating.objects.exists()
    for _ in range(2):
        client.post(page, dict.fromkeys(names, "can"))
    assert OutcomeRating.objects.count() == 2
    assert "You answered on" in text(client.get(page))


def test_a_placement_is_written_signed_and_reported_on_its_pages():
    row = make_placement(state="draft", kind="work_experience")
    make_enrolment(learner=row.learner)
    employer = of(row.organisation)
    begins = timezone.localdate()
    write = reverse("placement_write", args=[row.public_id])
    assert "for people under 18" not in text(employer.get(write))
    FundingFacts.objects.all().delete()
    assert "so the limits for people under 18 hold: 8 hours a day" in text(employer.get(write))
    make_application(learner=row.learner, born_on=date(1990, 5, 4))
    sent = {
        **day("starts_on", begins),
        **day("ends_on", begins + timedelta(days=20)),
        "hours": "60",
        "weekdays": ["1", "2", "3", "4", "5", "6", "7"],
        "times": "9:00 to 16:00",
        "place": "1 Wharf Street",
        "supervisor": "Sal",
        "tasks": "Test pages",
        "terms_number": "1",
    }
    refused = text(employer.post(write, sent))
    assert "Nobody can sign before this is so." in refused
    assert "1 Wharf Street" in refused
    assert employer.post(write, sent | {"is_safe": "on"}).status_code == 302
    page = reverse("placement_show", args=[row.public_id])
    person = as_user(row.learner.user)
    course = row.learner.enrolments.get()
    assert "Choose the course" in text(person.post(page, {"name": "Petra", "terms_number": "1"}))
    signed = {"name": "Petra", "terms_number": "1", "enrolment": str(course.public_id)}
    assert person.post(page, signed).status_code == 302
    assert person.post(page, signed).status_code == 302
    stale = text(of(course.organisation).post(page, {"name": "Tutor", "terms_number": "9"}))
    assert "has changed since you opened it" in stale
    for client in (of(course.organisation), employer):
        assert client.post(page, {"name": "Somebody", "terms_number": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.signature_count) == ("signed", 3)
    report = reverse("placement_report", args=[row.public_id])
    assert "Say that they never came" in text(employer.post(report, {"words": "Good."}))
    log = reverse("placement_hours", args=[row.public_id])
    today = f"{begins:%a}".lower()
    assert "Enter hours like" in text(person.post(log, {today: "seven", "seen": ""}))
    assert person.post(log, {today: "7:30", "seen": ""}).status_code == 302
    assert "Some hours wait for you" in text(employer.get(report))
    shown = text(employer.get(log))
    assert "7 hours 30 minutes" in shown
    seen = f"{begins:%d}:450:None"
    week = reverse("placement_week", args=[row.public_id, monday_of(begins).isoformat()])
    stale = text(employer.post(week, {today: "7", "seen": "other"}))
    assert "have changed since" in stale
    assert 'value="7"' in stale  # what was typed is kept, beside what stands
    assert "They have entered 7 hours 30 minutes." in stale
    assert employer.post(log, {today: "7.5", "seen": seen}).status_code == 302
    assert employer.post(log, {today: "7.5", "seen": seen}).status_code == 302  # pressed twice
    assert "7 hours 30 minutes confirmed" in text(of(course.organisation).get(log))
    assert f'name="{today}"' not in text(person.get(week))  # from now on the employer alone changes it
    assert employer.post(report, {"words": "Good."}).status_code == 302
    assert "7 confirmed hours" in text(person.get(page))


def test_hours_are_for_the_three_sides_and_their_weeks_only():
    row = make_placement(state="signed")
    week = monday_of(row.starts_on).isoformat()
    person, employer, tutor = (
        as_user(row.learner.user),
        of(row.organisation),
        of(row.enrolment.organisation),
    )
    for name, args in (("placement_hours", []), ("placement_week", [week])):
        url = reverse(name, args=[row.public_id, *args])
        assert [client.get(url).status_code for client in (person, employer, tutor)] == [200, 200, 200]
        assert tutor.post(url, {"mon": "7"}).status_code == 404
        for stranger in (of(make_employer()), of(make_provider()), as_user(make_user())):
            assert (stranger.get(url).status_code, stranger.post(url).status_code) == (404, 404)
    tuesday = (monday_of(row.starts_on) + timedelta(days=1)).isoformat()
    for wrong in (tuesday, "2020-01-06", "9999-12-27", "monday", "2026-02-31", "%00"):
        answer = person.get(f"/placements/{row.public_id}/hours/{wrong}/")
        assert answer.status_code == 404, wrong


def test_a_week_may_be_filled_in_like_the_one_before():
    monday = monday_of(timezone.localdate())
    row = make_placement(state="signed", starts_on=monday - timedelta(days=7))
    make_day(placement=row, worked_on=monday - timedelta(days=7), minutes=435)
    person = as_user(row.learner.user)
    url = reverse("placement_week", args=[row.public_id, monday.isoformat()])
    assert "Fill in the hours of the week before" in text(person.get(url))
    filled = text(person.get(url, {"as": "before"}))
    assert 'value="7.25"' in filled
    assert "Fill in the hours" not in filled
    assert person.post(url, {"mon": "7.25", "seen": ""}).status_code == 302
    assert row.days.get(worked_on=monday).minutes == 435
    assert "Fill in the hours" not in text(person.get(url))


def test_the_hours_take_as_many_questions_for_one_day_as_for_ten():
    row = make_placement(state="signed", starts_on=timezone.localdate() - timedelta(days=28))
    employer = of(row.organisation)
    url = reverse("placement_hours", args=[row.public_id])
    counts = []
    for number in (1, 10):
        for ago in range(number):
            worked_on = timezone.localdate() - timedelta(days=ago)
            if not row.days.filter(worked_on=worked_on).exists():
                make_day(placement=row, worked_on=worked_on)
        employer.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert employer.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_answered_with_a_sentence_or_kept_as_words(words):
    row = make_placement(state="signed")
    hire = make_hire(state="proposed", learner=row.learner)
    proposal = make_proposal()
    person, employer = as_user(row.learner.user), of(row.organisation)
    tutor = of(proposal.enrolment.organisation)
    for client, name, thing, sent in (
        (person, "own_hire_dispute", hire, {"reason": "other", "words": words}),
        (person, "placement_ask", row, {"words": words}),
        (employer, "placement_report", row, {"never_came": "on", "words": words}),
        (tutor, "provider_hire_refuse", proposal, {"why_not": words}),
        (person, "placement_cancel", row, {"reason": words}),
    ):
        answer = client.post(reverse(name, args=[thing.public_id]), sent)
        assert answer.status_code in {200, 302}
        if answer.status_code == 200:
            assert "There is a problem" in text(answer)
    assert "<script>alert(1)</script>" not in text(
        person.get(reverse("placement_show", args=[row.public_id]))
    )


@pytest.mark.parametrize("number", ["9" * 40, "-1", "1e3", "٣", "12.5", " "])
def test_numbers_that_are_none_are_refused_in_words(number):
    hire = make_hire(state="to_describe")
    sent = day("starts_on", timezone.localdate()) | {"weekly_hours": number}
    answer = of(hire.organisation).post(reverse("hire_show", args=[hire.public_id]), sent)
    assert answer.status_code in {200, 302}
    hire.refresh_from_db()
    assert (answer.status_code == 302) == (hire.state == "proposed")


def test_forged_courses_of_others_cannot_be_signed_with():
    row = make_placement()
    make_enrolment(learner=row.learner)
    sent = {"name": "Petra", "terms_number": "1", "enrolment": str(make_enrolment().public_id)}
    answer = as_user(row.learner.user).post(reverse("placement_show", args=[row.public_id]), sent)
    assert answer.status_code == 200
    assert Placement.objects.get(pk=row.pk).enrolment is None


LISTS = ("hire_list", "placement_list", "provider_hire_list", "provider_placement_list", "own_hire_list")


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_often_for_ten_rows_as_for_one(name):
    employer, provider = make_employer(), make_provider()
    learner = make_enrolment().learner
    client = (
        as_user(learner.user)
        if name == "own_hire_list"
        else of(provider if name.startswith("provider") else employer)
    )
    counts = []
    for many in (1, 9):
        for _ in range(many):
            own = {"learner": learner} if name == "own_hire_list" else {}
            enrolment = make_completer(provider=provider, **own)
            hire = make_hire(organisation=employer, learner=enrolment.learner)
            make_request(hire=make_proposal(hire=hire, enrolment=enrolment).hire)
            make_placement(
                state="signed", organisation=employer, learner=enrolment.learner, enrolment=enrolment
            )
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    for bad in ("0", "-1", "99999999999999999999", "x", "\x00"):
        assert client.get(reverse(name), {"page": bad}).status_code in {200, 404}


def test_the_pages_of_a_course_say_what_hires_can_do_only_once_it_is_found():
    course = make_course(runs=1)
    version = make_curriculum(course=course, published_at=timezone.now() - timedelta(days=9))
    public = reverse("course_show", args=[course.public_id])
    own = reverse("curriculum_show", args=[course.public_id])
    tutor = of(course.organisation)
    assert "five people at three employers" in text(tutor.get(own))
    OutcomeFinding.objects.create(
        course=course, key=version.outcomes.get().key, hires=18, can_do=14, counts_lower=False
    )
    assert "78% of 18 people hired can do it at work" in text(Client().get(public))
    lower = make_curriculum(course=make_course(runs=1))
    OutcomeFinding.objects.create(
        course=lower.course, key=lower.outcomes.get().key, hires=9, can_do=0, counts_lower=True
    )
    assert "confirms these skills one level lower" in text(
        Client().get(reverse("course_show", args=[lower.course.public_id]))
    )
    untold = make_curriculum(course=make_course(runs=1)).course
    assert "people hired" not in text(Client().get(reverse("course_show", args=[untold.public_id])))
    shown = text(tutor.get(own))
    assert "55% to 91%" in shown
    assert "its skills as written" in shown


def test_somebody_else_s_hires_and_placements_do_not_exist():
    row = make_placement(state="signed")
    hire = make_hire(learner=row.learner)
    assert Hire.objects.exists()
    stranger = as_user(make_user())
    for name, thing in (
        *((each, hire) for each in ("own_hire_show", "own_hire_dispute")),
        *((each, row) for each in ("placement_show", "placement_ask", "placement_cancel")),
    ):
        assert stranger.get(reverse(name, args=[thing.public_id])).status_code == 404
    draft = make_placement(state="draft", learner=row.learner)
    assert as_user(row.learner.user).get(reverse("placement_show", args=[draft.public_id])).status_code == 404
