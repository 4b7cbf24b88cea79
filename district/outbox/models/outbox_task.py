from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class OutboxTaskQuerySet(models.QuerySet["OutboxTask"]):
    def waiting(self) -> Self:
        return self.filter(state=OutboxTask.State.WAITING)

    def failed(self) -> Self:
        return self.filter(state=OutboxTask.State.FAILED)

    def due(self, *, resend_before: datetime) -> Self:
        """Never sent, or sent so long ago that the message or its worker must be lost."""
        return self.waiting().filter(
            Q(sent_at=None) | Q(sent_at__lt=resend_before), not_before__lte=timezone.now()
        )

    def same_work(self, task: "OutboxTask") -> Self:
        return self.filter(name=task.name, key=task.key)


class OutboxTask(models.Model):
    """One piece of work promised by a committed transaction.

    Written in the business transaction, sent to the broker after it, and marked done in the same transaction
    as its effect; so the broker may lose everything at any moment and nothing is lost or done twice. Rows
    with the same name and key promise the same work: it is done once for all those that are committed when it
    begins, and never by two workers at a time.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    MOST_ATTEMPTS = 5

    name = models.CharField(max_length=100)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    promised_in = models.BigIntegerField(help_text="The transaction that wrote the row.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a worker began it.")
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = OutboxTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key", "promised_in"],
                condition=Q(state="waiting", sent_at=None) & ~Q(key=""),
                name="outbox_promised_once_in_transaction",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(done_at__isnull=False), name="outbox_ended_has_time"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("created_at")), name="outbox_done_after_created"
            ),
        ]
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["name", "key"], condition=Q(state="waiting"), name="outbox_waiting_for_key"),
            models.Index(fields=["done_at"], condition=~Q(state="waiting"), name="outbox_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.args} ({self.state})"
