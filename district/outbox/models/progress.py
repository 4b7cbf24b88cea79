import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

SILENCE = timedelta(minutes=10)


class ProgressQuerySet(models.QuerySet["Progress"]):
    def running(self) -> Self:
        return self.filter(state=Progress.State.RUNNING)


class Progress(models.Model):
    """How far a long piece of work has come, for the person who waits for it."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(
        default=timezone.now, help_text="Last sign of life; a running piece of work without one has died."
    )
    finished_at = models.DateTimeField(null=True)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_count__lte=F("total_count")), name="outbox_progress_within_total"
            ),
            models.CheckConstraint(
                condition=Q(state="running") ^ Q(finished_at__isnull=False),
                name="outbox_progress_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.done_count} of {self.total_count}"

    @property
    def percent(self) -> int:
        return 100 * self.done_count // self.total_count if self.total_count else 0

    @property
    def has_stopped(self) -> bool:
        """Still running by its state, but without a sign of life for longer than any part of it takes."""
        return self.state == Progress.State.RUNNING and timezone.now() - self.beat_at > SILENCE
