"""E-mails about new jobs: only what is new, each job once, only to those who asked."""

import threading
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.matching.models import LearnerMatch, NewsChoice, Told
from district.matching.services import lists, news
from district.matching.tasks import tell_news, tell_news_daily
from district.outbox.models import Message, OutboxTask
from district.outbox.services import mail
from district.partners.actor import Actor
from district.skills.models import Skill
from district.web.errors import NotAllowed
from employers import letters
from employers.models import Vacancy
from learners.models import Learner
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill(db: None) -> Skill:
    return make_skill(label="weave canal data")


@pytest.fixture
def learner(skill: Skill) -> Learner:
    return make_seeker(skills=[(skill, 2)])


def actor(learner: Learner) -> Actor:
    return Actor(user=learner.user)


def asks(learner: Learner, often: str = "weekly") -> None:
    news.choose(learner=learner, often=often, by=actor(learner))


def opens(skill: Skill, title: str = "Canal weaver", **fields: object) -> Vacancy:
    vacancy = make_vacancy(title=title, mode="remote", skills=[(skill, 2)], **fields)
    match_everybody()
    return vacancy


def a_week_later() -> None:
    NewsChoice.objects.exclude(told_on=None).update(told_on=timezone.localdate() - timedelta(days=7))
    Message.objects.update(key="")


def tell() -> int:
    return news.tell_all(learner_ids=list(Learner.objects.order_by("id").values_list("id", flat=True)))


def test_a_new_job_is_told_with_its_skills_its_place_its_pay_and_its_page(learner, skill) -> None:
    asks(learner)
    vacancy = opens(skill, place_text="Digbeth")
    assert tell() == 1
    message = Message.objects.get()
    assert (message.to, message.subject) == (learner.user.email, "1 new job for you")
    for words in ("Canal weaver", "You have 1 of 1 skill asked.", "Digbeth", str(vacancy.public_id)):
        assert words in message.text
        assert words in message.html
    assert reverse("match_news_stop", args=[NewsChoice.objects.get().key]) in message.text


def test_only_what_is_new_is_told_and_nothing_twice(learner, skill) -> None:
    asks(learner)
    opens(skill, "First weaver")
    assert tell() == 1
    a_week_later()
    assert tell() == 0
    opens(skill, "Second weaver")
    assert tell() == 1
    assert "Second weaver" in Message.objects.latest("id").text
    assert "First weaver" not in Message.objects.latest("id").text


def test_a_job_that_leaves_the_list_and_comes_back_is_no_news(learner, skill) -> None:
    asks(learner)
    vacancy = opens(skill)
    assert tell() == 1
    for state in ("closed", "open"):
        Vacancy.objects.filter(id=vacancy.id).update(state=state)
        match_everybody()
        a_week_later()
        assert tell() == 0
    assert LearnerMatch.objects.get().vacancies == [vacancy.id]


def test_what_was_on_the_list_when_they_asked_is_no_news(learner, skill) -> None:
    opens(skill)
    asks(learner)
    assert tell() == 0
    assert Told.objects.count() == 1


def test_nobody_is_told_who_did_not_ask_or_asked_us_to_stop(learner, skill) -> None:
    opens(skill)
    assert (news.promise(), tell()) == (0, 0)
    asks(learner, "daily")
    asks(learner, "never")
    opens(skill, "Another")
    assert (news.promise(), tell()) == (0, 0)
    assert not Message.objects.exists()


def test_at_most_once_a_week_or_once_a_day(learner, skill) -> None:
    asks(learner)
    opens(skill)
    assert tell() == 1
    opens(skill, "Another")
    assert tell() == 0
    asks(learner, "daily")
    assert tell() == 0
    NewsChoice.objects.update(told_on=timezone.localdate() - timedelta(days=1))
    assert tell() == 1


def test_when_there_is_nothing_new_the_week_does_not_begin_anew(learner, skill) -> None:
    asks(learner)
    match_everybody()
    assert tell() == 0
    assert NewsChoice.objects.get().told_on is None


def test_a_job_that_closed_since_the_list_was_made_is_not_told(learner, skill) -> None:
    asks(learner)
    vacancy = opens(skill)
    Vacancy.objects.filter(id=vacancy.id).update(state="closed")
    assert tell() == 0
    assert not Told.objects.exists()


