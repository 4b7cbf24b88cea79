import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from district.accounts.models import User
from district.reports.models.run import ReportRun


class PublicationQuerySet(models.QuerySet["Publication"]):
    def out(self) -> Self:
        """What everybody may read: nothing before its time."""
        return self.filter(publish_at__lte=timezone.now(), cancelled_at=None)

    def embargoed(self) -> Self:
        return self.filter(publish_at__gt=timezone.now(), cancelled_at=None)

    def with_successors(self) -> Self:
        """`is_superseded`: a revision of it is out."""
        later = Publication.objects.out().filter(series=OuterRef("series"), number__gt=OuterRef("number"))
        return self.annotate(is_superseded=Exists(later))

    def for_list(self) -> Self:
        return self.defer("result", "html").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["result", "html"])
class Publication(models.Model):
    """A finished report given to everybody from a moment on, with small numbers protected.

    A revision follows it in the same series with its reason; the earlier one stays to be read. Until its time it may be
    cancelled; a trigger keeps its figures as they are, and everything about it once it is out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.UUIDField(default=uuid.uuid4, help_text="The same for a report and its revisions.")
    number = models.PositiveSmallIntegerField(default=1)
    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="publications")
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    publish_at = models.DateTimeField()
    is_provisional = models.BooleanField(default=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it revises the earlier one.")
    profile = models.CharField(max_length=10, help_text="Of disclosure control.")
    result = models.JSONField()
    html = models.TextField()
    checksum = models.CharField(max_length=64)
    hidden_count = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], condition=Q(cancelled_at=None), name="reports_revision_once"
            ),
            models.UniqueConstraint(
                fields=["run"],
                condition=Q(cancelled_at=None),
                name="reports_published_once",
                violation_error_message="This report is published, or waits for its time.",
            ),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="reports_revision_has_reason",
                violation_error_message="Say why the figures are revised.",
            ),
        ]
        indexes = [models.Index(fields=["publish_at"], name="reports_publications_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        return self.cancelled_at is None and self.publish_at <= timezone.now()

    @property
    def is_embargoed(self) -> bool:
        return self.cancelled_at is None and self.publish_at > timezone.now()
