"""E-mail: written with the act it tells about, delivered by a worker, tried for a day."""

import re
import smtplib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone

from district.outbox.models import Message
from district.outbox.services import tasks
from district.outbox.work import GiveUp, Later

TRY_AGAIN_AFTER = timedelta(minutes=5)
TRY_FOR = timedelta(hours=24)
KEEP_WORDS_FOR = timedelta(days=62)
KEEP_ROW_FOR = timedelta(days=365)


def send(
    *,
    to: str | None,
    subject: str,
    template: str,
    context: dict[str, Any],
    key: str = "",
    is_secret: bool = False,
    stop_url: str = "",
) -> Message | None:
    """Write the message of `templates/{template}.txt` to one address.

    One act (`key`) writes to one address once; the answer is None if it has done so. The template is plain
    text; a paragraph that is only an address becomes a link in the HTML form. `stop_url` is for messages that people
    asked for: a POST to it stops them. Nothing is written to somebody without an address.
    """
    if to is None:
        return None
    text = render(template, context)
    return post(to=to, subject=subject, text=text, key=key, is_secret=is_secret, stop_url=stop_url)


def render(template: str, context: dict[str, Any]) -> str:
    """The words of a letter."""
    words = {"site_url": settings.SITE_URL.rstrip("/"), **context}
    text = Engine.get_default().get_template(f"{template}.txt").render(Context(words, autoescape=False))
    return _tidy(text)


def post(
    *, to: str, subject: str, text: str, key: str = "", is_secret: bool = False, stop_url: str = ""
) -> Message | None:
    """The same for words that are ready. The words of a secret message are wiped once it is delivered."""
    subject, text = " ".join(subject.split())[:200], _tidy(text)
    with transaction.atomic():
        message = Message(to=to, subject=subject, text=text, key=key, is_secret=is_secret, stop_url=stop_url)
        message.html = render_to_string(
            "outbox/mail/message.html", {"subject": subject, "parts": _parts(text)}
        )
        try:
            with transaction.atomic():
                message.save()
        except IntegrityError:
            return None
        tasks.enqueue(name="outbox.deliver_message", args={"message_id": message.id})
    return message


def deliver(*, message_id: int) -> None:
    """Hand one message to the mail server. What the server cannot take now is tried again for a day."""
    message = Message.objects.select_for_update(no_key=True).filter(id=message_id, delivered_at=None).first()
    if message is None:
        return
    headers = {"Message-ID": message.message_id}
    if message.stop_url:  # as RFC 8058 has it
        headers |= {
            "List-Unsubscribe": f"<{message.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = EmailMultiAlternatives(message.subject, message.text, to=[message.to], headers=headers)
    mail.attach_alternative(message.html, "text/html")
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as fault:
        if _is_refused(fault):
            raise GiveUp("The mail server refuses this address.") from fault
        if timezone.now() - message.created_at > TRY_FOR:
            raise GiveUp(f"The mail server did not take it for a day ({type(fault).__name__}).") from fault
        raise Later(type(fault).__name__, delay=TRY_AGAIN_AFTER) from fault
    message.delivered_at = timezone.now()
    if message.is_secret:
        message.text = message.html = ""
    message.save(update_fields=["delivered_at", "text", "html"])


def clear_old() -> int:
    """Wipe the words of old messages and forget very old ones."""
    now = timezone.now()
    Message.objects.filter(created_at__lt=now - KEEP_WORDS_FOR).exclude(text="").update(text="", html="")
    deleted, _ = Message.objects.filter(created_at__lt=now - KEEP_ROW_FOR).delete()
    return deleted


def _is_refused(fault: Exception) -> bool:
    """A 5xx answer about the address itself is final."""
    if not isinstance(fault, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in fault.recipients.values())


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip() + "\n"


def _parts(text: str) -> list[dict[str, str]]:
    """The paragraphs of a text; one that is only an address is a link."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return [{"href": p} if re.fullmatch(r"https?://\S+", p) else {"text": p} for p in paragraphs]