def test_a_list_of_an_older_profile_is_not_told(learner, skill) -> None:
    asks(learner)
    opens(skill)
    Learner.objects.update(version=99)
    assert tell() == 0


@pytest.mark.parametrize("change", [{"matching_on": False}, {"user__is_active": False}])
def test_who_switched_matching_off_or_left_is_not_told(learner, skill, change) -> None:
    asks(learner)
    opens(skill)
    for field, value in change.items():
        owner = learner.user if field.startswith("user__") else learner
        setattr(owner, field.removeprefix("user__"), value)
        owner.save()
    assert (news.promise(), tell()) == (0, 0)


def test_only_the_best_ten_are_told(learner, skill) -> None:
    asks(learner)
    for number in range(12):
        make_vacancy(title=f"Weaver {number}", mode="remote", skills=[(skill, 2)])
    match_everybody()
    assert tell() == 1
    assert Message.objects.get().subject == "10 new jobs for you"


def test_the_daily_turn_promises_the_work_once(learner, skill) -> None:
    asks(learner)
    assert [tell_news_daily.run(), tell_news_daily.run()] == ["done", "taken"]
    row = OutboxTask.objects.get(name="matching.tell_news")
    opens(skill)
    row.refresh_from_db()
    assert [tell_news.run(row.id), tell_news.run(row.id)] == ["done", "gone"]
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_that_meet_tell_once() -> None:
    skill = make_skill(label="weave canal data")
    learner = make_seeker(skills=[(skill, 2)])
    asks(learner)
    opens(skill)
    told: list[bool] = []

    def work() -> None:
        try:
            told.append(news.tell(learner_id=learner.id))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert sorted(told) == [False] * 5 + [True]
    assert (Message.objects.count(), Told.objects.count()) == (1, 1)


def test_e_mail_programs_are_offered_one_click(learner, skill) -> None:
    asks(learner)
    opens(skill)
    tell()
    mail.deliver(message_id=Message.objects.get().id)
    headers = sent.outbox[0].extra_headers
    key = NewsChoice.objects.get().key
    assert headers["List-Unsubscribe"] == f"<{letters.full('match_news_stop', key)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_looking_at_the_way_out_changes_nothing_and_pressing_it_needs_no_account(learner) -> None:
    asks(learner)
    href = reverse("match_news_stop", args=[NewsChoice.objects.get().key])
    visitor = Client(enforce_csrf_checks=True)
    for answer in (visitor.get(href), visitor.head(href)):
        assert answer.status_code == 200
        assert NewsChoice.objects.get().often == "weekly"
    for _ in range(2):
        page = visitor.post(href, {"List-Unsubscribe": "One-Click"})
        assert "The e-mails are stopped" in page.text
        assert NewsChoice.objects.get().often == "never"


@pytest.mark.parametrize("key", ["x", "nonsense%00", "\ud83d"])
def test_a_way_out_that_nobody_was_sent_does_not_exist(client: Client, key: str) -> None:
    href = f"/news/stop/{key.encode('utf-8', 'replace').decode()}/"
    assert client.get(href).status_code == client.post(href).status_code == 404


def test_the_learner_chooses_and_nothing_is_chosen_beforehand(client: Client, learner) -> None:
    client.force_login(learner.user)
    page = client.get(reverse("match_news"))
    assert "checked" not in page.text
    assert client.post(reverse("match_news"), {}).context["form"].errors
    assert client.post(reverse("match_news"), {"often": "hourly\x00"}).context["form"].errors
    assert client.post(reverse("match_news"), {"often": "daily"}).url == reverse("match_list")
    assert NewsChoice.objects.get().often == "daily"
    assert "checked" in client.get(reverse("match_news")).text


def test_nobody_chooses_for_another(learner) -> None:
    with pytest.raises(NotAllowed):
        news.choose(learner=learner, often="daily", by=actor(make_seeker()))


def test_a_deleted_profile_leaves_no_choice_and_nothing_told(learner, skill) -> None:
    opens(skill)
    asks(learner)
    learner.delete()
    assert not NewsChoice.objects.exists()
    assert not Told.objects.exists()


def test_a_changed_list_is_told_after_the_learner_is_matched_again(learner, skill) -> None:
    asks(learner)
    opens(skill)
    lists.match_learner(learner_id=learner.id)
    assert tell() == 1
