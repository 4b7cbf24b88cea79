import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


def message_id() -> str:
    return f"<{uuid.uuid4()}@district.outbox>"


class Message(models.Model):
    """One e-mail to one address, written in the transaction of the act it tells about.

    Its words and its Message-ID stay the same however often delivery is tried. The words of a message that
    carries a secret (a link to set a password) are wiped once it is delivered, all others after 62 days; the
    row itself is kept for a year.
    """

    key = models.CharField(max_length=200, blank=True, help_text="The act: one act sends one message.")
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=100, default=message_id, unique=True)
    is_secret = models.BooleanField(default=False)
    stop_url = models.URLField(
        max_length=500,
        blank=True,
        db_default="",
        help_text="Where e-mail programs offer to stop messages of this kind, without signing in.",
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "to"], condition=~Q(key=""), name="outbox_one_message_per_act"
            )
        ]

    def __str__(self) -> str:
        return self.subject
