"""Messages: one act, one message, tried for a day, and nothing secret kept."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from district.outbox import work
from district.outbox.models import Message, OutboxTask
from district.outbox.services import mail

pytestmark = pytest.mark.django_db
TEXT = "Hello O'Brien & sons,\n\n\n\nopen this:\n\nhttps://district.example/x?a=1&b=2\n"


def post(**more: Any) -> Message | None:
    return mail.post(**{"to": "amina@example.com", "subject": "Your place", "text": TEXT} | more)


def deliver() -> str:
    return work.perform(OutboxTask.objects.latest("id").id, mail.deliver)


@pytest.fixture
def server_says(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    def fail_with(fault: Exception) -> None:
        def send(self: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
            raise fault

        monkeypatch.setattr(EmailMultiAlternatives, "send", send)

    return fail_with


def test_a_message_is_promised_with_the_act_and_falls_with_it() -> None:
    with transaction.atomic():
        post()
        assert OutboxTask.objects.get().name == "outbox.deliver_message"
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not OutboxTask.objects.exists()


def test_a_delivered_message_has_plain_text_html_and_a_lasting_message_id() -> None:
    message = post()
    assert message
    assert deliver() == "done"
    sent = django_mail.outbox[0]
    assert (sent.subject, sent.to) == ("Your place", ["amina@example.com"])
    assert sent.body == "Hello O'Brien & sons,\n\nopen this:\n\nhttps://district.example/x?a=1&b=2\n"
    html = sent.alternatives[0].content
    assert '<a href="https://district.example/x?a=1&amp;b=2"' in html
    assert "O&#x27;Brien &amp; sons" in html
    assert sent.extra_headers["Message-ID"] == message.message_id


def test_a_delivered_message_is_not_delivered_again() -> None:
    message = post()
    assert message
    mail.deliver(message_id=message.id)
    mail.deliver(message_id=message.id)
    assert len(django_mail.outbox) == 1


def test_one_act_writes_to_one_address_once() -> None:
    assert post(key="role 7 approved") is not None
    assert post(key="role 7 approved") is None
    assert post(key="role 7 approved", to="bob@example.com") is not None
    assert post() is not None
    assert post() is not None
    assert Message.objects.count() == 4
    assert OutboxTask.objects.count() == 4


def test_a_subject_cannot_carry_another_header() -> None:
    message = post(subject="Hello\nBcc: everyone@example.com")
    assert message
    assert message.subject == "Hello Bcc: everyone@example.com"


def test_the_words_of_a_secret_message_are_wiped_once_delivered() -> None:
    message = post(is_secret=True)
    assert message
    deliver()
    message.refresh_from_db()
    assert (message.text, message.html) == ("", "")
    assert "https://district.example/x" in django_mail.outbox[0].body


def test_while_the_server_is_away_the_message_waits_five_minutes_at_a_time(
    server_says: Callable[[Exception], None],
) -> None:
    post()
    server_says(ConnectionRefusedError())
    assert [deliver() for _ in range(8)] == ["later"] * 8
    row = OutboxTask.objects.get()
    assert (row.state, row.error) == ("waiting", "ConnectionRefusedError")
    assert timedelta(minutes=4) < row.not_before - timezone.now() < timedelta(minutes=6)


def test_after_a_day_the_message_has_failed(server_says: Callable[[Exception], None]) -> None:
    post()
    Message.objects.update(created_at=timezone.now() - timedelta(hours=25))
    server_says(smtplib.SMTPServerDisconnected())
    assert deliver() == "failed"
    row = OutboxTask.objects.get()
    assert (row.state, row.error) == (
        "failed",
        "The mail server did not take it for a day (SMTPServerDisconnected).",
    )


@pytest.mark.parametrize(("code", "outcome"), [(550, "failed"), (450, "later")])
def test_a_refused_address_is_final_and_a_busy_one_is_not(
    server_says: Callable[[Exception], None], code: int, outcome: str
) -> None:
    post()
    server_says(smtplib.SMTPRecipientsRefused({"amina@example.com": (code, b"no")}))
    assert deliver() == outcome


def test_words_are_kept_for_62_days_and_rows_for_a_year() -> None:
    for days in (61, 63, 366):
        post(subject=f"{days} days old")
        Message.objects.filter(subject=f"{days} days old").update(
            created_at=timezone.now() - timedelta(days=days)
        )
    assert mail.clear_old() == 1
    left = {message.subject: bool(message.text) for message in Message.objects.all()}
    assert left == {"61 days old": True, "63 days old": False}
