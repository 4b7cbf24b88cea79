"""A learner applies for a job with what they choose, is read without who they are, and is answered."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.outbox.models import Message
from district.web.errors import NotAllowed, Refused
from employers import answer_rate
from employers.models import CvFile, JobApplication, Vacancy
from employers.services import job_application_clock as clock
from employers.services import job_application_moves as moves
from employers.services import job_applications
from employers.services.job_applications import Cv, Words
from learners.models import Learner
from learners.services import profiles
from tests.employers.cvs import pdf
from tests.factories.accounts import make_user
from tests.factories.employers import make_employer, make_job_application, make_vacancy
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.partners import actor_of, make_membership
from tests.factories.places import make_council, make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

NAME, EMAIL, PHONE, POSTCODE = "Zebedee Kingfisher", "zeb.kingf@example.org", "0121 496 0777", "B21 9AZ"
SCHOOL = "Camp Hill School"
WHY = f"I am {NAME}, write to {EMAIL} or {PHONE}. I live at {POSTCODE} and went to {SCHOOL}. I like weaving."
PERSONAL = ("Zebedee", "Kingfisher", "zeb.kingf", "example.org", "496 0777", "B21 9AZ", "B21", "Camp Hill")
State = JobApplication.State
BORN = date(1990, 5, 17)


def given_learner(**fields: Any) -> Learner:
    user = make_user(name=NAME, email=EMAIL)
    learner = make_learner(
        user=user,
        postcode=make_postcode(postcode=POSTCODE, council=make_council(), easting=403_000, northing=290_000),
        **fields,
    )
    make_held_skill(learner=learner, skill=make_skill(label="weave"), evidence_note=f"At {SCHOOL}")
    return learner


def given_employer(vacancy: Vacancy) -> User:
    return make_membership(user=make_user(name="Boss"), organisation=vacancy.organisation).user


def given_sent(vacancy: Vacancy, learner: Learner, *, cv: bool = True, **fields: Any) -> JobApplication:
    by = actor_of(learner.user)
    usual = {"parts": ["skills", "times", "place"], "why": WHY, "phone": PHONE, "born_on": BORN}
    draft = job_applications.save_draft(
        vacancy=vacancy,
        learner=learner,
        words=Words(**usual | fields),
        cv=Cv("cv.pdf", pdf(NAME.encode())) if cv else None,
        by=by,
    )
    return job_applications.send(application=draft, by=by)


def test_a_learner_sends_what_they_chose_after_seeing_it(client: Client) -> None:
    learner, vacancy = given_learner(), make_vacancy()
    client.force_login(learner.user)
    start = reverse("job_application_start", args=[vacancy.public_id])
    assert "Weave" in client.get(start).text
    born = {"born_on_day": "17", "born_on_month": "5", "born_on_year": "1990"}
    file = SimpleUploadedFile("Zebedee Kingfisher.pdf", pdf(), content_type="text/html")
    response = client.post(start, {"parts": ["skills"], "why": WHY, "phone": PHONE, "cv": file, **born})
    draft = JobApplication.objects.get()
    assert (draft.state, draft.parts) == ("draft", ["skills"])
    check = client.get(response.url)
    assert "Send my application" in check.text
    assert "[hidden]" in check.text
    client.post(response.url)
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert list(draft.shared) == ["skills"]
    assert NAME in client.get(reverse("job_application_show", args=[draft.public_id])).text
    assert client.get(reverse("job_application_list")).text.count(vacancy.title) == 1
    subjects = Message.objects.filter(to=EMAIL).values_list("subject", flat=True)
    assert list(subjects) == [f"We have sent your job application: {vacancy.title}"]


def test_until_they_are_shortlisted_no_byte_tells_who_they_are(client: Client) -> None:
    learner, vacancy = given_learner(), make_vacancy()
    application = given_sent(vacancy, learner)
    boss = given_employer(vacancy)
    moves.save_template(name="Thanks", words="Dear {name}, thank you.", by=actor_of(boss))
    client.force_login(boss)
    one = reverse("vacancy_application_show", args=[application.public_id])
    pages = [
        reverse("vacancy_application_list", args=[vacancy.public_id]),
        one,
        reverse("vacancy_application_decide", args=[vacancy.public_id, "refuse"])
        + f"?rows={application.public_id}",
        reverse("vacancy_application_receipt", args=[application.public_id]),
    ]

    def leaks(url: str) -> list[str]:
        response = client.get(url)
        assert response.status_code == 200
        body = bytes(response.content) + str(response.headers).encode()
        return [word for word in PERSONAL if word.lower().encode() in body.lower()]

    assert [leaks(url) for url in pages] == [[], [], [], []]
    cv = reverse("vacancy_application_cv", args=[application.public_id])
    assert client.get(cv).status_code == 404
    assert [
        word for word in PERSONAL for each in Message.objects.filter(to=boss.email) if word in each.text
    ] == []

    moves.move(application=application, to=State.SHORTLISTED, words="Dear {name}, come.", by=actor_of(boss))
    known = client.get(one).text
    assert [word in known for word in (NAME, EMAIL, PHONE, SCHOOL, "come.")] == [True] * 5
    file = client.get(cv)
    assert bytes(file.content) == pdf(NAME.encode())
    assert file["Content-Disposition"].startswith('attachment; filename="cv-')
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file["Cache-Control"] == "no-store, private"


def test_a_refusal_of_somebody_unknown_leaves_them_unknown(client: Client) -> None:
    learner, vacancy = given_learner(), make_vacancy()
    application = given_sent(vacancy, learner)
    boss = given_employer(vacancy)
    skill = make_skill(label="spin")
    refusal = moves.Refusal("missing_skills", [(skill.public_id, 2)])
    moves.move(
        application=application,
        to=State.UNSUCCESSFUL,
        words="Sorry {name}.",
        refusal=refusal,
        by=actor_of(boss),
    )
    client.force_login(boss)
    body = client.get(reverse("vacancy_application_show", args=[application.public_id])).text
    assert [word for word in PERSONAL if word in body] == []
    assert "Sorry (their name)." in body
    client.force_login(learner.user)
    own = client.get(reverse("job_application_show", args=[application.public_id])).text
    assert f"Sorry {NAME}." in own
    assert "Some skills are needed first" in own
    gap = client.get(reverse("job_application_gap", args=[application.public_id])).text
    assert "Courses that teach spin" in gap


def test_nobody_under_16_applies() -> None:
    learner, vacancy = given_learner(), make_vacancy()
    born = timezone.localdate() - timedelta(days=365 * 15)
    with pytest.raises(Refused, match="16th birthday"):
        given_sent(vacancy, learner, born_on=born)
    with pytest.raises(Refused, match="date of birth"):
        given_sent(vacancy, learner, born_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job_application(vacancy=vacancy, learner=learner, age_checked_at=None)


def test_there_is_one_live_application_for_a_job() -> None:
    learner, vacancy = given_learner(), make_vacancy()
    application = given_sent(vacancy, learner)
    with pytest.raises(Refused, match="applied for this job already"):
        given_sent(vacancy, learner)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job_application(vacancy=vacancy, learner=learner)
    job_applications.withdraw(application=application, by=actor_of(learner.user))
    assert not CvFile.objects.exists()
    assert given_sent(vacancy, learner).state == "submitted"


def test_sending_twice_sends_once() -> None:
    learner, vacancy = given_learner(), make_vacancy()
    application = given_sent(vacancy, learner)
    again = job_applications.send(application=application, by=actor_of(learner.user))
    assert again.version == application.version
    assert Message.objects.filter(to=EMAIL).count() == 1


def test_only_the_person_and_their_employer_reach_it(client: Client) -> None:
    learner, vacancy = given_learner(), make_vacancy()
    application = given_sent(vacancy, learner)
    moves.move(application=application, to=State.SHORTLISTED, by=actor_of(given_employer(vacancy)))
    other = make_membership(organisation=make_employer()).user
    client.force_login(other)
    for name in ("vacancy_application_show", "vacancy_application_cv", "vacancy_application_receipt"):
        assert client.get(reverse(name, args=[application.public_id])).status_code == 404
    with pytest.raises(NotAllowed):
        moves.move(application=application, to=State.OFFERED, by=actor_of(other))
    client.force_login(make_learner().user)
    for name in ("job_application_show", "job_application_cv", "job_application_withdraw"):
        assert client.get(reverse(name, args=[application.public_id])).status_code == 404


def test_many_are_moved_at_once_and_each_that_cannot_be_says_why(client: Client) -> None:
    vacancy = make_vacancy()
    boss = given_employer(vacancy)
    rows = [make_job_application(vacancy=vacancy) for _ in range(2)]
    rows.append(make_job_application(vacancy=vacancy, state="hired"))
    client.force_login(boss)
    ids = "&".join(f"rows={each.public_id}" for each in rows)
    bulk = client.get(reverse("vacancy_application_bulk", args=[vacancy.public_id]) + f"?act=shortlist&{ids}")
    response = client.post(
        bulk.url, {"rows": [str(each.public_id) for each in rows], "words": "See you, {name}."}, follow=True
    )
    assert "2 people are shortlisted." in response.text
    assert "cannot become" in response.text
    states = list(JobApplication.objects.order_by("id").values_list("state", flat=True))
    assert states == ["shortlisted", "shortlisted", "hired"]


def test_a_message_may_leave_open_only_what_can_be_filled_in() -> None:
    vacancy = make_vacancy()
    application = make_job_application(vacancy=vacancy)
    with pytest.raises(Refused, match="curly brackets"):
        moves.move(
            application=application,
            to=State.SHORTLISTED,
            words="{application.learner}",
            by=actor_of(given_employer(vacancy)),
        )


def test_what_nobody_answers_for_60_days_closes_and_says_so() -> None:
    vacancy = make_vacancy()
    boss = given_employer(vacancy)
    long_ago = timezone.now() - timedelta(days=61)
    old = make_job_application(vacancy=vacancy, moved_at=long_ago, submitted_at=long_ago)
    recent = make_job_application(vacancy=vacancy, moved_at=timezone.now() - timedelta(days=59))
    assert clock.close_unanswered() == 1
    assert clock.close_unanswered() == 0
    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.state, old.reason, recent.state) == ("closed", "unanswered", "submitted")
    told = Message.objects.order_by("id").values_list("to", flat=True)
    assert list(told) == [old.learner.user.email, boss.email]


def test_cvs_of_drafts_go_after_a_day_and_drafts_after_thirty() -> None:
    now = timezone.now()
    draft = make_job_application(state="draft")
    make_job_application(state="draft", moved_at=now - timedelta(days=31))
    CvFile.objects.create(
        application=draft, kind="pdf", content=b"x", size=1, added_at=now - timedelta(hours=25)
    )
    assert clock.forget() == {"drafts": 1, "cvs": 1}
    assert JobApplication.objects.get() == draft


def test_the_answer_rate_is_told_from_five_applications_on() -> None:
    vacancy = make_vacancy()
    month = timezone.now() - timedelta(days=30)
    for days in (1, 2, 9):
        make_job_application(
            vacancy=vacancy,
            state="unsuccessful",
            submitted_at=month,
            answered_at=month + timedelta(days=days),
        )
    make_job_application(vacancy=vacancy, submitted_at=month)
    make_job_application(vacancy=vacancy, submitted_at=timezone.now())  # has not waited long enough to count
    make_job_application(vacancy=vacancy, submitted_at=timezone.now() - timedelta(days=400))
    assert answer_rate.of_employer(vacancy.organisation_id) is None
    make_job_application(vacancy=vacancy, submitted_at=month)
    rate = answer_rate.of_employer(vacancy.organisation_id)
    assert rate is not None
    assert rate.words == "Has answered 3 of its 5 applications, usually within 2 days."


def test_a_closed_job_takes_no_application() -> None:
    learner = given_learner()
    vacancy = make_vacancy(state=Vacancy.State.CLOSED)
    with pytest.raises(Refused, match="closed"):
        given_sent(vacancy, learner)
    elsewhere = make_vacancy(apply_url="https://jobs.example/1")
    with pytest.raises(Refused, match="own site"):
        given_sent(elsewhere, learner)


def test_nothing_is_left_when_the_profile_goes() -> None:
    learner, vacancy = given_learner(), make_vacancy()
    given_sent(vacancy, learner)
    events: Any = JobApplication.pgh_event_model  # type: ignore[attr-defined]
    assert events.objects.exists()
    profiles.delete(learner=learner, by=actor_of(learner.user))
    assert not JobApplication.objects.exists()
    assert not CvFile.objects.exists()
    assert not events.objects.exists()


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_asks_as_much_for_ten_as_for_one(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    vacancy = make_vacancy()
    for _ in range(rows):
        make_job_application(vacancy=vacancy)
    client.force_login(given_employer(vacancy))
    url = reverse("vacancy_application_list", args=[vacancy.public_id])
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)


@pytest.mark.parametrize(
    "sent",
    [
        {"words": "a\x00b"},
        {"words": "\u202eabc"},
        {"words": "x" * 2001},
        {"words": "Hello {secret}"},
        {"template": "no-such-template", "words": "x"},
    ],
)
def test_bad_words_are_explained(client: Client, sent: dict[str, str]) -> None:
    vacancy = make_vacancy()
    application = make_job_application(vacancy=vacancy)
    boss = given_employer(vacancy)
    moves.save_template(name="Thanks", words="Thank you.", by=actor_of(boss))
    client.force_login(boss)
    url = reverse("vacancy_application_decide", args=[vacancy.public_id, "shortlist"])
    response = client.post(url, {"rows": str(application.public_id), **sent})
    assert response.status_code == 200
    assert "There is a problem" in response.text
    application.refresh_from_db()
    assert application.state == "submitted"


def test_of_jobs_of_one_day_those_with_fewer_applications_come_first(client: Client) -> None:
    sought, unsought = (make_vacancy(title=title) for title in ("Lock keeper", "Lock mender"))
    older = make_vacancy(title="Lock painter", posted_on=timezone.localdate() - timedelta(days=1))
    before = client.get(reverse("job_list"), {"kind": "job"}).text
    make_job_application(vacancy=unsought)
    after = client.get(reverse("job_list"), {"kind": "job"}).text

    def order(text: str) -> list[str]:
        return sorted((each.title for each in (sought, unsought, older)), key=text.index)

    assert order(before) == ["Lock mender", "Lock keeper", "Lock painter"]
    assert order(after) == ["Lock keeper", "Lock mender", "Lock painter"]
    assert "of those posted on the same day, jobs that fewer people have applied for" in after


def test_the_rate_stands_on_the_pages_of_the_job_and_of_the_employer(client: Client) -> None:
    vacancy = make_vacancy(organisation=make_employer())
    long_ago = timezone.now() - timedelta(days=20)
    for _ in range(5):
        make_job_application(vacancy=vacancy, submitted_at=long_ago)
    words = "Has answered none of its last 5 applications."
    assert words in client.get(reverse("job_show", args=[vacancy.public_id])).text
    where = reverse("employer_answer_rate", args=[vacancy.organisation.public_id])
    assert words in client.get(where).text
    assert where in client.get(reverse("partner_show", args=[vacancy.organisation.public_id])).text
