import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.outbox.models import Progress
from district.partners.actor import Actor
from district.reports.models.snapshot import Snapshot


class DefinitionVersion(models.Model):
    """What a report meant when it was run: its words, columns and formulae. Never changed; another wording is another
    version.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=4)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    words = models.JSONField(help_text="Purpose, what is counted, columns, formulae, disclosure profile.")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="reports_definition_version_once"),
            models.UniqueConstraint(fields=["code", "digest"], name="reports_definition_words_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.number}"


class ReportRunQuerySet(models.QuerySet["ReportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """Reports are WMCA staff's; others read what is published."""
        return self.all() if actor.is_staff else self.none()

    def for_list(self) -> Self:
        related = self.select_related("definition", "snapshot", "asked_by")
        return related.defer("result", "definition__words").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["result"])
class ReportRun(models.Model):
    """One report, counted once: the definition, the snapshot and the scope make the figures, and make the same ones
    when they are put together again. A trigger refuses every change to one that is finished.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being counted"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Could not be counted"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.FINISHED, State.FAILED},
        State.FINISHED: set(),
        State.FAILED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="runs")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="runs")
    scope = models.JSONField(default=dict)
    scope_words = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    as_at = models.DateField(help_text="The last day that the figures know of.")
    row_counts = models.JSONField(default=dict, help_text="Rows counted, by table of the snapshot.")
    checksum = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the figures.")
    result = models.JSONField(default=dict)
    fault = models.CharField(max_length=300, blank=True)
    progress = models.ForeignKey(Progress, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="finished") ^ Q(checksum=""), name="reports_finished_has_checksum"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(finished_at__isnull=False), name="reports_ended_has_time"
            ),
            models.CheckConstraint(condition=Q(state="failed") ^ Q(fault=""), name="reports_failed_says_why"),
        ]
        indexes = [models.Index(fields=["-asked_at", "-id"], name="reports_runs_newest")]

    def __str__(self) -> str:
        return f"{self.definition_id} over {self.snapshot_id}: {self.state}"

    @property
    def is_busy(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def row_count(self) -> int:
        return sum(self.row_counts.values())


class DrawnReport(models.Model):
    """The tables and pictures of a finished report as HTML, drawn once, so that reading it draws nothing."""

    run = models.OneToOneField(ReportRun, on_delete=models.CASCADE, primary_key=True, related_name="drawn")
    style = models.PositiveSmallIntegerField(help_text="Goes up when reports are drawn in another way.")
    html = models.TextField()
    html_open = models.TextField(
        help_text="With links to the rows behind each count, for those who may open them."
    )

    def __str__(self) -> str:
        return f"drawing of {self.run_id}"


class RowsSeen(models.Model):
    """That somebody opened the rows behind a figure: who, which, how many."""

    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="rows_seen")
    seen_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60)
    row_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.column} in row {self.row} of {self.run_id}"
