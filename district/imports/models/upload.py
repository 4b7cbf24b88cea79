import uuid
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.outbox.models import Progress
from district.partners.actor import Actor
from district.partners.models import Organisation, Role


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, actor: Actor) -> Self:
        """A provider's members see the uploads of their own organisation; others none."""
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(organisation=actor.organisation)
        return self.none()

    def unfinished(self) -> Self:
        return self.filter(state__in=Upload.UNFINISHED)

    def for_list(self) -> Self:
        return self.select_related("created_by").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["faults", "warnings", "outcome"])
class Upload(models.Model):
    """A file of a provider on its way into the portal: read, mended, looked at, and published whole or not at all.

    Begun by a member of the provider; ends published or abandoned, by itself after seven days without a change.
    """

    class State(models.TextChoices):
        CREATED = "created", "Waiting to be read"
        PROCESSING = "processing", "Being read"
        WITH_ERRORS = "processed_with_errors", "Has errors"
        OK = "processed_ok", "Ready to publish"
        PUBLISHED = "published", "Published"
        ABANDONED = "abandoned", "Abandoned"

    class Kind(models.TextChoices):
        LARS = "lars", "Courses with a LARS number"
        NON_LARS = "non-lars", "Courses without a LARS number"
        OPEN_DATA = "open-data", "Live courses in the national open data"
        VENUES = "venues", "Venues"
        PROGRESS = "progress", "Progress of learners"

    UNFINISHED = (State.CREATED, State.PROCESSING, State.WITH_ERRORS, State.OK)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.CREATED: {State.PROCESSING, State.ABANDONED},
        State.PROCESSING: {State.WITH_ERRORS, State.OK, State.ABANDONED},
        State.WITH_ERRORS: {State.PROCESSING, State.ABANDONED},
        State.OK: {State.PROCESSING, State.WITH_ERRORS, State.PUBLISHED, State.ABANDONED},
        State.PUBLISHED: set(),
        State.ABANDONED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=22, choices=State, default=State.CREATED)
    file_name = models.CharField(max_length=150)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    progress = models.ForeignKey(Progress, null=True, on_delete=models.SET_NULL, related_name="+")
    row_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    deleted_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list, help_text="What is wrong with the file as a whole.")
    warnings = models.JSONField(default=list)
    outcome = models.JSONField(default=dict, help_text="What publishing changes, or has changed.")
    signature = models.CharField(
        max_length=64, blank=True, help_text="Of the outcome that people were shown."
    )
    publish_asked_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=~Q(state__in=["published", "abandoned"]),
                name="imports_one_open_upload_of_a_kind",
                violation_error_message="A file of this kind is being worked on. Finish or abandon it first.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "abandoned"]) ^ Q(ended_at=None),
                name="imports_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(refused_count__lte=F("row_count")) & Q(deleted_count__lte=F("row_count")),
                name="imports_counts_within_rows",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["processed_ok", "published"]) | Q(refused_count=0),
                name="imports_publish_without_errors",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="imports_upload_of")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def is_publishing(self) -> bool:
        return self.state == self.State.OK and self.publish_asked_at is not None

    @property
    def is_busy(self) -> bool:
        """A worker has it, or soon will."""
        return self.state in {self.State.CREATED, self.State.PROCESSING} or self.is_publishing

    @property
    def takes_whole_file(self) -> bool:
        """Nothing of the file could be read."""
        return self.state == self.State.WITH_ERRORS and bool(self.faults)


class UploadFile(models.Model):
    """The bytes of a file until they have been read into rows, which deletes them."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{len(self.content):,} bytes"
