import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.matching.models.engine import EngineVersion
from district.outbox.models import Progress

SHARD_SIZE = 100  # learner ids; also the unit in which writers of matches wait for one another


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def unfinished(self) -> Self:
        return self.filter(finished_at=None)


class MatchRun(models.Model):
    """One matching of every learner under one engine version, in shards that any number of workers take.

    Begun at night, by staff, or when the portal starts; ended when its last shard is done. A run that was cut
    off is taken
    up where it stopped.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    engine = models.ForeignKey(EngineVersion, on_delete=models.PROTECT, related_name="runs")
    progress = models.OneToOneField(Progress, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(help_text="The day on which adverts and runs have to be open.")
    changed_count = models.PositiveIntegerField(default=0, help_text="Learners whose lists changed.")
    checksum = models.CharField(max_length=32, blank=True, help_text="Of all lists when it ended.")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                F("engine"), condition=Q(finished_at=None), name="matching_one_unfinished_run_per_engine"
            )
        ]

    def __str__(self) -> str:
        return f"Matching of {self.day:%d %B %Y} under {self.engine_id}"


class MatchShard(models.Model):
    """A range of learner ids of an unfinished run. Worked on and marked done in one transaction."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="shards")
    number = models.PositiveIntegerField(help_text="Learners from number x 100 on, 100 ids.")
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="matching_shard_once")]

    def __str__(self) -> str:
        return f"shard {self.number} of run {self.run_id}"

    @property
    def low(self) -> int:
        return self.number * SHARD_SIZE

    @property
    def high(self) -> int:
        return self.low + SHARD_SIZE - 1
