"""Alerts: saved searches that tell of each new job once, to those alone who asked and confirmed it."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message, OutboxTask
from district.outbox.services import mail
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from employers import filters, letters
from employers.models import AlertReader, AlertTold, JobAlert, Vacancy
from employers.services import alerts
from employers.tasks import tell_alerts, tell_daily
from learners.models import Learner
from tests.factories.employers import make_vacancy
from tests.factories.learners import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(db: None) -> Learner:
    return make_learner()


def asked(query: str = "") -> filters.JobFilter:
    return filters.read(QueryDict(query))


def saves(learner: Learner, query: str = "q=weaver", often: str = "daily", name: str = "") -> JobAlert:
    return alerts.save(
        learner=learner, asked=asked(query), name=name, often=often, by=Actor(user=learner.user)
    )


def asks(email: str = "new@example.com", query: str = "q=weaver") -> JobAlert | None:
    alerts.ask(email=email, asked=asked(query), name="", often="daily")
    return JobAlert.objects.filter(reader__email=email.lower(), query=query).first()


def tell() -> int:
    return alerts.tell_all(alert_ids=JobAlert.objects.order_by("id").values_list("id", flat=True))


def a_day_later() -> None:
    JobAlert.objects.exclude(told_on=None).update(told_on=timezone.localdate() - timedelta(days=7))
    Message.objects.update(key="")


def test_a_new_job_of_the_search_is_told_with_its_facts_and_its_page(learner) -> None:
    make_vacancy(title="Old weaver")
    alert = saves(learner, name="Canal work")
    vacancy = make_vacancy(title="Canal weaver", place_text="Digbeth")
    make_vacancy(title="Lock keeper")
    assert tell() == 1
    message = Message.objects.get()
    assert (message.to, message.subject) == (learner.user.email, "1 new job: Canal work")
    for words in ("Canal weaver", "Digbeth", f"/jobs/{vacancy.public_id}/?from=alert", alert.key):
        assert words in message.text
    assert "Lock keeper" not in message.text
    assert "Old weaver" not in message.text


def test_nothing_is_told_twice_by_whichever_alert_and_though_it_is_opened_again(learner) -> None:
    saves(learner, "q=weaver")
    saves(learner, "q=canal")
    vacancy = make_vacancy(title="Canal weaver")
    assert tell() == 1
    a_day_later()
    Vacancy.objects.filter(id=vacancy.id).update(state="closed")
    Vacancy.objects.filter(id=vacancy.id).update(state="open", opened_at=timezone.now())
    assert tell() == 0
    assert AlertTold.objects.count() == 1


def test_what_does_not_fit_into_one_e_mail_comes_with_the_next(learner) -> None:
    saves(learner)
    for number in range(alerts.MOST_JOBS + 3):
        make_vacancy(title=f"Weaver {number}")
    assert tell() == 1
    assert "There are 3 more" in Message.objects.get().text
    a_day_later()
    assert tell() == 1
    assert Message.objects.latest("id").subject.startswith("3 new jobs")
    a_day_later()
    assert tell() == 0


def test_at_most_once_a_week_or_once_a_day(learner) -> None:
    weekly = saves(learner, often="weekly")
    make_vacancy(title="First weaver")
    assert tell() == 1
    make_vacancy(title="Second weaver")
    assert tell() == 0
    JobAlert.objects.update(told_on=timezone.localdate() - timedelta(days=6))
    assert (alerts.promise(), tell()) == (0, 0)
    alerts.change(alert=weekly, name="Weaving", often="daily", by=Actor(user=learner.user))
    assert (alerts.promise(), tell()) == (1, 1)


def test_a_search_is_kept_in_one_order_and_without_what_arranges_the_page() -> None:
    one = asked(
        "sort=newest&page=3&kind=job&q=Canal+Weaver&mode=remote&posted=7&utm_source=x&kind=apprenticeship"
    )
    other = asked("mode=remote&kind=apprenticeship&kind=job&kind=nonsense&q=canal+weaver")
    assert filters.kept_query(one) == filters.kept_query(other)
    assert filters.kept_query(one) == "q=canal+weaver&kind=apprenticeship&kind=job&mode=remote"
    assert asked(filters.kept_query(one)).chosen == other.chosen
    assert filters.in_words(other) == "canal weaver, apprenticeship or job, from home"
    assert filters.in_words(asked()) == "all jobs"


def test_ten_alerts_a_person_and_each_search_once(learner) -> None:
    for number in range(alerts.MOST):
        saves(learner, f"q=weaver{number}")
    with pytest.raises(Refused, match="the most there can be"):
        saves(learner, "q=eleventh")
    with pytest.raises(Refused, match="already"):
        saves(learner, "q=weaver1")
    alerts.stop(key=JobAlert.objects.earliest("id").key)
    saves(learner, "q=eleventh")


@pytest.mark.django_db(transaction=True)
def test_who_presses_in_many_windows_has_ten_alerts_still() -> None:
    learner = make_learner()
    for number in range(alerts.MOST - 1):
        saves(learner, f"q=weaver{number}")
    refused: list[str] = []

    def press(number: int) -> None:
        try:
            saves(learner, f"q=more{number}")
        except Refused as refusal:
            refused.append(refusal.code)

    _at_once([lambda number=number: press(number) for number in range(4)])
    assert refused == ["too_many"] * 3
    assert JobAlert.objects.count() == alerts.MOST


@pytest.mark.django_db(transaction=True)
def test_workers_that_meet_tell_once() -> None:
    alert = saves(make_learner())
    make_vacancy(title="Canal weaver")
    told: list[bool] = []
    _at_once([lambda: told.append(alerts.tell(alert_id=alert.id))] * 5)
    assert sorted(told) == [False] * 4 + [True]
    assert (Message.objects.count(), AlertTold.objects.count()) == (1, 1)


def _at_once(jobs: list[Callable[[], None]]) -> None:
    def work(job: Callable[[], None]) -> None:
        try:
            job()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def test_the_daily_turn_promises_the_work_once(learner) -> None:
    saves(learner)
    make_vacancy(title="Canal weaver")
    assert [tell_daily.run(), tell_daily.run()] == ["done", "taken"]
    row = OutboxTask.objects.get(name="employers.tell_alerts")
    assert [tell_alerts.run(row.id), tell_alerts.run(row.id)] == ["done", "gone"]
    assert Message.objects.count() == 1


def test_who_has_no_account_is_asked_first_and_told_nothing_before(client: Client) -> None:
    href = f"{reverse('alert_create')}?q=weaver"
    page = client.post(href, {"email": "New@Example.com", "often": "daily"})
    assert "Check your e-mail" in page.text
    alert = JobAlert.objects.get()
    assert (alert.state, alert.reader.email) == ("waiting", "new@example.com")
    letter = Message.objects.get()
    confirm = reverse("alert_confirm", args=[alert.key])
    assert confirm in letter.text
    make_vacancy(title="Early weaver")
    assert tell() == 0
    client.get(confirm)
    assert JobAlert.objects.get().state == "waiting"
    for _ in range(2):
        assert "Your alert is on" in client.post(confirm).text
    make_vacancy(title="Canal weaver")
    assert tell() == 1
    assert Message.objects.latest("id").to == "new@example.com"


def test_what_was_asked_for_under_an_address_becomes_its_learner_s(learner) -> None:
    alert = asks(str(learner.user.email))
    assert alert
    alerts.confirm(key=alert.key)
    assert JobAlert.objects.of(learner).get() == alert
    later = asks("later@example.com", "q=canal")
    assert later
    alerts.confirm(key=later.key)
    newcomer = make_learner()
    newcomer.user.email = "later@example.com"
    newcomer.user.save()
    saves(newcomer, "q=lock")
    assert JobAlert.objects.of(newcomer).count() == 2
    assert not AlertReader.objects.exclude(email="").exists()


def test_the_page_says_the_same_whatever_is_known_of_the_address(client: Client) -> None:
    def page(query: str) -> str:
        href = f"{reverse('alert_create')}?{query}"
        return client.post(href, {"email": "new@example.com", "often": "daily"}).text.split("<main", 1)[1]

    first = page("q=one")
    alerts.confirm(key=JobAlert.objects.get().key)
    pages = [page("q=one"), *(page(f"q=more{number}") for number in range(5))]
    assert {text.replace("q=one", "").partition("</h1>")[2] for text in [first, *pages]} == {
        first.replace("q=one", "").partition("</h1>")[2]
    }
    assert JobAlert.objects.filter(state="waiting").count() == alerts.MOST_WAITING
    assert Message.objects.count() == 1 + alerts.MOST_WAITING


def test_the_same_question_is_sent_once_a_day() -> None:
    for _ in range(3):
        asks()
    assert Message.objects.count() == 1


def test_what_nobody_confirms_and_what_was_stopped_is_forgotten_with_its_address(learner) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    asks("never@example.com")
    stopped = asks("stopped@example.com")
    assert stopped
    alerts.confirm(key=stopped.key)
    alerts.stop(key=stopped.key)
    own = saves(learner)
    alerts.stop(key=own.key)
    alerts.end_old()
    assert AlertReader.objects.count() == 3
    JobAlert.objects.update(asked_at=long_ago)
    JobAlert.objects.exclude(stopped_at=None).update(stopped_at=long_ago)
    alerts.end_old()
    assert list(JobAlert.objects.values_list("id", flat=True)) == [own.id]
    assert not AlertReader.objects.exclude(email="").exists()


def test_after_a_year_an_alert_ends_and_says_so(learner) -> None:
    saves(learner)
    JobAlert.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    make_vacancy(title="Canal weaver")
    assert alerts.promise() == 0
    assert JobAlert.objects.get().state == "stopped"
    assert Message.objects.get().subject == "Your job alert has ended"


def test_one_click_stops_it_without_signing_in_and_looking_changes_nothing(learner) -> None:
    alert = saves(learner)
    make_vacancy(title="Canal weaver")
    tell()
    mail.deliver(message_id=Message.objects.get().id)
    headers = sent.outbox[0].extra_headers
    assert headers["List-Unsubscribe"] == f"<{letters.full('alert_stop', alert.key)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    visitor = Client(enforce_csrf_checks=True)
    href = reverse("alert_stop", args=[alert.key])
    assert (visitor.get(href).status_code, visitor.head(href).status_code) == (200, 200)
    assert JobAlert.objects.get().state == "on"
    for _ in range(2):
        assert "The e-mails are stopped" in visitor.post(href, {"List-Unsubscribe": "One-Click"}).text
        assert JobAlert.objects.get().state == "stopped"


@pytest.mark.parametrize("name", ["alert_stop", "alert_confirm"])
def test_a_key_that_nobody_was_sent_does_not_exist(client: Client, name: str) -> None:
    href = reverse(name, args=["x" * 43])
    assert client.get(href).status_code == client.post(href).status_code == 404


def test_a_learner_saves_changes_and_removes_on_pages(client: Client, learner) -> None:
    client.force_login(learner.user)
    href = f"{reverse('alert_create')}?q=weaver"
    assert "checked" not in client.get(href).text
    assert client.post(href, {"often": "hourly\x00", "name": "\x00"}).context["form"].errors
    assert client.post(href, {"often": "weekly"}).url == reverse("alert_list")
    assert "already" in client.post(href, {"often": "weekly"}).text
    alert = JobAlert.objects.get()
    assert (alert.name, alert.state) == ("Weaver", "on")
    alerts.stop(key=alert.key)
    change = reverse("alert_change", args=[alert.public_id])
    assert "is stopped" in client.get(change).text
    client.post(change, {"name": "Looms", "often": "daily"})
    assert "Looms" in client.get(reverse("alert_list")).text
    assert JobAlert.objects.get().state == "on"
    client.post(reverse("alert_remove", args=[alert.public_id]))
    assert not JobAlert.objects.exists()


def test_nobody_sees_or_changes_what_is_another_person_s(client: Client, learner) -> None:
    alert = saves(learner)
    other = make_learner()
    client.force_login(other.user)
    assert client.get(reverse("alert_change", args=[alert.public_id])).status_code == 404
    assert client.post(reverse("alert_remove", args=[alert.public_id])).status_code == 404
    with pytest.raises(NotAllowed):
        alerts.change(alert=alert, name="x", often="daily", by=Actor(user=other.user))
    search = {"learner": learner, "asked": asked(), "name": "", "often": "daily"}
    with pytest.raises(NotAllowed):
        alerts.save(**search, by=Actor(user=other.user))


def test_a_search_at_a_postcode_that_is_none_is_refused(client: Client, learner) -> None:
    client.force_login(learner.user)
    page = client.post(f"{reverse('alert_create')}?postcode=ZZ99+9ZZ", {"often": "daily"})
    assert page.context["form"].errors
    assert not JobAlert.objects.exists()


def test_a_deleted_profile_leaves_no_alert(learner) -> None:
    saves(learner)
    make_vacancy(title="Canal weaver")
    tell()
    learner.delete()
    assert not AlertReader.objects.exists()
    assert not AlertTold.objects.exists()
