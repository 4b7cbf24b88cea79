from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class OutboxTaskQuerySet(models.QuerySet["OutboxTask"]):
    def waiting(self) -> Self:
        return self.filter(state=OutboxTask.State.WAITING)

    def due(self, resend_before) -> Self:
        """Never sent, or sent so long ago that its worker must have died."""
        return self.waiting().filter(
            Q(sent_at=None) | Q(sent_at__lt=resend_before), not_before__lte=timezone.now()
        )


class OutboxTask(models.Model):
    """One piece of work promised by a committed transaction.

    Written in the business transaction, sent to the broker after it, and marked done in the same transaction as its effect; so
    the broker may lose everything at any moment and nothing is lost or done twice.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    MOST_ATTEMPTS = 5

    name = models.CharField(max_length=100)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = OutboxTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=Q(state="waiting", sent_at=None) & ~Q(key=""),
                name="outbox_one_unsent_per_key",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(done_at__isnull=False), name="outbox_ended_has_time"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("created_at")), name="outbox_done_after_created"
            ),
        ]
        indexes = [models.Index(fields=["sent_at"], condition=Q(state="waiting"), name="outbox_waiting")]

    def __str__(self) -> str:
        return f"{self.name} {self.args} ({self.state})"
