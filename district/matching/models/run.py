import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.matching.models.engine import EngineVersion
from district.outbox.models import Progress

SHARD_SIZE = 100  # learner ids: the unit in which writers of matches wait for one another


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def unfinished(self) -> Self:
        return self.filter(finished_at=None)


class MatchRun(models.Model):
    """One matching of every learner under one engine version, in shards that any number of workers take.

    Begun at night, by staff, or when the portal starts; ended when its last shard is done. A run that was cut
    off is taken up where it stopped. Its workers read snapshots taken after it began; what opens or closes
    meanwhile is remembered here, so that no shard puts an older list in the place of a newer one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    engine = models.ForeignKey(EngineVersion, on_delete=models.PROTECT, related_name="runs")
    progress = models.OneToOneField(Progress, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(help_text="The day on which adverts and runs have to be open.")
    snapshot = models.CharField(
        max_length=32, blank=True, db_default="", help_text="The name of what its first worker read."
    )
    changed_vacancies = ArrayField(
        models.IntegerField(),
        default=list,
        db_default=[],
        help_text="Ids of vacancies put into the lists since the run began.",
    )
    are_courses_due = models.BooleanField(
        default=False, db_default=False, help_text="Courses have changed since: they are worked out after it."
    )
    shard_count = models.PositiveIntegerField(default=0, db_default=0)
    attempt_count = models.PositiveIntegerField(
        default=0, db_default=0, help_text="How often a shard was begun; more than shards if a worker died."
    )
    worker_count = models.PositiveIntegerField(default=0, db_default=0)
    changed_count = models.PositiveIntegerField(default=0, help_text="Learners whose lists changed.")
    checksum = models.CharField(max_length=32, blank=True, help_text="Of all lists as its shards left them.")
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
    """A range of learner ids of an unfinished run.

    A worker that begins it has it for itself until `lease_until`; its lists are written, and it is marked done,
    in one transaction. Done twice it comes to the same.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="shards")
    number = models.PositiveIntegerField()
    low = models.IntegerField(default=0, db_default=0, help_text="The first learner id.")
    high = models.IntegerField(default=0, db_default=0, help_text="The last one.")
    learner_count = models.PositiveIntegerField(default=0, db_default=0)
    is_done = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    worker = models.CharField(max_length=100, blank=True, db_default="", help_text="Machine and process.")
    changed_count = models.PositiveIntegerField(default=0, db_default=0)
    sum = models.BigIntegerField(default=0, db_default=0, help_text="Part of the checksum.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="matching_shard_once")]

    def __str__(self) -> str:
        return f"shard {self.number} of run {self.run_id}"
