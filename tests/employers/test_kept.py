"""Jobs that a learner keeps: once each, for them alone, with one reminder before they close."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message
from district.partners.actor import Actor
from district.web.errors import NotAllowed
from employers.models import AlertReader, KeptVacancy, Vacancy
from employers.services import alerts, kept
from learners.models import Learner
from tests.factories.employers import make_vacancy
from tests.factories.learners import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(db: None) -> Learner:
    return make_learner()


def in_days(days: int) -> object:
    return timezone.localdate() + timedelta(days=days)


def keeps(learner: Learner, **fields: object) -> Vacancy:
    vacancy = make_vacancy(**fields)
    kept.keep(learner=learner, vacancy=vacancy, by=Actor(user=learner.user))
    return vacancy


def remind() -> int:
    return kept.remind_all(learner_ids=list(Learner.objects.order_by("id").values_list("id", flat=True)))


def test_a_job_is_kept_and_let_go_on_its_page(client: Client, learner) -> None:
    vacancy = make_vacancy(title="Canal weaver")
    page = reverse("job_show", args=[vacancy.public_id])
    assert "Sign in to keep this job" in client.get(page).text
    client.force_login(learner.user)
    assert "Keep this job" in client.get(page).text
    change = reverse("kept_change", args=[vacancy.public_id])
    for _ in range(2):
        assert client.post(change, {"wanted": "yes"}).url == reverse("kept_list")
    assert KeptVacancy.objects.count() == 1
    assert "You keep this job" in client.get(page).text
    assert "Canal weaver" in client.get(reverse("kept_list")).text
    client.post(change, {"wanted": "no"})
    assert "You keep no job yet" in client.get(reverse("kept_list")).text


def test_a_job_that_has_closed_is_not_kept_any_more_but_stays_on_the_list(client: Client, learner) -> None:
    vacancy = keeps(learner)
    Vacancy.objects.update(state="closed")
    client.force_login(learner.user)
    assert "Closed" in client.get(reverse("kept_list")).text
    client.post(reverse("kept_change", args=[vacancy.public_id]), {"wanted": "no"})
    assert (
        "has closed"
        in client.post(reverse("kept_change", args=[vacancy.public_id]), {"wanted": "yes"}, follow=True).text
    )
    assert not KeptVacancy.objects.exists()


def test_nobody_keeps_for_another_nor_what_is_not_shown(client: Client, learner) -> None:
    with pytest.raises(NotAllowed):
        kept.keep(learner=learner, vacancy=make_vacancy(), by=Actor(user=make_learner().user))
    client.force_login(learner.user)
    draft = make_vacancy(state="draft")
    assert client.post(reverse("kept_change", args=[draft.public_id])).status_code == 404


def test_one_reminder_before_it_closes_and_another_if_the_date_is_moved(learner) -> None:
    keeps(learner, title="Far away", closes_on=in_days(20))
    soon = keeps(learner, title="Canal weaver", closes_on=in_days(3))
    keeps(learner, title="Lock keeper", closes_on=in_days(1))
    assert (kept.promise(), remind()) == (1, 1)
    message = Message.objects.get()
    assert message.subject == "2 jobs you keep close soon"
    assert message.text.index("Lock keeper") < message.text.index("Canal weaver")
    assert "Far away" not in message.text
    assert reverse("alert_stop", args=[AlertReader.objects.get().key]) in message.stop_url
    assert (kept.promise(), remind()) == (0, 0)
    Message.objects.update(key="")
    Vacancy.objects.filter(id=soon.id).update(closes_on=in_days(2))
    assert (remind(), Message.objects.latest("id").subject) == (1, "1 job you keep closes soon")


def test_what_is_closed_and_who_wants_no_reminder_is_left_alone(client: Client, learner) -> None:
    keeps(learner, closes_on=in_days(2))
    Vacancy.objects.update(state="withdrawn")
    assert remind() == 0
    Vacancy.objects.update(state="open")
    alerts.stop(key=AlertReader.objects.get().key)
    assert (kept.promise(), remind()) == (0, 0)
    client.force_login(learner.user)
    client.post(reverse("kept_remind"), {"wanted": "yes"})
    assert remind() == 1


def test_the_list_costs_the_same_with_one_and_ten(client: Client, learner, django_assert_num_queries) -> None:
    client.force_login(learner.user)
    client.get("/account/logout/")  # shows a form, so that the session holds its token
    for count in (1, 9):
        for _ in range(count):
            keeps(learner)
        with django_assert_num_queries(7):
            assert client.get(reverse("kept_list")).status_code == 200
